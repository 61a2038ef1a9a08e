"""Any answer about plans in lines of text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo_poc.answer_lists import letter
from geo_poc.hand_words import what_if_lines
from geo_poc.out_words import today_line
from geo_poc.robust_words import future_lines, robust_headlines, robust_lines
from geo_poc.tradeoff_words import closing_lines, opening_lines, plan_lines, tradeoff_lines


def answer_lines(document: Mapping[str, Any]) -> list[str]:
    """Return a document of `frontier`, `compromise`, `portfolio`, `explain`, `robust` or `what_if` as lines.

    Parameters
    ----------
    document : mapping
    """
    if document["kind"] == "what_if":
        return what_if_lines(document)
    lines = robust_lines if document["kind"] == "robust" else tradeoff_lines
    return [*today_line(document), *lines(document)]


def page_lines(document: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines that a page begins with, and those below its lists, which say the same in full.

    Parameters
    ----------
    document : mapping
    """
    lines, kind = answer_lines(document), document["kind"]
    if kind == "robust" and document["plans"]:
        first = robust_headlines(document)
        repeated = {*first, *future_lines(document)}
        return tuple(first), tuple(line for line in lines if line not in repeated)
    if kind == "explain" and "conflict" not in document:
        return tuple(lines[:2]), tuple(lines[2:])
    if kind in ("frontier", "compromise", "portfolio") and (
        document.get("points") or document.get("plans") or document.get("optima")
    ):
        told = plan_lines(document)
        if kind != "compromise":  # its lines name the views
            told = [f"{letter(number)}: {line}" for number, line in enumerate(told)]
        opening = opening_lines(document)
        return (*opening[1 if kind == "frontier" else 0 :], *closing_lines(document)), tuple(told)
    return tuple(lines), ()
