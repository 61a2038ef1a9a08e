"""Views of the mission file: named sets of weights, each with who was asked for it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from geo_poc.schema_layers import Layer
from geo_poc.schema_part import Part, SourceName

Weight = Annotated[float, Field(ge=0, le=1000)]
Asked = Literal[
    "women",
    "men",
    "youth",
    "displaced",
    "community",
    "civil_society",
    "authorities",
    "mission",
    "other",
]


class Consulted(Part):
    """Who was asked about a view, when, and how many people."""

    who: Asked
    date: date
    people: Annotated[int, Field(ge=1)]
    how: str = ""


class View(Part):
    """A named set of weights: what it says otherwise than the mission's own, and who was asked."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,40}$")
    level: Literal["strategic", "national", "local", "other"]
    words: str = ""
    consulted: list[Consulted] = Field(min_length=1)
    source_weights: dict[SourceName, Weight] = {}
    priority_weights: dict[Literal["must", "should", "could"], Weight] = {}
    threat_weights: dict[str, Weight] = {}
    district_weights: dict[str, Weight] = {}
    group_weights: dict[str, Weight] = {}
    surface: Layer | None = None

    @model_validator(mode="after")
    def _reasons(self) -> View:
        weights = self.source_weights.values()
        if weights and min(weights) < max(*weights, 1.0) and not self.words.strip():
            raise ValueError("source_weights differ: words must say why")
        return self
