"""The plans of a frontier in lines of text: what more cover costs, or what one view costs another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo_poc.measure_words import measure_line
from geo_poc.option_lists import plan_beside, plan_words
from geo_poc.out_words import out_words
from geo_poc.share_ends import at_least_words, at_most_words

COST, REACH = "cost", "Weighted reach"
PROVEN = 1e-6
"""Distance from the best possible, as a share, that is rounding."""

COUNTED = (
    "Cost counts 1 for each asset placed that is not locked open; for a base that may close or move, what "
    "the mission file declares."
)

VIEWS = {
    "all": "weighted reach",
    "strategic": "strategic threats",
    "must": "must threats",
    "should": "should threats",
    "could": "could threats",
}
"""What a view is called that the mission file does not name."""


def heading_words(document: Mapping[str, Any]) -> str:
    """Return the question that a frontier answers.

    Parameters
    ----------
    document : mapping
        Of a frontier.
    """
    if document["second"] == COST:
        return "What more cover costs"
    return f"What more for {view_words(document, 'second')} costs {view_words(document, 'first')}"


def opening_lines(document: Mapping[str, Any]) -> list[str]:
    """Return from where to where the plans of a frontier lead, and what may be possible beyond them.

    Parameters
    ----------
    document : mapping
        Of a frontier with points.
    """
    points = document["points"]
    start, end, shares = points[0], points[-1], _shares(document)
    if document["second"] == COST:
        lines = [COUNTED]
        if len(points) > 1:
            costs = f"From cost {end['second']:g} to cost {start['second']:g}"
            reach = f"weighted reach goes from {shares[-1][0]} to {shares[0][0]}"
            lines.append(f"{costs}, {reach} of the most found.")
        return lines + measure_line(REACH, document["weighed_for"])
    first, second = view_words(document, "first"), view_words(document, "second")
    told = f"Of the most found for each: {first} {shares[0][0]}, {second} {shares[0][1]}"
    if len(points) > 1:
        told += f" in the first plan; {first} {shares[-1][0]}, {second} {shares[-1][1]} in the last"
    shared = document["weighed_for"] if "all" in (document["first"], document["second"]) else {}
    return [f"{told}.", *_beyond(document), *measure_line(REACH, shared)]


def _beyond(document: Mapping[str, Any]) -> list[str]:
    """Return by how much a plan that was not found could exceed the most found, where it is not ruled out."""
    points, told = document["points"], []
    free = [point["bound"] for point in points if point["held"] is None]
    for side, bound in (("first", min(free, default=None)), ("second", document["second_bound"])):
        most = max(point[side] for point in points)
        more = bound / most - 1 if bound is not None and most > 0 else 0.0
        if more > PROVEN:
            told.append(f"{at_most_words(more)} more for {view_words(document, side)}")
    return [f"Not ruled out: a plan with up to {' or '.join(told)}."] if told else []


def frontier_lines(document: Mapping[str, Any]) -> list[str]:
    """Return a line for each point of a frontier, each after the first by what it changes.

    Parameters
    ----------
    document : mapping
        Of a frontier.
    """
    lines, before = [], None
    for point in document["points"]:
        out = out_words(point["three_numbers"], before and before["three_numbers"], "the plan before")
        placed = plan_words(point) if before is None else plan_beside(point, before, "the plan before")
        lines.append(f"{out}; {point_words(document, point)} ({_far(document, point)}): {placed}")
        before = point
    return lines


def point_words(document: Mapping[str, Any], point: Mapping[str, Any]) -> str:
    """Return what a point of a frontier has of the most found of either side; against cost what it costs.

    Parameters
    ----------
    document : mapping
        Of a frontier.
    point : mapping
        One of its points.
    """
    shares = _shares(document)[document["points"].index(point)]
    if document["second"] == COST:
        return f"cost {point['second']:g}, weighted reach {shares[0]} of the most found"
    first, second = view_words(document, "first"), view_words(document, "second")
    return f"{first} {shares[0]}, {second} {shares[1]} of the most found"


def point_columns(document: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    """Return the two columns of a frontier's table, their headings first.

    Parameters
    ----------
    document : mapping
        Of a frontier.
    """
    if document["second"] == COST:
        costs = [f"{point['second']:g}" for point in document["points"]]
        rows = [(cost, shares[0]) for cost, shares in zip(costs, _shares(document), strict=True)]
        return (("Cost", "Weighted reach, of the most found"), *rows)
    names = (f"{view_words(document, side)}, of the most found" for side in ("first", "second"))
    return (tuple(names), *_shares(document))


def view_words(document: Mapping[str, Any], side: str) -> str:
    """Return what a side of a frontier is called.

    Parameters
    ----------
    document : mapping
        Of a frontier.
    side : str
        "first" or "second".
    """
    name = str(document[side])
    return VIEWS.get(name, name)


def _shares(document: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return what each point has of the most found: of weighted reach against cost, else of both views."""
    keys = ("worth",) if document["second"] == COST else ("first", "second")
    points: Sequence[Mapping[str, Any]] = document["points"]
    most = {key: max(point[key] for point in points) for key in keys}
    return [
        tuple(at_least_words(point[key] / most[key]) if most[key] > 0 else "none" for key in keys)
        for point in points
    ]


def short_of(document: Mapping[str, Any], point: Mapping[str, Any]) -> float:
    """Return how much more a plan may be worth that keeps what a point keeps: none is worth more than that.

    Parameters
    ----------
    document : mapping
        Of a frontier.
    point : mapping
        One of its points.
    """
    free = [one["bound"] for one in document["points"] if one["held"] is None]
    if not free:
        return float(point["bound"] - point["first"])
    return float(max(0.0, min(point["bound"], *free) - point["first"]))


def _far(document: Mapping[str, Any], point: Mapping[str, Any]) -> str:
    """Return how far a point may be from the best, of weighted reach alone: penalties would flatter it."""
    short = short_of(document, point)
    worth = point["worth"] if document["second"] == COST else point["first"]
    share = short / (worth + short) if worth + short > 0 else 0.0
    if share <= PROVEN:
        return "no other is better at that cost" if document["second"] == COST else "proven"
    return f"at most {at_most_words(share)} from the best possible plan"
