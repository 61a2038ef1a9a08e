"""Means in the mission file: tools and their effect, budgets, patrols, alert, readiness, partners."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, field_validator, model_validator

from geo_poc import defaults
from geo_poc.defaults_effects import PLACEHOLDER
from geo_poc.schema_part import Count, Part, Share, filled_in


def _number_too(schema: dict[str, Any]) -> None:
    """Let a JSON Schema of an effect be one number, or a table of some of its ends."""
    table = {key: value for key, value in schema.items() if key != "required"}
    schema.clear()
    schema["anyOf"] = [{"type": "number", "minimum": 0, "maximum": 1}, table]


class Effect(Part):
    """Effect of a tool on a source of threat: low, middle and high end with its source."""

    model_config = ConfigDict(json_schema_extra=_number_too)

    low: Share
    mid: Share
    high: Share
    source: str = PLACEHOLDER

    @model_validator(mode="before")
    @classmethod
    def _one_number(cls, value: Any) -> Any:
        if isinstance(value, (dict, Effect)):
            return value
        # One number is told once where it is none, not for each of the ends that it stands for.
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not number or not 0 <= value <= 1:
            raise ValueError("an effect is one number between 0 and 1, or a table of low, mid and high")
        return {"low": value, "mid": value, "high": value}

    @model_validator(mode="after")
    def _ordered(self) -> Effect:
        if not self.low <= self.mid <= self.high:
            raise ValueError("low, mid and high must rise")
        return self


Patrol = Literal["patrol", "night_patrol", "long_patrol", "foot_patrol", "joint_patrol", "coordinated_patrol"]


class Asset(Part):
    """A kind of asset: what it reaches, as whom it travels, what it needs."""

    model_config = ConfigDict(json_schema_extra=filled_in)

    label: str
    tier: Literal[1, 2, 3]
    service: Literal["presence", "response", "dialogue", "alert"]
    persona: Literal["military", "civilian", "police"]
    reach_min: Annotated[float, Field(gt=0, le=6000)]
    personnel: Count
    hosts: list[str] = []
    near: list[str] = []
    near_min: Annotated[float, Field(ge=0, le=6000)] = 0.0
    stands: Literal["site", "route", "threat", "district"] = "site"
    hours: list[Literal["day", "night"]] = Field(default=["day", "night"], min_length=1)
    base: bool = False
    routes: dict[Patrol, Annotated[int, Field(ge=0, le=20)]] = {}
    visits_per_month: Count = 0
    team_days: Count = 0
    delay_weeks: Count = 0
    in_time: bool = True
    settled: bool = False
    instead_of: list[str] = []
    flies_kmh: Annotated[float, Field(ge=0, le=1000)] = 0.0
    preparation_min: Annotated[float, Field(ge=0, le=6000)] = 0.0
    flight_hours: Annotated[float, Field(ge=0, le=10_000)] = 0.0
    escorted_by: list[str] = []
    escort_min: Annotated[float, Field(ge=0, le=6000)] = 0.0
    escort_days: Annotated[float, Field(ge=0, le=1000)] = 0.0
    joint: bool = False
    duration_min: Annotated[float, Field(gt=0, le=6000)] | None = None
    pace_kmh: Annotated[float, Field(gt=0, le=20)] | None = None


class Budget(Part):
    """How many new assets may be placed; assets in place are kept and cost nothing.

    Patrols without a number are as many as the bases keep going; `engagements` is how many mediations and
    political engagements can be kept up at once, `escorts` how many teams can go with troops, and
    `helicopter_hours` what there is of them in a month.
    """

    cob: Count = 0
    tob: Count = 0
    jpt: Count = 0
    cla: Count = 0
    can: Count = 0
    adviser: Count = 0
    patrol: Count | None = None
    night_patrol: Count | None = None
    engagements: Count = 0
    qrf: Count = 0
    qrf_air: Count = 0
    helicopter_hours: Annotated[float, Field(ge=0, le=100_000)] = 0.0
    fpu: Count = 0
    unpol: Count = 0
    human_rights: Count = 0
    field_office: Count = 0
    cvr: Count = 0
    host_support: Count = 0
    escorts: Count = 0
    long_patrol: Count | None = None
    foot_patrol: Count | None = None
    joint_patrol: Count | None = None
    coordinated_patrol: Count | None = None


class Hours(Part):
    """Day and night: the part of response and presence counted by night, and how much slower travel is."""

    night_share: Share = defaults.NIGHT_SHARE
    night_factor: Annotated[float, Field(ge=1, le=10)] = defaults.NIGHT_FACTOR


class Alert(Part):
    """What response is worth where nobody can call it, and whether that is counted.

    "auto" counts it where the mission says anything about liaison assistants or alert networks.
    """

    without: Share = defaults.ALERT_WITHOUT
    modelled: Literal["auto", "yes", "no"] = "auto"


class Patrols(Part):
    """What a patrol may take, what it visits, and what repeated visits are worth."""

    duration_min: Annotated[float, Field(gt=0, le=6000)] = defaults.PATROL_MIN
    night_duration_min: Annotated[float, Field(gt=0, le=6000)] = defaults.NIGHT_PATROL_MIN
    stop_min: Annotated[float, Field(ge=0, le=6000)] = defaults.PATROL_STOP_MIN
    visit_m: Annotated[float, Field(ge=0, le=50_000)] = defaults.PATROL_VISIT_M
    repeat_values: list[Share] = Field(default=defaults.PATROL_REPEATS, min_length=1, max_length=10)
    waypoints: Annotated[int, Field(ge=0, le=20_000)] = defaults.PATROL_WAYPOINTS
    route_days: Annotated[float, Field(gt=0, le=1000)] = defaults.ROUTE_DAYS
    coordinated_with: str = ""

    @field_validator("repeat_values")
    @classmethod
    def _fall(cls, values: list[float]) -> list[float]:
        if any(b > a for a, b in pairwise(values)):
            raise ValueError("a repeated visit is never worth more than the one before")
        return values


class Readiness(Part):
    """Share of calls that a unit without a record responds to: low, middle and high end."""

    recorded: Annotated[list[Share], Field(min_length=3, max_length=3)] = defaults.RECORDED
    suspected_bite: bool = False

    @field_validator("recorded")
    @classmethod
    def _rise(cls, values: list[float]) -> list[float]:
        if any(b < a for a, b in pairwise(values)):
            raise ValueError("low, middle and high must rise")
        return values


class HostSupport(Part):
    """Support to police or justice of the host state in a district, which asks for an assessment."""

    actor: str = Field(min_length=1)
    district: str = Field(min_length=1)
    reason: str = Field(min_length=1)


class Partner(Part):
    """Credit for another actor in place, with its reason; supported activity asks for an assessment."""

    actor: str = Field(min_length=1)
    activity: Literal["none", "joint_operation", "transport", "fuel", "intelligence", "escort"] = "none"
    credit: Share
    reach_min: Annotated[float, Field(gt=0, le=6000)] = defaults.PARTNER_REACH_MIN
    reason: str = Field(min_length=1)
