"""What readers of bases return."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import Point

from layers.sources.base_layer import COLUMNS, empty_layer, finished, idle, level, presence, unique_ids
from tests.layers.sources.written import told


def rows(*names: str) -> gpd.GeoDataFrame:
    """Return bases on one spot."""
    table = pd.DataFrame(dict.fromkeys(COLUMNS[1:], np.nan), index=range(2, 2 + len(names)))
    table["name"], table["tool"] = list(names), "cob"
    return gpd.GeoDataFrame(table, geometry=[Point(1, 1)] * len(names), crs=4326)


def test_rows_are_kept_or_counted() -> None:
    """Bases and dropped rows add up to the rows read."""
    fate = pd.Series(["", "gone", "", "gone", "late"], index=range(2, 7))
    layer = finished(rows("A", "B", "A", "C", "D"), fate, recognised="x", year=2020)
    assert layer.frame["id"].tolist() == ["a", "a-2"]
    assert list(layer.frame.columns) == [*COLUMNS, "row", "geometry"]
    assert layer.frame["row"].tolist() == [2, 4]
    assert dict(layer.rows_dropped) == {"gone": 2, "late": 1}
    assert (layer.rows_read, layer.year, layer.month) == (5, 2020, None)


def test_empty_layer_has_its_columns() -> None:
    """An empty layer can be used as any other."""
    layer = empty_layer("x")
    assert list(layer.frame.columns) == [*COLUMNS, "row", "geometry"]
    assert layer.frame.crs.to_epsg() == 4326
    assert (layer.rows_read, dict(layer.rows_dropped)) == (0, {})


def test_ids_of_many_equal_names_are_quick_and_unique() -> None:
    """Twenty thousand nameless sites have as many ids."""
    ids = unique_ids(["", "x", *[""] * 20_000, "x-2", "x"])
    assert len(set(ids)) == len(ids)
    assert ids[-2:] == ["x-2", "x-3"]
    assert unique_ids([""], otherwise="actor") == ["actor"]


def test_presence() -> None:
    """Numbers count from one half on; yes and no are words; the rest is unknown, and told."""
    values = pd.Series(["1", "0", "0.4", "12.5", "yes", "No", "", "some"], index=range(2, 10))
    found, findings = presence(values, file="f", column="unpol")
    assert found.tolist()[:6] == [1, 0, 0, 1, 1, 0]
    assert found.isna().tolist()[6:] == [True, True]
    assert told(findings, "warning", "not a number").row == 9


def test_level() -> None:
    """Levels stay numbers."""
    found, findings = level(pd.Series(["3", "yes", "no", ""]), file="f", column="hq")
    assert found.tolist()[:3] == [3, 1, 0]
    assert np.isnan(found.iloc[3])
    assert not findings


def test_sites_without_troops_are_named() -> None:
    """Known to be nought, not unknown; other tools need no company."""
    table = rows("A", "B", "C")
    table["personnel"] = [0.0, np.nan, 0.0]
    table.loc[4, "tool"] = "police"
    assert told(idle(table, file="f", column="c"), "info", "all the same: A").row == 2
