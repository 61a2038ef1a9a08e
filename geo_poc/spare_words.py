"""What of each resource a plan leaves unspent, and why, as documents and words have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo_poc.loss_parts import part_rows, parts_words
from geo_poc.option_words import named_words, one_more_words, units_words
from geo_poc.placed_words import PLACED
from optimisation.spare import Spare

UNSOUGHT = "not looked for"
"""Why something of a budget is left where the plan was given: nobody looked."""

MOVES = "moves"
"""What a move would bring no addition beside the plan tells: the base that stays excludes it."""

KEPT_OUT = {"taken": "where something excludes it", "host": "where it lacks what it needs"}


def spare_rows(found: Sequence[tuple[Spare, str]]) -> list[dict[str, Any]]:
    """Return what of each resource is left, as documents have it.

    Parameters
    ----------
    found : sequence of (Spare, str)
        With what the next unit would be used for, "" where it would add nothing.
    """
    return [
        {
            "name": one.name,
            "supplied": one.supplied,
            "used": one.used,
            "left": one.left,
            "why": one.why,
            "fits": None if one.why == UNSOUGHT else one.fits,
            "kept_out": dict(one.kept_out),
            "one_more": None if one.why == UNSOUGHT else one.one_more,
            "where": where or None,
            "parts": None if one.parts is None else part_rows(one.parts, one.people),
        }
        for one, where in found
    ]


def spare_lines(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what is left unspent and why, a line for each resource of which something is.

    Parameters
    ----------
    rows : sequence of mapping
        Of :func:`spare_rows`.
    """
    return [
        f"Left unspent: {row['left']:g} of {row['supplied']:g} {units_words(row['name'])}: {_why(row)}."
        for row in rows
        if row["left"] > 1e-9 * max(1.0, row["supplied"])
    ]


def more_lines(rows: Sequence[Mapping[str, Any]], credit: float) -> list[str]:
    """Return what the next unit of each resource would bring, where another would bring something.

    Parameters
    ----------
    rows : sequence of mapping
        Of :func:`spare_rows`.
    credit : float
        Of the plan.
    """
    return [
        f"{_capital(one_more_words(row['name']))}, all else as it is ({_where(row)}): "
        f"{parts_words(row['parts'], credit, gains=True)}."
        for row in rows
        if row["parts"] is not None and row["why"] != "could add"
    ]


def _capital(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


def _where(row: Mapping[str, Any]) -> str:
    """Return where the next unit would be used; the tool is named where the resource is another."""
    tool, place = row["name"], str(row["where"])
    return place.removeprefix(f"{tool} ") if place.startswith(f"{tool} ") else named_words(place)


def _no_use(row: Mapping[str, Any]) -> str:
    """Return why nothing that may still open uses a resource; what stands at sites lacks a site."""
    if row["name"] not in PLACED:
        return "nothing that may still open uses it"
    return f"there is no {'further ' if row['used'] else ''}site to open one at"


def _why(row: Mapping[str, Any]) -> str:
    if row["why"] == "adds nothing":
        return (
            f"at none of the {row['fits']} places where another fits does it add to what is in reach; "
            "of plans worth the same the one of least cost is taken"
        )
    if row["why"] == "could add":
        return f"another, {_where(row)}, would still add; the search ended before"
    if row["why"] == UNSOUGHT:
        return "the plan was given; whether another would add was not looked for"
    if row["why"] == "no use":
        return _no_use(row)
    if row["why"] == "used":
        return "less than the next one needs"
    if row["name"] == MOVES:
        return "as far as was looked, no plan that closes or moves another base is better"
    out = [
        f"{count} {KEPT_OUT.get(name, f'for want of {units_words(name)}')}"
        for name, count in row["kept_out"].items()
    ]
    return f"no place is left where another fits: {', '.join(out)}"
