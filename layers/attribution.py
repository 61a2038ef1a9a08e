"""The rules of each feed: which kind of incident an event is, and whose threat.

Sources. UCDP GED codebook: types 1 state-based, 2 non-state, 3 one-sided. ACLED codebook (the editions of
2021, 2023 and October 2024 agree on the actor types): inter 1 state forces, 2 rebel groups, 3 political
militias, 4 identity militias, 5 rioters, 6 protesters, 7 civilians, 8 external and other forces, 0 none;
newer exports write the names instead of the numbers. Actor 1 and actor 2 do not say who attacked whom.
Column civilian_targeting: ACLED, Guide to 2023 Column Changes. Gangs: ACLED, Gang Violence: Concepts,
Benchmarks, and Coding Rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from layers.landscape import Source

Kind = Literal["against_civilians", "fighting"]

AGAINST_CIVILIANS: Kind = "against_civilians"
FIGHTING: Kind = "fighting"

AcledEvent = Literal["battle", "explosion", "against_civilians", "protest", "riot", "strategic"]

EXCESSIVE_FORCE = "excessive force against protest"
"""How ACLED's name of lethal or injuring force against peaceful protesters begins, in small letters."""

RIOTERS, PROTESTERS, CIVILIANS = 5, 6, 7
_STATE_CODES = frozenset({1, 8})
_GROUP_CODES = frozenset({2, 3, 4})
_ARMED = _STATE_CODES | _GROUP_CODES
_UNARMED = frozenset({PROTESTERS, CIVILIANS})


@dataclass(frozen=True, slots=True)
class Attributed:
    """An event's kind, and the share of each source in it; the shares sum to 1."""

    kind: Kind
    shares: Mapping[Source, float]


def is_government(side: str) -> bool:
    """Return whether UCDP names a government."""
    return side.strip().casefold().startswith("government of ")


def equally(sources: list[Source]) -> Mapping[Source, float]:
    """Return equal shares for each mention of a source."""
    return {source: sources.count(source) / len(sources) for source in sources}


def attribute_ucdp(kind: int, side_a: str, side_b: str, table: Mapping[str, Source]) -> Attributed:
    """Return kind and shares of a UCDP event.

    Parameters
    ----------
    kind : {1, 2, 3}
    side_a, side_b : str
        "" where unknown.
    table : mapping of str to Source
        Names in small letters (casefold) to sources.
    """
    if kind == 3:
        return Attributed(AGAINST_CIVILIANS, {_ucdp_source(side_a, table) if side_a else "unattributed": 1.0})
    if kind == 2:
        listed = [table[side.casefold()] for side in (side_a, side_b) if side.casefold() in table]
        return Attributed(FIGHTING, equally(listed or ["armed_group"]))
    first: Source = _ucdp_source(side_a, table) if side_a else "state"
    return Attributed(FIGHTING, equally([first, _ucdp_source(side_b, table)]))


def _ucdp_source(side: str, table: Mapping[str, Source]) -> Source:
    return "state" if is_government(side) else table.get(side.casefold(), "armed_group")


def acled_kind(
    event: AcledEvent, sub_event: str, inter_a: int, inter_b: int, civilian_targeting: bool | None
) -> Kind | None:
    """Return the kind of an ACLED event; None for what is no threat of violence to civilians.

    Parameters
    ----------
    event : str
        The event type in one word.
    sub_event : str
        As published.
    inter_a, inter_b : int
        Actor types 0 to 8.
    civilian_targeting : bool or None
        None where the file has no such column (before March 2023). Then explosions and riots that name
        civilians or protesters as a side count as against civilians.

    Notes
    -----
    Protests and strategic developments are no threat, except excessive force against protesters. Of riots,
    violence against civilians counts as such, riots between two sides are fighting, and violent
    demonstrations without a second side are none.
    """
    if event == "against_civilians" or sub_event.strip().lower().startswith(EXCESSIVE_FORCE):
        return AGAINST_CIVILIANS
    if event == "strategic":
        return None
    if event == "protest":
        return AGAINST_CIVILIANS if civilian_targeting else None
    if event == "battle":
        return AGAINST_CIVILIANS if civilian_targeting else FIGHTING
    unarmed = bool({inter_a, inter_b} & _UNARMED)
    if civilian_targeting or (civilian_targeting is None and unarmed):
        return AGAINST_CIVILIANS
    if event == "riot":
        return FIGHTING if inter_a and inter_b and not unarmed else None
    return FIGHTING


def attribute_acled(
    event: AcledEvent,
    sub_event: str,
    sides: tuple[tuple[str, int], tuple[str, int]],
    civilian_targeting: bool | None,
    table: Mapping[str, Source],
) -> Attributed | None:
    """Return kind and shares of an ACLED event, None for what is no threat (:func:`acled_kind`).

    The perpetrator of violence against civilians is the armed side, whichever column it stands in; rioters
    only where no armed side took part; two armed sides share it equally. Fighting is shared equally between
    the sides that can be a threat. Without any such side the event is unattributed.

    Parameters
    ----------
    event, sub_event, civilian_targeting
        As in :func:`acled_kind`.
    sides : pair of (name, inter)
    table : mapping of str to Source
        Names in small letters (casefold) to sources.
    """
    kind = acled_kind(event, sub_event, sides[0][1], sides[1][1], civilian_targeting)
    if kind is None:
        return None
    acting = [side for side in sides if side[1] in _ARMED or side[1] == RIOTERS]
    armed = [side for side in acting if side[1] in _ARMED]
    if kind == AGAINST_CIVILIANS and armed:
        acting = armed
    return Attributed(kind, equally([_acled_source(*side, table) for side in acting] or ["unattributed"]))


def _acled_source(name: str, inter: int, table: Mapping[str, Source]) -> Source:
    if inter in _STATE_CODES:
        return "state"
    return "communal" if inter == RIOTERS else table.get(name.casefold(), "armed_group")


def attribute_generic(kind: Kind, source: str, perpetrator: str, table: Mapping[str, Source]) -> Attributed:
    """Return kind and share of an incident of a mission's own table.

    A source that the table gives wins; else the actor table tells it by the perpetrator; else the event is
    unattributed.

    Parameters
    ----------
    kind : str
    source : str
        One of the sources, "" where not given.
    perpetrator : str
        "" where unknown.
    table : mapping of str to Source
        Names in small letters (casefold) to sources.
    """
    known: Mapping[str, Source] = _SOURCES
    return Attributed(kind, {known.get(source) or table.get(perpetrator.casefold(), "unattributed"): 1.0})


_SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        "state": "state",
        "armed_group": "armed_group",
        "communal": "communal",
        "criminal": "criminal",
        "unattributed": "unattributed",
    }
)


def open_to_table(feed: str, row: Mapping[str, object]) -> Callable[[str], bool]:
    """Return the test of which sides of an event the actor table can say something about.

    Parameters
    ----------
    feed : str
    row : mapping
        inter_a, inter_b, side_a, side_b of ACLED; source of a generic incident.
    """
    if feed == "acled":
        groups = {
            str(row[f"side_{side}"]).strip() for side in "ab" if whole(row[f"inter_{side}"]) in _GROUP_CODES
        }
        return groups.__contains__
    if feed == "generic":
        given = bool(str(row["source"]))
        return lambda _: not given
    return lambda side: not is_government(side) and side.casefold() != "civilians"


def whole(value: object) -> int:
    """Return a code that a table may hold as a float."""
    return int(float(str(value)))
