"""Which files a mission's layers are read from, and how."""

from __future__ import annotations

from typing import Literal

from geo_poc import translate
from geo_poc.mission import Mission
from geo_poc.schema_layers import Layer, VectorLayer
from layers.access import FrictionSettings
from layers.request import GroupFiles, LandscapeRequest, LayerFile, PopulationFile, RasterFile
from layers.sources.vector_source import is_address, vector_source


def landscape_request(mission: Mission) -> LandscapeRequest:
    """Return what to read for a mission.

    Raises
    ------
    InputError
        When the address of a database, its table or its query do not go together.
    """
    keys, layers = mission.keys, mission.keys.layers
    return LandscapeRequest(
        area=_file(mission, keys.area, "area"),
        bbox=keys.area.bbox,
        borders_closed=keys.area.borders == "closed",
        as_of=keys.as_of,
        demand_cell_m=keys.grid.demand_cell_m,
        travel_cell_m=keys.grid.travel_cell_m,
        buffer_m=translate.buffer_m(mission),
        crs=keys.grid.crs,
        incidents=_vector(mission, layers.incidents, "layers.incidents"),
        bases=_vector(mission, layers.bases, "layers.bases"),
        base_year=layers.bases.year,
        base_missions=tuple(layers.bases.missions),
        population=_population(mission),
        roads=_roads(mission),
        districts=_districts(mission),
        rivers=_optional(mission, layers.rivers, "layers.rivers"),
        lakes=_optional(mission, layers.lakes, "layers.lakes"),
        places=_optional(mission, layers.places, "layers.places"),
        displaced=_optional(mission, layers.displaced, "layers.displaced"),
        restrictions=_optional(mission, layers.restrictions, "layers.restrictions"),
        other_actors=_optional(mission, layers.other_actors, "layers.other_actors"),
        contingents=_contingents(mission),
        groups=_groups(mission),
        friction_raster=_raster(mission, layers.friction, "layers.friction"),
        elevation=_raster(mission, layers.elevation, "layers.elevation"),
        landcover=_landcover(mission),
        friction=_friction(mission),
        wet_months=tuple(keys.travel.wet_months),
        personas=tuple(sorted({asset.persona for asset in keys.assets.values()} | {"military"})),
        snap_m=keys.travel.snap_m,
    )


def _file(mission: Mission, layer: Layer, role: str) -> LayerFile:
    return LayerFile(mission.file(layer.path), role, layer.columns)


def _vector(mission: Mission, layer: VectorLayer, role: str) -> LayerFile:
    """Return a file, or what to ask of a database."""
    written = layer.path if is_address(layer.path) else mission.file(layer.path)
    source = vector_source(written, role=role, table=layer.table, query=layer.query)
    return LayerFile(source, role, layer.columns)


def _optional(mission: Mission, layer: VectorLayer | None, role: str) -> LayerFile | None:
    return None if layer is None else _vector(mission, layer, role)


def _raster(mission: Mission, layer: Layer | None, role: str) -> RasterFile | None:
    return None if layer is None else RasterFile(mission.file(layer.path), role)


def _population(mission: Mission) -> tuple[PopulationFile, ...]:
    return tuple(
        PopulationFile(mission.file(layer.path), f"layers.population[{number}]", layer.unit, layer.holes)
        for number, layer in enumerate(mission.keys.layers.population, start=1)
    )


def _roads(mission: Mission) -> tuple[tuple[LayerFile, bool], ...]:
    return tuple(
        (_vector(mission, layer, f"layers.roads[{number}]"), layer.skeleton)
        for number, layer in enumerate(mission.keys.layers.roads, start=1)
    )


def _districts(mission: Mission) -> tuple[tuple[LayerFile, int | None], ...]:
    return tuple(
        (_vector(mission, layer, f"layers.districts[{number}]"), layer.level)
        for number, layer in enumerate(mission.keys.layers.districts, start=1)
    )


def _contingents(mission: Mission) -> LayerFile | None:
    layer = mission.keys.layers.contingents
    return None if layer is None else _file(mission, layer, "layers.contingents")


def _landcover(mission: Mission) -> tuple[RasterFile, Literal["igbp", "worldcover"] | None] | None:
    layer = mission.keys.layers.landcover
    return None if layer is None else (RasterFile(mission.file(layer.path), "layers.landcover"), layer.scheme)


def _friction(mission: Mission) -> FrictionSettings:
    keys = mission.keys.travel
    return FrictionSettings(
        road_kmh=keys.road_kmh,
        off_road_kmh=keys.off_road_kmh,
        wet_factor=keys.wet_factor,
        season=keys.season,
        bridges_assumed=keys.bridges_assumed,
    )


def _groups(mission: Mission) -> GroupFiles | None:
    layer = mission.keys.layers.groups
    if layer is None:
        return None
    return GroupFiles(mission.file(layer.path), "layers.groups", layer.groups, layer.holes)
