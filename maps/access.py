"""Restrictions of access: who is denied which areas by whom, and where access has conditions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import geopandas as gpd

from maps import style
from maps.shapes import ShapeRow
from maps.wording import PERSONA_WORDS

DENIED = "Access denied"
"""How the names of all layers of denied areas begin."""

NAMED = 2
"""Authorities that a legend names; of more it tells the number, and each area its own."""

CONDITIONS = (
    ("name", "Restriction"),
    ("state", "State"),
    ("applies_to", "For"),
    ("season", "Season"),
    ("authority", "By"),
    ("reason", "Reason"),
)


def access_rows(limits: gpd.GeoDataFrame) -> tuple[ShapeRow, ...]:
    """Return a layer of denied areas for each set of those who are denied, then one of conditions.

    A denial to civilians leaves troops free to go there, so that areas denied to others never share a layer,
    nor what is said of it. What is free has no condition.

    Parameters
    ----------
    limits : GeoDataFrame
        Restrictions, with state, applies_to (a tuple of personas, or their names with ";" between) and
        authority.
    """
    told = limits.assign(applies_to=[persona_words(personas_of(who)) for who in limits["applies_to"]])
    denied = told[limits["state"] == "denied"]
    asked = told[~limits["state"].isin(["denied", "free"])]
    who = sorted({personas_of(one) for one in limits.loc[denied.index, "applies_to"]}, key=_order)
    rows = [_denied_to(denied, some) for some in who]
    states = [state for state in ("notify", "authorise", "seasonal") if (asked["state"] == state).any()]
    return (
        *rows,
        ("Access with conditions", asked, style.CONDITION, ", ".join(states), CONDITIONS, "line"),
    )


def _denied_to(denied: gpd.GeoDataFrame, who: tuple[str, ...]) -> ShapeRow:
    words = persona_words(who)
    areas = denied[denied["applies_to"] == words]
    name = f"{DENIED} to {words}"
    look = style.RESTRICTION if "military" in who else style.RESTRICTION_OTHERS
    return name, areas, look, _by(areas["authority"]) or name, CONDITIONS, "dashed"


def personas_of(value: Any) -> tuple[str, ...]:
    """Return those whom a restriction applies to, as a landscape or a file has them, in one order.

    Parameters
    ----------
    value : tuple of str or str
    """
    named = value.split(";") if isinstance(value, str) else value
    found = {str(one).strip() for one in named}
    return tuple(sorted(found, key=lambda one: _order((one,))))


def persona_words(who: Sequence[str]) -> str:
    """Return several personas in words: "troops and civilians".

    Parameters
    ----------
    who : sequence of str
    """
    named = [PERSONA_WORDS.get(one, one) for one in who]
    return " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)


def _order(who: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    known = list(PERSONA_WORDS)
    return tuple((known.index(one) if one in known else len(known), one) for one in who)


def _by(authorities: Iterable[Any]) -> str:
    """Return who denies some areas; "" unless each of them says who."""
    listed = [one.strip() if isinstance(one, str) else "" for one in authorities]
    found = sorted(set(listed))
    if "" in found:
        return ""
    return f"by {' or '.join(found) if len(found) <= NAMED else f'{len(found)} authorities'}"
