"""Least distances as sets of options that exclude each other."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimisation.assets import Asset
from optimisation.constraints import Spacing
from optimisation.reaches import Reaches
from optimisation.spacing import Spaced, cliques, spaced
from tests.optimisation.small_worlds import COB, REPEATABLE, demand, reaches, sites, table

PAIRS = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1]))


@REPEATABLE
@given(PAIRS, PAIRS)
def test_cliques_hold_all_pairs_and_no_other(
    wanted: set[tuple[int, int]], known: set[tuple[int, int]]
) -> None:
    """Every wanted pair is in a set, and no set holds a pair that may both be open."""
    found = cliques(wanted, known - wanted)
    pairs = {pair for members in found for pair in combinations(members, 2)}
    assert wanted <= pairs <= wanted | known


def test_cliques_are_as_large_as_they_can_be() -> None:
    """Three options that exclude each other are one set, not three."""
    assert cliques({(0, 1), (0, 2), (1, 2), (2, 3)}) == ((0, 1, 2), (2, 3))


def _line(*at: int) -> Reaches:
    """Return sites on a line of cells of a kilometre, ten minutes apart."""
    rows = [{cell: abs(cell - place) * 100 for cell in range(10)} for place in at]
    world = demand({"state": [1.0] * 10})
    return reaches(world, (COB,), {"cob": table(rows)}, site_xy=[(1000.0 * place, 0.0) for place in at])


def _spaced(
    rule: Spacing, at: tuple[int, ...], *, fixed: tuple[int, ...] = (), released: tuple[int, ...] = ()
) -> Spaced:
    names = sites(*(f"S{number}" for number in range(len(at))))
    decided = np.isin(np.arange(len(at)), fixed)
    return spaced(
        rule,
        [Asset(f"cob:{site.id}", "cob", number) for number, site in enumerate(names)],
        in_place=decided,
        fixed=decided & ~np.isin(np.arange(len(at)), released),
        forbidden=np.zeros(len(at), dtype=np.bool_),
        sites=names,
        site_cells=np.array(at),
        reaches=_line(*at),
    )


@pytest.mark.parametrize("rule", [Spacing(("cob",), metres=3000.0), Spacing(("cob",), minutes=30.0)])
def test_the_edge_is_far_enough(rule: Spacing) -> None:
    """Sites at the distance itself may both be open, nearer ones may not."""
    assert _spaced(rule, (0, 2, 3, 6)).exclusive == ((0, 1), (1, 2))


def test_what_stands_bars_what_would_be_near() -> None:
    """A new site too near to one that stands is barred in words; one too near to nothing stays."""
    found = _spaced(Spacing(("cob",), metres=3000.0, reason="one road"), (0, 2, 6), fixed=(0,))
    assert found.barred == ((1, "company operating base at S1: less than 3 km from S0: one road"),)
    assert (found.exclusive, found.told) == ((), ())


def test_what_stands_too_near_is_told_and_kept() -> None:
    """Two bases in place that are too near are neither excluded nor barred."""
    found = _spaced(Spacing(("cob",), metres=3000.0), (0, 2), fixed=(0, 1))
    assert (found.exclusive, found.barred) == ((), ())
    assert found.told == ("S0 and S1 are less than 3 km apart; both are decided already and kept",)


def test_a_base_that_may_go_is_not_told_to_be_kept() -> None:
    """It may close for other reasons: the words only say that it does not for this one."""
    found = _spaced(Spacing(("cob",), metres=3000.0), (0, 2), fixed=(0, 1), released=(1,))
    assert (found.exclusive, found.barred) == ((), ())
    assert found.told == ("S0 and S1 are less than 3 km apart; no base that may go closes for it",)
