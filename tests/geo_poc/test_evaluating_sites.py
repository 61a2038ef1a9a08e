"""Where the rows of a given plan stand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo_poc.evaluating_plan import Told
from geo_poc.evaluating_sites import PlacedRows, place_rows
from geo_poc.ground import Sited
from geo_poc.mission import Mission
from tests.geo_poc.given_plans import Row, at, rows_of, sited_of, warned, world

Place = Callable[..., tuple[PlacedRows, Told]]
CLOSED = shapely.box(0.05, 0.40, 0.20, 0.55)


@pytest.fixture(scope="module")
def land(tmp_path_factory: pytest.TempPathFactory) -> tuple[Mission, Sited]:
    """Return the tiny world with a part that nobody may enter, read once."""
    mission = world(tmp_path_factory.mktemp("land") / "m", closed=CLOSED)
    return mission, sited_of(mission)


@pytest.fixture
def place(land: tuple[Mission, Sited], tmp_path: Path) -> Place:
    """Return a function that places rows."""

    def placed(*rows: Row) -> tuple[PlacedRows, Told]:
        read, told = rows_of(tmp_path, land[0], *rows)
        return place_rows(land[0], land[1], read, told), told

    return placed


def _names(placed: PlacedRows) -> list[str]:
    return [placed.sites[number].id for number in placed.site.tolist()]


def test_positions_ids_and_names_are_known_sites(place: Place) -> None:
    """MGRS at a base, a position 150 m beside it, its id, its name and that of a candidate stand there."""
    placed, told = place(
        {"tool": "jpt", **at(0.15, 0.30)},
        {"tool": "cla", **at(0.15135, 0.30)},
        {"tool": "cob", "site": "c-north"},
        {"tool": "jpt", "site": "EAST"},
        {"tool": "adviser", "site": "South"},
    )
    assert _names(placed) == ["west", "west", "c-north", "east", "c-south"]
    assert told.findings == ()
    assert len(placed.sites) == 4


def test_another_position_in_one_travel_cell_is_the_site(place: Place, land: tuple[Mission, Sited]) -> None:
    """A corner of the base's travel cell is the base; just beyond it, and beyond a tenth, is not."""
    travel, cell = land[1].landscape.travel, land[1].cells[0]
    x, y = (float(value) for value in travel.centre(cell))
    corner, beyond = travel.unproject(x + 490, y + 490), travel.unproject(x + 1490, y + 490)
    placed, _ = place(
        *({"tool": "cob", "lon": float(lon), "lat": float(lat)} for lon, lat in (corner, beyond))
    )
    assert _names(placed)[0] == "west"
    assert placed.sites[placed.site[1]].kind == "given"


def test_new_sites_are_shared_and_named(place: Place, land: tuple[Mission, Sited]) -> None:
    """Rows at one new place share a site of its own, whichever comes first, by position, id or name."""
    placed, told = place(
        {"tool": "jpt", "site": "Kiga"},
        {"tool": "cob", "name": "Kiga", **at(0.50, 0.50)},
        {"tool": "cla", **at(0.5005, 0.50)},
        {"tool": "tob", "site": "fort", **at(0.50, 0.12)},
        {"tool": "tob", **at(0.10, 0.12)},
    )
    assert _names(placed) == ["p-kiga", "p-kiga", "p-kiga", "fort", "p-31naa7716413280"]
    assert told.findings == ()
    site = placed.sites[placed.site[1]]
    assert (site.name, site.kind, round(site.lon, 4)) == ("Kiga", "given", 0.5)
    travel = land[1].landscape.travel
    assert placed.cells[placed.site[1]] == travel.cell_of(*travel.project(0.5, 0.5))
    assert placed.cells[:4].tolist() == land[1].cells.tolist()


def test_contradictions_and_unknown_sites_are_errors(place: Place) -> None:
    """A site far from the position beside it, a name nobody has, and a name of two are told by row."""
    placed, told = place(
        {"tool": "cob", "site": "west", **at(0.45, 0.30)},
        {"tool": "jpt", "site": "Wset"},
        {"tool": "jpt", "site": "nowhere"},
    )
    first = warned(told.findings, "names West, which lies 33.4 km from its position", "error")
    assert (first.file, first.row, first.column, first.value) == ("plan.csv", 2, "site", "west")
    unknown = [f for f in told.findings if f.message == "no site has this id or name"]
    assert [(f.severity, f.row) for f in unknown] == [("error", 3), ("error", 4)]
    assert "did you mean west?" in unknown[0].remedy
    assert placed.site.tolist() == [-1, -1, -1]


def test_blocked_positions_are_moved_or_refused(place: Place) -> None:
    """Near the edge of a closed part a site is moved with a warning; deep inside it is an error."""
    placed, told = place(
        {"tool": "cob", "name": "Edge", **at(0.19, 0.45)}, {"tool": "cob", "name": "Deep", **at(0.12, 0.47)}
    )
    moved = warned(told.findings, "was moved 1.")
    assert (moved.row, "Edge" in moved.value) == (2, True)
    assert warned(told.findings, "nobody can pass within 3 km", "error").row == 3
    assert placed.site[1] == -1
    assert placed.sites[placed.site[0]].name == "Edge"


def test_positions_far_away_are_errors(place: Place) -> None:
    """Beyond the area and its surroundings nothing is evaluated; borders are closed here."""
    _, told = place({"tool": "cob", **at(0.70, 0.30)}, {"tool": "patrol", "route": "R", **at(0.75, 0.30)})
    assert [(f.severity, f.row) for f in told.findings] == [("error", 2), ("error", 3)]
    assert all("km outside the area" in f.message for f in told.findings)


def test_stops_of_patrols_are_travel_cells(place: Place, land: tuple[Mission, Sited]) -> None:
    """A patrol's position is a stop, and the site it names its base."""
    placed, told = place(
        {"tool": "patrol", "route": "R", "site": "west", **at(0.20, 0.305)},
        {"tool": "patrol", "route": "R", **at(0.25, 0.305)},
        {"tool": "patrol", "route": "R", "site": "c-north"},
    )
    travel = land[1].landscape.travel
    assert placed.stop.tolist() == [
        *travel.cell_of(*travel.project([0.20, 0.25], [0.305, 0.305])).tolist(),
        -1,
    ]
    assert _names(placed)[::2] == ["west", "c-north"]
    assert placed.site[1] == -1
    assert told.findings == ()
    assert np.array_equal(placed.cells, land[1].cells)
