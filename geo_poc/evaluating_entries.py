"""From the rows of a given plan to assets: what stands at sites, and engagements on threats."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence

from geo_poc.evaluating_hosts import Entry
from geo_poc.evaluating_plan import PlanRow, Told
from geo_poc.evaluating_sites import PlacedRows
from geo_poc.host_support import every_support
from geo_poc.mission import Mission
from layers.landscape import Landscape
from optimisation.assets import Asset
from optimisation.demand import Demand


def usable_rows(mission: Mission, rows: Sequence[PlanRow], told: Told) -> tuple[PlanRow, ...]:
    """Return the rows whose tool is one of the mission's; those of others in place are told and left out."""
    kept = tuple(row for row in rows if row.tool in mission.keys.assets)
    for row in rows:
        if row.tool not in mission.keys.assets:
            told.add(
                "warning",
                "the row is nothing of the mission's: it is left out",
                "credit for others in place is given by [[partner]] in the mission file",
                row=row.row,
                column="tool",
                value=row.tool,
            )
    return kept


def named_threats(mission: Mission, rows: Sequence[PlanRow], told: Told) -> dict[int, str]:
    """Return the id of the threat that each engagement names, by row; unknown ones are errors in `told`."""
    ids = {name.casefold(): t.id for t in mission.keys.threat for name in (t.name, t.id)}
    found: dict[int, str] = {}
    for number, row in enumerate(rows):
        if mission.keys.assets[row.tool].stands != "threat":
            continue
        wanted = row.threat.casefold()
        if wanted in ids:
            found[number] = ids[wanted]
            continue
        near = difflib.get_close_matches(wanted, ids, n=1, cutoff=0.75)
        known = ", ".join(threat.id for threat in mission.keys.threat[:12]) or "the register is empty"
        told.add(
            "error",
            "the engagement names no threat" if not wanted else "no threat of the register has this id",
            f"did you mean {ids[near[0]]}?" if near else f"give the id of a threat: {known}",
            row=row.row,
            column="threat",
            value=row.threat or row.label,
        )
    return found


def support_entries(
    mission: Mission, landscape: Landscape, demand: Demand, rows: Sequence[PlanRow], told: Told
) -> tuple[Entry, ...]:
    """Return the support to the host state of a plan, by the entries of the mission that its rows name.

    Support that the due diligence policy withholds earns nothing, and that which the mission does not know
    is left out; both are told.
    """
    kinds = mission.keys.assets
    named = [row for row in rows if kinds[row.tool].stands == "district"]
    known = every_support(mission, landscape, demand) if named else ()
    entries = []
    for row in named:
        words = {text.casefold() for text in (row.threat, row.id, row.name) if text}
        match = [item for item in known if words & {text.casefold() for text in item.names}]
        if len(match) != 1:
            told.add(
                "warning",
                "the row names no one entry of [[host_support]]: it is left out",
                "give actor/district in the column threat, and the entry in the mission file",
                row=row.row,
                column="threat",
                value=row.threat or row.label,
            )
            continue
        if not match[0].allowed:
            told.add(
                "warning",
                "the support earns nothing: the due diligence policy does not allow it",
                "have the actor assessed, or take the row out",
                row=row.row,
                column="threat",
                value=match[0].asset.id,
            )
        entries.append(Entry(match[0].asset, row, allowed=match[0].allowed))
    return tuple(entries)


def site_entries(
    mission: Mission,
    rows: Sequence[PlanRow],
    placed: PlacedRows,
    standing: Collection[tuple[int, str]],
    kept: Collection[tuple[int, str]],
) -> tuple[Entry, ...]:
    """Return what stands at sites in a plan: what it names, and what stands today and is kept.

    Parameters
    ----------
    mission : Mission
    rows : sequence of PlanRow
    placed : PlacedRows
    standing : collection of (site, tool)
        What stands today.
    kept : collection of (site, tool)
        The part of it that stays whether the plan names it or not.
    """
    entries = []
    for number, row in enumerate(rows):
        if mission.keys.assets[row.tool].stands == "site":
            site = int(placed.site[number])
            entries.append(Entry(_at(row.tool, site, placed), row, (site, row.tool) in standing))
    named = {(entry.asset.site, entry.asset.tool) for entry in entries}
    today = [Entry(_at(tool, site, placed), None, True) for site, tool in kept if (site, tool) not in named]
    return (*today, *entries)


def _at(tool: str, site: int, placed: PlacedRows) -> Asset:
    return Asset(f"{tool}:{placed.sites[site].id}", tool, site)


def engagement_entries(
    demand: Demand, rows: Sequence[PlanRow], threats: Mapping[int, str], told: Told
) -> tuple[Entry, ...]:
    """Return the engagements of a plan; without an interlocutor they earn nothing.

    Nor do those about a source of threat that nobody observes, which no risk is known of.
    """
    areas = {threat.id: threat for threat in demand.threats}
    entries = []
    for number, id_ in threats.items():
        row, threat = rows[number], areas[id_]
        spoken, observed = row.tool in threat.interlocutors, threat.source in demand.weights
        asset = Asset(f"{row.tool}:{id_}", row.tool, cells=threat.cells, source=threat.source)
        entries.append(Entry(asset, row, allowed=spoken and observed))
        if not spoken:
            message = f"nobody is named to talk to about {threat.name}: the engagement earns nothing"
            remedy = f"name who it is in threat.interlocutors.{row.tool}"
        elif not observed:
            message = f"nobody observes violence of the source {threat.source}: the engagement earns nothing"
            remedy = "read a feed that observes it"
        else:
            continue
        told.add("warning", message, remedy, row=row.row, column="threat", value=id_)
    return tuple(entries)
