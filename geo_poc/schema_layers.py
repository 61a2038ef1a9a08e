"""The layers of a mission file as pydantic models."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from geo_poc.schema_part import Classification, FilePath, Part


class Layer(Part):
    """One file with its classification (Confidential where none is given) and attribution."""

    path: FilePath
    columns: dict[str, str] = {}
    classification: Classification = "Confidential"
    attribution: str = ""


class AreaLayer(Layer):
    """The outline of the area; `bbox` = west, south, east, north cuts it."""

    bbox: tuple[float, float, float, float] | None = None
    borders: Literal["open", "closed"] = "open"


class VectorLayer(Layer):
    """A vector layer: a file, or an address of a PostGIS database with a table or a query."""

    table: str | None = None
    query: str | None = None


class BaseLayer(VectorLayer):
    """Bases in place; of a history the year to take, and the missions of a file that holds several."""

    year: int | None = None
    missions: list[str] = []


class DistrictLayer(VectorLayer):
    """Districts of one level: 1 for the first below the country, 2 below it."""

    level: Annotated[int, Field(ge=0, le=9)] | None = None


class LandcoverLayer(Layer):
    """Classes of land cover; the scheme is recognised by the classes where it is not given."""

    scheme: Literal["igbp", "worldcover"] | None = None


class GroupLayer(Layer):
    """A folder of rasters by age and sex, group ("f_15") to file name where names do not say it."""

    groups: dict[str, str] = {}
    holes: Literal["unknown", "nobody"] = "unknown"


class ContingentLayer(Layer):
    """What contingents may not do: a table that is at least Confidential, in exercises too."""

    classification: Literal["Confidential", "Strictly Confidential"] = "Confidential"


class DecisionLayer(Layer):
    """What analysts decided on proposed threats: a table that is at least Confidential."""

    classification: Literal["Confidential", "Strictly Confidential"] = "Confidential"


class PopulationLayer(Layer):
    """A raster of people; a later one fills only the holes of the earlier ones."""

    unit: Literal["people_per_cell", "people_per_km2"]
    holes: Literal["unknown", "nobody"] = "unknown"


class RoadLayer(VectorLayer):
    """Roads; `skeleton` says that only main links are in it."""

    skeleton: bool = False


class Layers(Part):
    """The mission's layers."""

    incidents: VectorLayer
    bases: BaseLayer
    population: list[PopulationLayer] = Field(min_length=1)
    roads: list[RoadLayer] = []
    rivers: VectorLayer | None = None
    lakes: VectorLayer | None = None
    places: VectorLayer | None = None
    districts: list[DistrictLayer] = []
    displaced: VectorLayer | None = None
    restrictions: VectorLayer | None = None
    other_actors: VectorLayer | None = None
    contingents: ContingentLayer | None = None
    groups: GroupLayer | None = None
    friction: Layer | None = None
    landcover: LandcoverLayer | None = None
    elevation: Layer | None = None
    actors: Layer | None = None

    @field_validator("population", "roads", "districts", mode="before")
    @classmethod
    def _one_or_several(cls, value: Any) -> Any:
        return [value] if isinstance(value, dict) else value
