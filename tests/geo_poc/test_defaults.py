"""The defaults of a mission file."""

from __future__ import annotations

import pytest

from geo_poc.defaults import BAND_VALUES, BANDS_MIN, DEFAULTS, SERVICES, SOURCE_WEIGHTS
from geo_poc.defaults_assets import ASSETS
from geo_poc.defaults_effects import EFFECTIVENESS
from layers.access import ROAD_KMH
from layers.landscape import SOURCES


def test_effectiveness_is_whole_and_sourced() -> None:
    """Every tool has low, mid and high ends for every source, in order, each with a source in words.

    Tools of alert have none: they let a response be called.
    """
    assert set(EFFECTIVENESS) == {name for name, asset in ASSETS.items() if asset["service"] != "alert"}
    for tool, effects in EFFECTIVENESS.items():
        assert tuple(effects) == SOURCES
        for source, effect in effects.items():
            assert effect["source"]
            if (tool, source) == ("host_support", "state"):
                continue
            assert 0 <= effect["low"] < effect["mid"] < effect["high"] <= 1


def test_support_to_the_host_state_does_nothing_against_it() -> None:
    """A source of threat is never its own protector."""
    assert [EFFECTIVENESS["host_support"]["state"][end] for end in ("low", "mid", "high")] == [0.0, 0.0, 0.0]


def test_middle_values_are_those_of_the_design() -> None:
    """A base acts strongly on armed groups and weakly on the state; a team the other way round."""
    order = ("state", "armed_group", "communal", "criminal")
    assert [EFFECTIVENESS["cob"][s]["mid"] for s in order] == [0.2, 0.8, 0.6, 0.5]
    assert [EFFECTIVENESS["jpt"][s]["mid"] for s in order] == [0.6, 0.3, 0.6, 0.3]
    for effects in EFFECTIVENESS.values():
        mean = sum(effects[s]["mid"] for s in order) / 4
        assert effects["unattributed"]["mid"] == pytest.approx(mean)


def test_sources_weigh_the_same() -> None:
    """A mission acts regardless of the source."""
    assert tuple(SOURCE_WEIGHTS) == SOURCES
    assert set(SOURCE_WEIGHTS.values()) == {1.0}


def test_scales_fit_together() -> None:
    """Services sum to 1, bands rise, their values fall."""
    assert sum(SERVICES.values()) == pytest.approx(1.0)
    assert len(BANDS_MIN) == len(BAND_VALUES)
    assert sorted(BANDS_MIN) == BANDS_MIN
    assert sorted(BAND_VALUES, reverse=True) == BAND_VALUES


def test_speeds_are_copies() -> None:
    """Nobody who changes a default changes the speeds of the floor below."""
    assert DEFAULTS["travel"]["road_kmh"] == dict(ROAD_KMH)
    assert DEFAULTS["travel"]["road_kmh"] is not ROAD_KMH
