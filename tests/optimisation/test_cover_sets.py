"""Sets of options are compared as sets."""

import numpy as np
import pytest
from scipy import sparse

from optimisation.cover_sets import (
    canonical,
    group_rows,
    left_by,
    restricted,
    row_any,
    row_count,
    summed_over,
)
from optimisation.restrict_kernel import GONE, OPENED


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


@pytest.mark.parametrize("seed", range(10))
def test_rows_left_over_some_options_are_those_of_the_dense_cover(seed: int) -> None:
    """Rows that an open option covers are told, and the others keep the options that have a column."""
    rng = np.random.default_rng(seed)
    dense = rng.random((12, 9)) < 0.3
    place = rng.permutation(9).astype(np.int32)
    place[rng.random(9) < 0.2] = GONE
    place[rng.random(9) < 0.1] = OPENED
    cover, kept = sparse.csr_array(dense), np.flatnonzero(place >= 0)
    sizes = left_by(cover, place)
    hit = dense[:, place == OPENED].any(axis=1)
    assert (sizes == np.where(hit, -1, dense[:, kept].sum(axis=1))).all()
    rows = rng.permutation(12)[:7]
    expected = np.zeros((7, 9), dtype=bool)
    expected[:, place[kept]] = dense[rows][:, kept]
    assert (restricted(cover, rows, place, 9).toarray() == expected).all()


@pytest.mark.parametrize("times", [False, True])
@pytest.mark.parametrize("columns", [1, 3])
def test_summed_worth_is_the_product_to_the_bit(times: bool, columns: int) -> None:
    """Rows asked for twice, empty rows and none at all are summed as the matrix library does."""
    rng = np.random.default_rng(5)
    held = rng.random((30, 12)) < 0.3
    cover = sparse.csr_array(held * rng.integers(1, 4, held.shape) if times else held)
    for rows in ([3, 3, 29, 0], [], list(range(30))):
        worth = rng.random((len(rows), columns))
        asked = np.array(rows, dtype=np.int64)
        assert np.array_equal(summed_over(cover, asked, worth), cover[asked].T @ worth)
