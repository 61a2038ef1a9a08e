"""From events to sources of threat: who is a threat to civilians by each event, and how much it weighs.

Deaths by side are deaths suffered and never say who the perpetrator is; they are not read here.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

import pandas as pd

from layers.errors import Finding
from layers.fields import shorten
from layers.landscape import SOURCES, Source

AGAINST_CIVILIANS, FIGHTING = "against_civilians", "fighting"
"""The two kinds of incident."""

_COLUMNS = ("event", "source", "kind", "weight")
_ROLE = "actors"
_SHOWN = 10


def attribute(
    incidents: pd.DataFrame, *, actors: Mapping[str, str], fighting_weight: float
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Attribute UCDP events to sources of threat.

    One-sided violence (type 3) goes to the state where side_a is a government, else to the actor table's
    source of side_a, else to armed groups; without a side_a it is unattributed. Non-state fighting (type 2)
    goes to the sources that the actor table gives to its sides, in equal parts where they differ, else to
    armed groups. State-based fighting (type 1) is split equally between its two sides: a government is the
    state, another actor what the actor table says, else an armed group; between two governments it is all
    the state's.

    Parameters
    ----------
    incidents : DataFrame
        Columns type (1, 2, 3), side_a, side_b (text, "" where unknown).
    actors : mapping of str to str
        The mission's actor table: names as the feed writes them (case aside) to sources. An alliance that
        the feed writes as one name is listed under that whole name.
    fighting_weight : float
        Weight of an event of fighting against 1 for an event against civilians, >= 0.

    Returns
    -------
    DataFrame
        event (row position in `incidents`), source, kind ("against_civilians" or "fighting"), weight
        (share of the event times the weight of its kind). The shares of one event sum to 1.
    tuple of Finding
        Errors for sources that do not exist and a weight that is none; infos on what the feed cannot see.
    """
    table, findings = _validated(actors)
    if not (math.isfinite(fighting_weight) and fighting_weight >= 0):
        remedy = "give a number from 0 up, e.g. 0.5"
        message = "the weight of fighting is not a number of at least 0"
        findings += (Finding("error", message, remedy, column="fighting_weight", value=str(fighting_weight)),)
        return _frame([]), findings
    rows: list[tuple[int, str, str, float]] = []
    sides = zip(incidents["type"].tolist(), incidents["side_a"], incidents["side_b"], strict=True)
    for event, (kind, side_a, side_b) in enumerate(sides):
        shares = _shares(int(kind), str(side_a).strip(), str(side_b).strip(), table)
        name, weight = (AGAINST_CIVILIANS, 1.0) if kind == 3 else (FIGHTING, fighting_weight)
        rows.extend((event, source, name, share * weight) for source, share in shares.items())
    attributed = _frame(rows)
    return attributed, (*findings, *_unseen(attributed, table), *_unmapped(incidents, actors, table))


def observed_sources(attributed: pd.DataFrame, actors: Mapping[str, str]) -> tuple[Source, ...]:
    """Return the sources that the feed can see, in the fixed order; any other is not observed, never zero.

    UCDP sees the state and armed groups always, communal violence where the actor table names somebody
    communal, and any source that an event was attributed to.
    """
    seen = {"state", "armed_group", *attributed["source"].unique()}
    if "communal" in actors.values():
        seen.add("communal")
    return tuple(source for source in SOURCES if source in seen)


def is_government(side: str) -> bool:
    """Return whether UCDP names a government."""
    return side.strip().casefold().startswith("government of ")


def _validated(actors: Mapping[str, str]) -> tuple[dict[str, Source], tuple[Finding, ...]]:
    """Return the actor table by name without case, less what is wrong with it."""
    table: dict[str, Source] = {}
    findings: list[Finding] = []
    for name, given in actors.items():
        place, key = f"{_ROLE}.{shorten(name)}", name.strip().casefold()
        source = next((known for known in SOURCES if known == given), None)
        if source is None:
            remedy = f"use one of {', '.join(SOURCES)}"
            findings.append(
                Finding("error", "there is no such source of threat", remedy, "", None, place, str(given))
            )
        elif table.get(key, source) != source:
            remedy = "list the actor once"
            findings.append(
                Finding("error", "the actor is listed with two sources", remedy, "", None, place, given)
            )
        elif is_government(name) and source != "state":
            remedy = "remove it"
            findings.append(
                Finding(
                    "warning",
                    "a government is always the state; this is not used",
                    remedy,
                    "",
                    None,
                    place,
                    given,
                )
            )
        else:
            table[key] = source
    return table, tuple(findings)


def _shares(kind: int, side_a: str, side_b: str, table: Mapping[str, Source]) -> dict[Source, float]:
    """Return the share of each source in one event; they sum to 1."""
    if kind == 3:
        return {_source(side_a, table) if side_a else "unattributed": 1.0}
    if kind == 2:
        listed = [table[side.casefold()] for side in (side_a, side_b) if side.casefold() in table]
        return _equally(listed or ["armed_group"])
    return _equally([_source(side_a, table) if side_a else "state", _source(side_b, table)])


def _source(side: str, table: Mapping[str, Source]) -> Source:
    return "state" if is_government(side) else table.get(side.casefold(), "armed_group")


def _equally(sources: list[Source]) -> dict[Source, float]:
    return {source: sources.count(source) / len(sources) for source in sources}


def _frame(rows: list[tuple[int, str, str, float]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=pd.Index(_COLUMNS))
    return frame.astype({"event": "int64", "source": object, "kind": object, "weight": float})


def _unseen(attributed: pd.DataFrame, table: Mapping[str, Source]) -> tuple[Finding, ...]:
    """Say which sources the feed cannot see and how many events have none."""
    message = (
        "UCDP does not record criminal and non-lethal violence: criminal is not observed, which is not zero"
    )
    if "criminal" in table.values():
        message = "UCDP does not record criminal violence but for that of actors listed as criminal"
    findings = [Finding("info", message, "add a feed that sees it", column=_ROLE)]
    if "communal" not in table.values():
        message = "no actor is listed as communal: communal violence is counted under armed_group"
        remedy = "list communal actors in the actor table"
        findings.append(Finding("warning", message, remedy, column=_ROLE))
    unknown = int(attributed.loc[attributed["source"] == "unattributed", "event"].nunique())
    if unknown:
        message = f"{unknown:,} events are unattributed: they name no perpetrator"
        findings.append(Finding("info", message, "", column=_ROLE))
    return tuple(findings)


def _unmapped(
    incidents: pd.DataFrame, actors: Mapping[str, str], table: Mapping[str, Source]
) -> tuple[Finding, ...]:
    """List the actors that the table leaves out, and the listed ones that never occur."""
    sides = [
        (str(a).strip(), str(b).strip())
        for a, b in zip(incidents["side_a"], incidents["side_b"], strict=True)
    ]
    count = Counter(side for pair in sides for side in dict.fromkeys(pair))
    absent = [name for name in actors if name.strip().casefold() not in {side.casefold() for side in count}]
    findings: list[Finding] = []
    open_ended = {
        side: events
        for side, events in count.items()
        if side and side.casefold() not in {*table, "civilians"} and not is_government(side)
    }
    if open_ended:
        first = sorted(open_ended.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN]
        listed = "; ".join(f"{shorten(side)} {events:,}" for side, events in first)
        message = f"{len(open_ended):,} actors that no table lists count as armed groups: {listed} events"
        findings.append(
            Finding("info", message, "list those that are state, communal or criminal", column=_ROLE)
        )
    if absent:
        message = f"{len(absent):,} listed actors occur in no event"
        remedy = "write names as the feed does"
        findings.append(
            Finding(
                "warning", message, remedy, column=_ROLE, value=shorten("; ".join(absent[:_SHOWN]), limit=200)
            )
        )
    return tuple(findings)
