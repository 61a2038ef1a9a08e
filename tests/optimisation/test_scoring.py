"""The judge of plans: worth and breaches from the whole problem."""

from dataclasses import replace

import numpy as np
from scipy import sparse

from optimisation.placement import place
from optimisation.problem import Floor
from optimisation.scoring import breaches, hits_of, score
from tests.optimisation.small_problems import plain_problem

PROBLEM = replace(
    plain_problem([[1, 0], [0, 1]], [3.0, 1.0]),
    floors=(
        Floor("soft", np.array([1.0, 1.0]), 2.0, 1.0),
        Floor("hard", np.array([0.0, 1.0]), 1.0, 1.0, hard=True),
    ),
    requires=((1,), ()),
    exclusive=((0, 1),),
)


def test_what_is_supplied_counts_as_available() -> None:
    """An option that supplies a unit raises what there is; it does not hide what the others use."""
    problem = replace(
        plain_problem([[1, 1, 1]], [1.0]), use=np.array([[-1.0, 2.0, 1.0]]), stock=np.array([1.0])
    )
    (told,) = breaches(problem, np.array([True, True, True]))
    assert told == "uses more teams than there are (3 used, 2 available)"


def test_score_counts_credit_and_soft_penalties_alone() -> None:
    """A hard floor is a shortfall but has no price."""
    found = score(PROBLEM, np.array([True, False]))
    assert found.credit == 3.0
    assert found.objective == 3.0 - 10.0 * 4.0 * 0.5
    assert [s.name for s in found.shortfalls] == ["soft", "hard"]


def test_breaches_name_each_broken_constraint() -> None:
    """Stock, requirement, exclusion, decisions and hard floors are each told."""
    assert any(
        b == "uses more teams than there are (2 used, 1 available)"
        for b in breaches(PROBLEM, np.array([True, True]))
    )
    assert any("exclude each other" in b for b in breaches(PROBLEM, np.array([True, True])))
    named = {"teams": "teams of two", PROBLEM.option_ids[0]: "the first"}
    told = breaches(PROBLEM, np.array([True, True]), named)
    assert any("uses more teams of two than there are" in words for words in told)
    assert any(words.startswith("the first, ") for words in told)
    alone = breaches(PROBLEM, np.array([True, False]))
    assert any("o0 lacks" in b for b in alone)
    assert any("hard floor hard" in b for b in alone)
    assert breaches(PROBLEM, np.array([False, True])) == ()
    shut = replace(PROBLEM, forbidden=np.array([False, True]))
    assert any("decided beforehand" in b for b in breaches(shut, np.array([False, True])))


def test_floors_of_one_name_are_judged_each_by_itself() -> None:
    """An elastic floor may be short, though a hard one has its name."""
    one = plain_problem([[1, 0], [0, 1]], [3.0, 1.0])
    floors = tuple(
        Floor("north", weights, 1.0, 1.0, hard=hard)
        for weights, hard in ((np.array([1.0, 0.0]), True), (np.array([0.0, 1.0]), False))
    )
    problem = replace(one, floors=floors)
    assert breaches(problem, np.array([True, False])) == ()
    assert breaches(problem, np.array([False, True])) == ("hard floor north is short",)
    assert place(problem).chosen.tolist() == [True, False]


def test_an_option_does_not_exclude_itself() -> None:
    """One that an exclusive set holds twice stands in it once."""
    problem = replace(plain_problem([[1, 0], [0, 1]], [3.0, 1.0], stock=2.0), exclusive=((0, 0),))
    assert breaches(problem, np.array([True, True])) == ()
    for fixed in (False, True):
        found = place(replace(problem, fixed_open=np.array([fixed, False])))
        assert found.chosen.tolist() == [True, True]


def test_joint_rows_need_both_sets_and_counted_rows_add_up() -> None:
    """A joint row counts when both its sets are hit, a counted one as often as it is hit up to its most."""
    second = sparse.csr_array(np.array([[0, 1, 0], [0, 0, 0], [0, 0, 0], [1, 1, 0]], dtype=bool))
    problem = replace(
        plain_problem([[1, 0, 1], [1, 1, 1], [1, 1, 0], [1, 0, 0]], [1.0, 2.0, 4.0, 8.0]),
        also=second,
        joint=np.array([True, False, True, True]),
        most=np.array([1, 2, 1, 1]),
        floors=(Floor("counted", np.array([0.0, 1.0, 0, 0]), 2.0, 1.0),),
    )
    assert hits_of(problem, np.array([True, False, False])).tolist() == [0, 1, 0, 1]
    assert hits_of(problem, np.array([False, True, True])).tolist() == [1, 2, 0, 0]
    assert hits_of(problem, np.array([True, True, True])).tolist() == [1, 2, 0, 1]
    found = score(problem, np.array([True, False, False]))
    assert found.credit == 10.0
    assert [(s.name, s.got) for s in found.shortfalls] == [("counted", 0.5)]
    assert hits_of(replace(problem, also=None), np.ones(3, dtype=bool)).tolist() == [0, 2, 0, 0]
