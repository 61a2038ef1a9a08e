"""The mission file as pydantic models: what each key may hold."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, field_validator, model_validator

from geo_poc import defaults
from geo_poc.agreement import disagreements
from geo_poc.schema_constraints import Constraints
from geo_poc.schema_layers import AreaLayer, DecisionLayer, Layers
from geo_poc.schema_means import (
    Alert,
    Asset,
    Budget,
    Effect,
    HostSupport,
    Hours,
    Partner,
    Patrols,
    Readiness,
)
from geo_poc.schema_part import FilePath, Month, Part, Positive, Share, SourceName, Speed, filled_in
from geo_poc.schema_risk import Actor, FactorKeys, RiskKeys
from geo_poc.schema_views import View
from layers.errors import InputError
from layers.outline_text import read_outline


class GridKeys(Part):
    """Cell sizes in metres and the projected system."""

    demand_cell_m: Positive = defaults.DEMAND_CELL_M
    travel_cell_m: Positive = defaults.TRAVEL_CELL_M
    crs: str = "auto"


class TravelKeys(Part):
    """Speeds, season, and how far beyond the area travel is looked at."""

    model_config = ConfigDict(json_schema_extra=filled_in)

    season: Literal["dry", "wet"] = "dry"
    wet_months: list[Month] = []
    wet_factor: Annotated[float, Field(ge=1, le=20)] = defaults.WET_FACTOR
    road_kmh: dict[str, Speed]
    off_road_kmh: dict[Literal["military", "civilian", "police"], Speed]
    bridges_assumed: bool = True
    buffer_km: Annotated[float, Field(ge=0, le=500)] | None = None
    snap_m: Positive = defaults.SNAP_M

    @field_validator("wet_months")
    @classmethod
    def _each_once(cls, months: list[int]) -> list[int]:
        if len(set(months)) < len(months):
            raise ValueError("a month is named twice")
        return months


class Candidates(Part):
    """How candidate sites are drawn from the places."""

    max: Annotated[int, Field(ge=0, le=20_000)] = defaults.CANDIDATES
    spacing_m: Annotated[float, Field(ge=0)] = defaults.SPACING_M
    radius_m: Positive = defaults.CANDIDATE_RADIUS_M
    displaced: bool = False


class SiteLock(Part):
    """A site that must or must not be used, with the reason; named by its id or its name."""

    name: str = Field(min_length=1)
    status: Literal["locked", "forbidden"]
    reason: str = Field(min_length=1)
    tool: str = "cob"

    @model_validator(mode="after")
    def _of_no_tool(self) -> SiteLock:
        if self.status == "forbidden" and self.tool != "cob":
            raise ValueError("nothing may stand at a forbidden site, whatever the tool: leave tool out")
        return self


class Threat(Part):
    """An entry of the threat register; its area is a district, a circle, or an outline."""

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
    outline: str | None = None
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
        if sum(area is not None for area in (self.district, self.centre, self.outline)) != 1:
            raise ValueError("give one of a district, a centre with radius_km, or an outline")
        if self.centre is not None and self.radius_km is None:
            raise ValueError("a centre needs radius_km")
        if self.outline is not None:
            read_outline(self.outline)
        return self


class Objective(Part):
    """Weights of the objective, and the floor every observed source has."""

    model_config = ConfigDict(json_schema_extra=filled_in)

    source_weights: dict[SourceName, Annotated[float, Field(ge=0, le=1000)]]
    priority_weights: dict[Literal["must", "should", "could"], Annotated[float, Field(ge=0, le=1000)]]
    floor_share: Share = defaults.FLOOR_SHARE
    shortfall_penalty: Annotated[float, Field(ge=0, le=1e6)] = defaults.SHORTFALL_PENALTY
    views: dict[str, Annotated[float, Field(gt=0, le=1000)]] = {}
    reason: str = ""

    @model_validator(mode="after")
    def _reasons(self) -> Objective:
        usual = max(self.source_weights.values(), default=1.0)
        if usual <= 0:
            raise ValueError("source_weights are all 0: no threat would count; give one of them 1")
        lowered = [name for name, weight in self.source_weights.items() if weight < usual]
        if lowered and not self.reason.strip():
            raise ValueError(
                f"source_weights of {', '.join(lowered)} are below the others: objective.reason must say why"
            )
        if self.floor_share < defaults.FLOOR_SHARE and not self.reason.strip():
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
    """From where on harm is flagged; a flag changes a plan only by a veto or where `keep_away_binds`."""

    ring: Annotated[float, Field(gt=1, le=5)] = defaults.HARM_RING
    beside_m: Positive = defaults.HARM_BESIDE_M
    parallel_m: Annotated[float, Field(ge=0, le=500_000)] = defaults.HARM_PARALLEL_M
    settlement_m: Annotated[float, Field(ge=0, le=500_000)] = defaults.HARM_SETTLEMENT_M
    dominates: Share = defaults.HARM_DOMINATES
    keep_away_displaced_m: Annotated[float, Field(ge=0, le=500_000)] = defaults.KEEP_AWAY_DISPLACED_M
    keep_away_humanitarian_m: Annotated[float, Field(ge=0, le=500_000)] = defaults.KEEP_AWAY_HUMANITARIAN_M
    keep_away_school_m: Annotated[float, Field(ge=0, le=500_000)] = defaults.KEEP_AWAY_SCHOOL_M
    keep_away_hospital_m: Annotated[float, Field(ge=0, le=500_000)] = defaults.KEEP_AWAY_HOSPITAL_M
    keep_away_binds: bool = False
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

    model_config = ConfigDict(json_schema_extra=filled_in)

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
    factor: list[FactorKeys] = []
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
    host_support: list[HostSupport] = []
    candidates: Candidates = Candidates()
    site: list[SiteLock] = []
    threat: list[Threat] = []
    threat_decisions: DecisionLayer | None = None
    view: list[View] = []
    constraints: Constraints = Constraints()
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
        if any(band > 6000 or abs(band * 10 - round(band * 10)) > 1e-9 for band in bands):
            raise ValueError("bands are whole tenths of a minute, at most 6000")
        return bands

    @model_validator(mode="after")
    def _agree(self) -> MissionFile:
        wrong = disagreements(self)
        if wrong:
            raise InputError(wrong)
        return self
