"""All layers of a mission, read and checked together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine

from layers.access import FrictionSettings
from layers.errors import Finding, InputError
from layers.landscape import Landscape
from layers.reading import read_landscape
from layers.request import LandscapeRequest, LayerFile, PopulationFile
from tests.layers.sources.written import errors, geojson, told
from tests.layers.sources.written import table as written
from tests.tiny_mission import Tiny, box, write_tiny


def _request(folder: Path, tiny: Tiny = Tiny(), **changes: Any) -> LandscapeRequest:  # noqa: B008
    """Write a tiny mission and return what to read of it: only the layers that must be there."""
    write_tiny(folder, tiny)
    request = LandscapeRequest(
        area=LayerFile(folder / "area.geojson", "area"),
        bbox=None,
        borders_closed=False,
        as_of=date(2025, 6, 30),
        demand_cell_m=2000.0,
        travel_cell_m=1000.0,
        buffer_m=10_000.0,
        crs="auto",
        incidents=LayerFile(folder / "incidents.csv", "layers.incidents"),
        bases=LayerFile(folder / "bases.csv", "layers.bases"),
        population=(PopulationFile(folder / "population.tif", "layers.population[1]", "people_per_cell"),),
        friction=FrictionSettings(),
        personas=("military", "civilian"),
    )
    return replace(request, **changes)


def _bases(folder: Path, *rows: tuple[str, float, float]) -> None:
    written(
        folder / "bases.csv", ["name", "longitude", "latitude", "personnel"], [(*row, 100) for row in rows]
    )


def _lake(folder: Path, *ring: tuple[float, float]) -> LayerFile:
    path = geojson(folder / "lakes.geojson", [(shapely.Polygon(ring), {"name": "Lake"})])
    return LayerFile(path, "layers.lakes")


def _refused(request: LandscapeRequest) -> tuple[Finding, ...]:
    with pytest.raises(InputError) as caught:
        read_landscape(request)
    return caught.value.findings


def _passable(landscape: Landscape, cell: int) -> bool:
    return bool(np.isfinite(landscape.friction["military", "dry"].ravel()[cell]))


def test_faults_of_all_layers_are_told_at_once(tmp_path: Path) -> None:
    """Broken incidents, bases, places, roads, population and cells are errors of one pass, by file."""
    request = _request(tmp_path)
    (tmp_path / "incidents.csv").write_text("what,is,this\n1,2,3\n")
    written(tmp_path / "bases.csv", ["name", "longitude"], [("West", 0.1)])
    (tmp_path / "roads.geojson").write_text("{}")
    (tmp_path / "population.tif").write_bytes(b"no raster")
    request = replace(
        request,
        places=LayerFile(tmp_path / "absent.geojson", "layers.places"),
        roads=((LayerFile(tmp_path / "roads.geojson", "layers.roads[1]"), False),),
    )
    files = {finding.file for finding in errors(_refused(request))}
    assert files == {"incidents.csv", "bases.csv", "roads.geojson", "population.tif", "absent.geojson"}


def test_cells_that_do_not_fit_are_told_with_the_layers(tmp_path: Path) -> None:
    """A fault of the grid hides no fault of a layer."""
    request = _request(tmp_path, demand_cell_m=2500.0)
    written(tmp_path / "bases.csv", ["name", "longitude"], [("West", 0.1)])
    assert {finding.file for finding in errors(_refused(request))} == {"bases.csv", "mission.toml"}


@pytest.mark.parametrize(
    ("wet_months", "closed"), [((), (True, True)), ((4, 5, 6), (False, True)), ((11, 12), (True, False))]
)
def test_restrictions_by_months_close_in_their_season(
    tmp_path: Path, wet_months: tuple[int, ...], closed: tuple[bool, bool]
) -> None:
    """Months that are wet close in the wet season alone, others in the dry one; both where nobody says."""
    columns = {"name": "Strip", "applies_to": "military", "state": "seasonal", "months": "4-5"}
    path = geojson(tmp_path / "r.geojson", [(shapely.box(0.3, 0.3, 0.4, 0.4), columns)])
    file = LayerFile(path, "layers.restrictions")
    for season, shut in zip(("dry", "wet"), closed, strict=True):
        request = _request(
            tmp_path, restrictions=file, wet_months=wet_months, friction=FrictionSettings(season=season)
        )
        landscape = read_landscape(request)
        x, y = landscape.travel.project(np.array([0.35]), np.array([0.35]))
        cell = int(landscape.travel.cell_of(x, y)[0])
        assert np.isinf(landscape.friction["military", season].ravel()[cell]) == shut
        unsaid = [f for f in landscape.findings if "not which months are wet" in f.message]
        assert ["travel.wet_months" in f.remedy for f in unsaid] == [True] * (not wet_months)


def test_what_restrictions_close_is_told_with_their_file_and_row(tmp_path: Path) -> None:
    """One that had ended is left out and moves no row; the landscape keeps no row."""
    zone = {"applies_to": "military", "state": "denied"}
    rows = [zone | {"name": "Past", "valid_to": "1990-01-01"}, zone | {"name": "Strip"}]
    shape = shapely.box(0.3, 0.3, 0.4, 0.4)
    path = geojson(tmp_path / "r.geojson", [(shape, row) for row in rows])
    landscape = read_landscape(_request(tmp_path, restrictions=LayerFile(path, "layers.restrictions")))
    finding = told(landscape.findings, "info", "the restriction Strip (denied) closes")
    assert (finding.file, finding.row) == ("r.geojson", 2)
    assert "row" not in landscape.restrictions
    assert "row" not in landscape.bases


def test_area_that_cannot_be_read_is_told_first(tmp_path: Path) -> None:
    """Without an outline nothing else can be checked."""
    request = _request(tmp_path)
    (tmp_path / "area.geojson").unlink()
    assert [finding.file for finding in errors(_refused(request))] == ["area.geojson"]


def test_files_that_are_not_there_are_told_with_the_area(tmp_path: Path) -> None:
    """A mission whose files are yet to be put there names all of them at once, each with its key."""
    request = _request(tmp_path)
    for name in ("area.geojson", "bases.csv", "population.tif"):
        (tmp_path / name).unlink()
    absent = ((LayerFile(tmp_path / "absent.geojson", "layers.roads[1]"), False),)
    found = errors(_refused(replace(request, roads=absent)))
    assert {finding.file: finding.column for finding in found} == {
        "area.geojson": "area",
        "bases.csv": "layers.bases",
        "population.tif": "layers.population[1]",
        "absent.geojson": "layers.roads[1]",
    }
    assert {finding.message for finding in found} == {"the file does not exist"}
    assert all("put the file there" in finding.remedy for finding in found)


def test_layers_a_mission_lacks_are_empty_tables(tmp_path: Path) -> None:
    """Optional layers are empty tables with their columns, and travel without roads is told."""
    landscape = read_landscape(_request(tmp_path))
    expected = {
        "places": {"name", "class"},
        "districts": {"name", "code"},
        "displaced": {"name", "type", "people", "date"},
        "restrictions": {"name", "applies_to", "state", "probability", "authority", "reason"},
        "roads": {"class"},
        "rivers": {"name"},
        "lakes": {"name"},
    }
    for name, columns in expected.items():
        table = getattr(landscape, name)
        assert len(table) == 0
        assert set(table.columns) >= columns | {"geometry"}
        assert table.crs.to_epsg() == 4326
    assert told(landscape.findings, "warning", "there are no roads").column == "layers.roads"
    assert errors(landscape.findings) == []


def test_empty_tables_of_two_readings_are_not_one(tmp_path: Path) -> None:
    """What is written into an empty table stays out of the next reading."""
    request = _request(tmp_path)
    changed = read_landscape(request)
    for name in ("rivers", "lakes", "displaced", "levels"):
        getattr(changed, name)["more"] = []
        assert "more" not in getattr(read_landscape(request), name).columns


def test_layers_that_are_given_are_read(tmp_path: Path) -> None:
    """Every optional layer that the mission names arrives in the landscape."""
    tiny = Tiny(
        restrictions=(("Closed", box(0.4, 0.4, 0.5, 0.5), "civilian"),),
        districts=(("East", box(0.3, 0.0, 0.6, 0.6)),),
    )
    river = geojson(tmp_path / "r.geojson", [(shapely.LineString([(0.2, 0.4), (0.2, 0.5)]), {"name": "Rio"})])
    camp = written(
        tmp_path / "camps.csv",
        ["name", "longitude", "latitude", "people", "date"],
        [("Camp", 0.3, 0.2, 500, "2025-06-01"), ("Later", 0.3, 0.2, 900, "2025-07-01")],
    )
    plain = read_landscape(_request(tmp_path / "plain"))
    request = _request(
        tmp_path,
        tiny,
        places=LayerFile(tmp_path / "places.geojson", "layers.places"),
        districts=((LayerFile(tmp_path / "districts.geojson", "layers.districts[1]"), None),),
        restrictions=LayerFile(tmp_path / "restrictions.geojson", "layers.restrictions"),
        rivers=LayerFile(river, "layers.rivers"),
        lakes=_lake(tmp_path, (0.5, 0.1), (0.55, 0.1), (0.55, 0.15)),
        displaced=LayerFile(camp, "layers.displaced"),
        roads=((LayerFile(tmp_path / "roads.geojson", "layers.roads[1]"), False),),
    )
    landscape = read_landscape(request)
    counts = {
        name: len(getattr(landscape, name))
        for name in ("places", "districts", "restrictions", "rivers", "lakes", "displaced", "roads")
    }
    assert counts == dict.fromkeys(counts, 1) | {"places": 2}
    people = np.nansum(landscape.travel_people) - np.nansum(plain.travel_people)
    assert people == pytest.approx(500.0)
    civil, military = (landscape.friction[who, "dry"] for who in ("civilian", "military"))
    assert np.isinf(civil).sum() > np.isinf(military).sum() > 0


def test_grids_share_one_extent_and_people_are_read_only(tmp_path: Path) -> None:
    """Demand cells are whole blocks of travel cells, nobody is lost, and arrays cannot be changed."""
    landscape = read_landscape(_request(tmp_path))
    assert landscape.factor == 2
    assert landscape.grid.bounds == landscape.travel.bounds
    assert landscape.travel.shape == tuple(2 * side for side in landscape.grid.shape)
    assert np.nansum(landscape.travel_people) == pytest.approx(72 * 72 * 5 + 40_000, rel=1e-6)
    assert not landscape.travel_people.flags.writeable


def test_base_in_a_lake_is_moved_to_the_shore_and_told(tmp_path: Path) -> None:
    """A base whose cell is water starts from the nearest passable cell; its own position is kept."""
    request = _request(tmp_path)
    _bases(tmp_path, ("Wet", 0.300, 0.300), ("Dry", 0.1, 0.1))
    request = replace(
        request, lakes=_lake(tmp_path, (0.285, 0.285), (0.315, 0.285), (0.315, 0.315), (0.285, 0.315))
    )
    landscape = read_landscape(request)
    wet, dry = landscape.bases.itertuples()
    x, y = landscape.travel.project(0.3, 0.3)
    own = int(landscape.travel.cell_of(x, y))
    assert not _passable(landscape, own)
    assert wet.travel_cell != own
    assert _passable(landscape, wet.travel_cell)
    assert 0 < wet.snapped_m <= 3000
    cx, cy = landscape.travel.centre(wet.travel_cell)
    assert float(np.hypot(cx - x, cy - y)) == pytest.approx(wet.snapped_m, abs=0.01)
    assert wet.demand_cell == landscape.grid.cell_of(cx, cy)
    assert (wet.geometry.x, wet.geometry.y) == (0.3, 0.3)
    assert dry.snapped_m == 0
    finding = told(landscape.findings, "warning", "travel starts")
    assert (finding.file, finding.row, finding.value) == ("bases.csv", 2, "Wet")


def test_base_too_far_from_the_shore_is_an_error(tmp_path: Path) -> None:
    """Beyond the distance a base may be moved it is an error with its name and position."""
    request = _request(tmp_path)
    _bases(tmp_path, ("Deep", 0.3, 0.3), ("Deeper", 0.31, 0.3), ("Dry", 0.1, 0.1))
    request = replace(request, lakes=_lake(tmp_path, *box(0.2, 0.2, 0.4, 0.4)))
    found = errors(_refused(request))
    assert [finding.value for finding in found] == ["Deep (0.3000, 0.3000)", "Deeper (0.3100, 0.3000)"]
    assert [(finding.file, finding.row) for finding in found] == [("bases.csv", 2), ("bases.csv", 3)]
    assert "3 km" in found[0].message
    assert read_landscape(replace(request, snap_m=20_000.0)).bases["snapped_m"].max() > 3000


def test_base_within_the_travel_buffer_is_kept(tmp_path: Path) -> None:
    """A base outside the area but within the buffer stands where it is, in no cell of the area."""
    request = _request(tmp_path)
    _bases(tmp_path, ("Over the border", 0.65, 0.3), ("West", 0.15, 0.3))
    landscape = read_landscape(request)
    out = landscape.bases.iloc[0]
    assert out["name"] == "Over the border"
    assert out.snapped_m == 0
    assert not landscape.grid.mask.ravel()[out.demand_cell]
    assert not landscape.travel.mask.ravel()[out.travel_cell]


def test_base_beyond_the_buffer_is_told(tmp_path: Path) -> None:
    """A base far from the area is left out with its name, never in silence."""
    request = _request(tmp_path)
    _bases(tmp_path, ("Abroad", 5.0, 5.0), ("West", 0.15, 0.3))
    landscape = read_landscape(request)
    assert landscape.bases["name"].tolist() == ["West"]
    assert told(landscape.findings, "warning", "left out").value == "Abroad"


def test_closed_borders_are_said_and_closed(tmp_path: Path) -> None:
    """With closed borders nobody travels outside the outline, and a finding says so."""
    closed = read_landscape(_request(tmp_path, borders_closed=True))
    said = told(closed.findings, "info", "borders are closed")
    assert said.column == "area.borders"
    friction = closed.friction["military", "dry"]
    assert np.isinf(friction[closed.travel.share == 0]).all()
    assert np.isfinite(friction[closed.travel.share == 1]).all()
    open_ = read_landscape(_request(tmp_path))
    assert np.isfinite(open_.friction["military", "dry"]).all()
    assert not any("borders are closed" in finding.message for finding in open_.findings)


def test_base_just_outside_closed_borders_is_moved_in(tmp_path: Path) -> None:
    """Behind closed borders a base starts from the nearest cell inside, or is an error."""
    request = _request(tmp_path, borders_closed=True)
    _bases(tmp_path, ("Gate", 0.61, 0.3))
    landscape = read_landscape(request)
    assert landscape.travel.mask.ravel()[landscape.bases.travel_cell.iloc[0]]
    assert told(landscape.findings, "warning", "outside closed borders").value == "Gate"


def test_box_cuts_the_area_and_travel_goes_on_beyond_it(tmp_path: Path) -> None:
    """A part of the outline is planned for; closed borders stay those of the whole outline."""
    part = read_landscape(_request(tmp_path, bbox=(0.0, 0.0, 0.3, 0.6), borders_closed=True))
    assert part.bases["name"].tolist() == ["West"]
    assert told(part.findings, "warning", "left out").value == "East"
    assert np.nansum(part.travel_people) == pytest.approx(36 * 72 * 5 + 20_000, rel=0.01)
    x, y = part.travel.project(0.35, 0.3)
    beyond = int(part.travel.cell_of(x, y))
    assert not part.travel.mask.ravel()[beyond]
    assert _passable(part, beyond)


def test_road_layers_are_joined_and_skeletons_told(tmp_path: Path) -> None:
    """Roads of several files count together, one without a road here included; a skeleton is a warning."""
    request = _request(tmp_path)
    main, track, far = (
        geojson(tmp_path / f"{name}.geojson", [(shapely.LineString(line), {"highway": name})])
        for name, line in (
            ("primary", [(0.0, 0.3), (0.6, 0.3)]),
            ("track", [(0.3, 0.0), (0.3, 0.6)]),
            ("trunk", [(20.0, 0.0), (20.0, 0.6)]),
        )
    )
    layers = [(main, True), (far, False), (track, False)]
    roads = tuple((LayerFile(path, f"layers.roads[{n}]"), s) for n, (path, s) in enumerate(layers, start=1))
    landscape = read_landscape(replace(request, roads=roads))
    assert landscape.roads["class"].tolist() == ["primary", "track"]
    skeleton = told(landscape.findings, "warning", "skeleton")
    assert (skeleton.file, skeleton.column) == ("primary.geojson", "layers.roads[1]")
    assert told(landscape.findings, "warning", "no feature lies in").file == "trunk.geojson"


def test_nothing_later_than_as_of_is_read(tmp_path: Path) -> None:
    """Incidents after the date of the mission are left out."""
    all_of_them = read_landscape(_request(tmp_path)).incidents
    earlier = read_landscape(_request(tmp_path, as_of=date(2025, 5, 10))).incidents
    assert 0 < len(earlier) < len(all_of_them)
    assert earlier["date_end"].max().date() <= date(2025, 5, 10)


def test_nameless_places_have_no_name(tmp_path: Path) -> None:
    """A place without a name is kept with an empty one, so that nothing is named after it."""
    request = _request(tmp_path)
    path = geojson(
        tmp_path / "p.geojson",
        [(shapely.Point(0.1, 0.1), {"name": None}), (shapely.Point(0.2, 0.1), {"name": "Bo"})],
    )
    landscape = read_landscape(replace(request, places=LayerFile(path, "layers.places")))
    assert landscape.places["name"].tolist() == ["", "Bo"]


def test_layers_reach_over_the_whole_buffer_in_the_north(tmp_path: Path) -> None:
    """Degrees of longitude are short far from the equator: what lies in the buffer is read all the same."""
    request = _request(tmp_path)
    geojson(tmp_path / "area.geojson", [(shapely.box(0, 60, 0.6, 60.6), {"name": "North"})])
    _bases(tmp_path, ("Base", 0.3, 60.3))
    with rasterio.open(
        tmp_path / "population.tif",
        "w",
        driver="GTiff",
        width=12,
        height=12,
        count=1,
        dtype="float32",
        crs="EPSG:4326",
        transform=Affine(0.05, 0, 0, 0, -0.05, 60.6),
    ) as raster:
        raster.write(np.full((12, 12), 10.0, dtype=np.float32), 1)
    # 0.4 degrees are 22 km at 60 north, within a buffer of 25 km; 0.8 degrees are beyond it.
    places = geojson(
        tmp_path / "p.geojson",
        [(shapely.Point(lon, 60.3), {"name": name}) for name, lon in (("Near", -0.4), ("Far", -0.8))],
    )
    request = replace(request, buffer_m=25_000.0, places=LayerFile(places, "layers.places"))
    assert read_landscape(request).places["name"].tolist() == ["Near"]


def _contingents(folder: Path, *rows: tuple[str, str, str]) -> LayerFile:
    path = written(folder / "contingents.csv", ["contingent", "caveat", "value"], rows)
    return LayerFile(path, "layers.contingents")


def test_contingents_reach_the_landscape_with_their_report(tmp_path: Path) -> None:
    """Bases carry the table's spelling; a base whose contingent has no row is told, if there is a table."""
    request = _request(tmp_path)
    header = ["name", "longitude", "latitude", "personnel", "contingent", "cla"]
    rows = [
        ("West", 0.1, 0.1, 100, "alpha", 2),
        ("East", 0.3, 0.3, 100, "Beta", ""),
        ("North", 0.2, 0.4, 9, "", 0),
    ]
    written(tmp_path / "bases.csv", header, rows)
    plain = read_landscape(request)
    assert plain.contingents.empty
    assert plain.bases["contingent"].tolist() == ["alpha", "Beta", ""]
    assert not [f for f in plain.findings if "contingent" in f.message]
    given = _contingents(tmp_path, ("Alpha", "no_night", ""), ("Alpha", "no_joint", ""))
    landscape = read_landscape(replace(request, contingents=given))
    assert landscape.contingents["name"].tolist() == ["Alpha"]
    assert landscape.contingents["no_night"].tolist() == [True]
    assert landscape.bases["contingent"].tolist() == ["Alpha", "Beta", ""]
    assert landscape.bases["cla"].tolist()[::2] == [2.0, 0.0]
    assert np.isnan(landscape.bases["cla"].iloc[1])
    (report,) = [entry for entry in landscape.reports if entry.key == "layers.contingents"]
    assert (report.file, report.rows_read) == ("contingents.csv", 2)
    assert told(landscape.findings, "warning", "table does not have").value == "East: Beta"
    assert told(landscape.findings, "warning", "of no contingent").value == "North"


def test_faults_of_contingents_are_told_with_those_of_other_layers(tmp_path: Path) -> None:
    """One pass tells both."""
    request = _request(tmp_path)
    written(tmp_path / "bases.csv", ["name", "longitude"], [("West", 0.1)])
    given = _contingents(tmp_path, ("Alpha", "no_rain", ""))
    files = {finding.file for finding in errors(_refused(replace(request, contingents=given)))}
    assert {"bases.csv", "contingents.csv"} <= files


def test_a_base_that_a_restriction_closes_in_is_told_by_its_name(tmp_path: Path) -> None:
    """Where troops are denied the place of a base the finding names the restriction, and blames no water."""
    request = _request(tmp_path)
    _bases(tmp_path, ("Deep", 0.3, 0.3), ("Edge", 0.205, 0.3), ("Dry", 0.1, 0.1))
    denial = {"name": "Closed valley", "applies_to": "military", "state": "denied", "probability": 1.0}
    denial |= {"authority": "state", "reason": "test"}
    closed = geojson(tmp_path / "closed.geojson", [(shapely.box(0.2, 0.2, 0.4, 0.4), denial)])
    request = replace(request, restrictions=LayerFile(closed, "layers.restrictions"))
    (error,) = errors(_refused(request))
    assert error.value == "Deep (0.3000, 0.3000)"
    assert "denied its place by Closed valley" in error.message
    assert "the restriction" in error.remedy
    _bases(tmp_path, ("Edge", 0.205, 0.3), ("Dry", 0.1, 0.1))
    finding = told(read_landscape(request).findings, "warning", "travel starts")
    assert "denied it by Closed valley" in finding.message
    assert "water" not in finding.message
