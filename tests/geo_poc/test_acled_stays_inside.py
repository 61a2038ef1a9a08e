"""No row of ACLED leaves the program: its terms forbid passing rows on. Every row here is made up."""

from __future__ import annotations

import base64
import binascii
import csv
import re
import sqlite3
import struct
import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pyogrio
import pytest
import rasterio
import shapely

from geo_poc.cli import run_command
from tests.layers.sources.test_acled import NOW as NAMES
from tests.tiny_mission import Tiny, write_tiny

Captured = pytest.CaptureFixture[str]

SPOTS = ((0.1512347, 0.3012359), (0.4487653, 0.2987641))
"""Longitude and latitude of the events; no base or place stands there."""

MARKS = ("ZZQ9", "Notemark", "Sourcemark", "Assocmark", "Hamletmark", "Tagmark", "1750000007")
"""Parts of event ids, notes, sources, associated actors, locations, tags and timestamps."""

_WRITTEN = re.compile(r"(?<![\d.])0\.(?:15123\d*|30123\d*|30124|44876\d*|44877|29876\d*)(?!\d)")
_PACKED = re.compile(rb"[A-Za-z0-9+/]{64,}={0,2}")
_TWO = """
[[scenario]]
name = "wet"
intent = "When the rains have come."
[scenario.overrides]
travel = { season = "wet" }
"""


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what the program caches where it is looked at."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("GEO_POC_DATA", raising=False)


def _mission(folder: Path) -> Path:
    mission = write_tiny(folder, Tiny(extra=_TWO))
    with (folder / "incidents.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, NAMES, restval="")
        writer.writeheader()
        for number in range(24):
            lon, lat = SPOTS[number % 2]
            writer.writerow(
                {
                    "event_id_cnty": f"ZZQ9{number:04}",
                    "event_date": (date(2025, 6, 28) - timedelta(weeks=number)).isoformat(),
                    "time_precision": 1,
                    "event_type": "Violence against civilians",
                    "sub_event_type": "Attack",
                    "actor1": "Front A",
                    "assoc_actor_1": "Assocmark",
                    "inter1": 2,
                    "actor2": "Civilians (Tessaly)",
                    "assoc_actor_2": "Assocmark",
                    "inter2": 7,
                    "civilian_targeting": "Civilian targeting",
                    "location": f"Hamletmark {number}",
                    "latitude": lat,
                    "longitude": lon,
                    "geo_precision": 1,
                    "source": f"Sourcemark {number}",
                    "notes": f"Notemark {number}: what was reported.",
                    "fatalities": 2,
                    "tags": f"Tagmark {number}",
                    "timestamp": 1750000007,
                }
            )
    return mission


def test_marks_are_found_where_they_are(tmp_path: Path) -> None:
    """The search sees ids, texts and positions in the input itself, in a layer, packed and as base64."""
    mission = _mission(tmp_path / "mission")
    data = (mission.parent / "incidents.csv").read_bytes()
    everything = {*MARKS, "0.1512347", "0.3012359", "0.4487653", "0.2987641"}
    assert set(_seen(data)) == everything
    assert set(_seen(b'"' + base64.b64encode(zlib.compress(data)) + b'"')) == everything
    assert set(_seen(b"\0" + struct.pack("<d", 0.1512347))) == {"0.1512347"}
    assert set(_seen(b"[0.15123, 0.30124]")) == {"0.15123", "0.30124"}


def test_no_row_of_acled_is_written_or_said(tmp_path: Path, capsys: Captured) -> None:
    """Neither what is written nor what is printed holds a row, its text or its place."""
    mission = _mission(tmp_path / "mission")
    own = set(tmp_path.rglob("*"))
    calls = (
        ["check", str(mission)],
        ["check", str(mission), "--json"],
        ["check", str(mission), "--out", str(tmp_path / "check.html")],
        ["plan", str(mission), "--out", str(tmp_path / "one")],
        ["risk", str(mission), "--out", str(tmp_path / "risk")],
        ["risk", str(mission), "--out", str(tmp_path / "risk-json"), "--json"],
        ["plan", str(mission), "--out", str(tmp_path / "all"), "--scenario", "all", "--json"],
    )
    for arguments in calls:
        assert run_command(arguments) == 0, arguments
        said = capsys.readouterr()
        assert "acled" in (said.out + said.err).lower() or arguments[0] in ("plan", "risk")
        assert _seen(said.out.encode()) == [], arguments
        assert _seen(said.err.encode()) == [], arguments
    written = [file for file in sorted(set(tmp_path.rglob("*")) - own) if file.is_file()]
    assert {"check.html", "plan.gpkg", "map.html", "run.json", "risk.gpkg", "risk.json"} <= {
        file.name for file in written
    }
    assert any(file.suffix == ".tif" for file in written)
    for file in written:
        assert not any(mark.lower() in file.name.lower() for mark in MARKS)
        assert _seen(file.read_bytes()) == [], file
        for part in _inside(file):
            assert _seen(part) == [], file


def _inside(file: Path) -> Iterator[bytes]:
    """Give what a file holds once it is opened: rows and coordinates of a GeoPackage, tags of a raster."""
    if file.suffix == ".gpkg":
        with sqlite3.connect(file) as database:
            yield "\n".join(database.iterdump()).encode()
        for name, _kind in pyogrio.list_layers(file):
            frame = pyogrio.read_dataframe(file, layer=name)
            yield frame.to_csv().encode()
            if "geometry" in frame:
                points = shapely.get_coordinates(frame.geometry.to_numpy())
                yield " ".join(repr(float(number)) for number in points.ravel()).encode()
    if file.suffix == ".tif":
        with rasterio.open(file) as raster:
            yield repr((raster.tags(), [raster.tags(band) for band in raster.indexes])).encode()
            yield repr(raster.descriptions).encode()


def _seen(data: bytes) -> list[str]:
    """Return the marks and positions in bytes: as text, as eight packed bytes, and in base64 or packed."""
    parts = [data, *_unpacked(data)]
    found: set[str] = set()
    for part in parts:
        text = part.decode("utf-8", "replace")
        found |= {mark for mark in MARKS if mark.lower() in text.lower()}
        found |= set(_WRITTEN.findall(text))
        for number in (number for spot in SPOTS for number in spot):
            if struct.pack("<d", number) in part or struct.pack(">d", number) in part:
                found.add(str(number))
    return sorted(found)


def _unpacked(data: bytes) -> Iterator[bytes]:
    for packed in _PACKED.findall(data):
        try:
            plain = base64.b64decode(packed + b"=" * (-len(packed) % 4))
        except binascii.Error:
            continue
        yield plain
        for bits in (15, 31, -15):
            try:
                yield zlib.decompressobj(bits).decompress(plain)
            except zlib.error:
                continue
