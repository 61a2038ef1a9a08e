"""Plans over futures as tables."""

from __future__ import annotations

import csv
import io

from geo_poc.robust_table import cross_rows, future_rows, robust_table
from tests.geo_poc.test_robust_words import document


def test_table_has_a_row_for_each_plan_and_a_column_for_each_future() -> None:
    """It reads back as the regrets of the document, with their summaries behind them; rows are marked."""
    rows = list(csv.DictReader(io.StringIO(robust_table(document()))))
    assert [row["plan_made_for"] for row in rows] == ["as_planned", "wet_season"]
    assert [row["regret:wet_season"] for row in rows] == ["0.1", "0"]
    assert [(row["expected"], row["worst"], row["tail"]) for row in rows] == [
        ("0.05", "0.1", "0.1"),
        ("0.05", "0.3", "0.1"),
    ]
    assert {(row["classification"], row["watermark"]) for row in rows} == {("Unclassified", "EXERCISE")}


def test_three_numbers_stand_with_their_range_and_by_future() -> None:
    """What the data do not allow is left empty."""
    row = next(csv.DictReader(io.StringIO(robust_table(document()))))
    assert [row[f"people_out_of_reach{end}"] for end in ("", "_low", "_high")] == ["1000", "1000", "5000"]
    assert [row[f"must_met:{name}"] for name in ("as_planned", "wet_season")] == ["2", "1"]
    assert row["strategic_in_time:wet_season"] == row["strategic_in_time_low"] == ""
    assert row["credit:wet_season"] == "4.5"


def test_rows_of_futures_and_of_plans_in_them() -> None:
    """A future has the least and most over the plans; each plan has a row in each future."""
    assert [(row["name"], row["people_out_of_reach_high"]) for row in future_rows(document())] == [
        ("as_planned", 1_000.0),
        ("wet_season", 1_000.0),
    ]
    rows = cross_rows(document())
    assert len(rows) == 4
    assert (rows[1]["plan_made_for"], rows[1]["future"]) == ("as_planned", "wet_season")
    assert (rows[1]["regret"], rows[1]["people_out_of_reach"], rows[1]["must_met"]) == (0.1, 5_000.0, 1)
