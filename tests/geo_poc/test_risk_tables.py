"""Layers of a risk GeoPackage."""

from __future__ import annotations

import numpy as np
import pytest

from geo_poc.risk_run import Surfaced
from layers.geopackage import read_layers

CLASSED = ("risk_state", "risk_armed_group", "risk_total")
REST = (
    "unknown", "low_with_presence", "districts", "threats", "places", "bases", "area", "restrictions",
    "displaced", "roads", "rivers", "lakes", "towns",
)  # fmt: skip


def test_classes_hold_every_known_cell_with_risk_once(tiny_risk: Surfaced) -> None:
    """The cells of a surface's classes and of the unknown are those with an estimate, people with them."""
    found = tiny_risk.surfaces
    tables = read_layers(tiny_risk.run.file("risk.gpkg"), (*CLASSED, "unknown"))
    for name in CLASSED:
        table, surface = tables[name], found.surfaces[name.removeprefix("risk_")]
        held = found.landscape.grid.mask & ~found.unknown & (surface > 0)
        assert table["cells"].sum() == held.sum()
        assert table["people"].sum() == pytest.approx(found.risk.people[held].sum())
        assert table["risk"].sum() == pytest.approx(surface[held].sum())
        assert table["class"].is_monotonic_increasing
        assert (table["below"].to_numpy()[:-1] >= table["at_least"].to_numpy()[:-1]).all()
    assert tables["unknown"]["cells"].sum() == found.unknown.sum()


def test_layers_are_those_that_are_documented(tiny_risk: Surfaced) -> None:
    """Every layer is there in EPSG:4326, and none holds incidents."""
    tables = read_layers(tiny_risk.run.file("risk.gpkg"), (*CLASSED, *REST))
    assert all(table.crs.to_epsg() == 4326 for table in tables.values())
    assert tables["bases"]["asset"].unique().tolist() == ["company operating base"]
    assert tables["bases"]["mgrs"].str.startswith("31N").all()
    threat = tables["threats"].iloc[0]
    assert (threat["id"], threat["priority"]) == ("T1", "must")
    assert 0 < threat["risk_of_source"] <= threat["risk_total"]


def test_districts_have_a_column_for_each_source(tiny_risk: Surfaced) -> None:
    """People and risk stand by source; a source that is not observed is empty, never zero."""
    table = read_layers(tiny_risk.run.file("risk.gpkg"), ["districts"])["districts"]
    assert sorted(table["name"]) == ["Eastland", "Westland"]
    assert table["risk_criminal"].isna().all()
    assert (table["risk_armed_group"] > 0).all()
    assert np.isfinite(table["events_total"]).all()
