"""Support from hubs: who is near enough, who needs another open base, who falls out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimisation.assets import Asset
from optimisation.constraints import Support
from optimisation.support import Supported, supported, unsupported
from tests.optimisation.small_worlds import COB, demand, reaches, sites, table


def _supported(
    rule: Support, at: tuple[int, ...], *, fixed: tuple[int, ...] = (), released: tuple[int, ...] = ()
) -> Supported:
    rows = [{cell: abs(cell - place) * 100 for cell in range(12)} for place in at]
    world = demand({"state": [1.0] * 12})
    line = reaches(world, (COB,), {"cob": table(rows)}, site_xy=[(1000.0 * place, 0.0) for place in at])
    names = sites(*(f"S{number}" for number in range(len(at))))
    decided = np.isin(np.arange(len(at)), fixed)
    return supported(
        rule,
        [Asset(f"cob:{site.id}", "cob", number) for number, site in enumerate(names)],
        [()] * len(at),
        in_place=decided,
        fixed=decided & ~np.isin(np.arange(len(at)), released),
        forbidden=np.zeros(len(at), dtype=np.bool_),
        sites=names,
        site_cells=np.array(at),
        reaches=line,
        released=released,
    )


def test_a_site_beyond_falls_out_in_words_unless_another_base_passes_support_on() -> None:
    """Sites at 20, 40 and 70 minutes of a hub within 30: near, by relay, out."""
    rule = Support("evacuation", ("cob",), (0,), (), 30.0)
    found = _supported(rule, (0, 2, 4, 7), fixed=(0,))
    assert found.needs == {2: (1,)}
    words = (
        "company operating base at S3: evacuation: over 30 minutes by road from every hub, "
        "and no other base could pass support on"
    )
    assert found.barred == ((3, words),)
    alone = Support("evacuation", ("cob",), (0,), (), 30.0, relay=False)
    assert [number for number, _ in _supported(alone, (0, 2, 4, 7), fixed=(0,)).barred] == [2, 3]


def test_a_base_that_is_not_served_passes_support_on_too() -> None:
    """A company base near the hub is a relay for the temporary base beyond, which alone needs the hub."""
    tob = replace(COB, name="tob")
    rows = [{cell: abs(cell - place) * 100 for cell in range(12)} for place in (0, 2, 4)]
    line = reaches(demand({"state": [1.0] * 12}), (COB, tob), {"cob": table(rows), "tob": table(rows)})
    none = np.zeros(3, dtype=np.bool_)
    found = supported(
        Support("aid", ("tob",), (0,), (), 30.0),
        [Asset("cob:S0", "cob", 0), Asset("cob:S1", "cob", 1), Asset("tob:S2", "tob", 2)],
        [()] * 3,
        in_place=none,
        fixed=none,
        forbidden=none,
        sites=sites("S0", "S1", "S2"),
        site_cells=np.array([0, 2, 4]),
        reaches=line,
    )
    assert (found.needs, found.barred) == ({2: (1,)}, ())


def test_the_edge_is_near_enough_by_road_and_by_air() -> None:
    """Within a time holds its edge; preparation is part of it."""
    assert _supported(Support("aid", ("cob",), (0,), (), 20.0), (0, 2), fixed=(0,)).barred == ()
    by_air = Support(
        "aid", ("cob",), (0,), (), 20.0, air_kmh=12.0, preparation_min=10.0
    )  # 2 km in 10 minutes
    assert _supported(by_air, (0, 2), fixed=(0,)).barred == ()
    assert len(_supported(by_air, (0, 3), fixed=(0,)).barred) == 1


def test_a_hub_that_may_close_supports_only_while_it_is_kept() -> None:
    """What is near a base that may go needs it to be kept."""
    rule = Support("aid", ("cob",), (0,), (), 30.0)
    assert _supported(rule, (0, 2), fixed=(0,), released=(0,)).needs == {1: (0,)}


@pytest.mark.parametrize("relay", [True, False])
def test_what_stands_beyond_is_told_and_kept(relay: bool) -> None:
    """A base in place that no hub supports is neither barred nor in need."""
    found = _supported(Support("aid", ("cob",), (0,), (), 30.0, relay=relay), (0, 9), fixed=(0, 1))
    assert (found.needs, found.barred) == ({}, ())
    assert found.told == (
        "S1 is over 30 minutes by road from every hub of aid; it is decided already and kept",
    )


def test_a_base_at_a_hub_that_may_close_is_at_the_hub_while_it_is_kept() -> None:
    """Neither it nor what it supports is told to be far from every hub: the other depends on it."""
    rule = Support("aid", ("cob",), (0,), (), 30.0)
    found = _supported(rule, (0, 2, 9), fixed=(0, 1, 2), released=(0,))
    kept = "company operating base at S0"
    assert found.told == (
        f"S1 has aid within 30 minutes by road only while this stays: {kept}; it is decided already and kept",
        "S2 is over 30 minutes by road from every hub of aid; it is decided already and kept",
    )


def test_what_a_plan_leaves_without_support_is_found() -> None:
    """With the relay open all is well; without it what it supported is beyond every hub."""
    rule = Support("aid", ("cob",), (0,), (), 30.0)
    at = (0, 2, 4)
    rows = [{cell: abs(cell - place) * 100 for cell in range(12)} for place in at]
    line = reaches(demand({"state": [1.0] * 12}), (COB,), {"cob": table(rows)}, site_xy=[(0.0, 0.0)] * 3)

    def beyond(*opened: int) -> tuple[int, ...]:
        assets = [Asset(f"cob:S{number}", "cob", number) for number in opened]
        stands = np.array([number == 0 for number in opened])
        found = unsupported(
            rule, assets, in_place=stands, fixed=stands, site_cells=np.array(at), reaches=line
        )
        return tuple(opened[number] for number in found)

    assert (beyond(0, 1, 2), beyond(0, 2), beyond(2)) == ((), (2,), (2,))
