"""Seconds of one question, shared by the placements that answer it."""

from __future__ import annotations

import time

LEAST_S = 0.1
"""Seconds that a placement gets at least: a first plan is always made."""

PLAN_SHARE = 0.25
"""Share of a question's seconds for the mission's own plan, which the rest goes on from (a default)."""


class TimeLeft:
    """What is left of a limit.

    Parameters
    ----------
    limit_s : float or None
        From now on; None = no limit.
    """

    __slots__ = ("_until",)

    def __init__(self, limit_s: float | None) -> None:
        self._until = None if limit_s is None else time.monotonic() + limit_s

    def part(self, share: float = 1.0) -> float | None:
        """Return a share of the seconds that are left, at least :data:`LEAST_S`; None = no limit."""
        if self._until is None:
            return None
        return max(LEAST_S, share * (self._until - time.monotonic()))
