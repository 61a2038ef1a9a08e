"""What is looked at before events become mass: doubles, pile-ups, and what patrols found themselves.

Nothing is dropped silently: each is told, and merged, spread or weighed down only where the mission says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.errors import Finding
from layers.landscape import Landscape
from layers.risk.place_names import naming_of

DISTRICT_PRECISION = 3
SAME_M = 100.0
PILE_SHARE = 0.05
FEWEST_IN_PILE = 10
NEAR_PLACE_M = 2500.0
PATROL_WORDS = ("patrol",)

_SAME = ("event", "sub_event", "type", "kind", "source", "side_a", "side_b", "best")
"""Besides day and place, what two rows of one incident agree on, as far as the feed says it."""


@dataclass(frozen=True, slots=True)
class Screening:
    """What is done with events that look odd.

    Parameters
    ----------
    duplicates : {"tell", "merge"}
        Rows with the same day, place, sides, kind and deaths: told, or counted once.
    pile_ups : {"tell", "spread"}
        Many events on one point far from every named place: told, or spread over their district.
    patrol_weight : float
        Weight of an incident that UN patrols found, 0 to 1.
    patrol_words : tuple of str
        An incident whose reporting section contains one of these was found by a patrol.
    """

    duplicates: Literal["tell", "merge"] = "tell"
    pile_ups: Literal["tell", "spread"] = "tell"
    patrol_weight: float = 1.0
    patrol_words: tuple[str, ...] = PATROL_WORDS


@dataclass(frozen=True, slots=True, eq=False)
class Screened:
    """What came of it, a row for each event.

    Parameters
    ----------
    weight : ndarray of float64, shape (n,)
        What each event's weight is multiplied by.
    precision : ndarray of int64, shape (n,)
    by_patrol : ndarray of bool, shape (n,)
        Found by UN patrols.
    findings : tuple of Finding
    """

    weight: NDArray[np.float64]
    precision: NDArray[np.int64]
    by_patrol: NDArray[np.bool_]
    findings: tuple[Finding, ...]


def screen(
    landscape: Landscape,
    used: pd.DataFrame,
    *,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    precision: NDArray[np.int64],
    rules: Screening,
) -> Screened:
    """Look at events before they become mass.

    Parameters
    ----------
    landscape : Landscape
    used : DataFrame
        Their incidents, a row each.
    x, y : ndarray of float64, shape (n,)
        Metres, NaN where there is no position.
    precision : ndarray of int64, shape (n,)
    rules : Screening
    """
    weight = np.ones(x.size)
    double = doubles(used, x, y)
    pile, where = pile_ups(landscape, x, y, precision)
    by_patrol = found_by_patrols(used, rules.patrol_words)
    if rules.duplicates == "merge":
        weight[double] = 0.0
    if rules.pile_ups == "spread":
        precision = np.where(pile, DISTRICT_PRECISION, precision)
    weight[by_patrol] *= rules.patrol_weight
    findings = (
        *_double_notes(int(double.sum()), rules),
        *_pile_notes(landscape, where, rules),
        *_patrol_notes(int(by_patrol.sum()), rules),
    )
    return Screened(weight, precision, by_patrol, findings)


def doubles(used: pd.DataFrame, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return the events that look like an earlier row once more, shape (n,).

    Two rows are one where day, place (to 100 m) and everything else that the feed says of sides, kind and
    deaths agree, and where it says something of the sides: a bare list of days and points shows nothing.
    """
    said = [name for name in _SAME if name in used]
    if not {"side_a", "source"} & set(said) or "best" not in said:
        return np.zeros(x.size, dtype=np.bool_)
    key = used[said].astype(str).apply(lambda column: column.str.strip().str.casefold())
    key = key.assign(day=pd.to_datetime(used["date"]).to_numpy(), east=_steps(x), north=_steps(y))
    told = np.isfinite(x) & (key["side_a"].ne("") if "side_a" in key else True)
    return np.asarray(key.duplicated(keep="first") & told, dtype=np.bool_)


def _steps(metres: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.round(metres / SAME_M)


def pile_ups(
    landscape: Landscape, x: NDArray[np.float64], y: NDArray[np.float64], precision: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], tuple[tuple[float, float, int], ...]]:
    """Find points that hold many events although no named place is near: often the centroid of a unit.

    Parameters
    ----------
    landscape : Landscape
        Its named places and its people's absence elsewhere make a point odd.
    x, y : ndarray of float64, shape (n,)
    precision : ndarray of int64, shape (n,)
        Only events that claim an exact point, or claim nothing, are looked at.

    Returns
    -------
    ndarray of bool, shape (n,)
        Events of such points.
    tuple of (x, y, events)
        The points, the fullest first.
    """
    claim = np.isfinite(x) & (precision <= 1)
    odd = np.zeros(x.size, dtype=np.bool_)
    if not claim.any():
        return odd, ()
    points, member, counts = np.unique(
        np.column_stack([_steps(x[claim]), _steps(y[claim])]), axis=0, return_inverse=True, return_counts=True
    )
    fewest = max(FEWEST_IN_PILE, int(np.ceil(PILE_SHARE * claim.sum())))
    naming = naming_of(landscape)
    if naming.names.size == 0:
        return odd, ()  # without places nothing tells a town from a centroid
    found = [
        (float(points[n, 0] * SAME_M), float(points[n, 1] * SAME_M), int(counts[n]), n)
        for n in np.flatnonzero(counts >= fewest).tolist()
    ]
    found = [pile for pile in found if np.hypot(naming.x - pile[0], naming.y - pile[1]).min() > NEAR_PLACE_M]
    odd[claim] = np.isin(member.ravel(), [pile[3] for pile in found])
    ordered = sorted(found, key=lambda pile: (-pile[2], pile[3]))
    return odd, tuple((px, py, count) for px, py, count, _ in ordered)


def found_by_patrols(used: pd.DataFrame, words: tuple[str, ...]) -> NDArray[np.bool_]:
    """Return the events whose reporting section contains one of the words, shape (n,)."""
    if "section" not in used:
        return np.zeros(len(used), dtype=np.bool_)
    text = used["section"].astype(object).where(used["section"].notna(), "").astype(str).str.casefold()
    return np.asarray([any(word.casefold() in told for word in words) for told in text], dtype=np.bool_)


def _double_notes(count: int, rules: Screening) -> list[Finding]:
    if not count:
        return []
    done = "counted once" if rules.duplicates == "merge" else "each is counted"
    text = f"{count:,} incidents repeat another one's day, place, sides and deaths: {done}"
    remedy = "" if rules.duplicates == "merge" else 'look at them; risk.duplicates = "merge" counts them once'
    return [Finding("warning", text, remedy, column="risk.duplicates", value=f"{count} rows")]


def _pile_notes(
    landscape: Landscape, where: tuple[tuple[float, float, int], ...], rules: Screening
) -> list[Finding]:
    naming = naming_of(landscape) if where else None
    found = []
    for x, y, count in where if naming is not None else ():
        district = naming.district(x, y) if naming is not None else ""
        done = "spread over the district" if rules.pile_ups == "spread" else "taken at that point"
        where_words = f" in {district}" if district else ""
        text = (
            f"{count:,} incidents lie on one point{where_words}, no named place within"
            f" {NEAR_PLACE_M / 1000:g} km: perhaps the middle of a unit; {done}"
        )
        remedy = "" if rules.pile_ups == "spread" else 'locate them; risk.pile_ups = "spread" spreads them'
        found.append(Finding("warning", text, remedy, column="risk.pile_ups", value=f"{count} incidents"))
    return found


def _patrol_notes(count: int, rules: Screening) -> list[Finding]:
    if not count:
        return []
    text = (
        f"{count:,} incidents were found by UN patrols and weigh {rules.patrol_weight:g}: where patrols go,"
        " more is found, which is no reason to go there again"
    )
    return [Finding("warning", text, "", column="risk.patrol_found_weight", value=f"{count} incidents")]
