"""What each asset of a plan is, how many, and whose."""

from __future__ import annotations

from pathlib import Path

import pytest
from shapely.geometry import LineString

from layers.sources.plan_file import read_plan_file
from layers.sources.plan_file_rows import MOST_OF_ONE
from tests.layers.sources.plans import read
from tests.layers.sources.written import errors, geojson, table, told


@pytest.mark.parametrize(
    "header",
    [
        ["Tool", "Location", "Site ID", "How many", "TCC"],
        ["ASSET", "place", "site_id", "qty", "contingent name"],
        ["type", "Town", "base-id", "Quantity", "Contingent"],
    ],
)
def test_usual_names_of_columns(tmp_path: Path, header: list[str]) -> None:
    """Case and punctuation do not matter; a column No. numbers the rows and is no count."""
    path = table(tmp_path / "p.csv", ["No.", *header], [[7, "TOB", "Beni", "beni", 2, "Alpha"]])
    plan, findings = read_plan_file(path)
    assert not errors(findings)
    row = plan.iloc[0]
    assert (row["tool"], row["name"], row["site"], row["count"], row["contingent"]) == (
        "tob", "Beni", "beni", 2, "Alpha",
    )  # fmt: skip
    assert table(path, ["No.", *header[:3]], [[7, "TOB", "Beni", "beni"]])
    assert read_plan_file(path)[0]["count"].tolist() == [1]


@pytest.mark.parametrize("count", ["0", "-1", "2.5", "two", "1,5", "inf", "nan", "NA", str(MOST_OF_ONE + 1)])
def test_a_count_is_a_whole_number(tmp_path: Path, count: str) -> None:
    """Anything else is an error in its row, not one asset; troops are no count."""
    finding = errors(read(tmp_path, {"tool": "cob", "site": "a", "count": count})[1])[0]
    assert (finding.row, finding.column, finding.value) == (2, "count", count)


@pytest.mark.parametrize(
    ("word", "yes"),
    [("Yes", True), ("TRUE", True), ("1", True), ("x", True), ("no", False), ("", False), ("0", False)],
)
def test_yes_and_no(tmp_path: Path, word: str, yes: bool) -> None:
    """Everything else is an error: an escort spends patrols."""
    plan, findings = read(tmp_path, {"tool": "jpt", "site": "a", "escorted": word})
    assert plan["escorted"].tolist() == [yes]
    assert not errors(findings)
    told(
        read(tmp_path, {"tool": "jpt", "site": "a", "escorted": "if needed"})[1],
        "error",
        "neither yes nor no",
    )


def test_only_patrols_are_lines_and_only_they_need_no_tool(tmp_path: Path) -> None:
    """A line without a tool is a patrol, even where the file has no column for tools."""
    line = LineString([(30, 1), (30.1, 1)])
    finding = told(
        read_plan_file(geojson(tmp_path / "p.geojson", [(line, {"tool": "COB"})]))[1],
        "error",
        "drawn as a line",
    )
    assert (finding.row, finding.value) == (1, "COB")
    plan, findings = read_plan_file(geojson(tmp_path / "q.geojson", [(line, {"name": "Loop"})]))
    assert plan["tool"].tolist() == ["patrol", "patrol"]
    assert not errors(findings)
    told(read(tmp_path, {"tool": "", "site": "a"}, {"tool": "cob", "site": "b"})[1], "error", "no tool")
