"""Answers about plans as csv and as sheets: figures that can be added up, texts that nothing computes."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from geo_poc.answer_sheets import answer_sheets
from geo_poc.answer_table import answer_table, limit_rows
from layers.workbook_out import write_workbook
from tests.geo_poc.test_relief_words import _relief

MUST = {"id": "T1", "name": "=Raids"}
OPTION = {"id": "cob:a", "tool": "cob", "name": "cob at A", "lon": 0.0, "lat": 0.0}


def _plan(objective: float, people: float, in_time: float | None) -> dict[str, Any]:
    numbers = {"must_met": 0, "must_of": 1, "people_out_of_reach": people, "strategic_in_time": in_time}
    figures = dict.fromkeys(("objective", "bound"), objective) | {"loss": 0.0, "worth": 7.5, "credit": 7.5}
    return {"three_numbers": numbers | {"not_met": [MUST]}, "placed": [OPTION], **figures}


def _document() -> dict[str, Any]:
    """Return a portfolio whose plans miss a must: their objective is below nothing."""
    plans = [_plan(-1161694.41, 5950.5, None), _plan(-2e6, 7000.0, None)]
    return {"kind": "portfolio", "plans": plans, "classification": "Confidential", "watermark": "DRAFT"}


def test_figures_of_a_workbook_are_numbers(tmp_path: Path) -> None:
    """People can be added up, an objective below nothing is no text, and what is not known is empty."""
    write_workbook(tmp_path / "x.xlsx", answer_sheets(_document()), dated=date(2025, 6, 30))
    plans = pd.read_excel(tmp_path / "x.xlsx", sheet_name="plans", engine="calamine")
    assert plans["people_out_of_reach"].sum() == 12950.5
    assert plans["objective"].tolist() == [-1161694.41, -2e6]
    assert plans["strategic_in_time"].isna().all()
    assert plans["missed_musts"].tolist() == ["'=Raids", "'=Raids"]


def test_no_text_of_a_table_is_computed() -> None:
    """A name that begins like a formula is marked, as in every other table; figures stay as they are."""
    rows = list(csv.DictReader(io.StringIO(answer_table(_document()))))
    assert [row["missed_musts"] for row in rows] == ["'=Raids", "'=Raids"]
    assert [row["objective"] for row in rows] == ["-1161694.41", "-2000000"]
    assert rows[0]["strategic_in_time"] == ""


def test_what_easing_a_limit_costs_is_added() -> None:
    """A plan with one more base costs one more: no money is saved."""
    relief = _relief("cob", credit=2.0)
    relief["parts"]["cost"] = 1.0
    (row,) = limit_rows({"reliefs": [relief]})
    assert row["cost_added"] == 1.0
