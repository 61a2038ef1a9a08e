"""Why a mission has no plan: the demands that cannot all hold and the least that must give way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo_poc.control import Control
from geo_poc.option_words import named_words, tool_words, units_words
from optimisation.assemble import Assembly
from optimisation.assets import Asset
from optimisation.conflict import Conflict, find_conflict
from optimisation.demands import Demand
from optimisation.placement import IMPOSSIBLE
from optimisation.plan import Plan, Site
from optimisation.problem import NEED, CoverProblem
from optimisation.releases import CLOSE, DECIDED, MOVE

MOST_S = 60.0
"""Seconds that the search for a conflict may take where the mission sets no limit."""

NOTHING_CONFLICTS = (
    "No demands conflict: a plan exists, and the search for the best ended before it met one. More effort, "
    "or more time, may find it."
)
"""Why there is no plan where nothing conflicts."""


def option_names(assembly: Assembly, sites: Sequence[Site]) -> dict[str, str]:
    """Return what every option is called, by its id: its tool and the name of its site.

    Parameters
    ----------
    assembly : Assembly
    sites : sequence of Site
    """
    threats = {threat.id: threat.name for threat in assembly.demand.threats}
    return {asset.id: option_name(asset, sites, threats) for asset in assembly.assets}


def option_name(asset: Asset, sites: Sequence[Site], threats: Mapping[str, str]) -> str:
    """Return what an option is called: what it is and where, what a base does, on which threat.

    Parameters
    ----------
    asset : Asset
    sites : sequence of Site
    threats : mapping of id to name
    """
    if asset.site >= 0:
        lent = f" with an escort from {sites[asset.escort].name}" if asset.escort >= 0 else ""
        return f"{asset.tool} at {sites[asset.site].name}{lent}"
    kind, _, rest = asset.id.partition(":")
    if kind in (CLOSE, MOVE, DECIDED):
        tool, _, place = rest.partition(":")
        name = next((site.name for site in sites if site.id == place), place)
        if kind == DECIDED:
            return f"the decision on {tool_words(tool)} at {name}"
        return f"closing {tool} at {name}" if kind == CLOSE else f"moving {tool} from {name}"
    if asset.about:
        return f"{kind} for {asset.about}"
    return f"{kind} on {threats[rest]}" if rest in threats else asset.id


def demand_names(problem: CoverProblem, assembly: Assembly, sites: Sequence[Site]) -> dict[str, str]:
    """Return what options, by their ids, and resources are called in sentences: tools in words.

    Parameters
    ----------
    problem : CoverProblem
    assembly : Assembly
    sites : sequence of Site
    """
    names = {option: named_words(name) for option, name in option_names(assembly, sites).items()}
    return {name: resource_words(name, names) for name in problem.resource_names} | names


def resource_words(resource: str, names: Mapping[str, str]) -> str:
    """Return what several of a resource are called, the hubs that an option needs among them.

    Parameters
    ----------
    resource : str
        Of a problem.
    names : mapping of option id to words
    """
    if not resource.startswith(NEED):
        return units_words(resource)
    support, _, option = resource.removeprefix(NEED).rpartition(" of ")
    return f"hubs of {support} for {names.get(option, option)}"


def conflict_of(
    problem: CoverProblem,
    assembly: Assembly,
    sites: Sequence[Site],
    *,
    effort: int,
    time_limit_s: float | None,
    control: Control,
    on_plan: Callable[[NDArray[np.bool_]], None] | None = None,
) -> Conflict | None:
    """Return the demands of a problem that conflict; None where a plan exists.

    Parameters
    ----------
    problem : CoverProblem
        Of the assembly, source floors added or not.
    assembly : Assembly
    sites : sequence of Site
    effort : int
    time_limit_s : float or None
        None = :data:`MOST_S`.
    control : Control
    on_plan : callable or None
        Given a plan that meets all demands, where the search for a conflict meets one.
    """
    tell = control.tell
    found = find_conflict(
        problem,
        names=demand_names(problem, assembly, sites),
        effort=effort,
        time_limit_s=MOST_S if time_limit_s is None else time_limit_s,
        progress=None
        if tell is None
        else lambda what, left, of: tell("conflict", f"{what}: {left} of {of} demands in doubt"),
        cancel=control.cancel,
        on_plan=on_plan,
    )
    return found and with_whys(with_rules(found, assembly, sites), assembly.whys)


def with_rules(found: Conflict, assembly: Assembly, sites: Sequence[Site]) -> Conflict:
    """Return a conflict in which rules that are options and resources to the problem are told as rules.

    A base that may go is a decision that is always open and needs that it stays, closes or moves; what needs
    a hub beside a host spends a resource that hubs supply.

    Parameters
    ----------
    found : Conflict
    assembly : Assembly
    sites : sequence of Site
    """
    assets, problem, names = assembly.assets, assembly.problem, option_names(assembly, sites)
    told = []
    for one in found.demands:
        if one.kind == "stock":
            needs = _hubs_of(problem.resource_names[one.index], names)
            told.append(replace(one, words=f"{needs[0]} needs {needs[1]}") if needs else one)
        elif one.kind not in ("open", "requires") or assets[one.index].tool != DECIDED:
            told.append(one)
        elif one.kind == "open":
            kept, *ways = problem.requires[one.index]
            words = ", ".join(["stays", *({CLOSE: "closes", MOVE: "moves"}[assets[n].tool] for n in ways)])
            words = " or ".join(words.rsplit(", ", 1))
            told.append(replace(one, words=f"{named_words(names[assets[kept].id])} {words}"))
    eased = []
    for change in found.relaxation:
        stock = change.demand.kind == "stock"
        needs = _hubs_of(problem.resource_names[change.demand.index], names) if stock else None
        eased.append(replace(change, words=f"let {needs[0]} stand without {needs[1]}") if needs else change)
    return replace(found, demands=tuple(told), relaxation=tuple(eased))


def _hubs_of(resource: str, names: Mapping[str, str]) -> tuple[str, str] | None:
    """Return what needs a hub and which, in words, of a resource that is such a need; else None."""
    if not resource.startswith(NEED):
        return None
    support, _, option = resource.removeprefix(NEED).rpartition(" of ")
    return named_words(names.get(option, option)), f"a hub of {support}, or a base that passes it on"


def with_whys(found: Conflict, whys: Mapping[int, str]) -> Conflict:
    """Return a conflict whose options held open or shut are told with the reason.

    Parameters
    ----------
    found : Conflict
    whys : mapping of option to str
    """

    def why(demand: Demand) -> str:
        held = demand.kind in ("open", "shut") and demand.index in whys
        return f" ({whys[demand.index]})" if held else ""

    return replace(
        found,
        demands=tuple(replace(one, words=f"{one.words}{why(one)}") for one in found.demands),
        relaxation=tuple(replace(one, words=f"{one.words}{why(one.demand)}") for one in found.relaxation),
    )


def told_conflict(plan: Plan, found: Conflict | None) -> Plan:
    """Return a plan that was not found with what conflicts as its first reasons.

    Parameters
    ----------
    plan : Plan
    found : Conflict or None
        Demands that conflict prove that no plan can be. Without demands no conflict is known, and only a
        change that allows a plan adds reasons.
    """
    if found is None:
        return replace(plan, reasons=(NOTHING_CONFLICTS, *plan.reasons))
    told = replace(plan, reproducible=plan.reproducible and found.reproducible)
    if not (found.demands or found.relaxation):
        return told
    told = replace(told, conflict=found, reasons=(*found.words, *plan.reasons))
    # Where nothing is proven none may have been found although there is one.
    return replace(told, status="infeasible", status_text=IMPOSSIBLE) if found.demands else told


def reasons_words(
    reasons: Sequence[str], problem: CoverProblem, assembly: Assembly, sites: Sequence[Site]
) -> tuple[str, ...]:
    """Return a solver's reasons why there is no plan with resources and options in words.

    Parameters
    ----------
    reasons : sequence of str
        Of :class:`optimisation.problem.Solution`.
    problem : CoverProblem
        Of the assembly.
    assembly : Assembly
    sites : sequence of Site
    """
    names = demand_names(problem, assembly, sites)
    longest = sorted(problem.option_ids, key=len, reverse=True)
    told = []
    for reason in reasons:
        words = reason
        for name in problem.resource_names:
            words = words.replace(f" more {name} than there are", f" more {names[name]} than there are")
        if words.startswith("option"):
            for option in longest:
                words = words.replace(option, names[option])
        told.append(words)
    return tuple(told)


def conflict_document(found: Conflict) -> dict[str, Any]:
    """Return a conflict as documents have it.

    Parameters
    ----------
    found : Conflict
    """
    return {
        "conflict": [{"kind": one.kind, "words": one.words} for one in found.demands],
        "irreducible": found.irreducible,
        "relaxation": [
            {"kind": one.demand.kind, "by": one.by, "words": one.words} for one in found.relaxation
        ],
        "least": found.least,
        "floors_at_least": found.floors_at_least,
        "stopped_by": found.stopped_by,
    }
