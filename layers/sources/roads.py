"""Roads as lines with a class and, where the file gives duration and length, a speed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.errors import Finding
from layers.fields import flags, numbers, resolve, rows_finding, words
from layers.positions import BBox
from layers.vectors import Feed, empty_frame, only, read_vector

MAX_SPEED_KMH = 150.0
"""A faster road is a fault of the file (metres for kilometres, hours for minutes)."""

_WANTED: Mapping[str, tuple[str, ...]] = {
    "class": ("highway", "fclass", "class", "h", "road_class"),
    "duration_min": (),
    "distance_m": (),
    "proposed": ("proposed", "add"),
    "surface": ("surface",),
    "smoothness": ("smoothness", "smoothnes"),
    "bridge": ("bridge", "is_bridge"),
}
_TEXTS = ("surface", "smoothness", "bridge")
_NO_BRIDGE = frozenset({"no", "n", "false", "f", "0", "0.0"})
_CUT = 10
"""Shapefiles cut names of columns to this many characters."""
_NOT_BUILT = ("proposed", "construction", "planned")


def read_roads(
    path: Path | Feed,
    *,
    role: str = "layers.roads",
    columns: Mapping[str, str] | None = None,
    bbox: BBox | None = None,
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Read roads.

    Parameters
    ----------
    path : Path
        A vector file of lines; other geometries and lines without length are dropped with a warning.
    role : str
        Key of the mission file, named in findings.
    columns : mapping of str to str, optional
        "class" (else `highway`, `fclass`, `class` or `h`), "duration_min" and "distance_m" (minutes and
        metres of each line; only as mapped, for their units are not known otherwise), "proposed" (true
        where a road is not built; else `proposed` or `add`), "surface", "smoothness" and "bridge" (as
        OpenStreetMap has them). Names longer than the ten characters of a shapefile are cut likewise.
    bbox : tuple of float, optional
        West, south, east, north in degrees.

    Returns
    -------
    GeoDataFrame
        EPSG:4326; class (small letters, "" where unknown), speed_kmh (NaN where unknown), surface and
        smoothness (small letters, "" where unknown), bridge ("yes" or "no"; "" where the file has no such
        column, or no bridge at all in it), geometry.
        Roads that are proposed or under construction are left out and counted. Empty where the findings
        hold an error.
    tuple of Finding
    """
    file, columns = path.name, columns or {}
    frame, findings = read_vector(path, role=role, bbox=bbox)
    frame, dropped = only(frame, "line", file=file, role=role)
    findings += dropped
    if frame.empty:
        return empty_frame(("class", "speed_kmh", *_TEXTS)), findings
    columns = _cut_names(columns, frame, path)
    found, faults = resolve(frame.columns, _WANTED, columns=columns, required=(), file=file, role=role)
    findings += faults
    classes = (
        words(frame[found["class"]]).str.lower() if "class" in found else pd.Series("", index=frame.index)
    )
    planned = classes.isin(_NOT_BUILT).to_numpy()
    if "proposed" in found:
        planned = planned | flags(frame[found["proposed"]])
    if planned.any():
        count = (
            f"{int(planned.sum()):,} of {len(frame):,} roads are proposed or not finished and were left out"
        )
        findings += (Finding("info", count, "", file, None, found.get("proposed", found.get("class", role))),)
    built = frame.loc[~planned]
    speed, speed_faults = _speed(built, found, file)
    findings += (*speed_faults, *_classless(built, found, classes[~planned], speed, file, role))
    texts, said = _texts(built, found, file)
    findings += said
    roads = gpd.GeoDataFrame(
        {"class": classes[~planned].to_numpy(), "speed_kmh": speed.to_numpy(), **texts},
        geometry=built.geometry.to_numpy(),
        crs=4326,
    )
    return roads, findings


def _cut_names(columns: Mapping[str, str], frame: gpd.GeoDataFrame, path: Path | Feed) -> Mapping[str, str]:
    """Return the mapping with names cut where only the cut name is in a shapefile."""
    present = set(frame.columns)
    if path.suffix.lower() not in (".shp", ".dbf", ".zip"):
        return columns
    return {
        ours: theirs[:_CUT] if theirs not in present and theirs[:_CUT] in present else theirs
        for ours, theirs in columns.items()
    }


def _texts(
    roads: gpd.GeoDataFrame, found: Mapping[str, str], file: str
) -> tuple[dict[str, NDArray[np.object_]], tuple[Finding, ...]]:
    """Return surface, smoothness and bridge of each road in small letters."""
    texts: dict[str, pd.Series] = {
        name: words(roads[found[name]]).str.lower() if name in found else pd.Series("", index=roads.index)
        for name in _TEXTS
    }
    findings: tuple[Finding, ...] = ()
    if "bridge" in found:
        said = texts["bridge"]
        bridge = (said != "") & ~said.isin(_NO_BRIDGE)
        texts["bridge"] = pd.Series(np.where(bridge, "yes", "no"), index=roads.index)
        if not bridge.any() and len(roads):
            texts["bridge"] = pd.Series("", index=roads.index)
            message = "the column of bridges names none: it is taken to say nothing of them"
            findings = (Finding("info", message, "", file, None, found["bridge"]),)
    return {name: text.to_numpy(dtype=object) for name, text in texts.items()}, findings


def _speed(
    roads: gpd.GeoDataFrame, found: Mapping[str, str], file: str
) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return km/h from minutes and metres, NaN where unknown."""
    if not {"duration_min", "distance_m"} <= set(found):
        return pd.Series(np.nan, index=roads.index), ()
    minutes, first = numbers(roads[found["duration_min"]], file=file, column=found["duration_min"], low=0)
    metres, second = numbers(roads[found["distance_m"]], file=file, column=found["distance_m"], low=0)
    speed = (metres / 1000) / (minutes.where(minutes > 0) / 60)
    odd = (speed > MAX_SPEED_KMH) | (speed == 0) | (minutes == 0)
    findings = rows_finding(
        "warning",
        f"duration and distance give no speed up to {MAX_SPEED_KMH:g} km/h; the speed is taken as unknown",
        "check that the duration is in minutes and the distance in metres",
        file=file,
        column=found["duration_min"],
        bad=odd,
        values=speed,
    )
    return speed.where(~odd), (*first, *second, *findings)


def _classless(
    roads: gpd.GeoDataFrame,
    found: Mapping[str, str],
    classes: pd.Series,
    speed: pd.Series,
    file: str,
    role: str,
) -> tuple[Finding, ...]:
    """Say which roads have neither class nor speed, so that travel on them is a default."""
    return rows_finding(
        "warning",
        "the road has neither a class nor a speed; it gets the speed of an unknown road",
        f'map a column in {role}.columns, e.g. class = "highway"',
        file=file,
        column=found.get("class", f"{role}.columns.class"),
        bad=(classes.reindex(roads.index) == "") & speed.isna(),
    )
