"""Risk: kernel surfaces by precision class, a country's estimate, and the ensemble; one line of JSON each.

    python -m benchmarks.risk --kernel [--side 2000] [--events 100000] --json
    python -m benchmarks.risk --country [--members 0] --json
    python -m benchmarks.risk --mission MISSION [--members 100] --json

`--kernel` lays random events of one precision on a square area of 1 km cells with 100 districts and smooths
them; seconds are of laying (`lay_s`) and smoothing (`smooth_s`), the best of four, and `cpu_s`
both together in processor time.
`--country` is the large training mission with demand cells of 1 km: `risk_s` is the estimate alone, layers
already read. CPU seconds hold user and system time of the process.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_poc import translate
from geo_poc.layers_asked import landscape_request
from geo_poc.mission import Mission
from layers.grid import Grid, local_equal_area
from layers.incidents import attribute, observed_sources
from layers.landscape import Landscape
from layers.reading import read_landscape
from layers.risk.canvas import canvas_around
from layers.risk.ensemble import ensemble_of
from layers.risk.estimate import estimate_risk
from layers.risk.events import collect_events
from layers.risk.hotspots import find_hotspots
from layers.risk.kernel import TRUNCATE, smooth
from layers.risk.spread import FUZZY_SIGMA_M, spread_events
from layers.training.mission import write_training_mission

BANDWIDTH_M = 10_000.0
PRECISIONS = (1, 2, 3, 4, 5)


def _square(side: int, count: int, precision: int) -> Landscape:
    """Return a square country of 1 km cells with random events of one precision and 100 districts."""
    rng = np.random.default_rng(precision)
    crs, size = local_equal_area(25.0, 3.0), side * 1000.0
    grid = Grid(crs, 0.0, size, 1000.0, np.ones((side, side), dtype=np.float32))
    x, y = rng.uniform(0, size, (2, count))
    lon, lat = grid.unproject(x, y)
    days = pd.Timestamp("2015-01-01") + pd.to_timedelta(rng.integers(0, 3650, count), "D")
    events = gpd.GeoDataFrame(
        {"date": days, "date_end": days, "precision": precision, "adm_1": None, "adm_2": None},
        geometry=gpd.points_from_xy(lon, lat),
        crs=4326,
    )
    step = size / 10
    boxes = [
        shapely.box(i * step, j * step, (i + 1) * step, (j + 1) * step) for i in range(10) for j in range(10)
    ]
    shapes = gpd.GeoSeries([shapely.segmentize(box, 10_000.0) for box in boxes], crs=crs).to_crs(4326)
    names = [f"D{number}" for number in range(100)]
    districts = gpd.GeoDataFrame({"name": names, "code": names}, geometry=shapes, crs=4326)
    nothing = gpd.GeoDataFrame({"name": []}, geometry=[], crs=4326)
    empty = dict.fromkeys(
        ("bases", "places", "displaced", "restrictions", "roads", "rivers", "lakes"), nothing
    )
    return Landscape(
        grid=grid,
        travel=grid,
        factor=1,
        area=shapely.box(0, 0, size, size),
        borders_closed=True,
        travel_people=rng.gamma(0.5, 10.0, (side, side)),
        friction={},
        incidents=events,
        districts=districts,
        **empty,
    )


def measure_kernel(side: int, count: int) -> dict[str, Any]:
    """Return the seconds that laying and smoothing events of each precision take."""
    rows = pd.DataFrame(
        {"event": np.arange(count), "source": "state", "kind": "against_civilians", "weight": 1.0}
    )
    found: dict[str, Any] = {"cells": side * side, "events": count, "bandwidth_m": BANDWIDTH_M}
    for precision in PRECISIONS:
        world = _square(side, count, precision)
        events, _ = collect_events(world, rows, observed=("state",), as_of=pd.Timestamp("2025-01-01").date())
        fuzzy = TRUNCATE * FUZZY_SIGMA_M if precision in (2, 5) else 0.0
        canvas = canvas_around(world.travel, TRUNCATE * BANDWIDTH_M + fuzzy)
        weights, best, least = np.ones(count), (np.inf, np.inf), np.inf
        for _ in range(4):
            began, cpu = time.perf_counter(), time.process_time()
            mass = spread_events(events, world, canvas).mass(weights)
            laid = time.perf_counter()
            surface = smooth(mass, BANDWIDTH_M / 1000.0)
            best = min(best, (laid - began, time.perf_counter() - laid), key=sum)
            least = min(least, time.process_time() - cpu)
        lost = abs(float(surface.sum()) / count - 1.0)
        found[f"precision_{precision}"] = {
            "lay_s": round(best[0], 3),
            "smooth_s": round(best[1], 3),
            "seconds": round(sum(best), 3),
            "cpu_s": round(least, 3),
            "mass_error": float(f"{lost:.2g}"),
        }
    return found


def measure_mission(mission: Mission, members: int) -> dict[str, Any]:
    """Return the seconds of a mission's estimate, its threat areas and its ensemble."""
    keys = mission.keys
    began = time.process_time()
    landscape = read_landscape(landscape_request(mission))
    read = time.process_time()
    actors, _ = translate.actor_table(mission)
    attributed, _ = attribute(landscape.incidents, actors=actors, fighting_weight=keys.risk.fighting_weight)
    observed = observed_sources(attributed, actors, feeds=set(landscape.incidents["feed"]))
    wall = time.perf_counter()
    risk = estimate_risk(
        landscape, attributed, observed=observed, as_of=keys.as_of, bandwidths_m=keys.risk.bandwidths_m
    )
    wall = time.perf_counter() - wall
    estimated = time.process_time()
    spots = find_hotspots(landscape, risk)
    looked = time.process_time()
    found: dict[str, Any] = {
        "travel_cells": landscape.travel.share.size,
        "demand_cells": landscape.grid.share.size,
        "events": len(landscape.incidents),
        "read_cpu_s": round(read - began, 2),
        "risk_cpu_s": round(estimated - read, 2),
        "risk_s": round(wall, 2),
        "hotspots": len(spots),
        "hotspots_cpu_s": round(looked - estimated, 2),
    }
    if members:
        wall = time.perf_counter()
        ensemble_of(landscape, risk, count=members)
        found |= {
            "members": members,
            "ensemble_cpu_s": round(time.process_time() - looked, 2),
            "ensemble_s": round(time.perf_counter() - wall, 2),
        }
    return found


def _country(members: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = write_training_mission(Path(folder, "large"), size="large", variant="sparse")
        return measure_mission(Mission.load(path, settings=["grid.demand_cell_m=1000"]), members)


def main() -> None:
    """Print what was measured as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--kernel", action="store_true")
    what.add_argument("--country", action="store_true")
    what.add_argument("--mission", type=Path)
    parser.add_argument("--side", type=int, default=2000)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--members", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="the only form there is")
    given = parser.parse_args()
    if given.kernel:
        found = measure_kernel(given.side, given.events)
    elif given.country:
        found = _country(given.members)
    else:
        found = measure_mission(Mission.load(given.mission), given.members)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(found | {"peak_mb": peak}))


if __name__ == "__main__":
    main()
