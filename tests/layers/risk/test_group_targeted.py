"""Tests of whether violence is against one group."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np

from layers.risk.group_targeted import group_targeted

EVEN = {"women": 250.0, "men": 250.0, "girls": 250.0, "boys": 250.0}


def _incidents(**columns: list[Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns)


def test_a_record_without_victims_cannot_tell() -> None:
    """Deaths alone, few victims or few names are not known, never no."""
    for table in (
        _incidents(best=[3.0] * 40),
        _incidents(victims_women=[3.0]),
        _incidents(victim_group=["a", "a", "", ""]),
        _incidents(harm=[("killing",)] * 9),
    ):
        found = group_targeted(table, EVEN)
        assert (found.answer, found.flag) == ("not known", False)


def test_victims_are_held_against_the_share_of_people() -> None:
    """Three of four victims are men: targeted where they are half of the people, not where they are most."""
    table = _incidents(victims_men=[3.0] * 20, victims_women=[1.0] * 20)
    found = group_targeted(table, EVEN)
    assert found.answer == "yes"
    assert found.reason == "75% of 80 victims told apart are men, who are 50% of the people there"
    barracks = {"men": 700.0, "women": 300.0}
    assert group_targeted(table, barracks).answer == "no"


def test_one_massacre_is_not_a_pattern() -> None:
    """60 girls in one incident alone cannot tell; beside many even incidents they are no pattern."""
    one = _incidents(victims_girls=[60.0], victims_boys=[0.0], victims_women=[0.0], victims_men=[0.0])
    assert group_targeted(one, EVEN).answer == "not known"
    counts = np.ones((4, 25))
    counts[2, 0] = 200.0
    names = ("women", "men", "girls", "boys")
    table = _incidents(**{f"victims_{name}": list(row) for name, row in zip(names, counts, strict=True)})
    assert group_targeted(table, EVEN).answer == "no"


def test_groups_drawn_as_people_live_are_seldom_flagged() -> None:
    """Of 200 records whose victims are drawn as the people are, fewer than one in twenty are flagged."""
    rng = np.random.default_rng(3)
    shares = np.array([0.27, 0.25, 0.25, 0.23])
    people = dict(zip(EVEN, 1000.0 * shares, strict=True))
    flagged = 0
    for _ in range(200):
        victims = np.array([rng.multinomial(rng.integers(1, 4), shares) for _ in range(12)], dtype=float)
        columns = {f"victims_{name}": list(victims[:, n]) for n, name in enumerate(EVEN)}
        flagged += group_targeted(_incidents(**columns), people).flag
    assert flagged < 10


def test_without_a_layer_of_people_six_of_ten_are_asked_for() -> None:
    """12 of 16 victims are women: yes; half and half: no."""
    found = group_targeted(_incidents(victims_women=[8.0, 4.0], victims_men=[2.0, 2.0]))
    assert (found.answer, found.reason) == ("yes", "75% of 16 victims told apart are women")
    assert group_targeted(_incidents(victims_women=[5.0], victims_men=[5.0])).answer == "no"


def test_a_named_group_is_counted_and_never_named() -> None:
    """Most incidents that name a group name the same, however it is written: yes, and the name stays out."""
    table = _incidents(
        victim_group=["Uplanders", "uplanders ", "UPLANDERS", "Rivermen", "Uplanders", "", None]
    )
    found = group_targeted(table, EVEN)
    assert (found.answer, found.reason) == ("yes", "4 of 5 incidents that name a group name the same one")
    assert "upland" not in found.reason.casefold()
    mixed = _incidents(victim_group=["a", "b", "c", "a", "b", "c"])
    assert group_targeted(mixed, EVEN).answer == "no"


def test_frequent_sexual_violence_is_told() -> None:
    """A quarter of the incidents and three at least; a feed without it tells nothing."""
    table = _incidents(harm=[("sexual",)] * 3 + [("killing",)])
    assert group_targeted(table).reason == "3 of 4 incidents are sexual violence"
