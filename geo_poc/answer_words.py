"""Any answer about plans in lines of text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo_poc.hand_words import what_if_lines
from geo_poc.robust_words import robust_lines
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
