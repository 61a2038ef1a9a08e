"""Plans over futures as tables: a row for each plan, a row for each plan in each future."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from geo_poc.must_record import flat_numbers

RANGED = {"people_out_of_reach": "value", "must_met": "met", "strategic_in_time": "value"}
"""The three numbers, each with the key of what it is as planned."""


def robust_table(document: Mapping[str, Any]) -> str:
    """Return the regret matrix as csv: a row for each plan, a column for each future, then all else.

    The summaries of the regret follow, the three numbers as planned with their ranges, and by future what
    the plan earns and its three numbers. Each row is marked.

    Parameters
    ----------
    document : mapping
        Of :func:`geo_poc.robust`.
    """
    names = [future["name"] for future in document["futures"]]
    summaries = ("expected", "worst", "tail", "distance")
    ends = [(number, key) for number, value in RANGED.items() for key in (value, "low", "high")]
    marks = ("classification", "watermark")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        [
            *("plan_made_for", *(f"regret:{name}" for name in names), *summaries),
            *(column_of(number, key) for number, key in ends),
            *(f"credit:{name}" for name in names),
            *(f"{number}:{name}" for number in RANGED for name in names),
            *marks,
        ]
    )
    for plan in document["plans"]:
        figures = [*(plan["regret"][name] for name in names), *(plan[key] for key in summaries)]
        figures += [plan["three_numbers"][number][key] for number, key in ends]
        figures += [plan["credit"][name] for name in names]
        figures += [plan["by_future"][name][number] for number in RANGED for name in names]
        writer.writerow([plan["name"], *map(_short, figures), *(document[mark] for mark in marks)])
    return text.getvalue()


def column_of(number: str, key: str) -> str:
    """Return the name of a column: the number itself, or its least or most over the futures.

    Parameters
    ----------
    number : str
    key : str
    """
    return f"{number}_{key}" if key in ("low", "high") else number


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}" if abs(value) < 1 else f"{value:.9g}"


def future_rows(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the futures, a row each, with the least and most of the three numbers over the plans.

    Parameters
    ----------
    document : mapping
    """
    return [
        {
            **{key: value for key, value in one.items() if key != "ranges"},
            **{f"{number}_{end}": one["ranges"][number][end] for number in RANGED for end in ("low", "high")},
        }
        for one in document["futures"]
    ]


def cross_rows(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a row for each plan in each future: what it earns there, loses of the best, and its numbers.

    Parameters
    ----------
    document : mapping
    """
    return [
        {
            "plan_made_for": plan["name"],
            "future": future["name"],
            "credit": plan["credit"][future["name"]],
            "regret": plan["regret"][future["name"]],
            **flat_numbers(plan["by_future"][future["name"]]),
        }
        for plan in document["plans"]
        for future in document["futures"]
    ]
