"""Road and air hubs, relays and vetoes of substitution from mission files, against every set of options."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo_poc.mission import Mission
from geo_poc.posed import Posed, pose
from optimisation.scoring import breaches, score
from tests.tiny_mission import Event, Tiny, write_tiny

SPOTS = ((0.30, 0.50), (0.30, 0.10), (0.05, 0.45), (0.55, 0.15))
HEAD = "name,kind,component,latitude,longitude,hrddp,hrddp_reference,hrddp_expiry,mandate\n"


@dataclass(frozen=True)
class Rules:
    """What a mission asks: hubs by their names, and where community actors work."""

    hubs: tuple[str, ...]
    within_min: float
    by: str
    relay: bool
    vetoed: bool
    elders: tuple[tuple[float, float], ...]

    @property
    def text(self) -> str:
        """The keys of the mission file."""
        listed = ", ".join(f'"{name}"' for name in self.hubs)
        told = (
            f'[[constraints.hub]]\nname = "aid"\nsites = [{listed}]\nwithin_min = {self.within_min}\n'
            f'by = "{self.by}"\nair_kmh = 60\nrelay = {str(self.relay).lower()}\nserves = ["cob"]\n'
        )
        if self.vetoed:
            told += '[[constraints.veto]]\nflag = "substitution"\nreason = "they do it well"\n'
        return told + '[layers.other_actors]\npath = "actors.csv"\nclassification = "Unclassified"\n'


def _drawn(seed: int) -> tuple[Rules, Tiny]:
    """Return random rules and their mission: two bases, up to four more sites, a few events."""
    rng = np.random.default_rng(seed)
    hubs = (("West",), ("West",), ("East",), ("West", "East"))[int(rng.integers(4))]
    near = rng.choice(np.array([*SPOTS, (0.15, 0.30), (0.45, 0.30)]), int(rng.integers(1, 4)))
    elders = tuple((float(x), float(y)) for x, y in near + rng.uniform(-0.04, 0.04, near.shape))
    by = "road" if rng.random() < 0.7 else "air"
    within = float(rng.integers(25, 50)) if by == "air" else float(rng.integers(20, 240))
    rules = Rules(hubs, within, by, bool(rng.random() < 0.6), bool(rng.random() < 0.7), elders)
    spots = rng.permutation(len(SPOTS))[: int(rng.integers(2, 5))]
    places = tuple((f"Place {n}", *SPOTS[n]) for n in spots.tolist())
    rows = [f"Elders {n},community,community,{y},{x},,,,\n" for n, (x, y) in enumerate(elders)]
    tiny = Tiny(
        events=tuple(Event(float(x), float(y)) for x, y in rng.uniform(0.1, 0.5, (3, 2))),
        people=tuple((x, y, float(rng.integers(1, 30) * 1000)) for x, y in SPOTS),
        places=places,
        roads=(((0.0, 0.30), (0.6, 0.30)), ((0.30, 0.0), (0.30, 0.6))),
        budget={
            "cob": int(rng.integers(1, 3)),
            "jpt": int(rng.integers(1, 3)),
            "patrol": 0,
            "night_patrol": 0,
        },
        files={"actors.csv": HEAD + "".join(rows)},
        extra=rules.text,
    )
    return rules, tiny


class _Judge:
    """Says which sets of options keep to the rules, from travel times and words of the mission alone."""

    def __init__(self, posed: Posed, rules: Rules, tiny: Tiny) -> None:
        self._rules, self._tiny, self._posed = rules, tiny, posed
        self._sites = posed.ground.sites
        self._number = {site.name: n for n, site in enumerate(self._sites)}
        self._minutes = {tool: self._between(tool) for tool in ("cob", "jpt")}
        self._hubs = [self._number[name] for name in rules.hubs]
        self._bases = [self._number["West"], self._number["East"]]

    def _cell(self, lon: float, lat: float) -> int:
        grid = self._posed.ground.landscape.grid
        return int(grid.cell_of(*grid.project(lon, lat)))

    def _from(self, tool: str, site: int) -> dict[int, float]:
        """Return the minutes to every flat cell that a tool gets to from a site."""
        table = self._posed.reaches.tables[tool]
        span = slice(table.indptr[site], table.indptr[site + 1])
        return dict(zip(table.cells[span].tolist(), (table.tenths[span] / 10).tolist(), strict=True))

    def _between(self, tool: str) -> NDArray[np.float64]:
        cells = [self._cell(site.lon, site.lat) for site in self._sites]
        return np.array(
            [[self._from(tool, a).get(cell, np.inf) for cell in cells] for a in range(len(cells))]
        )

    def _near(self, hub: int, site: int) -> bool:
        if self._rules.by == "road":
            return hub == site or bool(self._minutes["cob"][hub, site] <= self._rules.within_min)
        grid = self._posed.ground.landscape.grid
        x, y = grid.project([s.lon for s in self._sites], [s.lat for s in self._sites])
        away_km = float(np.hypot(x[hub] - x[site], y[hub] - y[site])) / 1000
        return round(away_km, 4) <= self._rules.within_min  # 60 km/h: a minute a kilometre

    def _supported(self, site: int, open_bases: set[int]) -> bool:
        direct = [n for n in open_bases if any(self._near(hub, n) for hub in self._hubs)]
        if site in direct:
            return True
        return self._rules.relay and any(self._near(n, site) for n in direct if n != site)

    def _replaces(self, site: int) -> bool:
        """Return whether a team there would have community actors within its 60 minutes."""
        minutes = self._from("jpt", site)
        return any(minutes.get(self._cell(*at), np.inf) <= 60 for at in self._rules.elders)

    def holds(self, placed: set[tuple[str, int]]) -> bool:
        """Return whether new bases and teams keep to budget, hosts, hubs and veto."""
        bases = {site for tool, site in placed if tool == "cob"}
        teams = [site for tool, site in placed if tool == "jpt"]
        if len(bases) > self._tiny.budget["cob"] or len(teams) > self._tiny.budget["jpt"]:
            return False
        standing = bases | set(self._bases)
        return (
            all(site in standing for site in teams)
            and all(self._supported(site, standing) for site in bases)
            and not (self._rules.vetoed and any(map(self._replaces, teams)))
        )


def check_drawn(seed: int) -> tuple[int, int]:
    """Compare one mission with every set of its options; return how many hold, and how many there are."""
    rules, tiny = _drawn(seed)
    with tempfile.TemporaryDirectory() as folder:
        posed = pose(Mission.load(write_tiny(Path(folder), tiny)))
    judge, problem, assets = _Judge(posed, rules, tiny), posed.problem, posed.assembly.assets
    free = np.flatnonzero(~problem.fixed_open)
    assert {assets[n].tool for n in free.tolist()} == {"cob", "jpt"}
    best, held, tried = -np.inf, 0, 0
    for some in product((False, True), repeat=free.size):
        chosen = problem.fixed_open.copy()
        chosen[free] = some
        placed = {(assets[n].tool, assets[n].site) for n in free[np.array(some)].tolist()}
        holds = judge.holds(placed)
        assert holds == (not breaches(problem, chosen)), (seed, sorted(placed))
        tried, held = tried + 1, held + holds
        if holds:
            best = max(best, score(problem, chosen).objective)
    assert posed.plan.status == "optimal", seed
    assert posed.plan.objective == pytest.approx(best, rel=1e-7, abs=1e-9), seed
    return held, tried


@settings(
    max_examples=3, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
@example(seed=38)  # a site that only a relay supports
@given(seed=st.integers(0, 10**6))
def test_hubs_relays_and_vetoes_rule_out_what_they_say_and_no_more(seed: int) -> None:
    """Every set of options is feasible exactly where the rules, read anew, allow it; the best is found."""
    held, tried = check_drawn(seed)
    assert 0 < held < tried
