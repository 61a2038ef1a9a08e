"""The three numbers of a set of assets, and their range over cases that need no new travel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from optimisation.assets import HOURS, Asset, Unit
from optimisation.demand import Demand
from optimisation.met import ThreatStatus, strategic_share, threat_statuses
from optimisation.reaches import Reaches
from optimisation.tally import Tally, any_within, tally, unique_assets


@dataclass(frozen=True, slots=True)
class ThreeNumbers:
    """Must threats met, people at risk out of reach, strategic risk in time; None where data do not allow.

    Parameters
    ----------
    must_met, must_of : int or None
    people_out_of_reach : float
    strategic_in_time : float or None
    not_met : tuple of ThreatStatus
        The must threats that are not met, in the order of the register.
    """

    must_met: int | None
    must_of: int | None
    people_out_of_reach: float
    strategic_in_time: float | None
    not_met: tuple[ThreatStatus, ...] = ()


@dataclass(frozen=True, slots=True)
class Conditions:
    """Under which conditions the three numbers are counted.

    Parameters
    ----------
    units : mapping of site to Unit, or None
        In place of those of the reaches; None = as they are.
    night : bool
        Bases are reached from by night in place of by day.
    """

    units: Mapping[int, Unit] | None = None
    night: bool = False


@dataclass(frozen=True, slots=True)
class NumberRange:
    """The least and the most of each of the three numbers; None where the number itself is None."""

    must_met: tuple[int, int] | None
    people_out_of_reach: tuple[float, float]
    strategic_in_time: tuple[float, float] | None


def count_numbers(
    demand: Demand, found: Tally, reaches: Reaches, statuses: Sequence[ThreatStatus]
) -> ThreeNumbers:
    """Return the three numbers of a tally.

    Parameters
    ----------
    demand : Demand
    found : Tally
    reaches : Reaches
        For its tools: tier II tools that stand at sites reach people.
    statuses : sequence of ThreatStatus
        Of the same tally.
    """
    troops = [tool for tool in reaches.tools.values() if tool.reaching]
    missed = demand.at_risk() & ~any_within(found, troops, demand.cells.size)
    musts = [status for status in statuses if status.priority == "must"]
    return ThreeNumbers(
        must_met=sum(must.met for must in musts) if musts else None,
        must_of=len(musts) if musts else None,
        people_out_of_reach=float(demand.people[missed].sum()),
        strategic_in_time=strategic_share(demand, statuses),
        not_met=tuple(must for must in musts if not must.met),
    )


def numbers_under(assets: Sequence[Asset], reaches: Reaches, conditions: Conditions) -> ThreeNumbers:
    """Return the three numbers of assets under some conditions.

    By night the bases' reach is the night's; teams and patrols count as they do by day.

    Parameters
    ----------
    assets : sequence of Asset
    reaches : Reaches
    conditions : Conditions
    """
    if conditions.units is not None:
        reaches = replace(reaches, units=conditions.units)
    assets = unique_assets(assets)
    found = tally(assets, reaches)
    if conditions.night:
        found = _by_night(found, reaches)
    return count_numbers(
        reaches.demand, found, reaches, threat_statuses(reaches.demand, found, assets, reaches)
    )


def _by_night(found: Tally, reaches: Reaches) -> Tally:
    """Return a tally in which the bases reach all day what they reach by night."""
    least = dict(found.least)
    for tool in reaches.tools.values():
        if tool.reaching:
            for hours in HOURS:
                least[(tool.name, hours)] = found.least[(tool.name, "night")]
    return replace(found, least=least)


def number_range(cases: Sequence[ThreeNumbers]) -> NumberRange:
    """Return the least and the most of each number over cases.

    Parameters
    ----------
    cases : sequence of ThreeNumbers
        At least one, all of the same demand's register.
    """
    musts = [case.must_met for case in cases if case.must_met is not None]
    shares = [case.strategic_in_time for case in cases if case.strategic_in_time is not None]
    people = [case.people_out_of_reach for case in cases]
    return NumberRange(
        must_met=(min(musts), max(musts)) if musts else None,
        people_out_of_reach=(min(people), max(people)),
        strategic_in_time=(min(shares), max(shares)) if shares else None,
    )
