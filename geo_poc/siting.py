"""Sites chosen, and everything the mission file decides on them looked up, before any travel is computed."""

from __future__ import annotations

from collections.abc import Sequence

from geo_poc import translate
from geo_poc.asked_values import check_call
from geo_poc.constraining import constraints_of
from geo_poc.control import NO_CONTROL, Clock, Control
from geo_poc.ground import Ground, Sited, choose_ground, choose_sites, naming, travelled
from geo_poc.host_support import support_findings
from geo_poc.locks import presence_findings, resolve_locks
from geo_poc.mission import Mission
from geo_poc.no_candidates import no_candidates
from geo_poc.overspent import overspent_locks
from geo_poc.unmeetable import limits_told
from layers.errors import Finding, InputError, raise_errors
from layers.landscape import Landscape
from layers.risk.surface import Risk
from optimisation.options import Lock
from optimisation.plan import Site
from optimisation.prepare import build_demand


def prepare_ground(mission: Mission, control: Control = NO_CONTROL) -> Ground:
    """Read, estimate risk, choose candidate sites and compute travel times and patrols.

    Parameters
    ----------
    mission : Mission
    control : Control

    Returns
    -------
    Ground
        For every question about this mission, and about any that differs in budgets, limits or effectiveness
        alone.

    Raises
    ------
    InputError
        With every finding, when a layer cannot be used, or a lock or constraint names what is not there:
        before travel, which takes longest.
    """
    check_call(mission, control)
    clock = Clock(control.tell)
    sited = choose_ground(mission, clock)
    check_decided(mission, sited)
    return travelled(mission, sited, control, clock)


def check_decided(mission: Mission, sited: Sited) -> None:
    """Look up what locks and constraints name, before travel.

    Raises
    ------
    InputError
        With every lock and constraint that cannot be planned on.
    """
    with naming(mission):
        decided(mission, sited.landscape, sited.risk, sited.sites)


def check_constraints(mission: Mission, sited: Sited, locks: Sequence[Lock]) -> None:
    """Look up what constraints name among the sites of a plan, its own with them, before travel.

    Parameters
    ----------
    mission : Mission
    sited : Sited
    locks : sequence of Lock

    Raises
    ------
    InputError
        With every constraint that names what is not there.
    """
    if mission.keys.constraints == type(mission.keys.constraints)():
        return
    with naming(mission):
        raise_errors(_constrained(mission, sited.landscape, sited.risk, sited.sites, locks))


def siting_findings(mission: Mission, landscape: Landscape, risk: Risk) -> tuple[Finding, ...]:
    """Return what choosing sites, resolving locks and laying out the threat register have to say.

    Raises
    ------
    InputError
        When any of it cannot be planned on.
    """
    sites, _, _, findings = choose_sites(mission, landscape, risk)
    locks, told = decided(mission, landscape, risk, sites)
    aid = support_findings(mission, landscape)
    presence = presence_findings(mission, sites, locks)
    spent = overspent_locks(mission, landscape, sites, locks)
    limits = limits_told(mission)
    empty = no_candidates(mission, landscape, sites, locks)
    return (*findings, *aid, *empty, *spent, *presence, *limits, *told)


def decided(
    mission: Mission, landscape: Landscape, risk: Risk, sites: Sequence[Site]
) -> tuple[tuple[Lock, ...], tuple[Finding, ...]]:
    """Return the mission's locks, and what is to be told of its constraints.

    Raises
    ------
    InputError
        With every fault of both.
    """
    wrong: list[Finding] = []
    locks: tuple[Lock, ...] = ()
    try:
        locks = resolve_locks(mission, sites)
    except InputError as fault:
        wrong += fault.findings
    told = _constrained(mission, landscape, risk, sites, locks)
    raise_errors((*wrong, *told))
    return locks, told


def _constrained(
    mission: Mission, landscape: Landscape, risk: Risk, sites: Sequence[Site], locks: Sequence[Lock]
) -> tuple[Finding, ...]:
    """Return what there is to tell of the mission's constraints, wrong names among it."""
    register, weighting = translate.register(mission), translate.weighting(mission)
    demand = build_demand(landscape, risk, register=register, weighting=weighting)
    tools = translate.tools(mission)
    _, told = constraints_of(mission, landscape, demand, tools=tools, sites=sites, locks=locks)
    return told
