"""How much weighted reach beyond a plan's is not ruled out, where its distance from the best hides that.

The distance is a share of what could be gained over the bases in place alone. Where these miss musts or
floors, their penalties are many times the reach, and a small share of the gain may be a large part of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo_poc.share_ends import at_most_words


def reach_left(plan: Mapping[str, Any]) -> float | None:
    """Return how much more weighted reach than a plan's is not ruled out, as a share of its own.

    Parameters
    ----------
    plan : mapping
        As plan.json has it.

    Returns
    -------
    float or None
        None where no distance is known, or where it says as much: as a share of the gain it is no smaller.
    """
    bound, objective, credit, far = (plan.get(key) for key in ("bound", "objective", "credit", "gap_of_gain"))
    if bound is None or objective is None or far is None or not credit:
        return None
    more = max(0.0, (bound - objective) / credit)
    return more if more > far else None


def left_line(plan: Mapping[str, Any]) -> str:
    """Return a sentence on the reach that is not ruled out, "" where the distance says as much.

    Parameters
    ----------
    plan : mapping
        As plan.json has it.
    """
    more = reach_left(plan)
    if more is None:
        return ""
    return (
        "What missed musts and floors would cost counts as gain there: a plan that misses no more of them, "
        f"with up to {at_most_words(more)} more weighted reach, is not ruled out."
    )
