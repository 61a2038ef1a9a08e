"""Incidents of any feed by what the file holds."""

from __future__ import annotations

import tracemalloc
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from layers.incidents import attribute, observed_sources, unmapped_actors
from layers.sources.incident_file import read_incidents
from layers.sources.ucdp import NAMES
from tests.layers.sources.test_acled import EVENT, NOW, OLD
from tests.layers.sources.test_ucdp import EVENT as GED
from tests.layers.sources.test_ucdp import HDX
from tests.layers.sources.written import DATA, errors, table, told
from tests.layers.workbooks import rows_xml, workbook

AS_OF = date(2024, 12, 31)
ACLED_ROW = [EVENT.get(name, "") for name in NOW]
GED_ROW = [GED.get(name, "") for name in NAMES]
OWN = (["date", "lat", "lon", "perpetrator"], ["2024-05-01", 0.7, 29.5, "Gang"])


def test_one_file_name_for_two_feeds(tmp_path: Path) -> None:
    """The header decides: HDX uses one name for ACLED and UCDP."""
    path = tmp_path / "conflict_data_cod.csv"
    cases: list[tuple[list[str] | None, list[object], str, str]] = [
        (NOW, ACLED_ROW, "acled", "ACLED, current layout, 31 columns"),
        (OLD, [EVENT.get(name, "") for name in OLD], "acled", "ACLED, layout before March 2023"),
        (NAMES, GED_ROW, "ucdp", "UCDP GED, 49 columns"),
        (HDX, [GED.get(name, "") for name in HDX], "ucdp", "UCDP GED, HDX layout, 50 columns"),
        (None, GED_ROW, "ucdp", "UCDP GED, 49 columns"),
        (OWN[0], OWN[1], "generic", "a mission's own incidents, table, 4 columns"),
    ]
    for header, row, feed, words in cases:
        layer, findings = read_incidents(table(path, header, [row]), as_of=AS_OF)
        assert layer.feed == feed
        assert layer.recognised.startswith(words)
        assert layer.frame["feed"].tolist() == [feed]
        assert layer.rows_read == 1
        assert not errors(findings)


@pytest.mark.parametrize(
    ("header", "row", "feed"), [(NOW, ACLED_ROW, "acled"), (NAMES, GED_ROW, "ucdp"), (*OWN, "generic")]
)
def test_workbooks_of_every_feed(tmp_path: Path, header: list[str], row: list[object], feed: str) -> None:
    """An xlsx is recognised as the csv is."""
    layer, findings = read_incidents(workbook(tmp_path / "i.xlsx", {"s": [header, row]}), as_of=AS_OF)
    assert (layer.feed, len(layer.frame)) == (feed, 1)
    assert not errors(findings)


def test_mapping_of_a_published_feed_is_not_used(tmp_path: Path) -> None:
    """A mapping beside a recognised header is told."""
    path = table(tmp_path / "a.csv", NOW, [ACLED_ROW])
    _, findings = read_incidents(path, columns={"date": "timestamp"}, as_of=AS_OF)
    assert told(findings, "warning", "not used")


@pytest.mark.parametrize(
    "content",
    [b"", b"\0\1\2", b"PK\x03\x04rest", b"{", b"{}", b"PAR1", b"SQLite format 3\0", b'a,b\n1,"2\n', b"a,a\n"],
)
def test_broken_files_are_errors(tmp_path: Path, content: bytes) -> None:
    """Whatever the bytes, there is an error with the file's name and an empty frame, and no exception."""
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    layer, findings = read_incidents(path, as_of=AS_OF)
    assert layer.frame.empty
    assert {finding.file for finding in errors(findings)} == {"broken.csv"}
    assert read_incidents(tmp_path / "none.csv", as_of=AS_OF)[1][0].severity == "error"


def test_bombs_are_refused_within_bounds(tmp_path: Path) -> None:
    """A stray cell, a wide row and a wide csv cost little memory."""
    far = rows_xml([["date", "b"]]) + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    wide = tmp_path / "wide.csv"
    wide.write_text(",".join(f"c{n}" for n in range(100_000)) + "\n" + "," * 99_999 + "\n", encoding="utf-8")
    tracemalloc.start()
    for path in (workbook(tmp_path / "far.xlsx", {"s": far}), wide):
        assert errors(read_incidents(path, as_of=AS_OF)[1])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 500_000_000


def test_feeds_are_attributed_together(tmp_path: Path) -> None:
    """One table of all feeds is attributed by the rules of each, whatever columns the others lack."""
    frames = [
        read_incidents(table(tmp_path / f"{number}.csv", header, [row]), as_of=AS_OF)[0].frame
        for number, (header, row) in enumerate(
            [(NAMES, GED_ROW), (OLD, [EVENT.get(n, "") for n in OLD]), OWN]
        )
    ]
    together = pd.concat(frames, ignore_index=True)
    attributed, findings = attribute(together, actors={"Gang": "criminal"}, fighting_weight=0.5)
    assert attributed["event"].tolist() == [0, 1, 2]
    assert attributed["source"].tolist() == ["armed_group", "armed_group", "criminal"]
    assert attributed["kind"].tolist() == ["against_civilians"] * 3
    assert not errors(findings)
    left_out = unmapped_actors(together, {"Gang": "criminal"})
    assert left_out.to_numpy().tolist() == [["ADF", 1, "ucdp"], ["Group A", 1, "acled"]]
    seen = observed_sources(attributed, {}, feeds=["ucdp", "acled", "generic"])
    assert seen == ("state", "armed_group", "criminal")


@pytest.mark.skipif(not DATA.exists(), reason="open data absent")
@pytest.mark.parametrize(
    ("path", "rows", "words"),
    [
        ("drc_east/incidents/ucdp_ged_drc_east.csv", 3321, "49 columns"),
        ("south_sudan/incidents/conflict_data_ssd.csv", 941, "HDX layout, 50 columns"),
        ("samples/incidents/ucdp_ged231_sample_1000_global_49col.csv", 1000, "49 columns"),
    ],
)
def test_published_files(path: str, rows: int, words: str) -> None:
    """The published files are recognised and lose no row."""
    layer, findings = read_incidents(DATA / path, as_of=AS_OF)
    assert (layer.rows_read, len(layer.frame), layer.rows_dropped) == (rows, rows, ())
    assert layer.recognised == f"UCDP GED, {words}"
    assert not errors(findings)
