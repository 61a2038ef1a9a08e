"""The chart of a frontier: what each plan has of the most found of either side, and what is not ruled out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo_poc.frontier_words import COST, PROVEN, point_words, short_of, view_words
from geo_poc.share_ends import at_most_words
from maps.answers import COLOURS
from maps.chart import Chart, ChartPoint

COST_LABEL = "Cost: 1 for each asset placed and not locked open, or as declared"
SHARE = "% of the most found"


def frontier_chart(document: Mapping[str, Any], letters: Mapping[int, str]) -> Chart | None:
    """Return the chart of a frontier; None where there is no trade to see, or nothing of a side was found.

    Parameters
    ----------
    document : mapping
        Of a frontier.
    letters : mapping of int to str
        What the plan of each point is called.
    """
    points, cost = document["points"], document["second"] == COST
    most = max((_worth(document, point) for point in points), default=0.0)
    most_second = max((point["second"] for point in points), default=0.0)
    if len(points) < 2 or most <= 0 or (not cost and most_second <= 0):
        return None
    second_unit = 1.0 if cost else 100 / most_second
    drawn = [
        _point(document, point, (letters[number], COLOURS[number % len(COLOURS)]), most, second_unit)
        for number, point in enumerate(points)
    ]
    first = "Weighted reach" if cost else view_words(document, "first")
    return Chart(
        title=f"{first[0].upper()}{first[1:]} against {'cost' if cost else view_words(document, 'second')}",
        x_label=COST_LABEL if cost else f"{view_words(document, 'second')}, {SHARE}",
        y_label=f"{first}, {SHARE}",
        caption=_caption(document, drawn),
        points=tuple(drawn),
        step="left" if cost else "right",
    )


def _worth(document: Mapping[str, Any], point: Mapping[str, Any]) -> float:
    """Return what stands upwards: credit against cost, since a missed must's penalty would dwarf it."""
    return float(point["credit" if document["second"] == COST else "first"])


def _point(
    document: Mapping[str, Any],
    point: Mapping[str, Any],
    look: tuple[str, str],
    most: float,
    second_unit: float,
) -> ChartPoint:
    letter, colour = look
    short, worth = short_of(document, point), _worth(document, point)
    more = short / most if short > PROVEN * most else 0.0
    return ChartPoint(
        name=letter,
        x=second_unit * point["second"],
        y=100 * worth / most,
        x_most=second_unit * _second_most(document, point),
        y_most=100 * worth / most + 100 * more,
        colour=colour,
        words=_words(document, point, letter, more),
    )


def _second_most(document: Mapping[str, Any], point: Mapping[str, Any]) -> float:
    """Return up to where more for the second view is not ruled out: known of the plan with most for it."""
    found, bound = float(point["second"]), document["second_bound"]
    if (
        document["second"] == COST
        or bound is None
        or found < max(one["second"] for one in document["points"])
    ):
        return found
    return float(bound) if bound > found * (1 + PROVEN) else found


def _words(document: Mapping[str, Any], point: Mapping[str, Any], letter: str, more: float) -> str:
    """Return one plan of a chart in words."""
    told = f"Plan {letter}: {point_words(document, point)}"
    told += (
        f"; up to {at_most_words(more)} more there is not ruled out"
        if more
        else "; none there is better, proven"
    )
    beyond = _second_most(document, point) / point["second"] - 1 if point["second"] > 0 else 0.0
    if beyond > 0:
        told += f"; up to {at_most_words(beyond)} more for {view_words(document, 'second')} is not ruled out"
    return f"{told}."


def _caption(document: Mapping[str, Any], points: Sequence[ChartPoint]) -> str:
    """Return what dots and bars mean."""
    there = (
        "of that cost" if document["second"] == COST else f"with as much for {view_words(document, 'second')}"
    )
    told = "A dot is a plan, by its letter; the dotted line joins what was found. "
    if any(point.y_most > point.y for point in points):
        told += f"A bar up from a dot ends where no plan {there} can be better; without one none is, proven."
    else:
        told += f"No plan {there} is better than its dot, proven."
    if any(point.x_most > point.x for point in points):
        told += f" A bar to the right ends where no plan can have more for {view_words(document, 'second')}."
    return told
