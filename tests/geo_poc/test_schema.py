"""What each key of a mission file may hold."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from geo_poc.defaults import DEFAULTS
from geo_poc.schema import Evaluation, MissionFile, Objective, Threat
from geo_poc.schema_layers import Layer
from geo_poc.schema_means import Effect
from layers.landscape import SOURCES

WEIGHTS = {**DEFAULTS["objective"]}
THREAT: dict[str, Any] = {"id": "T1", "name": "Raids", "source": "state", "priority": "must"}


def mission(**keys: Any) -> MissionFile:
    """Return a sound mission with some keys replaced."""
    layers = {
        "incidents": {"path": "i.csv"},
        "bases": {"path": "b.csv"},
        "population": [{"path": "p.tif", "unit": "people_per_cell"}],
    }
    plain = {"schema_version": 1, "name": "M", "as_of": date(2025, 1, 1), "area": {"path": "a"}}
    return MissionFile.model_validate({**DEFAULTS, **plain, "layers": layers, **keys})


def _messages(fault: pytest.ExceptionInfo[ValidationError]) -> str:
    return "; ".join(item["msg"] for item in fault.value.errors())


def test_wet_months_are_months_named_once() -> None:
    """None are given by default; a thirteenth month, and one named twice, are faults."""
    assert mission().travel.wet_months == []
    assert mission(travel=DEFAULTS["travel"] | {"wet_months": [11, 12, 1]}).travel.wet_months == [11, 12, 1]
    for months, said in (([13], "less than or equal to 12"), ([4, 4], "named twice")):
        with pytest.raises(ValidationError) as fault:
            mission(travel=DEFAULTS["travel"] | {"wet_months": months})
        assert said in _messages(fault)


def test_sources_are_those_of_the_floors_below() -> None:
    """A source of threat has one name everywhere."""
    for source in SOURCES:
        assert Threat(**{**THREAT, "source": source, "district": "N"}).source == source
    with pytest.raises(ValidationError):
        Threat(**{**THREAT, "source": "rebels", "district": "N"})


@pytest.mark.parametrize(
    ("bands", "words"),
    [
        ([15, 15], "rise"),
        ([30, 15], "rise"),
        ([15.05], "tenths"),
        ([7000], "6000"),
        ([0], "greater than 0"),
        ([], "at least 1"),
    ],
)
def test_bands_rise_in_whole_tenths(bands: list[float], words: str) -> None:
    """Bands that fall, stand still, or lie between tenths of a minute are refused."""
    with pytest.raises(ValidationError) as fault:
        mission(bands_min=bands, band_values=[1.0] * len(bands))
    assert words in _messages(fault)


def test_bands_of_tenths_are_taken() -> None:
    """0.1 minutes and 22.3 minutes are whole tenths in spite of their binary digits."""
    assert mission(bands_min=[0.1, 22.3], band_values=[1, 1]).bands_min == [0.1, 22.3]


@pytest.mark.parametrize("source", SOURCES)
def test_lower_weight_of_a_source_needs_a_reason(source: str) -> None:
    """A source that counts less than another is refused without a written reason, whichever it is."""
    lowered = {"source_weights": {**WEIGHTS["source_weights"], source: 0.5}}
    with pytest.raises(ValidationError) as fault:
        Objective(**{**WEIGHTS, **lowered})
    assert source in _messages(fault)
    assert Objective(**{**WEIGHTS, **lowered, "reason": "decided on 3 May"}).reason == "decided on 3 May"


def test_raising_one_source_lowers_the_others() -> None:
    """Weights are relative: one source raised needs the same reason."""
    raised = {"source_weights": {**WEIGHTS["source_weights"], "armed_group": 2.0}}
    with pytest.raises(ValidationError) as fault:
        Objective(**{**WEIGHTS, **raised})
    assert "state" in _messages(fault)


def test_lower_floor_needs_a_reason() -> None:
    """The floor of each source is lowered only with a reason; it may be raised without."""
    with pytest.raises(ValidationError):
        Objective(**WEIGHTS, floor_share=0.5)
    assert Objective(**WEIGHTS, floor_share=0.9).floor_share == 0.9
    assert Objective(**WEIGHTS, floor_share=0.5, reason="tested").floor_share == 0.5


def test_effects_are_used_as_entered() -> None:
    """One number is all three ends; three ends stay as they are, and must rise."""
    assert Effect.model_validate(0.4) == Effect(low=0.4, mid=0.4, high=0.4)
    assert Effect(low=0.1, mid=0.2, high=0.9, source="x").source == "x"
    for low, mid, high in ((0.3, 0.2, 0.4), (0.1, 0.5, 0.4), (0.1, 0.2, 1.1), (-0.1, 0.2, 0.3)):
        with pytest.raises(ValidationError):
            Effect(low=low, mid=mid, high=high)
    for wrong in (True, "much", float("nan")):
        with pytest.raises(ValidationError):
            Effect.model_validate(wrong)


@pytest.mark.parametrize(
    "area",
    [
        {},
        {"district": "N", "centre": (1, 2), "radius_km": 3},
        {"centre": (1, 2)},
        {"centre": (200, 2), "radius_km": 3},
    ],
)
def test_threat_has_one_area(area: dict[str, Any]) -> None:
    """A threat lies in a district or in a whole circle on the globe."""
    with pytest.raises(ValidationError):
        Threat(**THREAT, **area)


def test_window_rises() -> None:
    """A window that ends before it starts is refused; an open one is not."""
    with pytest.raises(ValidationError):
        Evaluation(window_start=date(2025, 1, 2), window_end=date(2025, 1, 1))
    assert Evaluation(window_start=date(2025, 1, 2)).window_end is None


def test_layers_are_confidential_unless_said() -> None:
    """A layer without a classification is Confidential."""
    assert Layer(path="x").classification == "Confidential"


def test_keys_are_frozen() -> None:
    """A validated mission cannot be changed in place."""
    with pytest.raises(ValidationError):
        mission().name = "other"  # type: ignore[misc]
