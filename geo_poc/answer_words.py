"""Any answer about plans in lines of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo_poc.answer_lists import letter
from geo_poc.hand_words import what_if_lines
from geo_poc.robust_words import future_lines, robust_headlines, robust_lines
from geo_poc.tradeoff_words import tradeoff_lines


def answer_lines(document: Mapping[str, Any]) -> list[str]:
    """Return a document of `frontier`, `compromise`, `portfolio`, `explain`, `robust` or `what_if` as lines.

    Parameters
    ----------
    document : mapping
    """
    if document["kind"] == "robust":
        return robust_lines(document)
    if document["kind"] == "what_if":
        return what_if_lines(document)
    return tradeoff_lines(document)


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
        return tuple(lines[:1]), tuple(lines[1:])
    if kind in ("frontier", "compromise", "portfolio") and (
        document.get("points") or document.get("plans") or document.get("optima")
    ):
        return (), tuple(_lettered(document, lines))
    return tuple(lines), ()


def _lettered(document: Mapping[str, Any], lines: Sequence[str]) -> list[str]:
    """Return lines with the letter that a plan has on the page before its own."""
    if document["kind"] == "compromise":  # its lines name the views
        return list(lines)
    plans = document["points"] if document["kind"] == "frontier" else document["plans"]
    start = 1 if document["kind"] == "frontier" else len(document["reasons"])
    return [
        f"{letter(number - start)}: {line}" if start <= number < start + len(plans) else line
        for number, line in enumerate(lines)
    ]
