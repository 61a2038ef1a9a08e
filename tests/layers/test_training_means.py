"""Tests of the training country's other actors and contingents."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest

from layers.errors import Finding
from layers.sources.contingents import RELIABILITY, read_contingents
from layers.sources.other_actors import read_other_actors
from layers.training.layout import BASES, FRAME, TOWNS
from layers.training.means import CONTINGENTS, other_actors, write_means

TOWN_AT = {entry.key: entry.at for entry in TOWNS}
AS_OF = date(2025, 6, 30)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write both tables."""
    made = tmp_path_factory.mktemp("means")
    write_means(made, other_actors("capital", "upland", "south", "pasture"), TOWN_AT, FRAME)
    return made


def actors(folder: Path) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return the other actors as the layer's reader has them, by name."""
    table, findings = read_other_actors(folder / "other_actors.csv", as_of=AS_OF)
    return table.set_index("name"), findings


def test_other_actors_are_read_without_an_error_where_their_towns_are(folder: Path) -> None:
    """Seven actors of all five kinds, at the towns asked for."""
    table, findings = actors(folder)
    assert not [finding for finding in findings if finding.severity == "error"]
    assert len(table) == 7
    assert set(table["kind"]) == {"host_state", "regional", "parallel_force", "humanitarian", "community"}
    lon, lat = FRAME.to_lonlat(*TOWN_AT["upland"])
    at = table.geometry["2nd Upland Battalion"]
    assert (at.x, at.y) == pytest.approx((float(lon), float(lat)), abs=1e-4)


def test_the_barred_partner_may_not_be_supported_and_two_others_may(folder: Path) -> None:
    """Barred and not assessed: no support. Cleared, or with mitigations and in date: support."""
    table, _ = actors(folder)
    assert table.loc["2nd Upland Battalion", "hrddp"] == "barred"
    assert set(table.index[table["supportable"]]) == {"Provincial police", "Regional stabilisation force"}


def test_humanitarians_alone_are_never_tasked_and_did_not_agree_to_be_shown(folder: Path) -> None:
    """One agency, kept out of military products."""
    table, _ = actors(folder)
    assert list(table.index[table["never_tasked"]]) == ["Health and water agency"]
    assert not table.loc["Health and water agency", "owner_agrees"]


def test_every_contingent_of_the_bases_is_told_and_one_caveat_is_undisclosed(folder: Path) -> None:
    """Each has an ordered reliability; the suspected night caveat is told by an inject."""
    with (folder / "contingents.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["contingent"] for row in rows} == {contingent for _, _, contingent in BASES}
    suspected = [
        (row["contingent"], row["caveat"], row["told"]) for row in rows if row["declared"] == "suspected"
    ]
    assert suspected == [("Contingent B", "no_go", ""), ("Contingent D", "no_night", "I3")]
    for entry in CONTINGENTS:
        low, mid, high = entry.reliability
        assert 0 <= low < mid < high <= 1


def test_contingents_are_read_without_a_finding_as_they_were_made(folder: Path) -> None:
    """The layer's reader has the four of them, with the undisclosed caveat as suspected."""
    found, findings = read_contingents(folder / "contingents.csv")
    assert not findings
    table = found.set_index("name")
    assert list(table.index) == list(dict.fromkeys(entry.name for entry in CONTINGENTS))
    assert table.loc["Contingent B", "no_go_suspected"] == ("Graudel",)
    assert table.loc["Contingent B", "max_distance_m"] == 40_000
    assert list(table.index[table["no_night"]]) == ["Contingent D"]
    assert list(table.index[table["no_joint"]]) == ["Contingent C"]
    assert table.loc["Contingent D", "suspected"] == ("no_night",)
    assert table["preparation_min"].tolist() == [20, 30, 30, 45]
    assert table.loc["Contingent A", list(RELIABILITY)].tolist() == [0.5, 0.7, 0.9]
