"""Risk in the mission file: sources of threat by actor, how incidents become a rate, and factors."""

from __future__ import annotations

from datetime import date as day
from typing import Annotated, Literal

from pydantic import Field

from geo_poc import defaults
from geo_poc.schema_layers import Layer
from geo_poc.schema_part import Part, Positive, Share, SourceName


class Actor(Part):
    """Which source of threat a named side of an incident is."""

    name: str = Field(min_length=1)
    source: SourceName


class RiskKeys(Part):
    """How incidents become a rate, how factors combine, and what is told of threat areas."""

    half_life_days: Annotated[float, Field(ge=1, le=36_500)] = defaults.HALF_LIFE_DAYS
    bandwidths_m: Annotated[list[Annotated[float, Field(gt=0, le=200_000)]], Field(min_length=1)] = (
        defaults.BANDWIDTHS_M
    )
    fighting_weight: Annotated[float, Field(ge=0, le=10)] = defaults.FIGHTING_WEIGHT
    unknown_beyond_m: Positive = defaults.UNKNOWN_BEYOND_M
    unknown_event_m: Positive = defaults.UNKNOWN_EVENT_M
    likelihood: Literal["kernel", "forecast"] = "kernel"
    spread_by: Literal["people", "people_and_incidents"] = defaults.SPREAD_BY
    duplicates: Literal["tell", "merge"] = "tell"
    pile_ups: Literal["tell", "spread"] = "tell"
    reporting_half_m: Positive | None = None
    patrol_found_weight: Share = defaults.PATROL_FOUND_WEIGHT
    patrol_sections: list[str] = defaults.PATROL_SECTIONS
    dates: Literal["first_day", "interval"] = defaults.INCIDENT_DATES
    combination: Literal["multiplicative", "additive"] = "multiplicative"
    mass_casualty_deaths: Annotated[int, Field(ge=2, le=1000)] = defaults.MASS_DEATHS
    hotspot_share: Annotated[float, Field(gt=0, lt=1)] = defaults.HOTSPOT_SHARE


class FactorKeys(Layer):
    """A factor of risk: what it judges, its file, and whose judgement of which day it is."""

    name: str = Field(min_length=1)
    role: Literal[
        "nature",
        "intent",
        "capacity",
        "opportunity",
        "vulnerability",
        "impact",
        "driver_against",
        "driver_for",
    ]
    sources: list[SourceName] = []
    groups: list[str] = []
    weight: Annotated[float, Field(gt=0, le=1)] = 1.0
    source: str = Field(min_length=1)
    date: day
    author: str = Field(min_length=1)
    reliability: Annotated[str, Field(pattern=r"^([A-F][1-6]?|[1-6])?$")] = ""
    elsewhere: Share | None = None
    actor: str = ""
