"""Pairs that only gain together are known to the search."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from optimisation import partners
from optimisation.partners import completed_by_pairs, find_pairs
from optimisation.presolve import Core, reduce_problem
from optimisation.start import find_start
from tests.optimisation.small_problems import assisted_problem, plain_problem


def _core() -> Core:
    problem = plain_problem([[1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 0, 1]], [5.0, 2.0, 4.0], stock=2)
    second = sparse.csr_array(np.array([[0, 0, 1, 0], [0, 1, 1, 0], [0, 0, 0, 0]], dtype=bool))
    return reduce_problem(replace(problem, also=second, joint=np.array([True, True, False])))


def test_partners_are_options_of_both_sets() -> None:
    """An option of the first set alone and one of the second alone are partners."""
    core = _core()
    assert find_pairs(core).tolist() == [[0, 2]]
    rows = completed_by_pairs(core, np.array([[0, 2], [2, 0], [0, 1], [0, 3]])).toarray()
    worth = (rows.T @ core.gains[:, 0] * core.scale).round(9)
    assert worth.tolist() == [7.0, 7.0, 0.0, 0.0]


def test_start_opens_partners_together() -> None:
    """The start finds two options of which neither gains alone."""
    assert find_start(_core()).open.tolist() == [True, False, True, False]


def test_few_partners_are_kept_the_heaviest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many options share rows, the pairs kept are limited in number."""
    core = reduce_problem(assisted_problem(1))
    needed = reduce_problem(replace(assisted_problem(1), also=None, joint=None))
    every = len(find_pairs(core))
    monkeypatch.setattr(partners, "MOST_PARTNERS", 3)
    assert len(find_pairs(needed)) <= len(find_pairs(core)) <= len(find_pairs(needed)) + 3 < every
