"""From mission keys to the values the floors below take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from geo_poc.mission import Mission
from layers.errors import Finding
from layers.landscape import Source
from layers.outline_text import read_outline
from layers.risk.incident_rules import IncidentRules
from layers.risk.screening import Screening
from layers.sources.actors import actor_sources, read_actors
from layers.sources.factor_file import FactorFile
from layers.sources.factors import FactorEntry
from optimisation.assets import HOURS, Scale, Tool
from optimisation.prepare import Weighting
from optimisation.prepare_areas import RegisterEntry


def incident_rules(mission: Mission) -> IncidentRules:
    """Return how a mission's incidents become mass."""
    keys = mission.keys.risk
    return IncidentRules(
        screening=Screening(
            duplicates=keys.duplicates,
            pile_ups=keys.pile_ups,
            patrol_weight=keys.patrol_found_weight,
            patrol_words=tuple(keys.patrol_sections),
        ),
        whole_interval=keys.dates == "interval",
        spread_by=keys.spread_by,
        reporting_half_m=keys.reporting_half_m,
    )


def factor_entries(mission: Mission) -> tuple[FactorEntry, ...]:
    """Return the factors of a mission with the files they come from."""
    return tuple(
        FactorEntry(
            file=FactorFile(mission.file(factor.path), f"factor[{number}]", factor.role, factor.columns),
            name=factor.name,
            sources=tuple(factor.sources),
            groups=tuple(factor.groups),
            weight=factor.weight,
            citation=factor.source,
            author=factor.author,
            reliability=factor.reliability,
            dated=factor.date,
            elsewhere=factor.elsewhere,
            actor=factor.actor,
        )
        for number, factor in enumerate(mission.keys.factor, start=1)
    )


def actor_table(mission: Mission) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """Return side to source of threat: the actor table's file, the mission's own entries over it."""
    layer = mission.keys.layers.actors
    named: dict[str, str] = {}
    findings: tuple[Finding, ...] = ()
    if layer is not None:
        table, findings = read_actors(mission.file(layer.path), role="layers.actors", columns=layer.columns)
        named = {str(name): str(source) for name, source in actor_sources(table).items()}
    return named | {actor.name: str(actor.source) for actor in mission.keys.actor}, findings


def buffer_m(mission: Mission) -> float:
    """Return how far beyond the area travel is looked at: the longest time asked for, at the fastest speed.

    Where borders are closed and the area is the whole outline nobody goes beyond it.
    """
    keys = mission.keys
    if keys.travel.buffer_km is not None:
        return keys.travel.buffer_km * 1000.0
    if keys.area.borders == "closed" and keys.area.bbox is None:
        return keys.grid.demand_cell_m
    fastest_kmh = max([*keys.travel.road_kmh.values(), *keys.travel.off_road_kmh.values()])
    return largest_limit_min(mission) * fastest_kmh * 1000.0 / 60.0


OWN = ("cob", "tob", "jpt", "adviser", "cla", "can", "mediation", "pressure", "patrol", "night_patrol")
"""Tools that every mission knows; of the others those that it asks for."""


def asked_for(mission: Mission, standing: Collection[str] = ()) -> tuple[str, ...]:
    """Return the tools that a mission knows: beside its own those with a budget, a lock, or in place.

    Parameters
    ----------
    mission : Mission
    standing : collection of str
        Tools that stand in the bases, or that a given plan names.
    """
    keys = mission.keys
    budget = keys.budget.model_dump()
    named = {*standing, *(lock.tool for lock in keys.site)}
    going = {patrol for asset in keys.assets.values() for patrol, count in asset.routes.items() if count}
    return tuple(
        name
        for name, asset in keys.assets.items()
        if name in OWN
        or name in named
        or (name in going and budget[name] != 0 if asset.stands == "route" else budget.get(name, 0) > 0)
    )


def tools(mission: Mission, standing: Collection[str] = ()) -> tuple[Tool, ...]:
    """Return the tools of a mission, hosts before their guests.

    Parameters
    ----------
    mission : Mission
    standing : collection of str
        Tools that stand in the bases, or that a given plan names.
    """
    known = asked_for(mission, standing)
    found = [
        Tool(
            name=name,
            label=asset.label,
            tier=asset.tier,
            service=asset.service,
            persona=asset.persona,
            reach_min=asset.reach_min,
            personnel=asset.personnel,
            hosts=_known(asset.hosts, known),
            visits_per_month=asset.visits_per_month,
            near=_known(asset.near, known),
            near_min=asset.near_min,
            stands=asset.stands,
            hours=tuple(hours for hours in HOURS if hours in asset.hours),
            base=asset.base,
            routes={str(patrol): count for patrol, count in asset.routes.items()},
            in_time=asset.in_time,
            settled=asset.settled,
            instead_of=tuple(asset.instead_of),
            flies_kmh=asset.flies_kmh,
            preparation_min=asset.preparation_min,
            flight_hours=asset.flight_hours,
            escorted_by=tuple(asset.escorted_by),
            escort_min=asset.escort_min,
            escort_days=asset.escort_days,
            joint=asset.joint,
        )
        for name, asset in mission.keys.assets.items()
        if name in known
    ]
    return tuple(sorted(found, key=lambda tool: (bool(tool.hosts), tool.name)))


def _known(named: Collection[str], known: Collection[str]) -> tuple[str, ...]:
    """Return the tools that a mission knows among some; all of them where it knows none."""
    return tuple(name for name in named if name in known) or tuple(named)


def scale(mission: Mission, end: str = "mid", *, alert: bool = True) -> Scale:
    """Return the bands, services and effectiveness of a mission; `end` is "low", "mid" or "high".

    Without `alert` nothing is known of who could call for help, and response counts in full.
    """
    keys = mission.keys
    return Scale(
        bands_min=tuple(keys.bands_min),
        band_values=tuple(keys.band_values),
        services={str(service): share for service, share in keys.services.items()},
        effectiveness={
            tool: {str(source): float(getattr(effect, end)) for source, effect in effects.items()}
            for tool, effects in keys.effectiveness.items()
        },
        night_share=keys.hours.night_share,
        alert_without=keys.alert.without if alert else 1.0,
        repeat_values=tuple(keys.patrols.repeat_values),
    )


def register(mission: Mission) -> tuple[RegisterEntry, ...]:
    """Return the threat register; threats of one name are told apart by their ids."""
    names = Counter(threat.name for threat in mission.keys.threat)
    return tuple(
        RegisterEntry(
            id=threat.id,
            name=f"{threat.name} ({threat.id})" if names[threat.name] > 1 else threat.name,
            source=threat.source,
            priority=threat.priority,
            limit_min=threat.time_limit_min,
            tools=tuple(threat.tools),
            share=threat.share,
            hard=threat.hard,
            strategic=threat.strategic,
            district=threat.district,
            centre=threat.centre,
            radius_m=None if threat.radius_km is None else threat.radius_km * 1000.0,
            outline=None if threat.outline is None else read_outline(threat.outline),
            interlocutors=tuple(sorted(tool for tool, who in threat.interlocutors.items() if who)),
            revisits=threat.revisits,
        )
        for threat in mission.keys.threat
    )


def weighting(mission: Mission) -> Weighting:
    """Return the weights of sources and priorities."""
    objective = mission.keys.objective
    return Weighting(
        {str(name): weight for name, weight in objective.source_weights.items()},
        {str(name): weight for name, weight in objective.priority_weights.items()},
    )


def weights_shown(mission: Mission, withheld: Collection[str] = ()) -> dict[Source, float]:
    """Return the weights of the sources that a reader sees, the highest of them 1."""
    given = mission.keys.objective.source_weights
    shown = {source: weight for source, weight in given.items() if source not in withheld}
    most = max(shown.values(), default=0.0)
    return {source: weight / most for source, weight in shown.items()} if most > 0 else {}


def largest_limit_min(mission: Mission) -> float:
    """Return the longest travel time anything asks for."""
    keys = mission.keys
    limits = [*keys.bands_min, *(partner.reach_min for partner in keys.partner)]
    for name in asked_for(mission):
        asset = keys.assets[name]
        limits += [asset.reach_min, asset.near_min] if asset.stands == "site" and not asset.flies_kmh else []
        limits += [asset.escort_min] if asset.escorted_by and keys.budget.escorts else []
    asked = keys.constraints
    limits += [spacing.minutes or 0.0 for spacing in asked.spacing]
    limits += [hub.within_min for hub in asked.hub if hub.by == "road"]
    limits += [backup.within_min for backup in asked.backup]
    return max([*limits, *(threat.time_limit_min for threat in keys.threat)])
