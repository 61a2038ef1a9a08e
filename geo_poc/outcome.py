"""What a run is written from: a plan on its ground, what is open, and how it evaluates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geo_poc.ground import Ground, named
from geo_poc.mission import Mission
from geo_poc.short_forms import evaluation_lines, mission_words
from layers.errors import Finding
from layers.landscape import Landscape
from layers.risk.surface import Risk
from optimisation.assets import Asset, Tool
from optimisation.demand import Demand
from optimisation.evaluate import Evaluation
from optimisation.plan import Plan, Site
from optimisation.reaches import Reaches
from optimisation.travel import TravelTable


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """Everything a run is written from.

    Parameters
    ----------
    mission : Mission
    landscape : Landscape
    risk : Risk
    demand : Demand
    sites : tuple of Site
        Bases, then candidates.
    tools : tuple of Tool
    tables : mapping of tool to TravelTable
    reaches : Reaches
        Travel under the conditions of the troops at each site.
    assets, present_assets : tuple of Asset
        Open in the plan, and today.
    plan : Plan
    present : Evaluation
    evaluation : Evaluation or None
        None without a plan.
    findings : tuple of Finding
    rejected : tuple of str
        Options ruled out before solving, with reasons.
    seconds : tuple of (stage, seconds)
    given : Path or None
        File of the plan that was evaluated; None where the plan was made here.
    """

    mission: Mission
    landscape: Landscape
    risk: Risk
    demand: Demand
    sites: tuple[Site, ...]
    tools: tuple[Tool, ...]
    tables: dict[str, TravelTable]
    reaches: Reaches
    assets: tuple[Asset, ...]
    present_assets: tuple[Asset, ...]
    plan: Plan
    present: Evaluation
    evaluation: Evaluation | None
    findings: tuple[Finding, ...]
    rejected: tuple[str, ...]
    seconds: tuple[tuple[str, float], ...]
    given: Path | None = None

    def __repr__(self) -> str:
        """Return who is out of reach, then how good the plan is: its arrays fill a notebook."""
        told = self.evaluation or self.present
        lines = evaluation_lines(told, None if told is self.present else self.present)
        named = "as things stand" if self.evaluation is None else "plan"
        status = self.plan.status_text
        return "\n  ".join([f"Outcome of {mission_words(self.mission)}; {named}:", *lines, status])


def outcome_on(
    ground: Ground,
    reaches: Reaches,
    plan: Plan,
    *,
    mission: Mission,
    today: tuple[tuple[Asset, ...], Evaluation],
    opened: tuple[tuple[Asset, ...], Evaluation | None],
    findings: Sequence[Finding],
    rejected: tuple[str, ...] = (),
    seconds: Sequence[tuple[str, float]] = (),
    given: Path | None = None,
) -> Outcome:
    """Return what a run is written from: a plan on its ground, with what is open and how it evaluates."""
    return Outcome(
        mission=mission,
        landscape=ground.landscape,
        risk=ground.risk,
        demand=reaches.demand,
        sites=ground.sites,
        tools=ground.tools,
        tables=ground.tables,
        reaches=reaches,
        assets=opened[0],
        present_assets=today[0],
        plan=plan,
        present=today[1],
        evaluation=opened[1],
        findings=named(mission, (*ground.findings, *findings)),
        rejected=rejected,
        seconds=tuple(seconds),
        given=given,
    )
