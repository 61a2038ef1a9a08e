"""What a check understands of a mission's files, whole or broken, small or real."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from geo_poc.cli import run_command
from geo_poc.inspection import (
    NOT_READ,
    NOT_UNDERSTOOD,
    InspectedLayer,
    Inspection,
    inspect,
    inspect_file,
    inspection_document,
    missing_layers,
)
from geo_poc.mission import Mission
from geo_poc.pipeline import check
from geo_poc.record import as_text
from tests.tiny_mission import Tiny, box, write_tiny

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("GEO_POC_DATA", ROOT.parent / "shared" / "data"))
SCHEMA = json.loads((ROOT / "docs" / "schemas" / "findings.schema.json").read_text(encoding="utf-8"))
DISTRICTS = (("Left", box(-0.1, -0.1, 0.3, 0.7)), ("Right", box(0.3, -0.1, 0.7, 0.7)))


def _layers(inspection: Inspection) -> Mapping[str, InspectedLayer]:
    return {layer.key: layer for layer in inspection.layers}


def _document(inspection: Inspection) -> dict[str, Any]:
    """Return the JSON of an inspection as read back, valid by the published schema."""
    document: dict[str, Any] = json.loads(as_text(inspection_document(inspection)))
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(document)] == []
    return document


def test_every_layer_is_told(tmp_path: Path) -> None:
    """Each layer of the mission file has its line: what it is, rows, extent, age, marking."""
    inspection = inspect_file(write_tiny(tmp_path / "m", Tiny(districts=DISTRICTS)))
    layers = _layers(inspection)
    assert inspection.mission is not None
    assert list(layers) == list(inspection.mission.layers())
    incidents = layers["layers.incidents"]
    assert incidents.recognised.startswith("UCDP GED")
    assert (incidents.rows_read, dict(incidents.rows_dropped)) == (24, {})
    assert incidents.bounds == pytest.approx((0.15, 0.30, 0.45, 0.30))
    assert incidents.newest == "2025-06-28"
    assert incidents.age_days == 2
    people = layers["layers.population[1]"]
    assert people.rows_read is None
    assert people.bounds == pytest.approx((0, 0, 0.6, 0.6))
    assert "people per cell" in people.recognised
    assert "30 arc-seconds, EPSG:4326, 72 x 72 pixels" in people.recognised
    assert people.area_share == pytest.approx(1.0, abs=1e-3)
    area = layers["area"]
    assert area.bounds == pytest.approx((0, 0, 0.6, 0.6), abs=1e-3)
    assert area.classification == "Unclassified"
    assert not inspection.failed


def test_share_of_the_area_is_that_of_the_extent(tmp_path: Path) -> None:
    """A layer of one half of the area spans half of it."""
    half = Tiny(districts=(("Left", box(0, 0, 0.3, 0.6)),))
    layer = _layers(inspect_file(write_tiny(tmp_path / "m", half)))["layers.districts[1]"]
    assert layer.area_share == pytest.approx(0.5, abs=1e-3)


def test_findings_are_those_of_the_pipeline(tmp_path: Path) -> None:
    """Inspecting tells exactly what checking in Python tells, worst first, each once."""
    mission = Mission.load(write_tiny(tmp_path / "m"))
    found = inspect(mission).findings
    assert set(found) == set(check(mission))
    order = [("error", "warning", "info").index(finding.severity) for finding in found]
    assert order == sorted(order)
    assert len(found) == len(set(found))


def test_dropped_rows_are_told_with_their_reason(tmp_path: Path) -> None:
    """Rows of the incidents that are not used are counted by reason."""
    path = write_tiny(tmp_path / "m")
    text = path.read_text(encoding="utf-8").replace("as_of = 2025-06-30", "as_of = 2025-06-01")
    path.write_text(text, encoding="utf-8")
    layer = _layers(inspect_file(path))["layers.incidents"]
    assert layer.rows_read == 24
    assert sum(layer.rows_dropped.values()) == 8
    assert layer.newest <= "2025-06-01"


def test_document_is_that_of_the_schema(tmp_path: Path) -> None:
    """Findings, layers, coverage and what is not given are a valid document that lacks nothing."""
    document = _document(inspect_file(write_tiny(tmp_path / "m", Tiny(districts=DISTRICTS))))
    assert document.keys() == set(SCHEMA["required"])
    assert {gap["name"] for gap in document["coverage"]["gaps"]} == {
        "no_population",
        "unknown",
        "outside_districts",
        "beyond_roads",
    }
    assert "restrictions" in document["not_given"]
    assert "districts" not in document["not_given"]
    checked = Draft202012Validator(SCHEMA)
    for place in (document, document["layers"][0], document["coverage"], document["coverage"]["gaps"][0]):
        for key in list(place):
            kept = place.pop(key)
            assert not checked.is_valid(document), key
            place[key] = kept
    assert checked.is_valid(document)


def test_one_broken_layer_hides_no_other(tmp_path: Path) -> None:
    """Where one file fails, the others are still told, and it is said of which nothing was understood."""
    path = write_tiny(tmp_path / "m")
    (path.parent / "bases.csv").write_text("nothing\nhere\n", encoding="utf-8")
    (path.parent / "places.geojson").write_text("{", encoding="utf-8")
    inspection = inspect_file(path)
    layers = _layers(inspection)
    assert inspection.failed
    assert inspection.coverage is None
    assert layers["layers.bases"].recognised == layers["layers.places"].recognised == NOT_UNDERSTOOD
    assert layers["layers.bases"].rows_read is None
    assert layers["layers.incidents"].rows_read == 24
    assert layers["layers.roads[1]"].rows_read == 1
    assert "30 arc-seconds" in layers["layers.population[1]"].recognised
    assert inspection.outline is not None
    assert {f.file for f in inspection.findings if f.severity == "error"} == {"bases.csv", "places.geojson"}
    assert _document(inspection)["coverage"] is None


def test_broken_outline_leaves_every_layer_listed(tmp_path: Path) -> None:
    """Without an area nothing can be read near it; every layer is still listed with its marking."""
    path = write_tiny(tmp_path / "m")
    (path.parent / "area.geojson").unlink()
    inspection = inspect_file(path)
    layers = _layers(inspection)
    assert layers["area"].recognised == NOT_UNDERSTOOD
    assert layers["layers.incidents"].recognised == NOT_READ
    assert layers["layers.incidents"].classification == "Unclassified"
    assert inspection.outline is None
    _document(inspection)


def test_late_error_keeps_what_was_read(tmp_path: Path) -> None:
    """An error in the register comes after the layers: they are told with their coverage."""
    threat = '[[threat]]\nid = "T1"\nname = "T"\nsource = "state"\npriority = "must"\ndistrict = "Nowhere"\n'
    inspection = inspect_file(write_tiny(tmp_path / "m", Tiny(extra=threat)))
    assert inspection.failed
    assert inspection.coverage is not None
    assert len([f for f in inspection.findings if f.severity == "info"]) > 3
    assert _layers(inspection)["layers.incidents"].rows_read == 24


def test_mission_file_that_is_none(tmp_path: Path) -> None:
    """A mission file at fault is told as errors; there are no layers to speak of."""
    path = tmp_path / "mission.toml"
    path.write_text("x = 1\n", encoding="utf-8")
    inspection = inspect_file(path)
    assert inspection.failed
    assert (inspection.mission, inspection.layers, missing_layers(inspection)) == (None, (), ())
    _document(inspection)


def test_passwords_of_databases_are_not_told(tmp_path: Path) -> None:
    """A layer in a database that was not read is named without its password."""
    path = write_tiny(tmp_path / "m")
    text = path.read_text(encoding="utf-8")
    address = "postgresql://user:sesame@localhost:1/poc"
    text = text.replace('path = "places.geojson"', f'path = "{address}"\ntable = "places"')
    path.write_text(text, encoding="utf-8")
    (path.parent / "area.geojson").unlink()
    assert "sesame" not in as_text(inspection_document(inspect_file(path)))


def test_age_counts_to_as_of(tmp_path: Path) -> None:
    """Age counts from the newest date to as_of."""
    layer = _layers(inspect_file(write_tiny(tmp_path / "m")))["layers.incidents"]
    assert layer.age_days == (date(2025, 6, 30) - date.fromisoformat(layer.newest)).days


@pytest.mark.parametrize("name", ["drc_east", "south_sudan"])
def test_real_missions_are_understood(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Both examples from public data are recognised layer by layer, and can be planned on."""
    if not DATA.is_dir():
        pytest.skip("no sample data")
    assert run_command(["check", str(ROOT / "examples" / name / "mission.toml"), "--json", "--quiet"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(document)] == []
    layers = {layer["key"]: layer for layer in document["layers"]}
    assert layers["layers.incidents"]["recognised"].startswith("UCDP GED")
    assert "30 arc-seconds, EPSG:4326" in layers["layers.population[1]"]["recognised"]
    assert "10 arc-minutes, EPSG:4326" in layers["layers.population[2]"]["recognised"]
    assert layers["layers.incidents"]["age_days"] > 1000
    assert all(layer["bounds"] for layer in layers.values())
    shares = {(gap["name"], gap["level"]): gap["area_share"] for gap in document["coverage"]["gaps"]}
    assert 0.1 < shares["unknown", None] < 0.3
    assert shares["beyond_roads", None] > 0.8
    if name == "south_sudan":
        assert shares["outside_districts", 1] < 0.02
        assert layers["layers.population[1]"]["area_share"] == pytest.approx(0.203, abs=0.01)
