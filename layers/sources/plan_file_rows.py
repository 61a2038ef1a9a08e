"""The rows of a plan: what each asset is, how many, and whose, checked row by row."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import geopandas as gpd
import pandas as pd
import shapely

from layers.errors import Finding
from layers.fields import plain, words, written
from layers.positions import POSITION
from layers.sources.each_row import each_number, each_row
from layers.sources.plan_file_tools import PATROLS, tool_names

COLUMNS = (
    "id", "tool", "name", "site", "count", "contingent", "threat", "escorted", "escort_from", "route",
    "order", "in_place", "row",
)  # fmt: skip
WANTED: Mapping[str, tuple[str, ...]] = {
    "tool": ("tool", "asset", "asset_type", "tool_type", "means", "type", "kind"),
    "id": ("id", "asset_id", "placement_id"),
    "name": ("name", "place", "location", "place_name", "site_name", "town", "village"),
    "site": ("site", "site_id", "base_id", "base"),
    "count": ("count", "quantity", "qty", "how_many", "amount"),
    "contingent": ("contingent", "contingent_name", "tcc"),
    "threat": ("threat", "threat_id"),
    "escorted": ("escorted", "escort", "with_escort"),
    "escort_from": ("escort_from", "escorted_by", "escort_base"),
    "route": ("route", "route_id", "patrol_route", "patrol_id"),
    "order": ("order", "stop", "stop_order", "sequence", "seq"),
    "in_place": ("in_place", "existing"),
    **POSITION,
    "mgrs": ("mgrs", "grid", "mgrs_grid", "grid_reference", "grid_ref", "mgrs_position", "utm_mgrs", "gr"),
}
"""Our columns and their usual names. "No." is none of them: it numbers the rows of a list, not assets."""

MOST_OF_ONE = 1000
"""A larger count is troops, not assets."""

_YES = frozenset({"true", "t", "yes", "y", "1", "x", "escorted"})
_NO = frozenset({"", "false", "f", "no", "n", "0", "-", "unescorted"})
_TEXTS = ("id", "name", "site", "contingent", "threat", "escort_from", "route")


def asset_rows(
    rows: gpd.GeoDataFrame,
    found: Mapping[str, str],
    shapes: gpd.GeoSeries,
    *,
    file: str,
    tools: Collection[str],
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the columns of all rows.

    Parameters
    ----------
    rows : GeoDataFrame of str
        Its index holds row numbers.
    found : mapping of str to str
        Columns of :data:`WANTED` in the rows.
    shapes : GeoSeries
        Points and lines of the rows.
    file : str
    tools : collection of str
        Tools of the mission beside the known ones.

    Returns
    -------
    DataFrame
        The columns of :data:`COLUMNS`; tool is "" where it is unknown, count and order are NaN where not
        given or at fault.
    tuple of Finding
    """
    blank = pd.Series("", index=rows.index, dtype=object)
    text = {name: words(rows[found[name]]) if name in found else blank for name in WANTED}
    figures = {name: written(rows[found[name]]) if name in found else blank for name in ("count", "order")}
    column = {name: found.get(name, name) for name in WANTED}
    assets = pd.DataFrame({name: text[name] for name in _TEXTS})
    assets["tool"], findings = tool_names(text["tool"], file=file, column=column["tool"], also=tools)
    line = pd.Series(shapely.get_type_id(shapes.to_numpy()) == 1, index=rows.index)
    unnamed = text["tool"] == ""
    assets.loc[unnamed & line, "tool"] = "patrol"
    findings += each_row(
        "error", "only a patrol is drawn as a line", "give a point, or make it a patrol",
        file=file, column=column["tool"], values=text["tool"],
        bad=line & ~assets["tool"].isin((*PATROLS, "")),
    )  # fmt: skip
    findings += each_row(
        "error", "the row has no tool", "say what it is, or remove the row",
        file=file, column=column["tool"], values=assets["name"],
        bad=unnamed & ~line & (assets["route"] == ""),
    )  # fmt: skip
    for name, low, high in (("count", 1, MOST_OF_ONE), ("order", 0, 1_000_000)):
        assets[name], faults = _whole(figures[name], file=file, column=column[name], low=low, high=high)
        findings += faults
    for name in ("escorted", "in_place"):
        assets[name], faults = _yes(text[name], file=file, column=column[name])
        findings += faults
    assets["escorted"] |= assets["escort_from"] != ""
    assets["row"] = rows.index
    return assets, findings


def _whole(
    values: pd.Series, *, file: str, column: str, low: int, high: int
) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return whole numbers, NaN where there is none."""
    number, findings = each_number(values, file=file, column=column, low=low, high=high)
    part = number.notna() & (number % 1 != 0)
    return number.mask(part), (
        *findings,
        *each_row(
            "error", "the value is not a whole number", "write a whole number, or leave it empty",
            file=file, column=column, bad=part, values=values,
        ),
    )  # fmt: skip


def _yes(values: pd.Series, *, file: str, column: str) -> tuple[pd.Series, tuple[Finding, ...]]:
    word = values.str.lower().map(lambda text: plain(text) if len(text) > 1 else text)
    word = word.mask(word.isin(("10", "00")), word.str[:1])
    yes = word.isin(_YES)
    findings = each_row(
        "error", "the value is neither yes nor no", "write yes or no",
        file=file, column=column, bad=~yes & ~word.isin(_NO), values=values,
    )  # fmt: skip
    return yes, findings
