"""The mission file as pydantic models: what each key may hold."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, field_validator, model_validator

from geo_poc import defaults
from geo_poc.agreement import disagreements
from geo_poc.schema_layers import AreaLayer, Layers
from geo_poc.schema_part import Count, FilePath, Month, Part, Positive, Share, SourceName
from layers.errors import InputError


def _filled(schema: dict[str, Any]) -> None:
    """Drop from a JSON Schema's required keys those that the defaults fill in."""
    filled = {*defaults.DEFAULTS, *defaults.DEFAULTS["travel"], *defaults.DEFAULTS["objective"]}
    filled |= {*defaults.ASSETS["cob"], *defaults.ASSET}
    schema["required"] = [key for key in schema["required"] if key not in filled]


def _number_too(schema: dict[str, Any]) -> None:
    """Let a JSON Schema of an effect be one number, or a table of some of its ends."""
    table = {key: value for key, value in schema.items() if key != "required"}
    schema.clear()
    schema["anyOf"] = [{"type": "number", "minimum": 0, "maximum": 1}, table]


class GridKeys(Part):
    """Cell sizes in metres and the projected system."""

    demand_cell_m: Positive = defaults.DEMAND_CELL_M
    travel_cell_m: Positive = defaults.TRAVEL_CELL_M
    crs: str = "auto"


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


class TravelKeys(Part):
    """Speeds, season, and how far beyond the area travel is looked at."""

    model_config = ConfigDict(json_schema_extra=_filled)

    season: Literal["dry", "wet"] = "dry"
    wet_months: list[Month] = []
    wet_factor: Annotated[float, Field(ge=1, le=20)] = defaults.WET_FACTOR
    road_kmh: dict[str, Positive]
    off_road_kmh: dict[Literal["military", "civilian", "police"], Positive]
    bridges_assumed: bool = True
    buffer_km: Annotated[float, Field(ge=0, le=500)] | None = None
    snap_m: Positive = defaults.SNAP_M

    @field_validator("wet_months")
    @classmethod
    def _each_once(cls, months: list[int]) -> list[int]:
        if len(set(months)) < len(months):
            raise ValueError("a month is named twice")
        return months


class Effect(Part):
    """Effect of a tool on a source of threat: low, middle and high end with its source."""

    model_config = ConfigDict(json_schema_extra=_number_too)

    low: Share
    mid: Share
    high: Share
    source: str = defaults.PLACEHOLDER

    @model_validator(mode="before")
    @classmethod
    def _one_number(cls, value: Any) -> Any:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return {"low": value, "mid": value, "high": value}
        return value

    @model_validator(mode="after")
    def _ordered(self) -> Effect:
        if not self.low <= self.mid <= self.high:
            raise ValueError("low, mid and high must rise")
        return self


class Asset(Part):
    """A kind of asset: what it reaches, as whom it travels, what it needs."""

    model_config = ConfigDict(json_schema_extra=_filled)

    label: str
    tier: Literal[1, 2, 3]
    service: Literal["presence", "response", "dialogue", "alert"]
    persona: Literal["military", "civilian", "police"]
    reach_min: Annotated[float, Field(gt=0, le=6000)]
    personnel: Count
    hosts: list[str] = []
    near: list[str] = []
    near_min: Annotated[float, Field(ge=0, le=6000)] = 0.0
    stands: Literal["site", "route", "threat"] = "site"
    hours: list[Literal["day", "night"]] = Field(default=["day", "night"], min_length=1)
    base: bool = False
    routes: dict[Literal["patrol", "night_patrol"], Annotated[int, Field(ge=0, le=20)]] = {}
    visits_per_month: Count = 0
    team_days: Count = 0
    delay_weeks: Count = 0


class Budget(Part):
    """How many new assets may be placed; assets in place are kept and cost nothing.

    Patrols without a number are as many as the bases keep going; `engagements` is how many mediations and
    political engagements can be kept up at once.
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


class Partner(Part):
    """Credit for another actor in place, with its reason; supported activity asks for an assessment."""

    actor: str = Field(min_length=1)
    activity: Literal["none", "joint_operation", "transport", "fuel", "intelligence", "escort"] = "none"
    credit: Share
    reach_min: Annotated[float, Field(gt=0, le=6000)] = defaults.PARTNER_REACH_MIN
    reason: str = Field(min_length=1)


class Candidates(Part):
    """How candidate sites are drawn from the places."""

    max: Annotated[int, Field(ge=0, le=20_000)] = defaults.CANDIDATES
    spacing_m: Annotated[float, Field(ge=0)] = defaults.SPACING_M
    radius_m: Positive = defaults.CANDIDATE_RADIUS_M


class SiteLock(Part):
    """A site that must or must not be used, with the reason; named by its id or its name."""

    name: str = Field(min_length=1)
    status: Literal["locked", "forbidden"]
    reason: str = Field(min_length=1)
    tool: str = "cob"


class Threat(Part):
    """An entry of the threat register; its area is a district, or a circle."""

    id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    source: SourceName
    objective: str = ""
    priority: Literal["must", "should", "could"]
    time_limit_min: Annotated[float, Field(gt=0, le=6000)] = defaults.THREAT_LIMIT_MIN
    tools: list[str] = ["cob"]
    groups: list[str] = []
    district: str | None = None
    centre: tuple[Annotated[float, Field(ge=-180, le=180)], Annotated[float, Field(ge=-90, le=90)]] | None = (
        None
    )
    radius_km: Positive | None = None
    share: Annotated[float, Field(gt=0, le=1)] = defaults.THREAT_SHARE
    hard: bool = False
    strategic: bool = False
    scenario: str = ""
    legal_frame: str = ""
    strategy_reference: str = ""
    owner_role: str = ""
    review_date: date | None = None
    interlocutors: dict[Literal["mediation", "pressure"], str] = {}
    revisits: Annotated[int, Field(ge=0, le=10)] = 0

    @model_validator(mode="after")
    def _one_area(self) -> Threat:
        if (self.district is None) == (self.centre is None):
            raise ValueError("give either a district, or a centre with radius_km")
        if self.centre is not None and self.radius_km is None:
            raise ValueError("a centre needs radius_km")
        return self


class Objective(Part):
    """Weights of the objective, and the floor every observed source has."""

    model_config = ConfigDict(json_schema_extra=_filled)

    source_weights: dict[SourceName, Annotated[float, Field(ge=0, le=1000)]]
    priority_weights: dict[Literal["must", "should", "could"], Annotated[float, Field(ge=0, le=1000)]]
    floor_share: Share = defaults.FLOOR_SHARE
    shortfall_penalty: Annotated[float, Field(ge=0, le=1e6)] = defaults.SHORTFALL_PENALTY
    reason: str = ""

    @model_validator(mode="after")
    def _reasons(self) -> Objective:
        usual = max(self.source_weights.values(), default=1.0)
        lowered = [name for name, weight in self.source_weights.items() if weight < usual]
        if lowered and not self.reason:
            raise ValueError(
                f"source_weights of {', '.join(lowered)} are below the others: objective.reason must say why"
            )
        if self.floor_share < defaults.FLOOR_SHARE and not self.reason:
            raise ValueError(f"floor_share is below {defaults.FLOOR_SHARE:g}: objective.reason must say why")
        return self


class Limits(Part):
    """How hard the optimiser works: counted effort, gap of gain to stop at, optional seconds."""

    effort: Annotated[int, Field(ge=1, le=100)] = defaults.EFFORT
    gap: Share = defaults.GAP
    time_limit_s: Positive | None = None


class Evaluation(Part):
    """Window of incidents for the straight-line shares; when groups differ, and who counts as near."""

    window_start: date | None = None
    window_end: date | None = None
    group_spread: Share = defaults.GROUP_SPREAD
    actors_near_m: Annotated[float, Field(ge=0, le=500_000)] = defaults.ACTORS_NEAR_M

    @model_validator(mode="after")
    def _rising(self) -> Evaluation:
        if self.window_start and self.window_end and self.window_start > self.window_end:
            raise ValueError("window_start is after window_end")
        return self


class HarmException(Part):
    """A site, by id or name, whose base may be nearer than the keep-away distances, with the reason."""

    site: str = Field(min_length=1)
    reason: str = Field(min_length=1)


class Harm(Part):
    """From where on harm is flagged; no flag changes a plan."""

    ring: Annotated[float, Field(gt=1, le=5)] = defaults.HARM_RING
    beside_m: Positive = defaults.HARM_BESIDE_M
    parallel_m: Annotated[float, Field(ge=0, le=500_000)] = defaults.HARM_PARALLEL_M
    settlement_m: Annotated[float, Field(ge=0, le=500_000)] = defaults.HARM_SETTLEMENT_M
    dominates: Share = defaults.HARM_DOMINATES
    keep_away_displaced_m: Annotated[float, Field(ge=0, le=500_000)] = defaults.KEEP_AWAY_DISPLACED_M
    keep_away_humanitarian_m: Annotated[float, Field(ge=0, le=500_000)] = defaults.KEEP_AWAY_HUMANITARIAN_M
    exception: list[HarmException] = []


class Scenario(Part):
    """A named variant: overrides are laid over the mission's own keys."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,60}$")
    intent: str = Field(min_length=1)
    overrides: dict[str, Any] = {}


class Applied(Part):
    """What was laid over a mission file before it was used."""

    scenario: str = ""
    intent: str = ""
    set: list[str] = []


class MissionFile(Part):
    """The whole mission file."""

    model_config = ConfigDict(json_schema_extra=_filled)

    schema_version: Literal[1]
    name: str = Field(min_length=1)
    kind: Literal["exercise", "illustration", "operation"] = "operation"
    as_of: date
    data_root: FilePath | None = None
    allow_outside: bool = False
    area: AreaLayer
    grid: GridKeys = GridKeys()
    layers: Layers
    actor: list[Actor] = []
    risk: RiskKeys = RiskKeys()
    travel: TravelKeys
    bands_min: list[Positive] = Field(min_length=1)
    band_values: list[Share] = Field(min_length=1)
    services: dict[Literal["presence", "response", "dialogue"], Share]
    assets: dict[str, Asset]
    effectiveness: dict[str, dict[SourceName, Effect]]
    budget: Budget = Budget()
    hours: Hours = Hours()
    alert: Alert = Alert()
    patrols: Patrols = Patrols()
    readiness: Readiness = Readiness()
    partner: list[Partner] = []
    candidates: Candidates = Candidates()
    site: list[SiteLock] = []
    threat: list[Threat] = []
    objective: Objective
    limits: Limits = Limits()
    evaluation: Evaluation = Evaluation()
    harm: Harm = Harm()
    scenario: list[Scenario] = []
    applied: Applied | None = None

    @field_validator("bands_min")
    @classmethod
    def _bands_rise(cls, bands: list[float]) -> list[float]:
        if any(b <= a for a, b in pairwise(bands)):
            raise ValueError("bands must rise")
        if any(abs(band * 10 - round(band * 10)) > 1e-9 or band > 6000 for band in bands):
            raise ValueError("bands are whole tenths of a minute, at most 6000")
        return bands

    @model_validator(mode="after")
    def _agree(self) -> MissionFile:
        wrong = disagreements(self)
        if wrong:
            raise InputError(wrong)
        return self
