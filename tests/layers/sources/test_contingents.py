"""The table of contingents."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.errors import Finding, InputError, raise_errors
from layers.sources.contingents import COLUMNS, empty_contingents, read_contingents
from tests.layers.sources.small_workbook import workbook
from tests.layers.sources.written import errors, table, told

HEADER = [
    "contingent", "caveat", "value", "declared", "preparation_min",
    "reliability_low", "reliability_mid", "reliability_high", "note",
]  # fmt: skip


def row(name: str, caveat: str = "none", value: object = "", **other: object) -> list[object]:
    """Return one row of the table."""
    return [name, caveat, value, *{**dict.fromkeys(HEADER[3:], ""), **other}.values()]


def read(
    tmp_path: Path, *rows: Sequence[object], header: Sequence[str] = HEADER
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Write rows and read them."""
    return read_contingents(table(tmp_path / "c.csv", header, rows))


def test_rows_of_one_contingent_are_one(tmp_path: Path) -> None:
    """Caveats add up over rows; csv and xlsx say the same; figures may stand in any of the rows."""
    rows = [
        row("Alpha", "no_night", declared="suspected", preparation_min=30),
        row("Beta", "none", reliability_low=0.5, reliability_mid=0.7, reliability_high=0.9),
        row("alpha", "Maximum distance", 40, declared="Declared"),
        row("Alpha ", "no_go", "North; CD-02"),
        row("Alpha", "no_go", "South", declared="suspected"),
        row("Gamma", "no joint", preparation_min=0),
    ]
    paths = (table(tmp_path / "c.csv", HEADER, rows), workbook(tmp_path / "c.xlsx", HEADER, rows))
    for path in paths:
        found, findings = read_contingents(path)
        assert [finding.severity for finding in findings] == ["info"]
        assert told(findings, "info", "1 contingent has no recorded preparation").message.endswith(": Beta")
        assert list(found.columns) == list(COLUMNS)
        assert found["name"].tolist() == ["Alpha", "Beta", "Gamma"]
        assert found["no_night"].tolist() == [True, False, False]
        assert found["max_distance_m"].tolist() == [40_000.0, math.inf, math.inf]
        assert found["no_go"].tolist() == [("North", "CD-02", "South"), (), ()]
        assert found["no_go_suspected"].tolist() == [("South",), (), ()]
        assert found["no_joint"].tolist() == [False, False, True]
        assert found["suspected"].tolist() == [("no_night",), (), ()]
        assert found["preparation_min"].tolist()[::2] == [30.0, 0.0]
        assert np.isnan(found["preparation_min"].iloc[1])
        assert found.loc[1, "reliability_low":"reliability_high"].tolist() == [0.5, 0.7, 0.9]
        assert found.loc[0, "reliability_low":"reliability_high"].isna().all()
        assert found["rows"].tolist() == [4, 1, 1]


def test_a_caveat_is_suspected_only_where_no_row_declares_it(tmp_path: Path) -> None:
    """Sectors that are all suspected make no_go suspected; a declared row makes a caveat declared."""
    found, _ = read(
        tmp_path,
        row("A", "no_go", "North", declared="suspected"),
        row("A", "no_night", declared="suspected"),
        row("A", "no_night", declared="declared"),
        row("A", "no_joint", declared="suspected"),
    )
    assert found["suspected"].tolist() == [("no_go", "no_joint")]
    assert found["no_go_suspected"].tolist() == [("North",)]


def test_distances_with_their_unit_and_usual_names_of_columns(tmp_path: Path) -> None:
    """A distance may say km; TCC and restriction are understood; other names are mapped."""
    path = table(tmp_path / "c.csv", ["TCC", "Restriction", "Limit"], [["A", "max distance", "40 km"]])
    assert read_contingents(path)[0]["max_distance_m"].tolist() == [40_000.0]
    path = table(tmp_path / "d.csv", ["who", "what"], [["A", "no night"]])
    found, findings = read_contingents(path, columns={"name": "who", "caveat": "what"})
    assert found["no_night"].tolist() == [True]
    assert [finding.severity for finding in findings] == ["info"]


@pytest.mark.parametrize(
    "column", ["preparation_min", "reliability_low", "reliability_mid", "reliability_high"]
)
@pytest.mark.parametrize("value", ["nan", "NA", "n/a"])
def test_a_word_for_no_figure_is_an_error(tmp_path: Path, column: str, value: str) -> None:
    """It is told with file, row, column and value, and no preparation is made up from it."""
    given = {"preparation_min": 20, column: value}
    _, findings = read(tmp_path, row("A", preparation_min=30), row("B", **given))
    (finding,) = findings
    assert (finding.severity, finding.file, finding.row) == ("error", "c.csv", 3)
    assert (finding.column, finding.value) == (column, value)
    assert "write a plain number, or leave it empty" in finding.remedy


def test_a_distance_that_is_no_number_does_not_lift_the_caveat(tmp_path: Path) -> None:
    """Also where its unit stands behind it."""
    _, findings = read(tmp_path, row("A", "maximum_distance", "nan km", preparation_min=30))
    assert told(findings, "error", "not a number").value == "nan"


def test_who_has_no_preparation_is_told_once(tmp_path: Path) -> None:
    """Contingents without one in any row are counted and named; they count as ready at once."""
    _, findings = read(
        tmp_path, row("A"), row("B", preparation_min=20), row("b", "no_night"), row("C"), row("c", "no_joint")
    )
    finding = told(findings, "info", "2 contingents have no recorded preparation")
    assert finding.message.endswith("taken as ready at once, or as soon as the tool sent is: A, C")
    assert (finding.file, finding.row, finding.column) == ("c.csv", None, "preparation_min")


FAULTS = [
    (row("X", "no_rain"), "caveat is unknown", "caveat", "no_rain"),
    (row("X", "maximum_distance", "far"), "not a number", "value", "far"),
    (row("X", "maximum_distance", 0), "not a number between", "value", "0"),
    (row("X", "maximum_distance", -5), "not a number between", "value", "-5"),
    (row("X", "maximum_distance", 40_000), "not a number between", "value", "40000"),
    (row("X", "maximum_distance", "2,5"), "comma", "value", "2,5"),
    (row("X", "maximum_distance"), "no distance", "value", "X"),
    (row("X", "no_go"), "no sector", "value", "X"),
    (row("X", declared="perhaps"), "neither declared nor suspected", "declared", "perhaps"),
    (row("X", preparation_min=-1), "at least 0", "preparation_min", "-1"),
    (row("X", preparation_min="soon"), "not a number", "preparation_min", "soon"),
    (row("X", reliability_mid=70), "between 0 and 1", "reliability_mid", "70"),
    (
        row("X", reliability_low=0.9, reliability_high=0.2),
        "do not rise",
        "reliability_low, reliability_mid, reliability_high",
        "0.9, , 0.2",
    ),
    (row("", "no_night"), "no name", "contingent", ""),
]


@pytest.mark.parametrize(("bad", "part", "column", "value"), FAULTS)
def test_each_fault_is_an_error_with_its_place(
    tmp_path: Path, bad: list[object], part: str, column: str, value: str
) -> None:
    """File, row, column, value and remedy; nothing but an InputError comes of it."""
    _, findings = read(tmp_path, row("A", "no_night"), bad)
    finding = told(findings, "error", part)
    assert (finding.file, finding.row, finding.column, finding.value) == ("c.csv", 3, column, value)
    assert finding.remedy
    with pytest.raises(InputError):
        raise_errors(findings)


def test_all_faults_are_told_at_once_each_with_its_row(tmp_path: Path) -> None:
    """A table with every fault gives every finding, and two faults of one kind are two findings."""
    _, findings = read(tmp_path, *[bad for bad, *_ in FAULTS], row("Y", "curfew"))
    assert {finding.row for finding in errors(findings)} >= set(range(2, len(FAULTS) + 3))
    unknown = [finding for finding in findings if "caveat is unknown" in finding.message]
    assert [(finding.row, finding.value) for finding in unknown] == [(2, "no_rain"), (16, "curfew")]


@pytest.mark.parametrize(
    ("first", "second", "part", "column"),
    [
        (row("A", preparation_min=20), row("a", preparation_min=30), "another value", "preparation_min"),
        (row("A", reliability_mid=0.2), row("A", reliability_mid=0.3), "another value", "reliability_mid"),
        (
            row("A", "maximum_distance", 40),
            row("A", "maximum_distance", 60),
            "twice with different values",
            "value",
        ),
    ],
)
def test_rows_of_one_contingent_that_disagree(
    tmp_path: Path, first: list[object], second: list[object], part: str, column: str
) -> None:
    """The later row is named; which of the two holds is not guessed."""
    finding = told(read(tmp_path, first, second)[1], "error", part)
    assert (finding.row, finding.column) == (3, column)


@pytest.mark.parametrize(
    ("first", "second", "part"),
    [
        (row("A", "no_night"), row("A", "no_night"), "listed twice"),
        (row("A", "no_go", "North"), row("A", "no_go", "north"), "listed twice"),
        (row("A", "none"), row("A", "no_joint"), "has a caveat in another row"),
        (row("B"), row("A", "no_night", "22:00"), "not used"),
        (row("B"), row("A", "none", "40"), "not used"),
    ],
)
def test_what_is_odd_but_clear_is_a_warning(
    tmp_path: Path, first: list[object], second: list[object], part: str
) -> None:
    """The same caveat twice, none beside a caveat, a value that the caveat has no use for."""
    found, findings = read(tmp_path, first, second)
    told(findings, "warning", part)
    assert not errors(findings)
    assert len(found) == found["name"].nunique()


def test_no_note_is_ever_told(tmp_path: Path) -> None:
    """Notes are in no column and no finding."""
    rows = [row("A", "no_rain", note="SECRET"), row("", note="SECRET"), row("A", declared="x", note="SECRET")]
    found, findings = read(tmp_path, *rows)
    assert "SECRET" not in found.to_csv() + "".join(finding.text() for finding in findings)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x00\x01\x02", b"contingent,caveat\n", b"a,b\n1,2\n", b"PK\x03\x04broken",
        b"SQLite format 3\x00", b'{"type": "FeatureCollection", "features": []}',
        b'contingent,caveat\n"A,none\n',
        b"contingent,caveat\nA\n", b"contingent,contingent,caveat\nA,B,none\n", b"\xd0\xcf\x11\xe0old",
        b"contingent;caveat\n;\n;no_night\n",
    ],
)  # fmt: skip
def test_broken_files_are_refused_as_input(tmp_path: Path, content: bytes) -> None:
    """Empty, binary, cut off, without rows, without columns, ragged: errors, never a traceback."""
    path = tmp_path / "c.csv"
    path.write_bytes(content)
    found, findings = read_contingents(path)
    assert list(found.columns) == list(COLUMNS)
    with pytest.raises(InputError):
        raise_errors(findings)


def test_a_missing_file_or_a_folder_is_an_error(tmp_path: Path) -> None:
    """Both are told with the key."""
    for path in (tmp_path / "none.csv", tmp_path):
        assert errors(read_contingents(path)[1])


def test_the_empty_table_has_the_columns_of_a_full_one(tmp_path: Path) -> None:
    """Whoever has no contingents can ask for them all the same."""
    full, _ = read(tmp_path, row("A", "no_night"))
    empty = empty_contingents()
    assert list(empty.columns) == list(full.columns)
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


CAVEAT = st.sampled_from(["none", "no_night", "maximum_distance", "no_go", "no_joint"])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_caveats=st.lists(st.tuples(st.sampled_from("ABC"), CAVEAT), min_size=1, max_size=8, unique=True))
def test_whatever_is_written_is_read(tmp_path: Path, given_caveats: list[tuple[str, str]]) -> None:
    """Each contingent has exactly the caveats of its rows."""
    value = {"maximum_distance": "25", "no_go": "North"}
    found, findings = read(
        tmp_path, *[row(name, caveat, value.get(caveat, "")) for name, caveat in given_caveats]
    )
    assert not errors(findings)
    for entry in found.itertuples():
        flags = {
            "no_night": entry.no_night,
            "maximum_distance": entry.max_distance_m == 25_000,
            "no_go": entry.no_go == ("North",),
            "no_joint": entry.no_joint,
        }
        assert {name for name, on in flags.items() if on} == {
            caveat for name, caveat in given_caveats if name == entry.name and caveat != "none"
        }
    assert set(found["name"]) == {name for name, _ in given_caveats}
