"""A given plan as rows, and what is told about them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geo_poc.evaluating_entries import usable_rows
from geo_poc.evaluating_plan import MOST, Told, plan_file, read_plan
from geo_poc.mission import Mission
from layers.errors import InputError
from tests.geo_poc.given_plans import at, rows_of, warned
from tests.tiny_mission import write_tiny


@pytest.fixture
def mission(tmp_path: Path) -> Mission:
    """Return a mission; its layers are not read."""
    return Mission.load(write_tiny(tmp_path / "m"))


def test_rows_have_their_numbers_and_positions(mission: Mission, tmp_path: Path) -> None:
    """A row knows its line of the file, whether it has a position, and what it is called."""
    rows, _ = rows_of(
        tmp_path, mission, {"tool": "COB", "name": "Kiga", **at(0.3, 0.3)}, {"tool": "jpt", "site": "x"}
    )
    assert [(row.row, row.tool, row.placed) for row in rows] == [(2, "cob", True), (3, "jpt", False)]
    assert (rows[0].lon, rows[0].lat) == pytest.approx((0.3, 0.3), abs=2e-5)
    assert rows[0].label == "Kiga"
    assert rows[1].count == 1


def test_tables_are_checked_as_files_are(mission: Mission) -> None:
    """A DataFrame with a tool that nobody knows is refused with its row."""
    with pytest.raises(InputError, match=r"plan\.csv:3 \[tool\]: the tool is unknown"):
        read_plan(mission, pd.DataFrame({"tool": ["cob", "submarine"], "site": ["a", "b"]}))
    (row,), _ = read_plan(mission, pd.DataFrame({"tool": ["cob"], "site": ["a"], "count": [2]}))
    assert (row.site, row.count) == ("a", 2)


def test_a_plan_that_is_not_there_is_told(mission: Mission, tmp_path: Path) -> None:
    """A missing file, and a folder that is no run, are named as given."""
    for missing in (tmp_path / "none.csv", tmp_path / "m"):
        with pytest.raises(InputError, match="there is no such plan") as caught:
            read_plan(mission, missing)
        assert caught.value.findings[0].value.startswith(str(tmp_path)[:50])


def test_a_run_folder_stands_for_its_geopackage(tmp_path: Path) -> None:
    """A folder is a run; a table is no file."""
    assert plan_file(tmp_path) == tmp_path / "plan.gpkg"
    assert plan_file(tmp_path / "x.csv") == tmp_path / "x.csv"
    assert plan_file(pd.DataFrame()) is None


def test_rows_of_others_are_left_out(mission: Mission, tmp_path: Path) -> None:
    """A partner in the file is told and no part of the plan."""
    rows, told = rows_of(
        tmp_path, mission, {"tool": "partner", **at(0.3, 0.3)}, {"tool": "cob", **at(0.3, 0.3)}
    )
    assert [row.tool for row in usable_rows(mission, rows, told)] == ["cob"]
    assert warned(told.findings, "left out").row == 2


def test_many_rows_with_one_fault_are_counted() -> None:
    """The first are told whole, the rest as a number, with the severity of the fault."""
    told = Told("p.csv")
    for row in range(MOST + 5):
        told.add("error", f"row {row} is wrong", "mend it", row=row, column="site")
    told.add("warning", "another", "look", row=1, column="site")
    assert len(told.findings) == MOST + 2
    assert told.findings[-1].message == "5 more rows have a fault told above"
    assert told.findings[-1].severity == "error"
