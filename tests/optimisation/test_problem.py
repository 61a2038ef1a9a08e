"""Malformed cover problems are told in full."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from optimisation.problem import Floor, Solution, check_problem
from tests.optimisation.small_problems import plain_problem

SOUND = plain_problem([[1, 0, 1], [0, 1, 1]], [1.0, 2.0])
SECOND = sparse.csr_array(np.array([[0, 1, 0], [0, 0, 0]], dtype=bool))


def test_sound_problem_has_no_findings() -> None:
    """A sound problem passes."""
    assert check_problem(SOUND) == ()
    assert check_problem(replace(SOUND, also=SECOND, joint=np.array([True, False]))) == ()
    assert check_problem(replace(SOUND, joint=np.array([True, False]), most=np.array([1, 3]))) == ()


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"weights": np.array([1.0, np.nan])}, "weights"),
        ({"weights": np.array([1.0, -1.0])}, "weights"),
        ({"weights": np.ones(3)}, "weights"),
        ({"weights": np.array([1.7e308, 1.7e308])}, "weights"),
        ({"weights": np.array([1e-310, 2e-310])}, "weights"),
        ({"cost": np.array([0.0, -1.0, 0.0])}, "cost"),
        ({"use": np.ones((2, 3))}, "use"),
        ({"stock": np.array([np.inf])}, "stock"),
        ({"option_ids": ("a", "b", "a")}, "option_ids"),
        ({"requires": ((0,), (), ())}, "requires"),
        ({"requires": ((1,), (2,), (0,))}, "requires"),
        ({"requires": ((7,), (), ())}, "requires"),
        ({"exclusive": ((0, -1),)}, "exclusive"),
        ({"shortfall_penalty": -1.0}, "shortfall_penalty"),
        ({"floors": (Floor("f", np.ones(2), 0.0, 0.5),)}, "floor f"),
        ({"floors": (Floor("f", np.ones(2), 2.0, 1.5),)}, "floor f"),
        ({"floors": (Floor("f", np.ones(3), 2.0, 0.5),)}, "floor f"),
        ({"also": SECOND}, "also"),
        ({"also": SECOND, "joint": np.array([False, True])}, "also"),
        ({"also": SECOND[:1], "joint": np.array([True, False])}, "also"),
        ({"joint": np.array([True])}, "joint"),
        ({"cover": sparse.csr_array(np.array([[1.5, 1, 0], [0, 1, 1]]))}, "cover"),
        ({"cover": sparse.csr_array(np.array([[-1, 1, 0], [0, 1, 1]]))}, "cover"),
        ({"most": np.array([1, 0])}, "most"),
        ({"most": np.array([1, 2, 1])}, "most"),
        ({"most": np.array([2, 1]), "joint": np.array([True, False])}, "most"),
    ],
)
def test_each_fault_is_told(change: dict[str, object], column: str) -> None:
    """Each kind of fault is an error that names its place and a remedy."""
    found = check_problem(replace(SOUND, **change))
    assert column in {finding.column for finding in found}
    assert all(finding.severity == "error" and finding.remedy for finding in found)


def test_all_faults_are_told_at_once_with_the_option() -> None:
    """Two faults make two findings, and the option fixed and forbidden at once is named."""
    both = np.array([False, True, False])
    found = check_problem(replace(SOUND, fixed_open=both, forbidden=both, weights=np.array([-1.0, 1.0])))
    assert [finding.column for finding in found] == ["weights", "fixed_open"]
    assert found[1].value == "o1"


def test_gaps_of_a_solution() -> None:
    """Gap and gap of gain are shares of the bound and of the room above the fixed options."""
    found = Solution("feasible", "", "effort", np.zeros(1, bool), 90.0, 100.0, 90.0, 60.0)
    assert found.gap == pytest.approx(0.1)
    assert found.gap_of_gain == pytest.approx(0.25)
