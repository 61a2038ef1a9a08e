"""From mission keys to the values the floors below take."""

from __future__ import annotations

from geo_poc.mission import Mission
from geo_poc.schema import Layer
from layers.access import FrictionSettings
from layers.reading import LandscapeRequest, LayerFile
from optimisation.assets import Scale, Tool
from optimisation.prepare import RegisterEntry, Weighting


def landscape_request(mission: Mission) -> LandscapeRequest:
    """Return what to read for a mission."""
    keys = mission.keys

    def file(layer: Layer, role: str) -> LayerFile:
        return LayerFile(mission.file(layer.path), role, layer.columns)

    def optional(layer: Layer | None, role: str) -> LayerFile | None:
        return None if layer is None else file(layer, role)

    return LandscapeRequest(
        area=file(keys.area, "area"),
        bbox=keys.area.bbox,
        borders_closed=keys.area.borders == "closed",
        as_of=keys.as_of,
        demand_cell_m=keys.grid.demand_cell_m,
        travel_cell_m=keys.grid.travel_cell_m,
        buffer_m=buffer_m(mission),
        crs=keys.grid.crs,
        incidents=file(keys.layers.incidents, "layers.incidents"),
        bases=file(keys.layers.bases, "layers.bases"),
        population=tuple(
            (file(layer, f"layers.population[{number}]"), layer.unit)
            for number, layer in enumerate(keys.layers.population, start=1)
        ),
        roads=tuple(
            (file(layer, f"layers.roads[{number}]"), layer.skeleton)
            for number, layer in enumerate(keys.layers.roads, start=1)
        ),
        rivers=optional(keys.layers.rivers, "layers.rivers"),
        lakes=optional(keys.layers.lakes, "layers.lakes"),
        places=optional(keys.layers.places, "layers.places"),
        districts=optional(keys.layers.districts, "layers.districts"),
        displaced=optional(keys.layers.displaced, "layers.displaced"),
        restrictions=optional(keys.layers.restrictions, "layers.restrictions"),
        friction=FrictionSettings(
            road_kmh=keys.travel.road_kmh,
            off_road_kmh=keys.travel.off_road_kmh,
            wet_factor=keys.travel.wet_factor,
            season=keys.travel.season,
            bridges_assumed=keys.travel.bridges_assumed,
        ),
        personas=tuple(sorted({asset.persona for asset in keys.assets.values()} | {"military"})),
        snap_m=keys.travel.snap_m,
    )


def buffer_m(mission: Mission) -> float:
    """Return how far beyond the area travel is looked at: the longest time asked for, at the fastest speed.

    Where borders are closed and the area is the whole outline nobody goes beyond it.
    """
    keys = mission.keys
    if keys.travel.buffer_km is not None:
        return keys.travel.buffer_km * 1000.0
    if keys.area.borders == "closed" and keys.area.bbox is None:
        return keys.grid.demand_cell_m
    fastest_kmh = max([*keys.travel.road_kmh.values(), *keys.travel.off_road_kmh.values()])
    return largest_limit_min(mission) * fastest_kmh * 1000.0 / 60.0


def tools(mission: Mission) -> tuple[Tool, ...]:
    """Return the tools of a mission, hosts before their guests."""
    found = [
        Tool(
            name=name,
            label=asset.label,
            tier=asset.tier,
            service=asset.service,
            persona=asset.persona,
            reach_min=asset.reach_min,
            personnel=asset.personnel,
            hosts=tuple(asset.hosts),
            visits_per_month=asset.visits_per_month,
        )
        for name, asset in mission.keys.assets.items()
    ]
    return tuple(sorted(found, key=lambda tool: (len(tool.hosts), tool.name)))


def scale(mission: Mission, end: str = "mid") -> Scale:
    """Return the bands, services and effectiveness of a mission; `end` is "low", "mid" or "high"."""
    keys = mission.keys
    return Scale(
        bands_min=tuple(keys.bands_min),
        band_values=tuple(keys.band_values),
        services={str(service): share for service, share in keys.services.items()},
        effectiveness={
            tool: {str(source): float(getattr(effect, end)) for source, effect in effects.items()}
            for tool, effects in keys.effectiveness.items()
        },
    )


def register(mission: Mission) -> tuple[RegisterEntry, ...]:
    """Return the threat register."""
    return tuple(
        RegisterEntry(
            id=threat.id,
            name=threat.name,
            source=threat.source,
            priority=threat.priority,
            limit_min=threat.time_limit_min,
            tools=tuple(threat.tools),
            share=threat.share,
            hard=threat.hard,
            strategic=threat.strategic,
            district=threat.district,
            centre=threat.centre,
            radius_m=None if threat.radius_km is None else threat.radius_km * 1000.0,
        )
        for threat in mission.keys.threat
    )


def weighting(mission: Mission) -> Weighting:
    """Return the weights of sources and priorities."""
    objective = mission.keys.objective
    return Weighting(
        {str(name): weight for name, weight in objective.source_weights.items()},
        {str(name): weight for name, weight in objective.priority_weights.items()},
    )


def largest_limit_min(mission: Mission) -> float:
    """Return the longest travel time anything asks for."""
    keys = mission.keys
    limits = [*keys.bands_min, *(asset.reach_min for asset in keys.assets.values())]
    return max([*limits, *(threat.time_limit_min for threat in keys.threat)])
