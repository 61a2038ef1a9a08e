"""Threats that no plan can meet in time, or that ask for more time than their tools are looked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from geo_poc.mission import Mission
from geo_poc.option_words import tool_words
from geo_poc.schema import Threat
from geo_poc.schema_means import Asset
from layers.errors import Finding
from maps.wording import share_words
from optimisation.assemble import Assembly
from optimisation.openable import openable
from optimisation.scoring import score


def limits_told(mission: Mission) -> tuple[Finding, ...]:
    """Return what a mission's keys alone say of the time limits of its threats.

    A warning where every tool of a threat takes longer to prepare than it allows, or flies less far than it
    asks for: tables of what goes on the ground are laid out to the longest limit, those of what flies to its
    own reach. An info where some tools of several never count.

    Parameters
    ----------
    mission : Mission
    """
    return tuple(
        finding
        for number, threat in enumerate(mission.keys.threat, start=1)
        for finding in _of_threat(threat, _timely(mission, threat), _place(number))
    )


def unmeetable(mission: Mission, assembly: Assembly, told: Collection[Finding] = ()) -> tuple[Finding, ...]:
    """Return a warning for each must that stays unmet with everything open that may be.

    Where nothing may be placed there is nothing to tell: what stands is what is evaluated.

    Parameters
    ----------
    mission : Mission
    assembly : Assembly
    told : collection of Finding
        Of :func:`limits_told`: a threat that has a warning there has none here.
    """
    known = {finding.column for finding in told if finding.severity == "warning"}
    problem = assembly.problem
    if not (~problem.forbidden & ~problem.fixed_open).any():
        return ()
    most = {short.name: short.got for short in score(problem, openable(problem)).shortfalls}
    names = {threat.id: threat.name for threat in assembly.demand.threats}
    found = []
    for number, threat in enumerate(mission.keys.threat, start=1):
        got = most.get(f"must: {names[threat.id]}")
        if threat.priority != "must" or got is None or _place(number) in known:
            continue
        message = (
            f"threat {threat.id} ({threat.name}): with everything open that the sites and the budget know, "
            f"{share_words(got)} of it is within reach in {threat.time_limit_min:g} minutes of what it "
            f"names, and {share_words(threat.share)} is asked for: no plan meets it"
        )
        remedy = (
            "allow more time or ask for a smaller share, name or budget further tools, or add sites near it"
        )
        found.append(Finding("warning", message, remedy, column=_place(number), value=_minutes(threat)))
    return tuple(found)


def _of_threat(threat: Threat, timely: dict[str, Asset], place: str) -> Iterator[Finding]:
    asked, value = f"threat {threat.id} ({threat.name}) asks for", _minutes(threat)
    limit = threat.time_limit_min
    late = {name: asset for name, asset in timely.items() if asset.preparation_min > limit}
    if late:
        words = ", ".join(f"{tool_words(name)} {one.preparation_min:g}" for name, one in late.items())
        some = "no plan meets it" if len(late) == len(timely) else "it never counts for this threat"
        yield Finding(
            "warning" if len(late) == len(timely) else "info",
            f"{asked} less time than it takes to prepare, in minutes: {words}; {some}",
            f"allow more time, or correct preparation_min of {', '.join(late)}",
            column=place,
            value=value,
        )
    farthest = {name: one.reach_min + one.preparation_min for name, one in timely.items() if one.flies_kmh}
    if timely and len(farthest) == len(timely) and limit > max(farthest.values()):
        words = ", ".join(f"{tool_words(name)} {minutes:g}" for name, minutes in farthest.items())
        yield Finding(
            "warning",
            f"{asked} more time than what flies is looked for, in minutes with preparation: {words}; what "
            "lies beyond counts as not reached",
            f"raise reach_min of {', '.join(farthest)}, or ask for {max(farthest.values()):g} minutes",
            column=place,
            value=value,
        )


def _timely(mission: Mission, threat: Threat) -> dict[str, Asset]:
    """Return the tools of a threat that can count as within a time."""
    assets = mission.keys.assets
    return {
        tool: assets[tool]
        for tool in threat.tools
        if assets[tool].in_time and assets[tool].stands not in ("threat", "district")
    }


def _place(number: int) -> str:
    return f"threat[{number}].time_limit_min"


def _minutes(threat: Threat) -> str:
    return f"{threat.time_limit_min:g} minutes"
