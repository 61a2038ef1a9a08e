"""A mission small enough to know the answer: a square of about 67 x 67 km on the equator."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine

from layers.sources.ucdp import NAMES

SIDE = 0.6
"""Degrees; the square runs from 0 to SIDE both ways."""

STATE = "Government of Tessaly"
REBELS = "Front A"


@dataclass(frozen=True)
class Event:
    """An incident against civilians by one side, `count` times, a week apart."""

    lon: float
    lat: float
    side: str = REBELS
    count: int = 12
    precision: int = 1


@dataclass(frozen=True)
class Tiny:
    """What a tiny mission holds; everything else is fixed."""

    events: Sequence[Event] = (Event(0.15, 0.30), Event(0.45, 0.30))
    bases: Sequence[tuple[str, float, float]] = (("West", 0.15, 0.30), ("East", 0.45, 0.30))
    places: Sequence[tuple[str, float, float]] = (("North", 0.30, 0.50), ("South", 0.30, 0.10))
    people: Sequence[tuple[float, float, float]] = ((0.15, 0.30, 20_000), (0.45, 0.30, 20_000))
    restrictions: Sequence[tuple[str, Sequence[tuple[float, float]], str]] = ()
    districts: Sequence[tuple[str, Sequence[tuple[float, float]]]] = ()
    roads: Sequence[Sequence[tuple[float, float]]] = (((0.0, 0.30), (0.6, 0.30)),)
    budget: Mapping[str, int] = field(default_factory=lambda: {"cob": 0, "jpt": 1})
    extra: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    """Further files beside the mission, by name; `extra` names them."""


def write_tiny(folder: Path, tiny: Tiny = Tiny()) -> Path:
    """Write the layers and the mission file; return the mission file."""
    folder.mkdir(parents=True, exist_ok=True)
    _polygons(folder / "area.geojson", [({"name": "Square"}, _box(0, 0, SIDE, SIDE))])
    _incidents(folder / "incidents.csv", tiny.events)
    _points(folder / "bases.csv", tiny.bases)
    _population(folder / "population.tif", tiny.people)
    _features(
        folder / "places.geojson",
        [({"name": n, "place": "town"}, {"type": "Point", "coordinates": [x, y]}) for n, x, y in tiny.places],
    )
    _features(
        folder / "roads.geojson",
        [
            ({"highway": "primary"}, {"type": "LineString", "coordinates": [list(p) for p in line]})
            for line in tiny.roads
        ],
    )
    optional = ""
    if tiny.restrictions:
        rows = [
            (
                {
                    "name": n,
                    "applies_to": who,
                    "state": "denied",
                    "probability": 1.0,
                    "authority": "state",
                    "reason": "test",
                },
                ring,
            )
            for n, ring, who in tiny.restrictions
        ]
        _polygons(folder / "restrictions.geojson", rows)
        optional += _layer("restrictions", "restrictions.geojson")
    if tiny.districts:
        _polygons(
            folder / "districts.geojson", [({"name": n, "code": n}, ring) for n, ring in tiny.districts]
        )
        optional += "[" + _layer("districts", "districts.geojson").replace("]", "]]", 1)
    for name, text in tiny.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    mission = folder / "mission.toml"
    mission.write_text(_mission(tiny, optional), encoding="utf-8")
    return mission


def _mission(tiny: Tiny, optional: str) -> str:
    budget = "\n".join(f"{name} = {count}" for name, count in tiny.budget.items())
    return f"""\
schema_version = 1
name = "Tiny"
kind = "exercise"
as_of = 2025-06-30

[area]
path = "area.geojson"
borders = "closed"
classification = "Unclassified"

[grid]
demand_cell_m = 2000
travel_cell_m = 1000

[layers.incidents]
path = "incidents.csv"
classification = "Unclassified"
[layers.bases]
path = "bases.csv"
classification = "Unclassified"
[[layers.population]]
path = "population.tif"
unit = "people_per_cell"
classification = "Unclassified"
[[layers.roads]]
path = "roads.geojson"
classification = "Unclassified"
{_layer("places", "places.geojson")}{optional}
[budget]
{budget}

{tiny.extra}
"""


def _layer(name: str, path: str) -> str:
    return f'[layers.{name}]\npath = "{path}"\nclassification = "Unclassified"\n'


def _box(west: float, south: float, east: float, north: float) -> list[tuple[float, float]]:
    return [(west, south), (east, south), (east, north), (west, north)]


box = _box


def _features(path: Path, rows: Sequence[tuple[Mapping[str, object], Mapping[str, object]]]) -> None:
    features = [{"type": "Feature", "properties": p, "geometry": g} for p, g in rows]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def _polygons(path: Path, rows: Sequence[tuple[Mapping[str, object], Sequence[tuple[float, float]]]]) -> None:
    shapes = [{"type": "Polygon", "coordinates": [[list(p) for p in (*ring, ring[0])]]} for _, ring in rows]
    _features(path, [(properties, shape) for (properties, _), shape in zip(rows, shapes, strict=True)])


def _points(path: Path, rows: Sequence[tuple[str, float, float]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["name", "latitude", "longitude", "personnel"])
        writer.writerows([name, lat, lon, 120] for name, lon, lat in rows)


def _incidents(path: Path, events: Sequence[Event]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, NAMES)
        writer.writeheader()
        number = 0
        for event in events:
            for week in range(event.count):
                number += 1
                day = (date(2025, 6, 28) - timedelta(weeks=week)).isoformat()
                row = {
                    "id": number,
                    "year": day[:4],
                    "type_of_violence": 3,
                    "side_a": event.side,
                    "side_b": "Civilians",
                    "where_prec": event.precision,
                    "date_prec": 1,
                    "where_coordinates": "somewhere",
                    "latitude": event.lat,
                    "longitude": event.lon,
                    "date_start": day,
                    "date_end": day,
                    "best": 3,
                    "high": 3,
                    "low": 3,
                }
                writer.writerow(row)


def _population(path: Path, people: Sequence[tuple[float, float, float]]) -> None:
    size = 72
    step = SIDE / size
    values = np.full((size, size), 5.0, dtype=np.float32)
    for lon, lat, count in people:
        values[int((SIDE - lat) / step), int(lon / step)] += count
    profile = {
        "driver": "GTiff",
        "width": size,
        "height": size,
        "count": 1,
        "dtype": "float32",
        "crs": "EPSG:4326",
    }
    with rasterio.open(
        path, "w", transform=Affine(step, 0, 0, 0, -step, SIDE), nodata=-99999, **profile
    ) as raster:
        raster.write(values, 1)
