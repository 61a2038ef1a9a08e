"""Demand, travel tables and tools small enough to count by hand, and random ones to count by brute force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

from optimisation.assets import Scale, Tool
from optimisation.demand import Demand, ThreatArea
from optimisation.evaluate import Standing
from optimisation.plan import Site
from optimisation.travel import TravelTable

BANDS = (15.0, 30.0, 60.0)
VALUES = (1.0, 0.8, 0.5)
SERVICES = {"presence": 0.3, "response": 0.4, "dialogue": 0.3}
COB = Tool("cob", "company operating base", 2, "response", "military", 60.0, 120)
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


@dataclass(frozen=True)
class World:
    """A random case: every tool has its own minutes from every site, as tenths by cell."""

    demand: Demand
    tools: tuple[Tool, ...]
    scale: Scale
    low: Scale
    high: Scale
    tenths: Mapping[str, Sequence[Mapping[int, int]]]
    opened: tuple[Standing, ...]

    @property
    def tables(self) -> dict[str, TravelTable]:
        """The same minutes as travel tables."""
        return {name: table(rows) for name, rows in self.tenths.items()}

    def minutes(self, asset: Standing, position: int) -> float:
        """Return minutes from an asset to a cell, inf where it is not reached."""
        found = self.tenths[asset.tool][asset.site].get(int(self.demand.cells[position]))
        return float("inf") if found is None else found / 10

    def credit(self, opened: Sequence[Standing], scale: Scale) -> dict[str, float]:
        """Return credit by source, straight from its definition."""
        tools = {tool.name: tool for tool in self.tools}
        found = {}
        for source, weight in self.demand.weights.items():
            found[source] = 0.0
            for position, w in enumerate(weight):
                for service, share in scale.services.items():
                    best = [
                        scale.effectiveness[a.tool][source]
                        * step(self.minutes(a, position), tools[a.tool].reach_min, scale)
                        for a in opened
                        if tools[a.tool].service == service
                    ]
                    found[source] += share * float(w) * max(best, default=0.0)
        return found


def step(minutes: float, reach_min: float, scale: Scale) -> float:
    """Return f: the value of the first band that holds these minutes, 0 beyond a tool's own reach."""
    if minutes > reach_min:
        return 0.0
    return next(
        (v for band, v in zip(scale.bands_min, scale.band_values, strict=True) if minutes <= band), 0.0
    )


_EDGES = (0, 75, 149, 150, 151, 300, 301, 450, 451, 600, 601, 900)
_EFFECTS = (0.0, 0.2, 0.3, 0.6, 0.8, 1.0)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Return random cases of few cells, sites, sources and tools, some tools sharing a service."""
    size, count = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    sources = ["state", "armed_group", "communal"][: draw(st.integers(1, 3))]
    # One cell of the grid lies outside the area.
    outside = draw(st.integers(0, size))
    flat = [cell for cell in range(size + 1) if cell != outside]
    tools = tuple(
        Tool(
            f"tool{number}",
            "",
            draw(st.sampled_from((1, 2))),
            draw(st.sampled_from(tuple(SERVICES))),
            "military",
            draw(st.sampled_from((10.0, 15.0, 45.0, 60.0, 90.0))),
            1,
        )
        for number in range(draw(st.integers(1, 4)))
    )
    effect = st.fixed_dictionaries({source: st.sampled_from(_EFFECTS) for source in sources})
    low, middle, high = (
        Scale(BANDS, VALUES, SERVICES, {tool.name: draw(effect) for tool in tools}) for _ in range(3)
    )
    row = st.dictionaries(st.integers(0, size), st.sampled_from(_EDGES))
    tenths = {tool.name: [draw(row) for _ in range(count)] for tool in tools}
    every = [Standing(tool.name, site) for tool in tools for site in range(count)]
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
        opened=tuple(asset for asset in every if draw(st.booleans())),
    )
