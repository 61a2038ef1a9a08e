"""Cards of threat areas: what their risk is made of."""

from __future__ import annotations

import pytest

from geo_poc.audience import proposed_to
from geo_poc.hotspot_cards import hotspot_cards
from geo_poc.mission import Mission
from geo_poc.risk_run import Surfaced
from geo_poc.words import lowered_banner
from maps.style import number_text
from tests.tiny_mission import Tiny, write_tiny


def test_steps_multiply_to_the_risk(tiny_risk: Surfaced) -> None:
    """People times likelihood is the risk where no factor is given, and the card says what is neutral."""
    found = tiny_risk.surfaces
    cards = hotspot_cards(found)
    assert [card.rank for card in cards] == [str(spot.rank) for spot in found.hotspots]
    for card, spot in zip(cards, found.hotspots, strict=True):
        assert [step.rests_on for step in card.steps] == [
            "data", "not checked: too few incidents", "judgement: the product",
        ]  # fmt: skip
        rate = float(card.steps[1].value.removeprefix("x ").replace(",", ""))
        assert rate * spot.people == pytest.approx(spot.risk, rel=0.01)
        assert "vulnerability" in card.notes[0]
        assert sum(share for _, share in card.sources) == pytest.approx(1.0)
        assert dict(card.facts)["Trend"].startswith(spot.trend.direction.split(maxsplit=1)[0])


def test_proposed_entry_is_on_the_card_and_in_the_table_of_insiders_alone(tiny_risk: Surfaced) -> None:
    """What `geo-poc threats` proposes, and whether the register has it, stand beside the area."""
    found = tiny_risk.surfaces
    entries = proposed_to("internal", found)
    facts = {card.rank: dict(card.facts) for card in hotspot_cards(found, entries)}
    assert facts
    for row in tiny_risk.document["hotspots"]:
        fact = facts[str(row["rank"])]
        assert fact["Proposed entry"].startswith(f"{row['proposed_objective']}: {row['proposed_priority']}, ")
        assert fact["In the register"] == (row["in_register"] or "no entry of this source here")
    assert {row["in_register"] for row in tiny_risk.document["hotspots"]} == {"T1", ""}
    assert proposed_to("un", found) == proposed_to("host_authority", found) == {}
    assert not any("Proposed entry" in dict(card.facts) for card in hotspot_cards(found))


def test_lowered_source_is_told_but_not_to_whom_it_is_withheld_from(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """The banner names the source and the reason; a product without that source says neither."""
    folder = tmp_path_factory.mktemp("lowered")
    path = write_tiny(folder, Tiny())
    mission = Mission.load(
        path, settings=["objective.source_weights.state=0.5", 'objective.reason="The state asked."']
    )
    assert lowered_banner(mission.keys) == (
        "Counts less than the rest by decision: violence by state actors. The state asked.",
    )
    assert lowered_banner(mission.keys, ("state",)) == ()
    assert lowered_banner(Mission.load(path).keys) == ()


def test_deaths_expected_and_mass_casualties_have_the_range_of_the_members(tiny_risk: Surfaced) -> None:
    """Table and card tell the same three figures of an area, in order."""
    cards = {card.rank: dict(card.facts) for card in hotspot_cards(tiny_risk.surfaces)}
    rows = tiny_risk.document["hotspots"]
    assert rows
    for row in rows:
        drawn = tiny_risk.surfaces.ranges[row["id"]]
        assert drawn.deaths_per_year is not None
        for name, ends in (
            ("deaths_per_year", drawn.deaths_per_year),
            ("mass_casualty", drawn.mass_casualty),
        ):
            assert (row[f"{name}_low"], row[name], row[f"{name}_high"]) == ends
            assert list(ends) == sorted(ends)
        assert 0 < row["against_civilians_per_year"] <= row["events_per_year"]
        said = cards[str(row["rank"])]
        assert said["Deaths expected"].startswith(f"{number_text(row['deaths_per_year'])} a year")
        assert said["Group-targeted"].startswith("not known: ")
