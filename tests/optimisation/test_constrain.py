"""All constraints together, against plans that are enumerated and judged from their definitions."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimisation.assemble import Assembly, assemble, open_assets
from optimisation.assets import Asset, Scale, Tool
from optimisation.constraints import (
    AreaFloor,
    Bar,
    Constraints,
    Mix,
    Part,
    Release,
    Spacing,
    Support,
)
from optimisation.options import Lock, Means
from optimisation.placement import place
from optimisation.plan import Site
from optimisation.problem import check_problem
from optimisation.reaches import Reaches
from optimisation.releases import is_decision
from optimisation.scoring import breaches
from tests.optimisation.small_worlds import BANDS, REPEATABLE, SERVICES, VALUES, demand, reaches, table

CELLS = 7
COB = Tool("cob", "base", 2, "response", "military", 30.0, 120, base=True)
TOB = Tool("tob", "small base", 2, "response", "military", 15.0, 35, near=("cob",), near_min=60.0, base=True)
JPT = Tool("jpt", "team", 1, "dialogue", "civilian", 30.0, 6, hosts=("cob", "tob"))
TOOLS = (COB, TOB, JPT)
EFFECT = {tool.name: {"state": value} for tool, value in zip(TOOLS, (0.8, 0.5, 0.6), strict=True)}
SCALE = Scale(BANDS, VALUES, SERVICES, EFFECT)


@dataclass(frozen=True)
class Case:
    """Sites on a line of cells, two of which have a base, with constraints of every kind."""

    at: tuple[int, ...]
    standing: tuple[tuple[int, str], ...]
    weights: tuple[float, ...]
    budget: dict[str, int]
    locks: tuple[Lock, ...]
    rules: Constraints

    def minutes(self, one: int, other: int) -> float:
        """Return minutes between two sites: ten for each cell of the line."""
        return abs(self.at[one] - self.at[other]) * 10.0

    @property
    def reaches(self) -> Reaches:
        """The travel of every tool, the same for all."""
        rows = [{cell: abs(cell - at) * 100 for cell in range(CELLS)} for at in self.at]
        world = demand({"state": self.weights})
        xy = [(world.x[at], world.y[at]) for at in self.at]
        return reaches(world, TOOLS, {tool.name: table(rows) for tool in TOOLS}, site_xy=xy)

    @property
    def assembly(self) -> Assembly:
        """The cover problem."""
        held = self.reaches
        sites = [Site(f"s{n}", f"S{n}", 0.0, 0.0, "candidate") for n in range(len(self.at))]
        means = Means(
            standing=self.standing,
            budget=self.budget,
            locks=self.locks,
            site_cells=np.array(self.at, dtype=np.int64),
            movable=frozenset(
                tool
                for site, tool in self.standing
                for rule in self.rules.releases
                if rule.site == site and rule.move_cost is not None
            ),
        )
        return assemble(
            demand=held.demand,
            sites=sites,
            reaches=held,
            scale=SCALE,
            means=means,
            shortfall_penalty=10.0,
            constraints=self.rules,
        )

    def holds(self, plan: frozenset[tuple[int, str]]) -> bool:
        """Return whether a set of (site, tool) keeps every rule, straight from what each means."""
        at = {site: {tool for where, tool in plan if where == site} for site in range(len(self.at))}
        bases = {site: next(iter(held & {"cob", "tob"}), "") for site, held in at.items()}
        new = plan - set(self.standing)
        gone = [site for site, tool in self.standing if tool in ("cob", "tob") and (site, tool) not in plan]
        released = {rule.site: rule for rule in self.rules.releases}
        if any(len(held & {"cob", "tob"}) > 1 for held in at.values()) or any(
            s not in released for s in gone
        ):
            return False
        if self.rules.moves is not None and len(gone) > self.rules.moves:
            return False
        if not all((site, tool) in plan or site in gone for site, tool in self.standing):
            return False
        if any(tool == "jpt" and not bases[site] for site, tool in plan):
            return False
        if not all((lock.site, lock.tool) in plan for lock in self.locks):
            return False
        classes = {site: tool for site, tool in self.standing if tool != "jpt"}
        freed = [classes[site] for site in gone if released[site].move_cost is not None]
        for tool in ("cob", "tob", "jpt"):
            if sum(t == tool for _, t in new) > self.budget[tool] + freed.count(tool):
                return False
        return all(self._stands(site, tool, bases) for site, tool in new) and self._apart(plan)

    def _stands(self, site: int, tool: str, bases: dict[int, str]) -> bool:
        locked = any((lock.site, lock.tool) == (site, tool) for lock in self.locks)
        if any((bar.site, bar.tool) == (site, tool) for bar in self.rules.bars) and not locked:
            return False
        if tool == "tob" and not any(
            base == "cob" and self.minutes(site, other) <= 60 for other, base in bases.items()
        ):
            return False
        return locked or all(self._supported(rule, site, tool, bases) for rule in self.rules.supports)

    def _supported(self, rule: Support, site: int, tool: str, bases: dict[int, str]) -> bool:
        if tool not in rule.serves or tool in rule.tools:
            return True

        def near(one: int, other: int) -> bool:
            return self.minutes(one, other) <= rule.within_min

        released = {r.site for r in self.rules.releases}
        stays = {s for s, t in self.standing if t in ("cob", "tob") and s not in released} | {
            lock.site for lock in self.locks
        }
        lasting = {hub for hub in rule.hubs if hub not in released}
        lasting |= {s for s in stays if bases[s] in rule.tools}
        hubs = {s for s, base in bases.items() if base in rule.tools}
        hubs |= {s for s in rule.hubs if s in released and (s, bases[s]) in self.standing}
        if any(near(site, hub) for hub in lasting | hubs):
            return True
        # A base that is itself near a lasting hub passes support on, unless it hangs on another base.
        return rule.relay and any(
            near(site, s) and any(near(s, hub) for hub in lasting)
            for s, base in bases.items()
            if s != site
            and base in rule.serves
            and (base == "cob" or s in stays or (s, base) in self.standing)
        )

    def _apart(self, plan: frozenset[tuple[int, str]]) -> bool:
        decided = {*self.standing, *((lock.site, lock.tool) for lock in self.locks)}
        for rule in self.rules.spacing:
            held = [pair for pair in plan if pair[1] in rule.tools]
            for one, other in product(held, held):
                cells = abs(self.at[one[0]] - self.at[other[0]])
                near = cells * 1000 < rule.metres if rule.metres else cells * 10 < rule.minutes
                if one[0] != other[0] and near and not (one in decided and other in decided):
                    return False
        return True

    def floors(self, plan: frozenset[tuple[int, str]]) -> list[tuple[bool, float]]:
        """Return (hard, share short) of each floor and tier."""
        found = []
        for floor in self.rules.floors:
            (part,) = floor.parts
            got = sum(
                float(weight)
                * min(
                    floor.most,
                    sum(
                        any(
                            (site, tool) in plan and self._cell(site, cell) <= limit
                            for tool, limit in part.limits
                        )
                        for site in range(len(self.at))
                    ),
                )
                for cell, weight in zip(part.cells, part.weights, strict=True)
            )
            base = float(part.weights.sum()) * floor.most
            if base > 0:
                found.append((floor.hard, max(0.0, floor.share - got / base)))
        for mix in self.rules.mixes:
            there = sum(
                {"jpt": 1}.get(tool, 2) == mix.tier and bool(mix.inside[self.at[site]]) for site, tool in plan
            )
            found.append((mix.hard, max(0.0, 1.0 - there / mix.least)))
        return found

    def _cell(self, site: int, cell: int) -> float:
        return abs(self.at[site] - int(cell)) * 10.0

    def credit(self, plan: frozenset[tuple[int, str]]) -> float:
        """Return what the plan is worth without penalties."""
        worth = 0.0
        for cell, weight in enumerate(self.weights):
            for service, share in SERVICES.items():
                values = [0.0]
                for site, name in plan:
                    tool = next(t for t in TOOLS if t.name == name)
                    minutes = self._cell(site, cell)
                    if tool.service == service and minutes <= tool.reach_min:
                        step = next((v for b, v in zip(BANDS, VALUES, strict=True) if minutes <= b), 0.0)
                        values.append(EFFECT[name]["state"] * step)
                worth += share * weight * max(values)
        return worth


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Return random cases with every kind of constraint, each there or not."""
    at = tuple(draw(st.lists(st.integers(0, CELLS - 1), min_size=3, max_size=4, unique=True)))
    standing: list[tuple[int, str]] = [(0, "cob")]
    if draw(st.booleans()):
        standing.append((1, "tob"))
    if draw(st.booleans()):
        standing.append((0, "jpt"))
    count = len(at)
    weights = tuple(draw(st.lists(st.integers(0, 5), min_size=CELLS, max_size=CELLS)))
    limits = tuple((tool, draw(st.sampled_from((10.0, 30.0)))) for tool in ("cob", "tob"))
    cells = np.array(sorted(draw(st.sets(st.integers(0, CELLS - 1), min_size=1))))
    part = Part(limits, cells, np.ones(cells.size))
    some = st.booleans()
    rules = Constraints(
        spacing=tuple(
            draw(st.sampled_from((Spacing(("cob", "tob"), metres=2500.0), Spacing(("cob",), minutes=20.0))))
            for _ in range(draw(st.integers(0, 1)))
        ),
        supports=tuple(
            Support(
                "aid",
                ("cob", "tob"),
                (draw(st.integers(0, count - 1)),),
                draw(st.sampled_from(((), ("cob",)))),
                draw(st.sampled_from((10.0, 20.0, 40.0))),
                relay=draw(some),
            )
            for _ in range(draw(st.integers(0, 1)))
        ),
        bars=(Bar(count - 1, draw(st.sampled_from(("cob", "jpt"))), "no"),) if draw(some) else (),
        floors=tuple(
            AreaFloor(
                f"floor: {n}",
                "area",
                (part,),
                draw(st.sampled_from((0.3, 0.7, 1.0))),
                draw(st.sampled_from((False, False, True))),
                most=draw(st.integers(1, 2)),
            )
            for n in range(draw(st.integers(0, 2)))
        ),
        mixes=tuple(
            Mix(
                f"tier: {n}",
                draw(st.integers(1, 2)),
                np.arange(CELLS) >= draw(st.integers(0, CELLS - 1)),
                draw(st.integers(1, 2)),
            )
            for n in range(draw(st.integers(0, 1)))
        ),
        releases=(
            (Release(0, "may go", move_cost=1.0) if draw(some) else Release(0, "may go", close_cost=0.0),)
            if draw(some)
            else ()
        ),
        moves=draw(st.sampled_from((None, 0, 1))),
    )
    locks = (Lock(count - 1, "cob", True, "agreed"),) if draw(st.integers(0, 4)) == 0 else ()
    budget = {"cob": draw(st.integers(0, 2)), "tob": draw(st.integers(0, 1)), "jpt": draw(st.integers(0, 1))}
    return Case(at, tuple(standing), weights, budget, locks, rules)


def _enumerated(case: Case) -> float | None:
    """Return the best objective of all plans that hold; None where none does."""
    pairs = [(site, tool.name) for site in range(len(case.at)) for tool in TOOLS]
    moving = any(rule.move_cost is not None for rule in case.rules.releases)
    able = [
        tool
        for tool in TOOLS
        if case.budget[tool.name]
        or tool.name in {name for _, name in case.standing}
        or (tool.name == "cob" and (moving or case.locks))
    ]
    # What a plan that does everything would be worth, of the tools that could be open at all.
    penalty = 10.0 * sum(
        SERVICES[service] * sum(case.weights) * max(values, default=0.0)
        for service in ("response", "dialogue")
        for values in [[EFFECT[t.name]["state"] for t in able if t.service == service]]
    )
    best = None
    kept = set() if case.rules.releases else set(case.standing)
    free = [pair for pair in pairs if pair not in kept]
    for bits in product((False, True), repeat=len(free)):
        plan = frozenset(kept | {pair for pair, taken in zip(free, bits, strict=True) if taken})
        if not case.holds(plan):
            continue
        short = case.floors(plan)
        if any(hard and lack > 1e-9 for hard, lack in short):
            continue
        value = case.credit(plan) - penalty * sum(lack for hard, lack in short if not hard)
        best = value if best is None else max(best, value)
    return best


@settings(REPEATABLE, max_examples=150)
@given(cases())
def test_every_constraint_together(case: Case) -> None:
    """The best plan of the problem is worth what the best plan is that keeps every rule by its meaning."""
    problem = case.assembly.problem
    assert check_problem(problem) == ()
    found, wanted = place(problem), _enumerated(case)
    assert (found.objective is None) == (wanted is None)
    if wanted is not None:
        assert found.objective == pytest.approx(wanted, abs=1e-9, rel=1e-9)
        assert found.bound is not None
        assert found.bound >= wanted - 1e-6 * max(1.0, abs(wanted))
        assert breaches(problem, found.chosen) == ()


def test_decisions_are_no_assets() -> None:
    """What decides about a base is among the options, and never among what is open."""
    rules = Constraints(releases=(Release(0, "may go", move_cost=1.0),))
    case = Case((0, 5), ((0, "cob"),), (0.0,) * 5 + (5.0, 5.0), {"cob": 0, "tob": 0, "jpt": 0}, (), rules)
    assembly = case.assembly
    found = place(assembly.problem)
    assert [a.id for a in assembly.assets if is_decision(a)] == ["move:cob:s0", "decided:cob:s0"]
    assert [a.id for a in open_assets(assembly, found.chosen)] == ["cob:s1"]
    assert isinstance(assembly.assets[0], Asset)
