"""Sentences about risk: the unknown first, and never a promise."""

from __future__ import annotations

import copy
import re

from geo_poc.risk_run import Surfaced
from geo_poc.risk_words import risk_headlines, risk_notes, skill_line


def test_unknown_and_not_observed_come_first(tiny_risk: Surfaced) -> None:
    """What nobody knows stands before what is estimated, and unknown is not called low."""
    lines = risk_headlines(tiny_risk.document)
    assert re.fullmatch(r"[\d,]+ of 66,000 people live where nobody reports: unknown, not low\.", lines[0])
    assert lines[1] == "Not observed, which is not zero: communal violence, criminal violence."
    assert any("low with presence, not low" in line for line in lines)
    assert lines[-2].startswith("The likelihood is not checked")
    assert lines[-1] == "No forecast, which is not zero, for 1 and 3 and 6 months: the incidents are too few."


def test_incidents_without_a_place_are_told_to_every_audience(tiny_risk: Surfaced) -> None:
    """What is in the rates and on no map is a headline; nothing is said where every incident has a place."""
    document = tiny_risk.document
    assert not any("in no place of the map" in line for line in risk_headlines(document))
    for audience in ("internal", "host_authority"):
        told = document | {
            "audience": audience, "off_map": {"events_per_year": 1.25, "of_events_per_year": 50.0},
        }  # fmt: skip
        assert (
            "Known only to the country or without a position: 1.25 of 50 weighted incidents a year count in "
            "rates and in no place of the map."
        ) in risk_headlines(told)


def test_factors_that_were_given_are_named_as_judgement(tiny_risk: Surfaced) -> None:
    """A factor that the surface holds is not told as neutral."""
    assert tiny_risk.document["validation"]["factors"] == []
    validation = tiny_risk.document["validation"] | {"factors": ["herds (vulnerability)"]}
    told = risk_notes(tiny_risk.document | {"validation": validation})
    assert any(note.endswith("is neutral. Given: herds (vulnerability).") for note in told)


def test_low_with_presence_of_a_part_is_told_as_such(tiny_risk: Surfaced) -> None:
    """Who does not get every source reads that calm is that of the sources shown."""
    told = tiny_risk.document | {"audience": "host_authority"}
    lines = [line for line in risk_headlines(told) if "low with presence" in line]
    assert len(lines) == 1
    assert "at low risk of what is shown here within" in lines[0]


def test_skill_is_told_with_its_test(tiny_risk: Surfaced) -> None:
    """A validated likelihood says on how much it was checked and how well it did."""
    validation = tiny_risk.document["validation"] | {
        "validated": True, "events": 1796, "folds": 24, "bandwidth_m": 5000.0, "nats_over_uniform": 2.094,
    }  # fmt: skip
    assert skill_line(validation) == (
        "The likelihood is checked on 1,796 events of 24 later quarters: its bandwidth of 5 km scored 2.09 "
        "nats per event over an even spread, the best of those compared."
    )


def test_area_without_unknown_people_or_risk_is_told(tiny_risk: Surfaced) -> None:
    """Nobody unknown and no risk at all are said as such."""
    document = copy.deepcopy(tiny_risk.document)
    document["unknown"] = {"cells": 0, "people": 0.0}
    document["half_of_risk"] = None
    document["risk"]["total"] = 0.0
    document["low_with_presence"] = {"cells": 0, "people": 0.0}
    lines = risk_headlines(document)
    assert lines[0] == "No people are known to live where nobody reports."
    assert "Of all risk: no risk is estimated anywhere." in lines
    assert not any("low with presence" in line for line in lines)


def test_words_promise_nothing(tiny_risk: Surfaced) -> None:
    """No sentence calls anybody protected or safe, and the notes say what is judgement."""
    text = " ".join((*risk_headlines(tiny_risk.document), *risk_notes(tiny_risk.document)))
    assert not re.search(r"\b(protected|safe|secure)\b", text)
    assert "judgement" in text
    assert "Not cleared" in text


def test_source_without_an_estimate_is_not_told_as_none(tiny_risk: Surfaced) -> None:
    """A share of 0 % would read as no violence: that nothing is estimated is said in words."""
    risk = tiny_risk.document["risk"]
    told = tiny_risk.document | {"risk": {**risk, "state": 0.0, "armed_group": risk["total"]}}
    line = next(line for line in risk_headlines(told) if line.startswith("Of all risk"))
    assert "violence by state actors nothing estimated" in line
    assert "violence by armed groups 100 %" in line
