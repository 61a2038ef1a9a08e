"""What to read: every layer of a mission with its place, its key and its settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from layers.access import FrictionSettings
from layers.landscape import Persona
from layers.vectors import Feed

Unit = Literal["people_per_cell", "people_per_km2"]
Holes = Literal["unknown", "nobody"]


@dataclass(frozen=True, slots=True)
class LayerFile:
    """A layer of the mission: where it is, which key names it, and how its columns are called.

    Parameters
    ----------
    path : Path or Feed
        A file, or a table or query of a database.
    role : str
        Key of the mission file.
    columns : mapping of str to str
        Our names to the layer's.
    """

    path: Path | Feed
    role: str
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RasterFile:
    """A raster of the mission: its file and its key."""

    path: Path
    role: str


@dataclass(frozen=True, slots=True)
class PopulationFile:
    """A raster of people: its unit, and what a pixel without a value means."""

    path: Path
    role: str
    unit: Unit
    holes: Holes = "unknown"


@dataclass(frozen=True, slots=True)
class GroupFiles:
    """A set of rasters by age and sex: a folder, and group to file name where names do not say it."""

    path: Path
    role: str
    groups: Mapping[str, str] = field(default_factory=dict)
    holes: Holes = "unknown"


@dataclass(frozen=True, slots=True)
class LandscapeRequest:
    """What to read and onto which cells.

    Parameters
    ----------
    area : LayerFile
    bbox : tuple of float or None
        West, south, east, north in degrees: the part of the outline to plan for.
    borders_closed : bool
        Nobody travels outside the outline.
    as_of : date
        Nothing dated later is read.
    demand_cell_m, travel_cell_m : float
    buffer_m : float
        How far beyond the area travel is looked at.
    crs : str
        "auto" or a projected system in metres.
    incidents, bases : LayerFile
    base_year : int or None
        Year to take of a history of bases; None = the state at `as_of`.
    base_missions : tuple of str
        Missions to take of a file that holds several; () = all.
    population : tuple of PopulationFile
    friction : FrictionSettings
    wet_months : tuple of int
        Months, 1 to 12, that belong to the wet season; () where nobody says.
    personas : tuple of Persona
    roads : tuple of (LayerFile, skeleton)
    districts : tuple of (LayerFile, level or None)
        One for each level, coarse before fine.
    rivers, lakes, places, displaced, restrictions, other_actors : LayerFile or None
    contingents : LayerFile or None
        What contingents may not do, a table without places.
    groups : GroupFiles or None
    friction_raster, elevation : RasterFile or None
    landcover : (RasterFile, scheme or None) or None
    snap_m : float
        How far a site in an impassable cell may be moved.
    """

    area: LayerFile
    bbox: tuple[float, float, float, float] | None
    borders_closed: bool
    as_of: date
    demand_cell_m: float
    travel_cell_m: float
    buffer_m: float
    crs: str
    incidents: LayerFile
    bases: LayerFile
    population: tuple[PopulationFile, ...]
    friction: FrictionSettings
    personas: tuple[Persona, ...]
    wet_months: tuple[int, ...] = ()
    base_year: int | None = None
    base_missions: tuple[str, ...] = ()
    roads: tuple[tuple[LayerFile, bool], ...] = ()
    districts: tuple[tuple[LayerFile, int | None], ...] = ()
    rivers: LayerFile | None = None
    lakes: LayerFile | None = None
    places: LayerFile | None = None
    displaced: LayerFile | None = None
    restrictions: LayerFile | None = None
    other_actors: LayerFile | None = None
    contingents: LayerFile | None = None
    groups: GroupFiles | None = None
    friction_raster: RasterFile | None = None
    elevation: RasterFile | None = None
    landcover: tuple[RasterFile, Literal["igbp", "worldcover"] | None] | None = None
    snap_m: float = 3000.0
