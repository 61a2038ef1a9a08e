"""From events to sources of threat: who is a threat to civilians by each event, and how much it weighs.

Deaths by side are deaths suffered and never say who the perpetrator is; they are not read here.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping

import pandas as pd

from layers.attribution import (
    FIGHTING,
    Attributed,
    attribute_acled,
    attribute_generic,
    attribute_ucdp,
    is_government,
    open_to_table,
    whole,
)
from layers.errors import Finding
from layers.fields import shorten
from layers.landscape import SOURCES, Source

_COLUMNS = ("event", "source", "kind", "weight")
_ROLE = "actors"
_SHOWN = 10


def attribute(
    incidents: pd.DataFrame, *, actors: Mapping[str, str], fighting_weight: float
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Attribute events to sources of threat, each by the rules of its feed.

    UCDP: one-sided violence (type 3) goes to the state where side_a is a government, else to the actor
    table's source of side_a, else to armed groups; without a side_a it is unattributed. Non-state fighting
    (type 2) goes to the sources that the actor table gives to its sides, in equal parts where they differ,
    else to armed groups. State-based fighting (type 1) is split equally between its two sides: a government
    is the state, another actor what the actor table says, else an armed group; between two governments it is
    all the state's. ACLED: :func:`layers.attribution.attribute_acled`. A mission's own table:
    :func:`layers.attribution.attribute_generic`.

    Parameters
    ----------
    incidents : DataFrame
        Column feed ("ucdp", "acled", "generic"); without it all are UCDP's. UCDP: type (1, 2, 3), side_a,
        side_b (text, "" where unknown). ACLED: event, sub_event, side_a, side_b, inter_a, inter_b,
        civilian_targeting (True, False, None). Generic: kind, source, side_a.
    actors : mapping of str to str
        The mission's actor table: names as the feed writes them (case aside) to sources. An alliance that
        the feed writes as one name is listed under that whole name.
    fighting_weight : float
        Weight of an event of fighting against 1 for an event against civilians, >= 0.

    Returns
    -------
    DataFrame
        event (row position in `incidents`), source, kind ("against_civilians" or "fighting"), weight
        (share of the event times the weight of its kind). The shares of one event sum to 1; ACLED events
        that are no threat (demonstrations, strategic developments) have no row.
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
    for event, found in enumerate(_attributed(incidents, table)):
        if found is not None:
            weight = fighting_weight if found.kind == FIGHTING else 1.0
            rows.extend((event, source, found.kind, share * weight) for source, share in found.shares.items())
    attributed = _frame(rows)
    return attributed, (
        *findings,
        *_unseen(incidents, attributed, table),
        *_unmapped(incidents, actors, table),
    )


def observed_sources(
    attributed: pd.DataFrame, actors: Mapping[str, str], *, feeds: Collection[str] = ("ucdp",)
) -> tuple[Source, ...]:
    """Return the sources that the feeds can see, in the fixed order; any other is not observed, never zero.

    UCDP and ACLED see the state and armed groups always, communal violence where the actor table names
    somebody communal. Any source that an event was attributed to is seen. A mission's own table alone shows
    no more than the sources that occur in it.

    Parameters
    ----------
    attributed : DataFrame
        As :func:`attribute` returns it.
    actors : mapping of str to str
    feeds : collection of str
        Feeds of the mission: "ucdp", "acled", "generic".
    """
    seen = set(attributed["source"].unique())
    if {"ucdp", "acled"} & set(feeds):
        seen |= {"state", "armed_group"}
        if "communal" in actors.values():
            seen.add("communal")
    return tuple(source for source in SOURCES if source in seen)


def unmapped_actors(incidents: pd.DataFrame, actors: Mapping[str, str]) -> pd.DataFrame:
    """List the actors whose source the actor table could tell and does not, the most frequent first.

    Parameters
    ----------
    incidents : DataFrame
        As for :func:`attribute`.
    actors : mapping of str to str
        Names (case aside) to sources.

    Returns
    -------
    DataFrame
        name, events (int), feed; without governments, civilians, actors whose ACLED type tells their source,
        incidents that state their source, and ACLED events that are no threat.
    """
    listed = {name.strip().casefold() for name in actors}
    count: Counter[tuple[str, str]] = Counter()
    threats = _attributed(incidents, {})
    for (feed, row), found in zip(_rows(incidents), threats, strict=True):
        if found is None:
            continue
        asks = open_to_table(feed, row)
        count.update(
            (side, feed) for side in _sides(row) if side and side.casefold() not in listed and asks(side)
        )
    ordered = sorted(count.items(), key=lambda item: (-item[1], item[0]))
    names = [(name, events, feed) for (name, feed), events in ordered]
    return pd.DataFrame(names, columns=pd.Index(["name", "events", "feed"])).astype({"events": "int64"})


def _rows(incidents: pd.DataFrame) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield the feed and the fields of each event."""
    used = ("type", "side_a", "side_b", "event", "sub_event", "inter_a", "inter_b", "civilian_targeting")
    names = [name for name in (*used, "kind", "source") if name in incidents.columns]
    feeds = incidents["feed"].tolist() if "feed" in incidents.columns else ["ucdp"] * len(incidents)
    columns = [incidents[name].tolist() for name in names]
    for position, feed in enumerate(feeds):
        yield (
            str(feed),
            {name: column[position] for name, column in zip(names, columns, strict=True)},
        )


def _sides(row: Mapping[str, object]) -> list[str]:
    """Return the names of the sides, each once."""
    return list(dict.fromkeys(str(row.get(name, "")).strip() for name in ("side_a", "side_b")))


def _attributed(incidents: pd.DataFrame, table: Mapping[str, Source]) -> Iterator[Attributed | None]:
    for feed, row in _rows(incidents):
        a, b = str(row.get("side_a", "")).strip(), str(row.get("side_b", "")).strip()
        if feed == "acled":
            targeting = row["civilian_targeting"]
            yield attribute_acled(
                row["event"],  # type: ignore[arg-type]
                str(row["sub_event"]),
                ((a, whole(row["inter_a"])), (b, whole(row["inter_b"]))),
                None if pd.isna(targeting) else bool(targeting),  # type: ignore[call-overload]
                table,
            )
        elif feed == "generic":
            yield attribute_generic(row["kind"], str(row["source"]), a, table)  # type: ignore[arg-type]
        else:
            yield attribute_ucdp(whole(row["type"]), a, b, table)


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


def _frame(rows: list[tuple[int, str, str, float]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=pd.Index(_COLUMNS))
    return frame.astype({"event": "int64", "source": object, "kind": object, "weight": float})


_BLIND = {
    "ucdp": "UCDP does not record criminal and non-lethal violence",
    "acled": "ACLED does not record ordinary crime, and writes gangs as militias",
    "generic": "the mission's own incidents name nobody criminal",
}


def _unseen(
    incidents: pd.DataFrame, attributed: pd.DataFrame, table: Mapping[str, Source]
) -> tuple[Finding, ...]:
    """Say which sources the feeds cannot see and how many events have none or are no threat."""
    feeds = sorted(incidents["feed"].unique()) if "feed" in incidents.columns else ["ucdp"]
    findings: list[Finding] = []
    add = "add a feed that sees it"
    if "criminal" in table.values() or (attributed["source"] == "criminal").any():
        if feeds == ["ucdp"]:
            message = "UCDP does not record criminal violence but for that of actors listed as criminal"
        else:
            message = "criminal violence is seen only where an actor or an incident is listed as criminal"
        findings.append(Finding("info", message, add, column=_ROLE))
    else:
        blind = "; ".join(_BLIND[feed] for feed in feeds if feed in _BLIND)
        message = f"{blind}: criminal is not observed, which is not zero"
        findings.append(Finding("info", message, add, column=_ROLE))
    if "communal" not in table.values() and feeds != ["generic"]:
        message = "no actor is listed as communal: communal violence is counted under armed_group"
        remedy = "list communal actors in the actor table"
        findings.append(Finding("warning", message, remedy, column=_ROLE))
    unknown = int(attributed.loc[attributed["source"] == "unattributed", "event"].nunique())
    if unknown:
        message = f"{unknown:,} events are unattributed: they name no perpetrator"
        if "generic" in feeds:
            message += " or one whom no table lists"
        findings.append(Finding("info", message, "", column=_ROLE))
    none = len(incidents) - int(attributed["event"].nunique())
    if none:
        message = f"{none:,} ACLED events are no threat to civilians: demonstrations, strategic developments"
        findings.append(Finding("info", message, "", column=_ROLE))
    return tuple(findings)


def _unmapped(
    incidents: pd.DataFrame, actors: Mapping[str, str], table: Mapping[str, Source]
) -> tuple[Finding, ...]:
    """Tell the actors that the table leaves out, and the listed ones that never occur."""
    findings: list[Finding] = []
    left_out = unmapped_actors(incidents, table)
    for known, result in ((True, "count as armed groups"), (False, "leave their incidents unattributed")):
        part = left_out[(left_out["feed"] != "generic") == known]
        if part.empty:
            continue
        events = int(part["events"].sum())
        message = f"{len(part):,} actors that no table lists {result}: {events:,} mentions in events"
        # Names stay out of findings, which every run keeps; who checks a mission is shown them.
        remedy = "geo-poc check --json lists them by number of events; put them into the actor table"
        findings.append(Finding("info", message, remedy, column=_ROLE))
    present = {side.casefold() for _, row in _rows(incidents) for side in _sides(row)}
    absent = [name for name in actors if name.strip().casefold() not in present]
    if absent:
        message = f"{len(absent):,} listed actors occur in no event"
        value = shorten("; ".join(absent[:_SHOWN]), limit=200)
        remedy = "write names as the feed does"
        findings.append(Finding("warning", message, remedy, column=_ROLE, value=value))
    return tuple(findings)
