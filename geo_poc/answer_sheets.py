"""An answer about plans as the sheets of one workbook."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from geo_poc.answer_table import answer_rows, limit_rows, plans_of
from geo_poc.explain_sheets import acting_rows, closing_rows, lifting_rows
from geo_poc.robust_table import cross_rows, future_rows

RANGED = ("must_met", "people_out_of_reach", "strategic_in_time")


def answer_sheets(document: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    """Return a document's tables by the names of their sheets, every row marked.

    Parameters
    ----------
    document : mapping
        Of any question about plans.
    """
    kind = document["kind"]
    if kind == "robust":
        sheets = _robust(document)
    elif "conflict" in document:
        sheets = {"why no plan": answer_rows(document)}
    elif kind == "explain":
        limits = limit_rows(document)
        rows = answer_rows(document)
        sheets = {"sites": rows[: len(rows) - len(limits)], "limits": limits, "left": _left(document)}
        told = (lifting_rows(document), closing_rows(document), acting_rows(document))
        sheets |= {
            name: found
            for name, found in zip(("lifting", "closings", "who could act"), told, strict=True)
            if found
        }
    elif kind == "what_if":
        sheets = {"before and after": answer_rows(document), "uncovered": _uncovered(document)}
    else:
        sheets = {"plans": answer_rows(document), "placed": _placed(document)}
    if "today" in document:
        sheets["uncovered"] = [{"when": "as things stand", **one} for one in document["today"]["uncovered"]]
    marks = {"classification": document["classification"], "watermark": document["watermark"]}
    return {name: _frame(rows, marks) for name, rows in sheets.items()}


def _frame(rows: Sequence[Mapping[str, Any]], marks: Mapping[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame([{**row, **marks} for row in rows])
    for name in frame.columns:
        if frame[name].dtype == object:  # a column without any value has no type that a sheet knows
            frame[name] = _column(frame[name].tolist())
    return (
        frame if len(frame) else pd.DataFrame({"nothing": ["no plan"], **{k: [v] for k, v in marks.items()}})
    )


def _column(values: Sequence[Any]) -> list[float] | list[str]:
    """Return a column of figures as numbers, empty where there is none; any other as texts."""
    known = [value for value in values if value is not None and value != ""]
    if known and all(isinstance(value, int | float) and not isinstance(value, bool) for value in known):
        return [math.nan if value is None or value == "" else float(value) for value in values]
    return ["" if value is None else str(value) for value in values]


def _robust(document: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    plans = document["plans"]
    worst = ("expected", "worst", "tail")
    return {
        "regret": [
            {
                "plan_made_for": one["name"],
                **one["regret"],
                **{f"regret_{key}": one[key] for key in worst},
                "distance": one["distance"],
            }
            for one in plans
        ],
        "credit": [{"plan_made_for": one["name"], **one["credit"]} for one in plans],
        "three numbers": [
            {
                "plan_made_for": one["name"],
                **{
                    f"{name}_{key}": value
                    for name in RANGED
                    for key, value in one["three_numbers"][name].items()
                },
            }
            for one in plans
        ],
        "chosen": [
            {"id": one["id"], "name": one["name"], "runs": one["runs"], "of": one["of"]}
            for one in document["chosen"]
        ],
        "futures": future_rows(document),
        "by future": cross_rows(document),
    }


def _left(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what of each resource is left and what the next unit would bring."""
    rows = []
    for one in document["spare"]:
        parts = one["parts"] or {"people_out_of_reach": 0.0, "musts": (), "credit": 0.0}
        row = {key: one[key] for key in ("name", "supplied", "used", "left", "why", "where")}
        row |= {"people_one_more": parts["people_out_of_reach"], "credit_one_more": parts["credit"]}
        rows.append(row | {"musts_one_more": "; ".join(parts["musts"])})
    return rows


def _placed(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"plan": number, "plan_name": name, **option}
        for number, (name, plan) in enumerate(plans_of(document), start=1)
        for option in plan["placed"]
    ]


def _uncovered(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"when": when, **area} for when in ("after", "before") for area in document[when]["uncovered"]]
