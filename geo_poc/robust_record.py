"""What is said of plans over futures: the document, and its matrix as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from geo_poc.futures import PLANNED
from geo_poc.robust_laid import Made
from optimisation.robust import Robustness, compare_plans, times_chosen
from optimisation.three_numbers import ThreeNumbers, number_range

NO_PLAN = "no plan meets every demand in this future"


Scores = Sequence[Sequence[tuple[float, ThreeNumbers]]]
"""Credit and three numbers of each plan (rows) in each future (columns)."""


def robust_document(
    futures: Sequence[Made],
    scores: Scores,
    left_out: Sequence[Mapping[str, str]],
    *,
    uncovered: Sequence[Sequence[Mapping[str, Any]]],
    tail: float,
    weights: Mapping[str, float],
) -> dict[str, Any]:
    """Return robust.json, short of its marking.

    Parameters
    ----------
    futures : sequence of Made
        The columns; those for which a plan was found are the rows too.
    scores : Scores
    left_out : sequence of mapping
        Futures that could not be laid out: name, words, reason.
    uncovered : sequence of sequence of mapping
        What each plan leaves out of reach as planned.
    tail : float
    weights : mapping of future to float
        1 where none is given.
    """
    made = [one for one in futures if one.found]
    failed = [
        {"name": one.future.name, "words": one.future.words, "reason": NO_PLAN}
        for one in futures
        if one.future.planned and not one.found
    ]
    document: dict[str, Any] = {
        "kind": "robust",
        "tail_share": tail,
        "left_out": list(left_out),
        "no_plan": failed,
        "futures": [],
        "plans": [],
        "least_regret": None,
        "chosen": [],
        "reproducible": all(one.reproducible for one in futures),
    }
    if not made:
        return document
    credit = np.array([[earned for earned, _ in row] for row in scores])
    weight = np.array([weights.get(one.future.name, 1.0) for one in futures])
    found = compare_plans(credit, weights=weight, share=tail)
    names = [one.future.name for one in futures]
    document["futures"] = [
        {
            "name": one.future.name,
            "words": one.future.words,
            "weight": float(weight[n]),
            "best": float(found.best[n]),
            "own_plan": one.found,
        }
        for n, one in enumerate(futures)
    ]
    document["plans"] = [
        _plan(n, made, names, credit, found, [numbers for _, numbers in scores[n]])
        | {"uncovered": list(uncovered[n])}
        for n in range(len(made))
    ]
    document["least_regret"] = made[found.least].future.name
    document["chosen"] = _chosen(document["plans"])
    return document


def _plan(
    number: int,
    made: Sequence[Made],
    names: Sequence[str],
    credit: Any,
    found: Robustness,
    numbers: Sequence[ThreeNumbers],
) -> dict[str, Any]:
    one = made[number]
    same = next((other.future.name for other in made[:number] if other.ids == one.ids), None)
    return {
        "name": one.future.name,
        "same_as": same,
        "placed": list(one.placed),
        "credit": dict(zip(names, credit[number].tolist(), strict=True)),
        "regret": dict(zip(names, found.regret[number].tolist(), strict=True)),
        "expected": float(found.expected[number]),
        "worst": float(found.worst[number]),
        "tail": float(found.tail[number]),
        "three_numbers": _numbers(numbers, names),
    }


def _numbers(numbers: Sequence[ThreeNumbers], names: Sequence[str]) -> dict[str, Any]:
    """Return the three numbers as planned, each with its range over the futures."""
    ends, planned = number_range(numbers), numbers[list(names).index(PLANNED)]

    def low_high(pair: tuple[float, float] | None) -> dict[str, float | None]:
        low, high = pair if pair is not None else (None, None)
        return {"low": low, "high": high}

    return {
        "must_met": {"met": planned.must_met, "of": planned.must_of, **low_high(ends.must_met)},
        "people_out_of_reach": {"value": planned.people_out_of_reach, **low_high(ends.people_out_of_reach)},
        "strategic_in_time": {"value": planned.strategic_in_time, **low_high(ends.strategic_in_time)},
    }


def _chosen(plans: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what is newly placed in how many of the runs, most often first."""
    named = {item["id"]: item for plan in plans for item in plan["placed"]}
    counted = times_chosen([[item["id"] for item in plan["placed"]] for plan in plans])
    return [{**named[one], "runs": runs, "of": len(plans)} for one, runs in counted.items()]


def robust_table(document: Mapping[str, Any]) -> str:
    """Return the regret matrix as csv: a row for each plan, a column for each future, then the summaries."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = [future["name"] for future in document["futures"]]
    writer.writerow(["plan_made_for", *(f"regret:{name}" for name in names), "expected", "worst", "tail"])
    for plan in document["plans"]:
        figures = [*(plan["regret"][name] for name in names), plan["expected"], plan["worst"], plan["tail"]]
        writer.writerow([plan["name"], *(f"{figure:.6g}" for figure in figures)])
    return text.getvalue()
