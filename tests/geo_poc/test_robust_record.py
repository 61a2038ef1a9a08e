"""The regret matrix as a table."""

from __future__ import annotations

import csv
import io

from geo_poc.robust_record import robust_table
from tests.geo_poc.test_robust_words import document


def test_table_has_a_row_for_each_plan_and_a_column_for_each_future() -> None:
    """It reads back as the regrets of the document, with their summaries behind them."""
    rows = list(csv.DictReader(io.StringIO(robust_table(document()))))
    assert [row["plan_made_for"] for row in rows] == ["as_planned", "wet_season"]
    assert [row["regret:wet_season"] for row in rows] == ["0.1", "0"]
    assert [(row["expected"], row["worst"], row["tail"]) for row in rows] == [
        ("0.05", "0.1", "0.1"),
        ("0.05", "0.3", "0.1"),
    ]
