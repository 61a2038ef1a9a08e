"""Sets of options are compared as sets."""

import numpy as np
from scipy import sparse

from optimisation.cover_sets import canonical, group_rows, row_any, row_count


def test_grouping_does_not_depend_on_the_order_within_rows() -> None:
    """Rows are compared as sets."""
    first, group = group_rows(np.array([0, 2, 4, 5]), np.array([0, 3, 3, 0, 3], dtype=np.int32), 4)
    assert first.size == 2
    assert group[0] == group[1] != group[2]


def test_counts_know_no_stored_zeros_or_duplicates() -> None:
    """A duplicate entry counts once and a stored False not at all."""
    entries = (np.array([True, False, True, True]), (np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1])))
    cover = canonical(sparse.csr_array(sparse.coo_array(entries, shape=(3, 2))))
    both = np.array([True, True])
    assert row_count(cover, both).tolist() == [1, 1, 0]
    assert row_any(cover, both).tolist() == [True, True, False]
