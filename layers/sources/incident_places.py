"""Where a mission's own incidents happened: coordinates, MGRS, geometry, P-code or the name of a district."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.errors import Finding
from layers.fields import rows_finding, words
from layers.mgrs_positions import read_mgrs
from layers.positions import BBox, read_points
from layers.risk.districts import plain_name

DISTRICT_PRECISION = 3
"""A position known by P-code or district only."""

_SHORTEST_CODE = 4


@dataclass(frozen=True, slots=True)
class Places:
    """Where each row is.

    Parameters
    ----------
    points : GeoSeries
        EPSG:4326, None where there is no position.
    precision : Series of float64
        1 to 7, NaN where there is no position.
    district : Series of str
        Name of the district that the row was placed in, "" where it was not placed by one.
    """

    points: gpd.GeoSeries
    precision: pd.Series
    district: pd.Series


def place_incidents(
    table: pd.DataFrame,
    found: Mapping[str, str],
    *,
    geometry: gpd.GeoSeries | None,
    districts: gpd.GeoDataFrame | None,
    file: str,
    role: str,
    near: BBox | None,
) -> tuple[Places, tuple[Finding, ...]]:
    """Place each row by the first it has: geometry, coordinates, MGRS, P-code, name of a district.

    Parameters
    ----------
    table : DataFrame
        Its index holds row numbers.
    found : mapping of str to str
        Columns of latitude, longitude, mgrs, pcode and district, as far as there are any.
    geometry : GeoSeries, optional
        Of a vector file, EPSG:4326.
    districts : GeoDataFrame, optional
        Columns name, code, geometry; a row known by district stands at a point inside it, with precision 3.
    file, role : str
    near : tuple of float, optional
        Box of the area, to recognise swapped coordinates.

    Returns
    -------
    Places
    tuple of Finding
        Errors for positions that cannot be read and rows without any.
    """
    nowhere = gpd.GeoSeries([None] * len(table), index=table.index, crs=4326)
    points = nowhere if geometry is None else geometry.copy()
    precision = pd.Series(np.where(points.notna(), 1.0, np.nan), index=table.index)
    findings: tuple[Finding, ...] = ()
    tried = points.notna().to_numpy(dtype=bool)
    if {"latitude", "longitude"} <= set(found):
        pair = table[[found["latitude"], found["longitude"]]].apply(words)
        given = ((pair != "").any(axis=1)).to_numpy(dtype=bool) & ~tried
        some, faults = read_points(table.loc[given], found, file=file, near=near)
        points.loc[some.index] = some
        precision.loc[some.index[some.notna()]] = 1.0
        findings, tried = findings + faults, tried | given
    if "mgrs" in found:
        given = (words(table[found["mgrs"]]) != "").to_numpy(dtype=bool) & ~tried
        some, exact, faults = read_mgrs(table.loc[given, found["mgrs"]], file=file, column=found["mgrs"])
        points.loc[some.index] = some
        precision.loc[exact.index] = exact
        findings, tried = findings + faults, tried | given
    names = pd.Series("", index=table.index, dtype=object)
    for key in ("pcode", "district"):
        if key in found:
            text = words(table[found[key]]).where(~tried, "")
            if (text != "").any():
                rows, faults = _districts_of(text, districts, key, file, found[key])
                findings += faults
                _put(points, precision, names, rows, districts)
                tried = tried | (text != "").to_numpy(dtype=bool)
    findings += rows_finding(
        "error",
        "the incident has no position",
        "give coordinates, an MGRS reference or a P-code",
        file=file,
        column=role,
        bad=pd.Series(~tried, index=table.index),
    )
    return Places(points, precision, names), findings


def _districts_of(
    text: pd.Series, districts: gpd.GeoDataFrame | None, key: str, file: str, column: str
) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return the position of each row's district, -1 where there is none."""
    if districts is None or districts.empty:
        message = "incidents are known by district, and there is no layer of districts"
        remedy = "add layers.districts, with codes, or give coordinates"
        finding = rows_finding(
            "error", message, remedy, file=file, column=column, bad=text != "", values=text
        )
        return pd.Series(-1, index=text.index), finding
    if key == "pcode":
        names = districts["code"].astype(str).str.strip().str.casefold()
        wanted = text.str.casefold()
    else:
        names, wanted = districts["name"].map(plain_name), text.map(plain_name)
    once = {name: place for place, name in enumerate(names) if name and (names == name).sum() == 1}
    rows = {word: _match(word, once, by_code=key == "pcode") for word in wanted.unique() if word}
    places = wanted.map(lambda word: rows.get(word, -1)).astype(int)
    what = "P-code" if key == "pcode" else "name"
    return places, rows_finding(
        "error",
        f"no district, or more than one, has this {what}",
        "correct it, or give a layer of districts of the same edition",
        file=file,
        column=column,
        bad=(text != "") & (places < 0),
        values=text,
    )


def _match(word: str, known: Mapping[str, int], *, by_code: bool) -> int:
    """Return the district of a name or code; a finer P-code is of the district whose code it begins with."""
    if word in known or not by_code:
        return known.get(word, -1)
    for length in range(len(word) - 1, _SHORTEST_CODE - 1, -1):
        if word[:length] in known:
            return known[word[:length]]
    return -1


def _put(
    points: gpd.GeoSeries,
    precision: pd.Series,
    names: pd.Series,
    rows: pd.Series,
    districts: gpd.GeoDataFrame | None,
) -> None:
    """Place rows inside their districts."""
    placed = rows[rows >= 0]
    if districts is None or placed.empty:
        return
    inside = districts.geometry.to_crs(4326).representative_point().to_numpy()
    points.loc[placed.index] = gpd.GeoSeries(inside[placed.to_numpy()], index=placed.index, crs=4326)
    precision.loc[placed.index] = float(DISTRICT_PRECISION)
    names.loc[placed.index] = districts["name"].to_numpy()[placed.to_numpy()]
