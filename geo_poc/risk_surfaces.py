"""Risk without a plan: surfaces by source, their classes, and where presence may hide risk."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_poc import translate
from geo_poc.asked_lists import check_texts
from geo_poc.asked_numbers import Bounds, all_at_once, check_numbers
from geo_poc.asked_values import check_call
from geo_poc.control import NO_CONTROL, Clock, Control, workers
from geo_poc.ground import Surveyed, named, naming, surveyed
from geo_poc.learning_beside import LearningBeside, learning_beside
from geo_poc.mission import Mission
from geo_poc.short_forms import mission_words
from layers.errors import Finding, error, raise_errors
from layers.landscape import SOURCES, Landscape
from layers.risk.classes import class_breaks, classify
from layers.risk.ensemble import AreaRange, Ensemble, ensemble_of
from layers.risk.forecast import MONTHS
from layers.risk.forecast_ahead import look_ahead
from layers.risk.hotspots import Hotspot, find_hotspots
from layers.risk.learned import LEARNED_MONTHS
from layers.risk.surface import Risk
from layers.risk.weigh import weighed
from optimisation.pool import processors
from optimisation.prepare_areas import priority_map
from optimisation.prepare_travel import site_list, travel_tables

CLASSES = 5
LOWEST = 1
"""Class below the first break; 0 is no estimate above 0."""

TOTAL = "total"


@dataclass(frozen=True, slots=True, eq=False)
class Surfaces:
    """Risk of a mission without a plan.

    Parameters
    ----------
    mission : Mission
    landscape : Landscape
    risk : Risk
    breaks : tuple of float
        Between the classes of risk, the same for every source; people x events per 100 km2 and year.
    likelihood_breaks : tuple of float
        Between the classes of likelihood, events per 100 km2 and year.
    reached : ndarray of bool, demand shape
        Within the own reach of a base in place, as its troops travel.
    threats : mapping of id to ndarray of bool, flat demand cells
        Areas of the threat register.
    findings : tuple of Finding
    seconds : tuple of (stage, seconds)
    hotspots : tuple of Hotspot
        Threat areas, the highest risk first.
    ensemble : Ensemble or None
        What its members say of each cell; None where none were drawn.
    withheld : tuple of str
        Sources that are left out for whom the product is for (:mod:`geo_poc.audience`).
    fewest_told : int
        Smaller counts of incidents are not told (:mod:`geo_poc.disclosure`).
    """

    mission: Mission
    landscape: Landscape
    risk: Risk
    breaks: tuple[float, ...]
    likelihood_breaks: tuple[float, ...]
    reached: NDArray[np.bool_]
    threats: Mapping[str, NDArray[np.bool_]]
    findings: tuple[Finding, ...]
    seconds: tuple[tuple[str, float], ...]
    hotspots: tuple[Hotspot, ...] = ()
    ensemble: Ensemble | None = None
    withheld: tuple[str, ...] = ()
    fewest_told: int = 1

    def __repr__(self) -> str:
        """Return what it is of, and what nobody sees: its arrays fill a notebook."""
        hidden = f"; not observed: {', '.join(self.not_observed)}" if self.not_observed else ""
        unseen = f"{int(self.unknown.sum()):,} of {int(self.landscape.grid.mask.sum()):,} cells unknown"
        known = ", ".join(map(str, self.risk.risk))
        return f"Surfaces of {mission_words(self.mission)}: {unseen}{hidden}; risk of {known}"

    @property
    def not_observed(self) -> tuple[str, ...]:
        """Sources that no feed can see; unattributed violence is nobody's to see."""
        hidden = {*self.risk.risk, *self.withheld, "unattributed"}
        return tuple(str(name) for name in SOURCES if name not in hidden)

    @property
    def surfaces(self) -> dict[str, NDArray[np.float64]]:
        """Risk of every observed source and their total, demand shape."""
        return {**{str(name): values for name, values in self.risk.risk.items()}, TOTAL: self.risk.total()}

    @property
    def unknown(self) -> NDArray[np.bool_]:
        """Cells of the area where nobody observes, demand shape."""
        return np.asarray(self.risk.unknown & self.landscape.grid.mask)

    @property
    def certain(self) -> dict[str, float | None]:
        """How surely each threat area is one, by its id; None where no members were drawn.

        The mean over its cells of the share of members in which they are among the top tenth of its source.
        """
        shares = {} if self.ensemble is None else self.ensemble.top_decile
        return {
            spot.id: float(shares[spot.source].ravel()[spot.cells].mean()) if spot.source in shares else None
            for spot in self.hotspots
        }

    @property
    def ranges(self) -> Mapping[str, AreaRange]:
        """What members say of events, deaths and mass casualties in each threat area, by its id."""
        return {} if self.ensemble is None else self.ensemble.areas

    def classes(self, surface: NDArray[np.float64]) -> NDArray[np.uint8]:
        """Return the class of each cell, 255 where unknown."""
        return classify(surface, self.breaks, self.unknown)

    def low_with_presence(self, surface: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return where people live at low risk within a base's own reach: calm that may be its presence."""
        low = self.classes(surface) <= LOWEST
        return np.asarray(low & self.reached & self.landscape.grid.mask & (self.risk.people > 0))


def _check_members(members: int) -> None:
    check_numbers({"members": members}, {"members": Bounds(0, whole=True)})
    if members == 1:
        remedy = "give 0 for none, or 2 or more"
        raise error("one member is no ensemble", remedy, column="members", value="1")


def _check_withheld(withheld: Collection[str]) -> None:
    check_texts("withheld", withheld, '["state"]')
    known = [str(name) for name in SOURCES]
    remedy = f"choose of {', '.join(known)}"
    raise_errors(
        [
            Finding("error", "there is no such source of threat", remedy, column="withheld", value=name)
            for name in withheld
            if name not in known
        ]
    )


def estimate_surfaces(
    mission: Mission,
    *,
    members: int = 0,
    forecast: bool = False,
    withheld: Collection[str] = (),
    control: Control = NO_CONTROL,
) -> Surfaces:
    """Estimate the risk of a mission by source of threat, without placing anything.

    Parameters
    ----------
    mission : Mission
        With at most one scenario applied.
    members : int
        Of the ensemble that tells how sure the surfaces are; 0 = none, else 2 or more.
    forecast : bool
        Look 1, 3 and 6 months ahead, beside the surfaces: nothing else of them changes.
    withheld : collection of str
        Sources that the reader will not see: the weights of the others are taken without them.
    control : Control

    Returns
    -------
    Surfaces
        `surfaces` by source, and `unknown`, are arrays of demand shape; risk is in people x events per
        100 km2 and year.

    Raises
    ------
    InputError
        With every finding, when the estimate would rest on a guess, or an argument is none.
    """
    check_call(mission, control)
    all_at_once(lambda: _check_members(members), lambda: _check_withheld(withheld))
    clock = Clock(control.tell)
    shown = translate.weights_shown(mission, withheld)
    with learning_beside(mission.keys.as_of, _lengths(mission) if forecast else ()) as learner:
        with naming(mission), clock.stage("layers and risk", "reading layers, estimating risk"):
            base = surveyed(mission, read=learner.begin)
            landscape, risk = base.landscape, base.risk
            threats = priority_map(landscape, translate.register(mission))
        with naming(mission), clock.stage("threat areas", "where risk is concentrated"):
            hotspots = find_hotspots(landscape, weighed(risk, shown), held=mission.keys.risk.hotspot_share)
        if forecast:
            with clock.stage("forecast", "learning what the next months may hold"):
                risk = _with_forecast(mission, base, learner)
    risk = weighed(risk, shown)
    with clock.stage("travel", f"reach of {len(landscape.bases)} bases"):
        reached, notes = _reached(mission, landscape, control)
    ensemble = None
    if members:
        with clock.stage("ensemble", f"{members} members"):
            areas = {spot.id: (spot.source, spot.cells) for spot in hotspots}
            ensemble = ensemble_of(landscape, risk, count=members, areas=areas, cancel=control.cancel)
    breaks, likelihood_breaks = breaks_of(risk, landscape)
    return Surfaces(
        mission=mission,
        landscape=landscape,
        risk=risk,
        breaks=breaks,
        likelihood_breaks=likelihood_breaks,
        reached=reached,
        threats=threats,
        findings=named(mission, (*base.findings, *notes)),
        seconds=tuple(clock.seconds),
        hotspots=hotspots,
        ensemble=ensemble,
    )


def _lengths(mission: Mission) -> tuple[float, ...]:
    """Return the lengths of window to learn beside the estimate: those that it does not learn itself."""
    own = mission.keys.risk.likelihood == "forecast"
    return tuple(months for months in MONTHS if not (own and months == LEARNED_MONTHS))


def _with_forecast(mission: Mission, base: Surveyed, learner: LearningBeside) -> Risk:
    return look_ahead(
        base.landscape,
        base.attributed,
        base.risk,
        as_of=mission.keys.as_of,
        judged=base.judged,
        learned=learner.result,
        threads=processors(),
    )


def breaks_of(risk: Risk, landscape: Landscape) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the breaks between the classes of risk and of likelihood, each the same for every source."""
    inside = landscape.grid.mask
    return (
        class_breaks(*risk.risk.values(), n=CLASSES),
        class_breaks(*(np.where(inside, values, 0.0) for values in risk.likelihood.values()), n=CLASSES),
    )


def _reached(
    mission: Mission, landscape: Landscape, control: Control
) -> tuple[NDArray[np.bool_], tuple[Finding, ...]]:
    """Return the demand cells within the own reach of a base in place, and notes of the travel times."""
    sites, cells = site_list(landscape.bases, landscape.bases.iloc[:0])
    standing = [str(tool) for tool in landscape.bases["tool"]]
    tools = [tool for tool in translate.tools(mission) if tool.name in standing]
    reached = np.zeros(landscape.grid.mask.size, dtype=np.bool_)
    with workers(control.executor, cells=landscape.travel_people.size, sites=len(sites)) as executor:
        tables = travel_tables(
            landscape,
            sites,
            cells,
            tools=tools,
            season=mission.keys.travel.season,
            limit_min=translate.largest_limit_min(mission),
            executor=executor,
            cache_dir=control.cache_dir,
            cancel=control.cancel,
        )
    reach_min = {tool.name: tool.reach_min for tool in tools if tool.tier == 2}
    for number, name in enumerate(standing):
        if name in reach_min:
            within, minutes = tables[name].minutes(number)
            reached[within[minutes <= reach_min[name]]] = True
    notes = tuple(dict.fromkeys(note for table in tables.values() for note in table.notes))
    return reached.reshape(landscape.grid.shape), notes
