"""Risk in the mission file: which side is which source of threat, and how incidents become a rate."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from geo_poc import defaults
from geo_poc.schema_part import Part, Positive, SourceName


class Actor(Part):
    """Which source of threat a named side of an incident is."""

    name: str = Field(min_length=1)
    source: SourceName


class RiskKeys(Part):
    """How incidents become a rate."""

    half_life_days: Positive = defaults.HALF_LIFE_DAYS
    bandwidths_m: list[Positive] = defaults.BANDWIDTHS_M
    fighting_weight: Annotated[float, Field(ge=0, le=10)] = defaults.FIGHTING_WEIGHT
    unknown_beyond_m: Positive = defaults.UNKNOWN_BEYOND_M
    unknown_event_m: Positive = defaults.UNKNOWN_EVENT_M
