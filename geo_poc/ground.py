"""The ground a plan stands on: layers, risk, candidate sites, travel times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_poc import translate, troops
from geo_poc.control import Clock, Control, Tell, workers
from geo_poc.ground_compared import named_sites
from geo_poc.host_support import support_findings
from geo_poc.layers_asked import landscape_request
from geo_poc.mission import Mission
from geo_poc.partners import Partnership, partner_sites, partnerships
from geo_poc.patrolling import patrol_assets
from geo_poc.short_forms import mission_words
from geo_poc.threat_decisions import decision_findings
from geo_poc.weight_spans import span_findings
from layers.candidates import candidate_sites
from layers.errors import Finding, InputError, raise_errors
from layers.incidents import attribute, observed_sources
from layers.landscape import Landscape
from layers.reading import read_landscape
from layers.risk.combine import Judged
from layers.risk.estimate import estimate_risk
from layers.risk.surface import Risk
from layers.risk.unknown import UnknownRule
from layers.sources.factors import read_factors
from optimisation.assets import Asset, Tool
from optimisation.plan import Site
from optimisation.prepare import priority_weight
from optimisation.prepare_areas import priority_map
from optimisation.prepare_travel import site_list, travel_tables
from optimisation.travel import TravelTable


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What does not depend on budgets and locks: shared by the scenarios that agree on it.

    Parameters
    ----------
    mission : Mission
        That it was prepared for.
    landscape : Landscape
    risk : Risk
    sites : tuple of Site
        Bases, then candidates, then places of partners.
    site_cells : ndarray of int64, shape (sites,)
        Travel cell of each.
    tools : tuple of Tool
    partners : tuple of Partnership
    tables : mapping of persona to TravelTable
        Minutes from the sites.
    routes : tuple of Asset
        Patrols laid out.
    delays : mapping of tool to int
        Weeks until it acts.
    findings : tuple of Finding
    seconds : tuple of (stage, seconds)
    """

    mission: Mission
    landscape: Landscape
    risk: Risk
    sites: tuple[Site, ...]
    site_cells: NDArray[np.int64]
    tools: tuple[Tool, ...]
    partners: tuple[Partnership, ...]
    tables: dict[str, TravelTable]
    routes: tuple[Asset, ...]
    delays: Mapping[str, int]
    findings: tuple[Finding, ...]
    seconds: tuple[tuple[str, float], ...]

    def __repr__(self) -> str:
        """Return what it is of, and how large: its arrays fill a notebook."""
        kinds = Counter(site.kind for site in self.sites)
        return (
            f"Ground of {mission_words(self.mission)}: {int(self.landscape.grid.mask.sum()):,} cells, "
            f"{kinds['base']} bases, {kinds['candidate']} candidate sites, {len(self.routes)} patrols"
        )


def survey(mission: Mission) -> tuple[Landscape, Risk, tuple[Finding, ...]]:
    """Read a mission's layers and estimate its risk, without travel or placement.

    Raises
    ------
    InputError
        With every finding, when any of them is an error.
    """
    found = surveyed(mission)
    return found.landscape, found.risk, found.findings


@dataclass(frozen=True, slots=True, eq=False)
class Surveyed:
    """Layers and risk, with what the risk was estimated from.

    Parameters
    ----------
    landscape : Landscape
    risk : Risk
    attributed : DataFrame
        Columns event, source, kind, weight.
    judged : Judged
    findings : tuple of Finding
    """

    landscape: Landscape
    risk: Risk
    attributed: pd.DataFrame
    judged: Judged
    findings: tuple[Finding, ...]


def surveyed(mission: Mission, *, read: Callable[[Landscape, pd.DataFrame], None] | None = None) -> Surveyed:
    """Do as :func:`survey`, and keep what the estimate was made from.

    Parameters
    ----------
    mission : Mission
    read : callable or None
        Called with the landscape and the attributed incidents as soon as they are read without an error.
    """
    keys = mission.keys
    landscape = read_landscape(landscape_request(mission))
    actors, told = translate.actor_table(mission)
    attributed, found = attribute(
        landscape.incidents, actors=actors, fighting_weight=keys.risk.fighting_weight
    )
    factors, judged = read_factors(translate.factor_entries(mission), landscape, as_of=keys.as_of)
    findings = [*landscape.findings, *told, *found, *judged, *decision_findings(keys, mission.file)]
    findings += span_findings(mission)
    raise_errors(findings)
    if read is not None:
        read(landscape, attributed)
    judgement = Judged(factors, keys.risk.combination)
    risk = estimate_risk(
        landscape,
        attributed,
        observed=observed_sources(attributed, actors, feeds=set(landscape.incidents["feed"])),
        as_of=keys.as_of,
        half_life_days=keys.risk.half_life_days,
        bandwidths_m=keys.risk.bandwidths_m,
        unknown_rule=UnknownRule(far_m=keys.risk.unknown_beyond_m, event_m=keys.risk.unknown_event_m),
        rules=translate.incident_rules(mission),
        judged=judgement,
        mass_deaths=keys.risk.mass_casualty_deaths,
        forecast=keys.risk.likelihood == "forecast",
    )
    findings += risk.findings
    raise_errors(findings)
    return Surveyed(landscape, risk, attributed, judgement, tuple(findings))


@dataclass(frozen=True, slots=True, eq=False)
class Sited:
    """Landscape, risk and the sites that travel is computed from, with what was found on the way."""

    landscape: Landscape
    risk: Risk
    sites: tuple[Site, ...]
    cells: NDArray[np.int64]
    partners: tuple[Partnership, ...]
    findings: tuple[Finding, ...]


def choose_ground(mission: Mission, clock: Clock) -> Sited:
    """Read, estimate risk and choose candidate sites."""
    with naming(mission), clock.stage("layers and risk", "reading layers, estimating risk"):
        landscape, risk, findings = survey(mission)
    with naming(mission), clock.stage("candidates", "choosing candidate sites"):
        sites, cells, partners, found = choose_sites(mission, landscape, risk)
    return Sited(landscape, risk, sites, cells, partners, (*findings, *found))


def travelled(
    mission: Mission,
    sited: Sited,
    control: Control,
    clock: Clock,
    *,
    patrolled: Collection[int] | None = None,
    named: Collection[str] = (),
) -> Ground:
    """Compute travel times and patrols.

    Parameters
    ----------
    mission : Mission
    sited : Sited
    control : Control
    clock : Clock
    patrolled : collection of int or None
        Sites that patrols are laid out for; None = all.
    named : collection of str
        Tools that a given plan names.
    """
    landscape, risk, sites, cells = sited.landscape, sited.risk, sited.sites, sited.cells
    standing = {*(str(tool) for tool in landscape.bases["tool"]), *named}
    tools = (*translate.tools(mission, standing), *(partner.tool for partner in sited.partners))
    tables = _tables(mission, sited, tools, control, clock)
    size = landscape.travel_people.size
    with (
        clock.stage("patrols", "laying out patrols"),
        workers(control.executor, cells=size, sites=len(sites)) as executor,
    ):
        routes, told = patrol_assets(
            mission,
            landscape,
            risk,
            sites,
            cells,
            patrolled=patrolled,
            executor=executor,
            cancel=control.cancel,
        )
    notes = dict.fromkeys(note for table in tables.values() for note in table.notes)
    findings = (*sited.findings, *troops.alert_findings(mission, landscape), *notes, *told)
    findings = (*findings, *troops.caveat_findings(mission, landscape))
    findings = (*findings, *support_findings(mission, landscape))
    return Ground(
        mission=mission,
        landscape=landscape,
        risk=risk,
        sites=sites,
        site_cells=cells,
        tools=tools,
        partners=sited.partners,
        tables=tables,
        routes=routes,
        delays={name: asset.delay_weeks for name, asset in mission.keys.assets.items()},
        findings=findings,
        seconds=tuple(clock.seconds),
    )


def _tables(
    mission: Mission, sited: Sited, tools: Sequence[Tool], control: Control, clock: Clock
) -> dict[str, TravelTable]:
    """Return travel times from every site, by persona."""
    with (
        clock.stage("travel", f"travel times from {len(sited.sites)} sites"),
        workers(
            control.executor, cells=sited.landscape.travel_people.size, sites=len(sited.sites)
        ) as executor,
    ):
        return travel_tables(
            sited.landscape,
            sited.sites,
            sited.cells,
            tools=tools,
            season=mission.keys.travel.season,
            limit_min=translate.largest_limit_min(mission),
            executor=executor,
            cache_dir=control.cache_dir,
            progress=_counted(control.tell),
            cancel=control.cancel,
        )


def choose_sites(
    mission: Mission, landscape: Landscape, risk: Risk
) -> tuple[tuple[Site, ...], NDArray[np.int64], tuple[Partnership, ...], tuple[Finding, ...]]:
    """Return bases, candidate sites and partners' places, the travel cell of each, partners, and findings."""
    keys = mission.keys
    raise_errors(_unknown_tools(mission, landscape))
    partners, told = partnerships(mission, landscape)
    x, y = landscape.grid.project(landscape.bases.geometry.x, landscape.bases.geometry.y)
    candidates, findings = candidate_sites(
        _named_places(mission, landscape),
        weight=prioritised(mission, landscape, risk),
        grid=landscape.grid,
        travel=landscape.travel,
        passable=np.isfinite(landscape.friction[("military", keys.travel.season)]),
        taken_xy=(x, y),
        maximum=keys.candidates.max,
        spacing_m=keys.candidates.spacing_m,
        radius_m=keys.candidates.radius_m,
        always=[name for name in named_sites(mission) if name.casefold() not in _base_names(landscape)],
    )
    raise_errors(named(mission, findings))
    places, lost = partner_sites(partners, landscape, keys.travel.season)
    sites, cells = site_list(landscape.bases, candidates, places)
    return sites, cells, partners, (*findings, *told, *lost)


def _named_places(mission: Mission, landscape: Landscape) -> gpd.GeoDataFrame:
    """Return the places that sites are drawn from, those of displaced people among them where asked for.

    Each says which file it is of, for findings.
    """
    files = {report.key: report.file for report in landscape.reports}
    places = landscape.places.assign(file=files.get("layers.places", ""), role="layers.places")
    if not mission.keys.candidates.displaced or not len(landscape.displaced):
        return places
    camps = gpd.GeoDataFrame(
        {
            "name": landscape.displaced["name"].to_numpy(),
            "class": "displaced",
            "file": files.get("layers.displaced", ""),
            "role": "layers.displaced",
        },
        geometry=landscape.displaced.geometry.representative_point().to_numpy(),
        crs=landscape.displaced.crs,
    ).to_crs(4326)
    return pd.concat([places, camps], ignore_index=True)


def _unknown_tools(mission: Mission, landscape: Landscape) -> list[Finding]:
    """Return the bases that stand as a tool this mission has no asset for."""
    return [
        Finding(
            "error",
            f"{name} stands as a tool that this mission does not know",
            f"use one of {', '.join(mission.keys.assets)} in the column tool of the bases, or leave it out",
            file=Path(mission.keys.layers.bases.path).name,
            column="layers.bases",
            value=str(tool),
        )
        for name, tool in zip(landscape.bases["name"], landscape.bases["tool"], strict=True)
        if tool not in mission.keys.assets
    ]


def _base_names(landscape: Landscape) -> set[str]:
    """Return the ids and names of the bases: a town of the same name is not meant."""
    return {str(name).casefold() for key in ("id", "name") for name in landscape.bases[key]}


def prioritised(mission: Mission, landscape: Landscape, risk: Risk) -> NDArray[np.float64]:
    """Return source weight x risk x priority summed over sources, demand shape."""
    weighting, register = translate.weighting(mission), translate.register(mission)
    areas = priority_map(landscape, register)
    factor = priority_weight(areas, register, weighting, landscape.grid.mask.size).reshape(
        landscape.grid.shape
    )
    weighted = [weighting.source_weights[source] * surface for source, surface in risk.risk.items()]
    return np.asarray(np.sum(weighted, axis=0) * factor)


@contextmanager
def naming(mission: Mission) -> Iterator[None]:
    """Let every finding of an error name a file, as :func:`named` does."""
    try:
        yield
    except InputError as fault:
        raise InputError(named(mission, fault.findings)) from fault


def named(mission: Mission, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return findings, those about no layer's file named after the mission file whose keys they concern."""
    return tuple(f if f.file else replace(f, file=mission.path.name) for f in findings)


def _counted(tell: Tell | None) -> Callable[[str, int, int], None] | None:
    if tell is None:
        return None
    return lambda persona, done, of: tell("travel", f"travel times, {persona}: {done} of {of} sites")
