"""How sure it is that a plan is the best: what answers about plans say beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo_poc.frontier_words import PROVEN
from geo_poc.share_ends import at_most_words


def sure_line(plan: Mapping[str, Any]) -> str:
    """Return how much more than a plan another could be worth, as far as that is known.

    Of weighted reach: what could be gained over today holds the penalties of today, which flatter a plan.

    Parameters
    ----------
    plan : mapping
        With `objective`, `bound` and `worth`, as a portfolio and an explanation have them.
    """
    more, worth = max(0.0, plan["bound"] - plan["objective"]), plan["worth"]
    if more <= PROVEN * max(abs(plan["bound"]), abs(worth)):
        return "The plan is proven to be the best possible under these assumptions."
    better = (
        f"up to {at_most_words(more / worth)} more weighted reach" if worth > 0 else "more weighted reach"
    )
    if worth - plan["objective"] > PROVEN * abs(worth):
        better += ", or with musts and floors that fall less short,"
    return f"The plan is not proven to be the best possible: one with {better} is not ruled out."
