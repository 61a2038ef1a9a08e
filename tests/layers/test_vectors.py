"""Reading and writing vector files."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import GeometryCollection, LineString, Point, Polygon, box

from layers import archives, vectors
from layers.errors import Finding
from layers.geopackage import write_geopackage
from layers.vectors import only, read_vector
from tests.layers.sources.written import errors, geojson, told

BOWTIE = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])


def test_features_come_with_their_number(tmp_path: Path) -> None:
    """A clean file gives its features, numbered from 1, without findings."""
    path = geojson(tmp_path / "a.geojson", [(Point(1, 2), {"id": 7}), (Point(3, 4), {"id": 8})])
    frame, findings = read_vector(path, role="layers.places")
    assert frame.index.tolist() == [1, 2]
    assert frame.crs.to_epsg() == 4326
    assert not findings


def test_legacy_crs84_member_is_longitude_first(tmp_path: Path) -> None:
    """The old crs member of GeoJSON does not swap the axes."""
    path = geojson(tmp_path / "a.geojson", [(Point(29, -1), {})])
    crs = '"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},'
    path.write_text(path.read_text().replace('"features"', crs + '"features"'))
    assert read_vector(path, role="r")[0].geometry.iloc[0].coords[0] == (29, -1)


def test_projected_files_come_back_in_degrees(tmp_path: Path) -> None:
    """A file in metres is reprojected, third dimensions are dropped."""
    degrees = gpd.GeoDataFrame(geometry=[Point(29.25, -1.5, 1000)], crs=4326)
    degrees.to_crs(32735).to_file(tmp_path / "utm.gpkg")
    point = read_vector(tmp_path / "utm.gpkg", role="r")[0].geometry.iloc[0]
    assert (point.x, point.y) == pytest.approx((29.25, -1.5), abs=1e-9)
    assert not point.has_z


@pytest.mark.parametrize("whole", [50_000, 0])
@pytest.mark.parametrize("crs", [4326, 32735])
def test_box_keeps_what_touches_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: int, crs: int
) -> None:
    """Large and small files, in degrees or metres, give the same features for a box, with their numbers."""
    monkeypatch.setattr(vectors, "READ_WHOLE", whole)
    points = [Point(27.5, -1), Point(28.5, -1), LineString([(28.9, -1), (29.9, -1)]), Point(31, -1)]
    gpd.GeoDataFrame(geometry=points, crs=4326).to_crs(crs).to_file(tmp_path / "p.gpkg")
    frame, findings = read_vector(tmp_path / "p.gpkg", role="r", bbox=(28, -2, 29, 0))
    assert frame.index.tolist() == [2, 3]
    assert not findings


def test_box_without_features_is_told(tmp_path: Path) -> None:
    """A file of another area gives an empty frame and a warning."""
    path = geojson(tmp_path / "a.geojson", [(Point(1, 2), {})])
    frame, findings = read_vector(path, role="r", bbox=(28, -2, 29, 0))
    assert frame.empty
    assert told(findings, "warning", "box").file == "a.geojson"


def test_what_has_no_place_is_dropped_and_counted(tmp_path: Path) -> None:
    """Null and empty geometries and lines without length are dropped with the first row and the count."""
    flat = LineString([(1, 1), (1, 1)])
    rows = [(Point(1, 2), {}), (None, {}), (GeometryCollection(), {}), (flat, {})]
    frame, findings = read_vector(geojson(tmp_path / "a.geojson", rows), role="r")
    assert frame.index.tolist() == [1]
    none = told(findings, "warning", "no geometry")
    assert none.row == 2
    assert "2 rows" in none.message
    assert told(findings, "warning", "no length").row == 4


def test_crossing_polygons_are_repaired(tmp_path: Path) -> None:
    """A bow-tie is made valid, keeps its area, and is told."""
    path = geojson(tmp_path / "a.geojson", [(box(5, 5, 6, 6), {}), (BOWTIE, {})])
    frame, findings = read_vector(path, role="r")
    assert frame.geometry.is_valid.all()
    assert shapely.area(frame.geometry.to_numpy()).tolist() == pytest.approx([1.0, 2.0])
    assert told(findings, "warning", "repaired").row == 2


@pytest.mark.parametrize("point", [Point(181, 0), Point(0, 91), Point(500000, 9800000)])
def test_coordinates_beyond_the_globe_are_errors(tmp_path: Path, point: Point) -> None:
    """Metres in a file that says degrees are an error with the feature's number."""
    path = geojson(tmp_path / "a.geojson", [(Point(1, 2), {}), (point, {})])
    frame, findings = read_vector(path, role="r")
    assert told(findings, "error", "beyond 180").row == 2
    assert len(frame) == 1


def test_nan_coordinates_are_errors(tmp_path: Path) -> None:
    """A coordinate that is no number has no place."""
    for number, shape in enumerate((Point(1, 2.5), LineString([(1, 2.5), (1, 3)]), box(0, 0, 1, 2.5))):
        path = geojson(tmp_path / f"{number}.geojson", [(Point(1, 2), {}), (shape, {})])
        path.write_text(path.read_text().replace("2.5", "NaN"))
        frame, findings = read_vector(path, role="r")
        assert told(findings, "error", "or none at all").row == 2
        assert len(frame) == 1


def test_missing_reference_system_is_never_guessed(tmp_path: Path) -> None:
    """A shapefile without .prj is an error, whatever its coordinates look like."""
    gpd.GeoDataFrame({"a": [1]}, geometry=[Point(1, 2)], crs=4326).to_file(tmp_path / "s.shp")
    (tmp_path / "s.prj").unlink()
    frame, findings = read_vector(tmp_path / "s.shp", role="layers.roads")
    assert frame.empty
    assert told(findings, "error", "coordinate reference system").column == "layers.roads"


def test_missing_file_names_the_key(tmp_path: Path) -> None:
    """A file that is not there is told with the mission's key."""
    frame, findings = read_vector(tmp_path / "none.gpkg", role="layers.lakes")
    assert frame.empty
    assert frame.crs.to_epsg() == 4326
    assert "layers.lakes.path" in told(findings, "error", "does not exist").remedy


@pytest.mark.parametrize("text", ["", "hello", '{"type": "FeatureCollection", "features": [{"ty'])
def test_unreadable_files_are_errors(tmp_path: Path, text: str) -> None:
    """Empty, foreign and truncated files give an error and no exception."""
    path = tmp_path / "a.geojson"
    path.write_text(text)
    assert told(read_vector(path, role="r")[1], "error", "cannot be read").file == "a.geojson"


def test_truncated_geopackage_is_an_error(tmp_path: Path) -> None:
    """A GeoPackage cut in half is an error."""
    rows = {"a": list(range(3000))}
    gpd.GeoDataFrame(rows, geometry=[Point(1, 2)] * 3000, crs=4326).to_file(tmp_path / "g.gpkg")
    data = (tmp_path / "g.gpkg").read_bytes()
    (tmp_path / "g.gpkg").write_bytes(data[: len(data) // 2])
    assert errors(read_vector(tmp_path / "g.gpkg", role="r")[1])


def test_tables_are_not_read_here(tmp_path: Path) -> None:
    """A csv in place of a vector file is an error, though GDAL could open it."""
    (tmp_path / "a.csv").write_text("lat,lon\n1,2\n")
    assert told(read_vector(tmp_path / "a.csv", role="r")[1], "error", "not a table")


def test_several_layers_need_a_name(tmp_path: Path) -> None:
    """Of several layers none is guessed; a wrong name lists the right ones."""
    one = gpd.GeoDataFrame(geometry=[Point(1, 2)], crs=4326)
    write_geopackage(tmp_path / "m.gpkg", {"first": one, "second": one})
    assert (
        "first, second"
        in told(read_vector(tmp_path / "m.gpkg", role="r")[1], "error", "several layers").remedy
    )
    assert (
        told(read_vector(tmp_path / "m.gpkg", role="r", layer="x")[1], "error", "no such layer").value == "x"
    )
    assert len(read_vector(tmp_path / "m.gpkg", role="r", layer="second")[0]) == 1


def test_only_keeps_one_kind() -> None:
    """Collections keep their parts of the kind, other features are dropped with a warning."""
    mixed = GeometryCollection([Point(0, 0), box(0, 0, 1, 1), box(2, 0, 3, 1)])
    frame = gpd.GeoDataFrame(geometry=[Point(0, 0), mixed, box(5, 5, 6, 6)], index=[1, 2, 3], crs=4326)
    kept, findings = only(frame, "polygon", file="f", role="r")
    assert shapely.area(kept.geometry.to_numpy()).tolist() == [2.0, 1.0]
    assert told(findings, "warning", "no polygon").row == 1
    assert frame.geometry.iloc[1].geom_type == "GeometryCollection"


def test_days_that_do_not_exist_are_read_as_text(tmp_path: Path) -> None:
    """30 February spoils neither the file nor the other rows."""
    rows = [(Point(1, 2), {"seen": "2024-02-29"}), (Point(3, 4), {"seen": "2024-02-30"})]
    frame, findings = read_vector(geojson(tmp_path / "a.geojson", rows), role="r")
    assert frame["seen"].tolist() == ["2024-02-29", "2024-02-30"]
    assert not findings


class _Feed:
    """Features from no file."""

    name, suffix = "feed", ""

    def __init__(self, frame: gpd.GeoDataFrame) -> None:
        self.frame = frame

    def fetch(self, *, role: str, bbox: object) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
        """Return the features as they are."""
        assert bbox is None or len(bbox) == 4  # type: ignore[arg-type]
        return self.frame, (Finding("info", "fetched", column=role),)


def test_feeds_are_checked_as_files_are() -> None:
    """What comes from elsewhere is projected, mended, cut to the box, and its own findings are kept."""
    shapes = [BOWTIE, box(50, 50, 51, 51), None]
    frame = gpd.GeoDataFrame({"id": [1, 2, 3]}, geometry=shapes, crs=4326, index=[11, 12, 13]).to_crs(3857)
    read, findings = read_vector(_Feed(frame), role="r", bbox=(0, 0, 5, 5))
    assert read.index.tolist() == [11]
    assert read.geometry.is_valid.all()
    assert told(findings, "warning", "crosses itself").file == "feed"
    assert told(findings, "warning", "no geometry").row == 13
    assert told(findings, "info", "fetched")
    assert read_vector(_Feed(frame.iloc[:0]), role="r")[0].empty


def test_archives_are_refused_by_what_they_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small archive of a large file is refused before it is unpacked; an ordinary one is read."""
    path = geojson(tmp_path / "a.geojson", [(Point(1, 2), {"name": " " * 200_000})])
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, "a.geojson")
    assert len(read_vector(packed, role="r")[0]) == 1
    monkeypatch.setattr(archives, "MAX_UNPACKED", 100_000)
    assert packed.stat().st_size < 10_000
    assert "archive holds" in errors(read_vector(packed, role="r")[1])[0].message
    packed.write_bytes(packed.read_bytes()[:300])
    assert errors(read_vector(packed, role="r")[1])


def test_too_many_features_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cap counts features near the box, and one more is an error."""
    path = geojson(tmp_path / "a.geojson", [(Point(x, 0), {}) for x in range(5)])
    monkeypatch.setattr(vectors, "MAX_ROWS", 4)
    assert "more than 4 features" in errors(read_vector(path, role="r")[1])[0].message
    monkeypatch.setattr(vectors, "MAX_ROWS", 5)
    assert len(read_vector(path, role="r")[0]) == 5
