"""Contingents, bases and districts held against each other."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

from layers.errors import Finding
from layers.sources.contingent_links import link_contingents
from layers.sources.contingents import read_contingents
from tests.layers.sources.written import table, told

DISTRICTS = gpd.GeoDataFrame({"name": ["North Ridge", None], "code": ["XX-01", "XX-02"]})


def link(
    tmp_path: Path, rows: list[list[str]], bases: dict[str, str]
) -> tuple[pd.DataFrame, gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Write contingents (name, caveat, value) and link them with bases (name to contingent)."""
    given, _ = read_contingents(table(tmp_path / "c.csv", ["contingent", "caveat", "value"], rows))
    places = gpd.GeoDataFrame(
        {"name": list(bases), "contingent": list(bases.values())}, index=range(len(bases))
    )
    names = {"file": "c.csv", "role": "layers.contingents", "bases_file": "b.csv"}
    return link_contingents(given, places, DISTRICTS, **names)


def test_names_are_written_as_the_other_table_has_them(tmp_path: Path) -> None:
    """Whoever compares them later needs no rule of spelling."""
    rows = [["Alpha", "no_go", "north ridge; xx-02"]]
    found, bases, findings = link(tmp_path, rows, {"A": " ALPHA", "B": "Alpha"})
    assert bases["contingent"].tolist() == ["Alpha", "Alpha"]
    assert found["no_go"].tolist() == [("North Ridge", "XX-02")]
    assert not findings


def test_each_base_without_a_known_contingent_is_told(tmp_path: Path) -> None:
    """Two bases, two warnings: no caveat and no reliability of theirs is known."""
    _, bases, findings = link(
        tmp_path, [["Alpha", "none", ""]], {"A": "Alpha", "B": "Beta", "C": "Gamma", "D": ""}
    )
    values = [f.value for f in findings if f.severity == "warning" and f.file == "b.csv"]
    assert values == ["B: Beta", "C: Gamma", "D"]
    assert bases["contingent"].tolist() == ["Alpha", "Beta", "Gamma", ""]


def test_bases_that_name_no_contingent_at_all_are_one_warning(tmp_path: Path) -> None:
    """The whole table binds nowhere then."""
    _, _, findings = link(tmp_path, [["Alpha", "no_night", ""]], {"A": "", "B": ""})
    assert told(findings, "warning", "bind nowhere").remedy
    assert told(findings, "info", "no base is of these contingents: Alpha")


def test_a_sector_that_is_no_district_binds_nowhere(tmp_path: Path) -> None:
    """A misspelt sector would lift the caveat unseen."""
    found, _, findings = link(tmp_path, [["Alpha", "no_go", "Nowhere"]], {"A": "Alpha"})
    assert told(findings, "warning", "no district").value == "Alpha: Nowhere"
    assert found["no_go"].tolist() == [("Nowhere",)]
