"""A document about plans as a table for spreadsheets, a row for each plan or site."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from geo_poc.frontier_words import point_words
from geo_poc.must_record import flat_numbers
from geo_poc.relief_words import gains_nothing
from geo_poc.robust_table import robust_table
from geo_poc.tradeoff_words import less_words
from layers.workbook_out import plain_cell

PARTS = ("people_lost", "musts_lost", "floors_missed", "credit_lost", "cost_saved")
"""Parts of what is lost without a site: people out of reach, musts, floors, weighted reach, money."""

EASED = {"stock": "one more", "open": "leave to close", "shut": "leave to open"}

Plan = tuple[str, Mapping[str, Any]]
"""What a plan is called, and the plan."""


def plans_of(document: Mapping[str, Any]) -> list[Plan]:
    """Return the plans of a document by what they are called; none in an explanation."""
    kind = document["kind"]
    if kind == "frontier":
        return [(point_words(document, one), one) for one in document["points"]]
    if kind == "compromise":
        between = document["compromise"]
        best = [(f"best found for {one['view']}", one) for one in document["optima"]]
        return best if between is None else [("between the views", between), *best]
    if kind == "portfolio":
        plans = document["plans"]
        return [
            ("the plan" if number == 0 else less_words(plan, plans[0]), plan)
            for number, plan in enumerate(plans)
        ]
    if kind == "robust":
        words = {future["name"]: future["words"] for future in document["futures"]}
        return [(f"for {words[plan['name']]}", plan) for plan in document["plans"] if not plan["same_as"]]
    return []


def answer_table(document: Mapping[str, Any]) -> str:
    """Return a document's plans, its sites, or why there is no plan, as csv; each row is marked.

    Parameters
    ----------
    document : mapping
    """
    if document["kind"] == "robust":
        return robust_table(document)
    rows = answer_rows(document)
    marks = {"classification": document["classification"], "watermark": document["watermark"]}
    columns = list(dict.fromkeys(key for row in rows for key in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, [*columns, *marks], lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in {**row, **marks}.items()} for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    """Return what stands in a cell of csv: figures with their digits, no text that would be computed."""
    return f"{value:.9g}" if isinstance(value, float) else plain_cell(value)


def answer_rows(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a document that is not of plans over futures.

    Parameters
    ----------
    document : mapping
    """
    if document["kind"] == "what_if":
        return [_when(document, when) for when in ("after", "before")]
    if "conflict" in document:
        return _why_none(document)
    if document["kind"] == "explain":
        return [*_sites(document), *limit_rows(document)]
    return _plans(document)


def _when(document: Mapping[str, Any], when: str) -> dict[str, Any]:
    told = document[when]
    row = {"when": when, **flat_numbers(told["three_numbers"]), "credit": told["credit"]["total"]}
    row |= {f"people_within_{band}": people for band, people in told["people_within"].items()}
    row["missed_musts"] = row.pop("missed_musts")  # as the last column
    return _short(row)


def _plans(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    figures = (
        "first",
        "second",
        "held",
        "value",
        "objective",
        "bound",
        "gap",
        "loss",
        "least",
        "worth",
        "credit",
    )
    rows = []
    for number, (name, plan) in enumerate(plans_of(document), start=1):
        row = {"plan": number, "name": name, **flat_numbers(plan["three_numbers"])}
        row |= {key: plan[key] for key in figures if key in plan}
        row |= {f"share:{view}": share for view, share in plan.get("shares", {}).items()}
        rows.append({**_short(row), "placed": _ids(plan["placed"])})
    return rows


def _sites(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    figures = ("name", "loss", "status", "least", "most")
    return [
        {
            "kind": "site",
            **_short({key: site[key] for key in figures}),
            **_parts(site["parts"], ""),
            **_parts(site["parts_again"], "_again"),
            "closes": _ids(site["closes"]),
        }
        for site in document["sites"]
    ]


def _why_none(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the demands that cannot all hold and what gives way at least, a row each; else the reasons."""
    rows = [{"kind": "conflict", "of": one["kind"], "words": one["words"]} for one in document["conflict"]]
    rows += [
        {"kind": "change that allows a plan", "of": one["kind"], "words": one["words"], "by": one["by"]}
        for one in document["relaxation"]
    ]
    return rows or [{"kind": "reason", "words": words} for words in document["reasons"]]


def limit_rows(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what easing each limit gains, part by part, a row each: of an explanation.

    Limits whose easing gains nothing share a row where all else that it says is the same.

    Parameters
    ----------
    document : mapping
    """
    rows, alike = list[dict[str, Any]](), dict[tuple[Any, ...], dict[str, Any]]()
    for one in document["reliefs"]:
        row = _limit(one)
        key = tuple(value for name, value in row.items() if name != "name")
        if gains_nothing(one) and key in alike:
            alike[key]["name"] += f"; {row['name']}"
            continue
        if gains_nothing(one):
            alike[key] = row
        rows.append(row)
    return rows


def _limit(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": EASED[one["kind"]],
        "name": one["name"],
        "status": "all else as it is" if one["gain"] is None else "placed again",
        **_short(
            {
                "people_gained": one["parts"]["people_out_of_reach"],
                "musts_gained": "; ".join(one["parts"]["musts"]),
                "credit_gained": one["parts"]["credit"],
                "cost_added": one["parts"]["cost"],
                "credit_at_most": one["most"]["credit"],
            }
        ),
        "opens": _ids(one["opens"]),
    }


def _parts(parts: Mapping[str, Any] | None, ending: str) -> dict[str, Any]:
    """Return the parts of a loss in columns of their own, empty where none is known."""
    if parts is None:
        return dict.fromkeys([f"{name}{ending}" for name in PARTS], "")
    row = {
        "credit_lost": parts["credit"],
        "people_lost": parts["people_out_of_reach"],
        "musts_lost": "; ".join(parts["musts"]),
        "floors_missed": "; ".join(
            f"{one['name']} {one['after']:.1%} of {one['wanted']:.1%}"
            for one in parts["floors"]
            if one["after"] < min(one["wanted"], one["before"])
        ),
        "cost_saved": parts["cost"],
    }
    return _short({f"{name}{ending}": row[name] for name in PARTS})


def _short(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return figures with the digits that documents have: numbers still, which a sheet can add up."""
    return {key: float(f"{value:.9g}") if isinstance(value, float) else value for key, value in row.items()}


def _ids(options: Sequence[Mapping[str, Any]]) -> str:
    return ";".join(str(option["id"]) for option in options)
