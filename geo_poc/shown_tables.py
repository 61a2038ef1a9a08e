"""Tables of plan.gpkg beside the plan itself: threat areas, reach by night, who else is there."""

from __future__ import annotations

import geopandas as gpd
import numpy as np

from geo_poc.outcome import Outcome
from layers.polygons import outline_cells
from optimisation.evaluate import Evaluation

ACTOR_COLUMNS = (
    "name", "kind", "component", "mandate", "hrddp", "hrddp_expiry", "supportable", "never_tasked",
    "owner_agrees",
)  # fmt: skip


def threat_areas(outcome: Outcome, evaluation: Evaluation) -> gpd.GeoDataFrame:
    """Return the area of each entry of the threat register and how it is answered, in its order."""
    threats, statuses = outcome.demand.threats, evaluation.threats
    grid, cells = outcome.landscape.grid, outcome.demand.cells
    return gpd.GeoDataFrame(
        {
            "id": [status.id for status in statuses],
            "name": [status.name for status in statuses],
            "source": [status.source for status in statuses],
            "priority": [status.priority for status in statuses],
            "limit_min": [threat.limit_min for threat in threats],
            "share": [status.share for status in statuses],
            "wanted": [status.wanted for status in statuses],
            "met": [status.met for status in statuses],
            "engaged_by": [";".join(status.engaged_by) for status in statuses],
            "visits": [status.visits for status in statuses],
            "visits_wanted": [status.visits_wanted for status in statuses],
        },
        # One by one: areas of the register overlap.
        geometry=[outline_cells([cells[threat.cells]], grid).iloc[0] for threat in threats],
        crs=4326,
    )


def night_reach(outcome: Outcome, evaluation: Evaluation) -> gpd.GeoDataFrame:
    """Return the outline of what lies each band by night, of the bands that night changes."""
    day, night = evaluation.minutes, evaluation.minutes_night
    bands = [
        band
        for band in outcome.mission.keys.bands_min
        if (night <= band).any() and not np.array_equal(day <= band, night <= band)
    ]
    cells = [outcome.demand.cells[night <= band] for band in bands]
    shapes = [outline_cells([group], outcome.landscape.grid).iloc[0] for group in cells]
    return gpd.GeoDataFrame({"minutes": bands}, geometry=shapes, crs=4326)


def agreeing_actors(outcome: Outcome) -> gpd.GeoDataFrame:
    """Return the other actors whose owners agree that military products show them."""
    actors = outcome.landscape.other_actors
    if not len(actors):
        return gpd.GeoDataFrame({name: [] for name in ACTOR_COLUMNS}, geometry=[], crs=4326)
    return actors[actors["owner_agrees"].astype(bool)][[*ACTOR_COLUMNS, "geometry"]].reset_index(drop=True)
