"""What is said of plans over futures: the document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from geo_poc.futures import PLANNED
from geo_poc.must_record import numbers_document
from geo_poc.robust_laid import Made
from optimisation.robust import Robustness, compare_plans, times_chosen
from optimisation.three_numbers import ThreeNumbers, number_range

NO_PLAN = "no plan that meets every demand was found in this future"
STOPPED = "it was stopped before a plan was made for it"
"""Why a future is left out that was not reached."""

Scores = Sequence[Sequence[tuple[float, ThreeNumbers]]]
"""Credit and three numbers of each plan (rows) in each future (columns)."""


def robust_document(
    futures: Sequence[Made],
    scores: Scores,
    left_out: Sequence[Mapping[str, str]],
    *,
    beside: Sequence[Mapping[str, Any]],
    tail: float,
    weights: Mapping[str, float],
    views: Mapping[str, float],
) -> dict[str, Any]:
    """Return robust.json, short of its marking.

    Parameters
    ----------
    futures : sequence of Made
        The columns; those for which a plan was found are the rows too.
    scores : Scores
    left_out : sequence of mapping
        Futures that could not be laid out: name, words, reason.
    beside : sequence of mapping
        Of :func:`geo_poc.uncovered_record.uncovered_part`: what each plan leaves out of reach as planned; and
        `breaks`, by future in words the rules that it does not keep there.
    tail : float
    weights : mapping of future to float
        1 where none is given. Futures of which none has any weight count alike.
    views : mapping of name to float
        Shares of the views that plans are made for; none where the mission's own weights are.
    """
    made = [one for one in futures if one.found]
    document: dict[str, Any] = {
        "kind": "robust",
        "tail_share": tail,
        "views": dict(views),
        "left_out": list(left_out),
        "no_plan": _without_plan(futures),
        "futures": [],
        "plans": [],
        "least_regret": None,
        "chosen": [],
        "weights_held": True,
        "reproducible": all(one.reproducible for one in futures)
        and not any(one["reason"] == STOPPED for one in left_out),
    }
    if not made:
        return document
    credit = np.array([[earned for earned, _ in row] for row in scores])
    weight = np.array([weights.get(one.future.name, 1.0) for one in futures])
    if not weight.any():  # those that have any were left out, stopped or faulty: what is known is still told
        weight = np.ones(len(futures))
        document["weights_held"] = False
    found = compare_plans(credit, weights=weight, share=tail)
    names = [one.future.name for one in futures]
    document["futures"] = [
        _future(one, weight[n], found.best[n], [row[n][1] for row in scores]) for n, one in enumerate(futures)
    ]
    document["plans"] = [
        _plan(n, made, names, credit, found, [numbers for _, numbers in scores[n]]) | dict(beside[n])
        for n in range(len(made))
    ]
    document["least_regret"] = made[found.least].future.name
    document["chosen"] = _chosen(document["plans"])
    return document


def _without_plan(futures: Sequence[Made]) -> list[dict[str, Any]]:
    """Return the futures that were planned for, and for which there is no plan."""
    return [
        {"name": one.future.name, "words": one.future.words, "reason": NO_PLAN}
        for one in futures
        if one.future.planned and not one.found
    ]


def _future(one: Made, weight: float, best: float, numbers: Sequence[ThreeNumbers]) -> dict[str, Any]:
    """Return one future, with the ranges that the numbers of all plans have in it."""
    return {
        "name": one.future.name,
        "words": one.future.words,
        "weight": float(weight),
        "best": float(best),
        "own_plan": one.found,
        "ranges": _ranges(numbers),
    }


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
        "distance": one.distance,
        "credit": dict(zip(names, credit[number].tolist(), strict=True)),
        "regret": dict(zip(names, found.regret[number].tolist(), strict=True)),
        "expected": float(found.expected[number]),
        "worst": float(found.worst[number]),
        "tail": float(found.tail[number]),
        "three_numbers": _numbers(numbers, names),
        "by_future": {name: numbers_document(found) for name, found in zip(names, numbers, strict=True)},
    }


def _numbers(numbers: Sequence[ThreeNumbers], names: Sequence[str]) -> dict[str, Any]:
    """Return the three numbers as planned, each with its range over the futures."""
    ends, planned = _ranges(numbers), numbers[list(names).index(PLANNED)]
    return {
        "must_met": {"met": planned.must_met, "of": planned.must_of, **ends["must_met"]},
        "people_out_of_reach": {"value": planned.people_out_of_reach, **ends["people_out_of_reach"]},
        "strategic_in_time": {"value": planned.strategic_in_time, **ends["strategic_in_time"]},
    }


def _ranges(numbers: Sequence[ThreeNumbers]) -> dict[str, dict[str, float | None]]:
    """Return the least and the most of each of the three numbers."""
    ends = number_range(numbers)
    pairs = {
        "must_met": ends.must_met,
        "people_out_of_reach": ends.people_out_of_reach,
        "strategic_in_time": ends.strategic_in_time,
    }
    return {
        name: dict.fromkeys(("low", "high")) if pair is None else {"low": pair[0], "high": pair[1]}
        for name, pair in pairs.items()
    }


def _chosen(plans: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what is newly placed in how many of the runs, most often first."""
    named = {item["id"]: item for plan in plans for item in plan["placed"]}
    counted = times_chosen([[item["id"] for item in plan["placed"]] for plan in plans])
    return [{**named[one], "runs": runs, "of": len(plans)} for one, runs in counted.items()]
