"""What every table of the mission file is made of: a frozen part, and the kinds of its values."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from geo_poc import defaults
from geo_poc.defaults_assets import ASSET, ASSETS

SourceName = Literal["state", "armed_group", "communal", "criminal", "unattributed"]
Classification = Literal["Unclassified", "Confidential", "Strictly Confidential"]
Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Speed = Annotated[float, Field(gt=0, le=1000)]
"""Km/h; what is faster takes no time that could be told beside hours of travel."""
Count = Annotated[int, Field(ge=0)]
Month = Annotated[int, Field(ge=1, le=12)]
FilePath = Annotated[str, Field(pattern=r"^[^\x00]+$")]


class Part(BaseModel):
    """A frozen table of the mission file; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def filled_in(schema: dict[str, Any]) -> None:
    """Drop from a JSON Schema's required keys those that the defaults fill in."""
    filled = {*defaults.DEFAULTS, *defaults.DEFAULTS["travel"], *defaults.DEFAULTS["objective"]}
    filled |= {*ASSETS["cob"], *ASSET}
    schema["required"] = [key for key in schema["required"] if key not in filled]
