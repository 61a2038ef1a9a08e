"""Constraints in the mission file: spacing, hubs, floors, backup, tiers, bases that may go, vetoes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from geo_poc import defaults
from geo_poc.schema_part import Count, Part, Positive, SourceName, Speed

Minutes = Annotated[float, Field(gt=0, le=6000)]
Wanted = Annotated[float, Field(gt=0, le=1)]
Cost = Annotated[float, Field(ge=0, le=1e6)]
Level = Annotated[int, Field(ge=1, le=9)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]


class Spacing(Part):
    """A least distance between what stands at sites: metres, straight line, or minutes of its own travel."""

    tools: list[str] = []
    metres: Positive | None = None
    minutes: Minutes | None = None
    reason: str = ""

    @model_validator(mode="after")
    def _one_measure(self) -> Spacing:
        if (self.metres is None) == (self.minutes is None):
            raise ValueError("give either metres or minutes")
        return self


class Hub(Part):
    """Where support or medical evacuation comes from, and how near to it bases must stand."""

    name: str = Field(min_length=1)
    sites: list[str] = []
    tools: list[str] = []
    serves: list[str] = []
    within_min: Minutes
    by: Literal["road", "air"] = "road"
    air_kmh: Speed = defaults.HUB_AIR_KMH
    preparation_min: Annotated[float, Field(ge=0, le=6000)] = 0.0
    relay: bool = True

    @model_validator(mode="after")
    def _some_hub(self) -> Hub:
        if not self.sites and not self.tools:
            raise ValueError("name sites or tools that are hubs")
        if self.by == "air" and self.preparation_min >= self.within_min:
            raise ValueError("preparation_min leaves no time to fly within within_min")
        return self


class FloorRule(Part):
    """A share of risk or of people at risk that a plan should have within reach of a tier II tool."""

    name: str = Field(min_length=1)
    of: Literal["risk", "people", "strategic"] = "risk"
    source: SourceName | None = None
    group: str | None = None
    district: str | None = None
    level: Level | None = None
    within_min: Minutes | None = None
    share: Wanted
    base: Literal["all", "reachable"] = "all"
    hard: bool = False

    @model_validator(mode="after")
    def _fitting(self) -> FloorRule:
        if self.district is not None and self.level is not None:
            raise ValueError("give a district, or a level for each of its districts, or neither")
        if self.source is not None and self.of != "risk":
            raise ValueError('source needs of = "risk": people are not counted by source')
        if self.group is not None and self.of != "people":
            raise ValueError('group needs of = "people"')
        if self.of == "strategic" and self.within_min is not None:
            raise ValueError("strategic threats have time limits of their own: leave within_min out")
        return self


class Backup(Part):
    """An area that several distinct sites must have within reach."""

    name: str = Field(min_length=1)
    district: str | None = None
    centre: tuple[Longitude, Latitude] | None = None
    radius_km: Positive | None = None
    site: str | None = None
    tools: list[str] = []
    least: Annotated[int, Field(ge=2, le=10)] = defaults.BACKUP_SITES
    within_min: Minutes = defaults.THREAT_LIMIT_MIN
    share: Wanted = 1.0
    hard: bool = False

    @model_validator(mode="after")
    def _one_area(self) -> Backup:
        if sum(value is not None for value in (self.district, self.centre, self.site)) != 1:
            raise ValueError("give one of district, site, or a centre with radius_km")
        if (self.centre is None) != (self.radius_km is None):
            raise ValueError("centre and radius_km go together")
        return self


class TierMix(Part):
    """How many activities of a tier each area must have."""

    name: str = Field(min_length=1)
    tier: Literal[1, 2, 3] = 1
    district: str | None = None
    level: Level | None = None
    least: Annotated[int, Field(ge=1, le=100)] = 1
    hard: bool = False

    @model_validator(mode="after")
    def _one_area(self) -> TierMix:
        if self.district is not None and self.level is not None:
            raise ValueError("give a district, or a level for each of its districts, or neither")
        return self


class Release(Part):
    """A base in place that may close or move, at declared costs, with the reason."""

    site: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    keep_cost: Cost = defaults.KEEP_COST
    close_cost: Cost | None = None
    move_cost: Cost | None = None

    @model_validator(mode="after")
    def _some_way(self) -> Release:
        if self.close_cost is None and self.move_cost is None:
            raise ValueError("give close_cost, move_cost or both")
        return self


class Veto(Part):
    """A harm flag that no new option may raise, with the reason."""

    flag: Literal["attacks_drawn", "exploitation", "informants", "substitution", "keep_away"]
    reason: str = Field(min_length=1)


class Constraints(Part):
    """What every plan must keep to beside budgets, hosts and locks."""

    moves: Count | None = None
    spacing: list[Spacing] = []
    hub: list[Hub] = []
    floor: list[FloorRule] = []
    backup: list[Backup] = []
    tier: list[TierMix] = []
    release: list[Release] = []
    veto: list[Veto] = []
