"""For whose views what plans are worth is counted, in words."""

from __future__ import annotations

from collections.abc import Mapping

from geo_poc.words import percent


def measure_line(
    what: str, shares: Mapping[str, float], but: str = "who is out of reach is not"
) -> list[str]:
    """Return for which views something is counted; nothing where it is in the mission's own weights.

    Parameters
    ----------
    what : str
        That is counted for them, as a sentence begins.
    shares : mapping of view to float
        Summing to 1; none = the mission's own weights.
    but : str
        What is not counted for them.
    """
    told = ", ".join(f"{name} {percent(share)}" for name, share in shares.items())
    return [f"{what} is counted for the views {told}; {but}."] if shares else []
