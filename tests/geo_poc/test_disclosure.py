"""No single incident can be read off a product that leaves the mission."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio

from geo_poc.audience import AUDIENCES, for_audience
from geo_poc.disclosure import COARSE_M, FEWEST_TOLD, disclosed
from geo_poc.mission import Mission
from geo_poc.risk_product import Product
from geo_poc.risk_run import write_surfaces
from geo_poc.risk_surfaces import Surfaces, estimate_surfaces
from layers.risk.forecast import Forecast, Period, Skill
from layers.risk.surface import Risk
from tests.tiny_mission import STATE, Event, Tiny, write_tiny

LONE = (0.12, 0.13)
OUTSIDE = ["un", "humanitarian", "host_authority", "public"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Surfaces:
    """Return the surfaces of a pile of incidents by one source and a lone one by another."""
    events = (Event(0.45, 0.40), Event(*LONE, STATE, 1))
    folder = tmp_path_factory.mktemp("disclosed")
    found = estimate_surfaces(Mission.load(write_tiny(folder / "mission", Tiny(events=events))), members=4)
    return replace(found, risk=replace(found.risk, forecast=_forecast(found.risk)))


def _forecast(risk: Risk) -> Forecast:
    """Return a forecast that goes on as the surfaces are."""
    day, names = risk.decay_from, (*risk.likelihood, "total")
    shared = dict.fromkeys(names, 0.1)
    period = Period(Skill("kde_decay", 3.0, 1.0, 1.0, 8), day, day, risk.likelihood, risk.risk, 1.0, shared)
    return Forecast(periods=(period,))


def _lone_cell(found: Surfaces) -> int:
    grid = found.landscape.grid
    return int(grid.cell_of(*grid.project(*(np.array([part]) for part in LONE)))[0])


def test_insiders_see_the_peak_that_others_must_not(whole: Surfaces) -> None:
    """The lone incident's cell is the highest of its source for insiders: there is something to keep."""
    likelihood = whole.risk.likelihood["state"]
    assert int(np.argmax(likelihood)) == _lone_cell(whole)


@pytest.mark.parametrize("key", ["un", "humanitarian"])
def test_a_lone_incident_has_no_peak_outside(whole: Surfaces, key: str) -> None:
    """Its source is one value over the known, and over the unknown, cells of its block; sums stay."""
    found = for_audience(whole, AUDIENCES[key])
    row, column = np.unravel_index(_lone_cell(whole), found.landscape.grid.shape)
    block = round(COARSE_M / found.landscape.grid.cell_m)
    rows = slice(row // block * block, row // block * block + block)
    columns = slice(column // block * block, column // block * block + block)
    inside = found.landscape.grid.mask[rows, columns]
    assert found.ensemble is not None
    assert found.risk.forecast is not None
    period = found.risk.forecast.periods[0]
    for surface in (
        period.expected["state"],
        period.chance("state"),
        period.ends_of("state")[1],
        found.risk.likelihood["state"],
        found.risk.earlier["state"],
        found.ensemble.median["state"],
        found.ensemble.top_decile["state"],
    ):
        for part in (inside & ~found.unknown[rows, columns], inside & found.unknown[rows, columns]):
            if part.any():
                assert np.ptp(surface[rows, columns][part]) < 1e-12 + 1e-9 * surface.max()
    grid = found.landscape.grid
    before = whole.risk.likelihood["state"][grid.mask].sum()
    assert found.risk.likelihood["state"][grid.mask].sum() == pytest.approx(before)


def test_where_many_lie_nothing_is_coarser(whole: Surfaces) -> None:
    """The pile is not averaged: a partner sees where violence is as the mission does."""
    found = for_audience(whole, AUDIENCES["un"])
    at = int(np.argmax(whole.risk.likelihood["armed_group"]))
    same = found.risk.likelihood["armed_group"].ravel()[at]
    assert same == whole.risk.likelihood["armed_group"].ravel()[at]


@pytest.mark.parametrize("count", [FEWEST_TOLD - 1, FEWEST_TOLD])
def test_ground_is_known_by_incidents_only_where_enough_lie(whole: Surfaces, count: int) -> None:
    """Four incidents in silence leave it unknown outside the mission, five make it known."""
    events, landscape = whole.risk.events, whole.landscape
    assert events is not None
    x, y = landscape.grid.project(np.full(count, 0.3), np.full(count, 0.3))
    moved = replace(
        events,
        x=x,
        y=y,
        weights=np.ones((count, len(events.sources))),
        precision=np.ones(count, np.int64),
    )
    empty = {name: getattr(landscape, name).iloc[:0] for name in ("bases", "roads", "places")}
    silent = replace(landscape, **empty)
    found = replace(whole, landscape=silent, risk=replace(whole.risk, events=moved))
    known = landscape.grid.mask & ~disclosed(found, frozenset()).risk.unknown
    assert known.any() == (count >= FEWEST_TOLD)


@pytest.mark.parametrize("key", OUTSIDE)
def test_no_small_count_and_no_position_is_in_any_file(whole: Surfaces, tmp_path: Path, key: str) -> None:
    """Threat areas of few incidents are gone, and neither rows, positions nor counts stand in the text."""
    out = tmp_path / key
    out.mkdir()
    write_surfaces(for_audience(whole, AUDIENCES[key]), out, Product(audience=key, sheet="none"))
    document = json.loads((out / "risk.json").read_text(encoding="utf-8"))
    assert all(row["source"] != "state" for row in document["hotspots"])
    for row in document["hotspots"]:
        for name in ("events_half_year", "events_two_years_before", "found_by_patrols"):
            assert row[name] is None or row[name] == 0 or row[name] >= FEWEST_TOLD
    told = [path for path in out.rglob("*") if path.suffix in (".json", ".csv", ".html", ".gpkg")]
    for path in told:
        text = path.read_bytes()
        assert b"1 event on the map" not in text
        assert b"0.12," not in text or path.suffix == ".html"  # a page holds numbers of its libraries
        assert b"side_a" not in text
        assert b"date_start" not in text
    for path in out.rglob("*state*.tif"):
        with rasterio.open(path) as raster:
            for band in raster.read():
                top = np.nanmax(band)
                assert np.isnan(top) or top == 0 or (band == top).sum() > 1  # no cell stands out
