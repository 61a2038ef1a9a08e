"""Demand, travel tables and tools small enough to count by hand, and random ones to count by brute force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

from optimisation.assets import ESCORT, FREE, Asset, Scale, Tool, Unit
from optimisation.demand import Demand, ThreatArea
from optimisation.patrols.route import Route
from optimisation.plan import Site
from optimisation.reaches import Reaches
from optimisation.travel import TravelTable

BANDS = (15.0, 30.0, 60.0)
VALUES = (1.0, 0.8, 0.5)
SERVICES = {"presence": 0.3, "response": 0.4, "dialogue": 0.3}
COB = Tool("cob", "company operating base", 2, "response", "military", 60.0, 120, base=True)
JPT = Tool("jpt", "joint protection team", 1, "dialogue", "civilian", 60.0, 6, ("cob",), 4)
SCALE = Scale(
    BANDS,
    VALUES,
    SERVICES,
    {"cob": {"state": 0.2, "armed_group": 0.8}, "jpt": {"state": 0.6, "armed_group": 0.3}},
)
REPEATABLE = settings(derandomize=True, max_examples=60, deadline=None, database=None)


def demand(
    weights: Mapping[str, Sequence[float]],
    *,
    shape: tuple[int, int] | None = None,
    cells: Sequence[int] | None = None,
    people: ArrayLike | None = None,
    unknown: ArrayLike | None = None,
    denied: ArrayLike | None = None,
    priority_area: ArrayLike | None = None,
    threats: Sequence[ThreatArea] = (),
    places: Sequence[tuple[str, float, float]] = (),
    cell_m: float = 1000.0,
) -> Demand:
    """Return demand of one row of cells, or of the `cells` of a grid of `shape`; places are in metres."""
    size = len(next(iter(weights.values()))) if weights else np.size(people)
    shape = shape or (1, size)
    flat = np.arange(size) if cells is None else np.asarray(cells, dtype=np.int64)
    position = np.full(shape[0] * shape[1], -1, dtype=np.int64)
    position[flat] = np.arange(size)
    row, column = np.divmod(flat, shape[1])
    x, y = (column + 0.5) * cell_m, -(row + 0.5) * cell_m

    def marked(given: ArrayLike | None) -> NDArray[np.bool_]:
        return np.zeros(size, dtype=np.bool_) if given is None else np.asarray(given, dtype=np.bool_)

    return Demand(
        shape=shape,
        cells=flat,
        position=position,
        weights={source: np.asarray(w, dtype=float) for source, w in weights.items()},
        people=np.ones(size) if people is None else np.asarray(people, dtype=float),
        unknown=marked(unknown),
        denied=marked(denied),
        priority_area=marked(priority_area),
        threats=tuple(threats),
        x=x,
        y=y,
        lon=x / 100_000,
        lat=y / 100_000,
        place_names=tuple(name for name, _, _ in places),
        place_xy=np.array([(px, py) for _, px, py in places], dtype=float).reshape(-1, 2),
        cell_m=cell_m,
    )


def table(rows: Sequence[Mapping[int, int]]) -> TravelTable:
    """Return a travel table: for each site the tenths of a minute to flat cells."""
    ordered = [sorted(row.items()) for row in rows]
    return TravelTable(
        site_ids=tuple(f"s{number}" for number in range(len(rows))),
        indptr=np.concatenate([[0], np.cumsum([len(row) for row in ordered])]).astype(np.int64),
        cells=np.array([cell for row in ordered for cell, _ in row], dtype=np.int32),
        tenths=np.array([tenths for row in ordered for _, tenths in row], dtype=np.uint16),
        limit_min=6000.0,
    )


def threat(cells: Sequence[int], weights: Sequence[float], **changes: object) -> ThreatArea:
    """Return a must threat from the state within 60 minutes of a base, changed as asked."""
    values: dict[str, object] = {
        "id": "T1",
        "name": "Valley",
        "source": "state",
        "priority": "must",
        "limit_min": 60.0,
        "tools": ("cob",),
        "share": 0.5,
    }
    return ThreatArea(cells=np.array(cells), weights=np.array(weights, dtype=float), **(values | changes))  # type: ignore[arg-type]


def sites(*names: str) -> tuple[Site, ...]:
    """Return sites with these names and small-letter ids."""
    return tuple(Site(name.lower(), name, 0.0, 0.0, "candidate") for name in names)


def asset(name: str, site: int) -> Asset:
    """Return a tool at a site as an asset, with the id that an assembly gives it."""
    return Asset(f"{name}:s{site}", name, site)


def reaches(
    world: Demand,
    tools: Sequence[Tool],
    tables: Mapping[str, TravelTable],
    units: Mapping[int, Unit] | None = None,
    night_factor: float = 1.0,
    site_xy: ArrayLike | None = None,
    sectors: Mapping[str, NDArray[np.bool_]] | None = None,
) -> Reaches:
    """Return the travel of some tools over a world."""
    return Reaches(
        demand=world,
        tools={tool.name: tool for tool in tools},
        tables=tables,
        units=units or {},
        night_factor=night_factor,
        site_xy=np.empty((0, 2)) if site_xy is None else np.asarray(site_xy, dtype=float),
        sectors=sectors or {},
    )


@dataclass(frozen=True)
class World:
    """A random case: every tool has its own minutes from every site, as tenths by cell."""

    demand: Demand
    tools: tuple[Tool, ...]
    scale: Scale
    low: Scale
    high: Scale
    tenths: Mapping[str, Sequence[Mapping[int, int]]]
    units: Mapping[int, Unit]
    night_factor: float
    possible: tuple[Asset, ...]
    opened: tuple[Asset, ...]
    sectors: Mapping[str, NDArray[np.bool_]]

    @property
    def tables(self) -> dict[str, TravelTable]:
        """The same minutes as travel tables."""
        return {name: table(rows) for name, rows in self.tenths.items()}

    @property
    def reaches(self) -> Reaches:
        """The travel under the conditions of each site's unit."""
        return reaches(
            self.demand, self.tools, self.tables, self.units, self.night_factor, sectors=self.sectors
        )

    @property
    def kinds(self) -> dict[str, Tool]:
        """Tools by name."""
        return {tool.name: tool for tool in self.tools}

    def minutes(self, one: Asset, position: int, hours: str = "day") -> float:
        """Return minutes from an asset to a cell, inf where it is not reached."""
        tool = self.kinds[one.tool]
        escorted = one.escort >= 0
        troops = tool.persona == "military" or escorted
        unit = self.units.get(one.escort if escorted else one.site, FREE) if troops else FREE
        if hours not in tool.hours or (hours == "night" and not unit.night):
            return float("inf")
        if not unit.joint and (escorted or tool.joint):
            return float("inf")
        if any(self.sectors[name][position] for name in unit.no_go):
            return float("inf")
        if one.cells is not None:
            return 0.0 if position in one.cells else float("inf")
        found = self.tenths[ESCORT if escorted else one.tool][one.site].get(int(self.demand.cells[position]))
        if found is None:
            return float("inf")
        drives = troops and not escorted and tool.flies_kmh == 0
        slower = self.night_factor if hours == "night" and drives else 1.0
        waits = max(0.0 if escorted else unit.preparation_min, tool.preparation_min)
        return float(np.ceil(round(found * slower + waits * 10, 6))) / 10

    def credit(self, opened: Sequence[Asset], scale: Scale) -> dict[str, float]:
        """Return credit by source, straight from its definition."""
        return {
            source: sum(
                float(w) * self._cell(opened, scale, source, position) for position, w in enumerate(weight)
            )
            for source, weight in self.demand.weights.items()
        }

    def _cell(self, opened: Sequence[Asset], scale: Scale, source: str, position: int) -> float:
        called = any(
            self.minutes(a, position) <= self.kinds[a.tool].reach_min
            for a in opened
            if self.kinds[a.tool].service == "alert"
        )
        worth = 0.0
        for service, share in scale.services.items():
            halves = {"day": 1.0}
            if service in ("response", "presence"):
                halves = {"day": 1 - scale.night_share, "night": scale.night_share}
            for hours, part in halves.items():
                values = sorted(
                    (
                        self._effect(a, scale, source, position, hours)
                        for a in opened
                        if self.kinds[a.tool].service == service
                    ),
                    reverse=True,
                )
                if service == "presence":
                    worth += (
                        share * part * sum(v * r for v, r in zip(values, scale.repeat_values, strict=False))
                    )
                    continue
                heard = scale.alert_without if service == "response" and not called else 1.0
                worth += share * part * heard * max(values, default=0.0)
        return worth

    def _effect(self, one: Asset, scale: Scale, source: str, position: int, hours: str) -> float:
        tool = self.kinds[one.tool]
        if one.source not in ("", source):
            return 0.0
        minutes = self.minutes(one, position, hours)
        if tool.stands in ("route", "threat", "district"):
            return scale.effectiveness[one.tool][source] * float(minutes == 0)
        return scale.effectiveness[one.tool][source] * step(minutes, tool.reach_min, scale)


def step(minutes: float, reach_min: float, scale: Scale) -> float:
    """Return f: the value of the first band that holds these minutes, 0 beyond a tool's own reach."""
    if minutes > reach_min:
        return 0.0
    return next(
        (v for band, v in zip(scale.bands_min, scale.band_values, strict=True) if minutes <= band), 0.0
    )


_EDGES = (0, 75, 149, 150, 151, 300, 301, 450, 451, 600, 601, 900)
_EFFECTS = (0.0, 0.2, 0.3, 0.6, 0.8, 1.0)
_HOURS = (("day", "night"), ("day",), ("night",))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Return random cases of few cells, sites, sources and tools of every kind, some sharing a service."""
    size, count = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    sources = ["state", "armed_group", "communal"][: draw(st.integers(1, 3))]
    # One cell of the grid lies outside the area.
    outside = draw(st.integers(0, size))
    flat = [cell for cell in range(size + 1) if cell != outside]
    placed = tuple(_tool(draw, f"tool{number}") for number in range(draw(st.integers(1, 4))))
    moving = tuple(
        Tool(
            name,
            "",
            tier,
            service,
            persona,
            60.0,
            0,
            stands=stands,
            hours=hours,
            joint=name == "joint_patrol",
        )
        for name, tier, service, persona, stands, hours in (
            ("patrol", 2, "presence", "military", "route", ("day",)),
            ("night_patrol", 2, "presence", "military", "route", ("night",)),
            ("joint_patrol", 2, "presence", "military", "route", ("day",)),
            ("long_patrol", 2, "presence", "military", "route", ("day", "night")),
            ("mediation", 1, "dialogue", "civilian", "threat", ("day", "night")),
            ("host_support", 3, "dialogue", "police", "district", ("day", "night")),
        )
        if draw(st.booleans())
    )
    tools = (*placed, *moving)
    effect = st.fixed_dictionaries({source: st.sampled_from(_EFFECTS) for source in sources})
    night, without = draw(st.sampled_from((0.0, 0.5, 1.0))), draw(st.sampled_from((0.0, 0.5, 1.0)))
    repeats = draw(st.sampled_from(((1.0,), (0.6, 0.3, 0.1), (0.5, 0.5), (0.4, 0.2))))
    low, middle, high = (
        Scale(BANDS, VALUES, SERVICES, {t.name: draw(effect) for t in tools}, night, without, repeats)
        for _ in range(3)
    )
    row = st.dictionaries(st.integers(0, size), st.sampled_from(_EDGES))
    tenths = {name: [draw(row) for _ in range(count)] for name in (*(tool.name for tool in placed), ESCORT)}
    every = [asset(tool.name, site) for tool in placed for site in range(count)]
    every += [
        Asset(f"{tool.name}:s{site}+s{lender}", tool.name, site, escort=lender)
        for tool in placed
        if tool.escorted_by
        for site in range(count)
        for lender in range(count)
    ]
    for tool in moving:
        many = range(1, 1 + draw(st.integers(1, 3)))
        every += [_moving(draw, tool, number, size, count, sources) for number in many]
    units = {
        site: Unit(
            preparation_min=draw(st.sampled_from((0.0, 0.04, 15.0, 30.0))),
            night=draw(st.booleans()),
            no_go=draw(st.sampled_from(((), ("hills",)))),
            joint=draw(st.booleans()),
        )
        for site in range(count)
        if draw(st.booleans())
    }
    weight = st.lists(st.integers(0, 5), min_size=size, max_size=size)
    return World(
        demand=demand(
            {source: draw(weight) for source in sources},
            shape=(1, size + 1),
            cells=flat,
            people=draw(weight),
            priority_area=draw(st.lists(st.booleans(), min_size=size, max_size=size)),
        ),
        tools=tools,
        scale=middle,
        low=low,
        high=high,
        tenths=tenths,
        units=units,
        night_factor=draw(st.sampled_from((1.0, 1.5))),
        possible=tuple(every),
        opened=tuple(one for one in every if draw(st.booleans())),
        sectors={"hills": np.array(draw(st.lists(st.booleans(), min_size=size, max_size=size)))},
    )


def _tool(draw: st.DrawFn, name: str) -> Tool:
    """Return a tool of any kind; some fly, and civilians may go with an escort."""
    persona = draw(st.sampled_from(("military", "civilian", "police")))
    flies = persona == "military" and draw(st.booleans())
    return Tool(
        name,
        "",
        draw(st.sampled_from((1, 2, 3))),
        draw(st.sampled_from(("response", "dialogue", "alert"))),
        persona,
        draw(st.sampled_from((10.0, 15.0, 45.0, 60.0, 90.0))),
        1,
        hours=draw(st.sampled_from(_HOURS)) if name == "tool0" else ("day", "night"),
        base=name == "tool0",
        flies_kmh=200.0 if flies else 0.0,
        preparation_min=10.0 if flies else 0.0,
        escorted_by=("tool0",) if persona == "civilian" and draw(st.booleans()) else (),
        escort_min=60.0,
        escort_days=1.0,
    )


def _moving(draw: st.DrawFn, tool: Tool, number: int, size: int, count: int, sources: Sequence[str]) -> Asset:
    cells = np.array(sorted(draw(st.sets(st.integers(0, size - 1), min_size=1))), dtype=np.int64)
    if tool.stands == "threat":
        return Asset(f"{tool.name}:T{number}", tool.name, cells=cells, source=draw(st.sampled_from(sources)))
    if tool.stands == "district":
        return Asset(f"{tool.name}:D{number}", tool.name, cells=cells)
    site = draw(st.integers(0, count - 1))
    nothing = np.empty(0, dtype=np.int64)
    route = Route(f"s{site}/{number}", site, number, 60.0, nothing, nothing, cells)
    return Asset(f"{tool.name}:{route.id}", tool.name, site, cells=cells, route=route)
