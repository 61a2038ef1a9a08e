"""From events to sources of threat."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.incidents import attribute, is_government, observed_sources, unmapped_actors
from layers.landscape import SOURCES
from tests.layers.sources.written import errors, told

GOVERNMENT = "Government of DR Congo (Zaire)"
ACTORS = {"Hema": "communal", "Lendu": "communal", "Cartel": "criminal", "Janjaweed": "state"}


def _events(*rows: tuple[int, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=pd.Index(["type", "side_a", "side_b"]))


def _shares(kind: int, side_a: str, side_b: str) -> dict[str, float]:
    attributed, _ = attribute(_events((kind, side_a, side_b)), actors=ACTORS, fighting_weight=1.0)
    return dict(zip(attributed["source"], attributed["weight"], strict=True))


@pytest.mark.parametrize(
    ("kind", "side_a", "side_b", "expected"),
    [
        (3, GOVERNMENT, "Civilians", {"state": 1}),
        (3, "ADF", "Civilians", {"armed_group": 1}),
        (3, " hema ", "Civilians", {"communal": 1}),
        (3, "Janjaweed", "Civilians", {"state": 1}),
        (3, "", "Civilians", {"unattributed": 1}),
        (2, "Mayi Mayi", "FDLR", {"armed_group": 1}),
        (2, "Hema", "Lendu", {"communal": 1}),
        (2, "Hema", "FDLR", {"communal": 1}),
        (2, "FDLR", "Lendu", {"communal": 1}),
        (2, "Hema", "Cartel", {"communal": 0.5, "criminal": 0.5}),
        (2, "", "", {"armed_group": 1}),
        (1, GOVERNMENT, "ADF", {"state": 0.5, "armed_group": 0.5}),
        (1, GOVERNMENT, "", {"state": 0.5, "armed_group": 0.5}),
        (1, "", "ADF", {"state": 0.5, "armed_group": 0.5}),
        (1, GOVERNMENT, "Hema", {"state": 0.5, "communal": 0.5}),
        (1, GOVERNMENT, "Government of Rwanda", {"state": 1}),
    ],
)
def test_every_rule(kind: int, side_a: str, side_b: str, expected: dict[str, float]) -> None:
    """Each kind of event goes to the sources that the rules name."""
    assert _shares(kind, side_a, side_b) == expected


def test_kinds_and_weights() -> None:
    """Fighting takes its weight, violence against civilians counts in full."""
    events = _events((3, "ADF", "Civilians"), (2, "ADF", "FDLR"), (1, GOVERNMENT, "ADF"))
    attributed, findings = attribute(events, actors={}, fighting_weight=0.5)
    assert attributed["event"].tolist() == [0, 1, 2, 2]
    assert attributed["kind"].tolist() == ["against_civilians", "fighting", "fighting", "fighting"]
    assert attributed["weight"].tolist() == [1, 0.5, 0.25, 0.25]
    assert not errors(findings)


def test_deaths_by_side_do_not_matter() -> None:
    """Deaths suffered never say who the perpetrator is."""
    events = _events((1, GOVERNMENT, "ADF"), (3, "", "Civilians"))
    with_deaths = events.assign(deaths_a=[0, 9], deaths_b=[99, 0])
    plain, _ = attribute(events, actors={}, fighting_weight=0.5)
    dead, _ = attribute(with_deaths, actors={}, fighting_weight=0.5)
    pd.testing.assert_frame_equal(plain, dead)


def test_rows_are_positions_whatever_the_index() -> None:
    """A frame with another index is attributed by position."""
    events = _events((3, "ADF", "Civilians"), (3, "", "Civilians")).set_index(pd.Index([70, 9]))
    assert attribute(events, actors={}, fighting_weight=1.0)[0]["event"].tolist() == [0, 1]


def test_no_events() -> None:
    """Without events the table is empty, with its columns."""
    attributed, _ = attribute(_events(), actors={}, fighting_weight=1.0)
    assert list(attributed.columns) == ["event", "source", "kind", "weight"]
    assert attributed.empty
    assert observed_sources(attributed, {}) == ("state", "armed_group")


@pytest.mark.parametrize("weight", [-0.1, math.nan, math.inf])
def test_wrong_weights_are_errors(weight: float) -> None:
    """A weight that is none gives an empty table and an error."""
    attributed, findings = attribute(_events((3, "ADF", "")), actors={}, fighting_weight=weight)
    assert attributed.empty
    assert told(findings, "error", "weight of fighting").column == "fighting_weight"


def test_actor_table_is_validated() -> None:
    """Unknown sources and actors listed twice are errors; a government as anything else is not used."""
    actors = {"ADF": "rebel", "Hema": "communal", "HEMA": "criminal", GOVERNMENT: "criminal"}
    events = _events((3, GOVERNMENT, ""), (3, "Hema", ""), (3, "ADF", ""))
    attributed, findings = attribute(events, actors=actors, fighting_weight=1.0)
    assert told(findings, "error", "no such source").value == "rebel"
    assert told(findings, "error", "two sources").column == "actors.HEMA"
    assert told(findings, "warning", "always the state").column == f"actors.{GOVERNMENT}"
    assert attributed["source"].tolist() == ["state", "communal", "armed_group"]


def test_what_the_feed_cannot_see_is_told() -> None:
    """Criminal violence is always told as not observed, communal until an actor is listed."""
    events = _events((2, "Hema", "Lendu"), (3, "", "Civilians"))
    _, findings = attribute(events, actors={}, fighting_weight=1.0)
    assert told(findings, "info", "criminal is not observed")
    assert told(findings, "warning", "counted under armed_group")
    assert told(findings, "info", "1 events are unattributed")
    _, findings = attribute(events, actors=ACTORS, fighting_weight=1.0)
    assert not [finding for finding in findings if "counted under armed_group" in finding.message]


def test_actors_left_out_are_listed_by_events() -> None:
    """They are counted in the finding, which names none; the list has the most frequent first."""
    rows = [(3, f"Group {number}", "Civilians") for number in range(12) for _ in range(12 - number)]
    _, findings = attribute(_events(*rows, (1, GOVERNMENT, "Group 0")), actors={}, fighting_weight=1.0)
    message = told(findings, "info", "no table lists").message
    assert message.startswith("12 actors")
    assert "Group" not in message
    listed = unmapped_actors(_events(*rows, (1, GOVERNMENT, "Group 0")), {})
    assert list(listed["name"][:2]) == ["Group 0", "Group 1"]
    assert list(listed["events"][:2]) == [13, 11]
    assert not set(listed["name"]) & {"Civilians", GOVERNMENT}


def test_listed_actors_that_never_occur_are_told() -> None:
    """A name written in another way than the feed does is a warning."""
    _, findings = attribute(
        _events((3, "Lou Nuer", "")), actors={"Lou-Nuer": "communal"}, fighting_weight=1.0
    )
    assert told(findings, "warning", "occur in no event").value == "Lou-Nuer"


def test_observed_sources_keep_the_order() -> None:
    """State and armed groups always, others where somebody is listed or an event says so."""
    events = _events((3, "", "Civilians"), (3, "Cartel", "Civilians"))
    attributed, _ = attribute(events, actors=ACTORS, fighting_weight=1.0)
    assert observed_sources(attributed, ACTORS) == SOURCES
    assert observed_sources(attributed, {}) == ("state", "armed_group", "criminal", "unattributed")
    assert observed_sources(attributed.iloc[:0], ACTORS) == ("state", "armed_group", "communal")


def test_governments_by_name() -> None:
    """UCDP writes every government alike."""
    assert is_government("Government of South Sudan")
    assert not is_government("Governmental militia")


SIDE = st.sampled_from(["", GOVERNMENT, "ADF", "Hema", "Cartel", "Janjaweed"])


@given(rows=st.lists(st.tuples(st.integers(1, 3), SIDE, SIDE), max_size=20), weight=st.floats(0, 5))
def test_shares_of_an_event_sum_to_one(rows: list[tuple[int, str, str]], weight: float) -> None:
    """No event is lost or counted twice, whoever took part."""
    attributed, _ = attribute(_events(*rows), actors=ACTORS, fighting_weight=weight)
    total = attributed.groupby("event")["weight"].sum()
    assert total.index.tolist() == list(range(len(rows)))
    assert total.tolist() == pytest.approx([1.0 if kind == 3 else weight for kind, _, _ in rows])
    assert set(attributed["source"]) <= set(SOURCES)


def _acled(*rows: tuple[str, str, str, int, str, int]) -> pd.DataFrame:
    names = ["event", "sub_event", "side_a", "inter_a", "side_b", "inter_b"]
    return pd.DataFrame(rows, columns=pd.Index(names)).assign(feed="acled", civilian_targeting=None)


def test_feeds_have_their_own_rules() -> None:
    """The column feed decides: a demonstration has no row, a battle is shared, a kept position stays."""
    events = _acled(
        ("protest", "Peaceful protest", "Protesters", 6, "", 0),
        ("battle", "Armed clash", "Army", 1, "Cartel", 3),
        ("against_civilians", "Attack", "Civilians", 7, "Group", 3),
    )
    attributed, findings = attribute(events, actors=ACTORS, fighting_weight=0.5)
    assert attributed["event"].tolist() == [1, 1, 2]
    assert attributed["source"].tolist() == ["state", "criminal", "armed_group"]
    assert attributed["weight"].tolist() == [0.25, 0.25, 1.0]
    assert told(findings, "info", "1 ACLED events are no threat")
    assert told(findings, "info", "no table lists").message.startswith("1 actors")


def test_a_missing_flag_is_no_flag() -> None:
    """NaN in civilian_targeting, as joining feeds leaves it, is unknown and not true."""
    events = _acled(("explosion", "Grenade", "Group", 2, "Army", 1)).assign(civilian_targeting=math.nan)
    attributed, _ = attribute(events, actors={}, fighting_weight=1.0)
    assert set(attributed["kind"]) == {"fighting"}


def test_own_incidents_show_no_more_than_they_hold() -> None:
    """A mission's table alone observes the sources that occur in it; what it cannot see is told."""
    events = pd.DataFrame(
        {
            "feed": "generic",
            "kind": "against_civilians",
            "source": ["criminal", ""],
            "side_a": ["", "Unlisted"],
        }
    )
    attributed, findings = attribute(events, actors={}, fighting_weight=1.0)
    assert attributed["source"].tolist() == ["criminal", "unattributed"]
    assert observed_sources(attributed, {}, feeds=["generic"]) == ("criminal", "unattributed")
    assert told(findings, "info", "leave their incidents unattributed")
    assert told(findings, "info", "one whom no table lists")


def test_unmapped_actors_are_listed_by_events() -> None:
    """The list to work down: feed by feed, governments, the state's forces and listed ones left out."""
    ucdp = _events((3, "ADF", ""), (2, "ADF", "Hema"), (1, GOVERNMENT, "FDLR")).assign(feed="ucdp")
    acled = _acled(
        ("battle", "", "Army", 1, "ADF", 2),
        ("battle", "", "ADF", 2, "ADF", 2),
        ("protest", "", "Group", 3, "", 0),
    )
    together = pd.concat([ucdp, acled], ignore_index=True)
    listed = unmapped_actors(together, ACTORS)
    assert listed.to_numpy().tolist() == [["ADF", 2, "acled"], ["ADF", 2, "ucdp"], ["FDLR", 1, "ucdp"]]
    assert unmapped_actors(_events(), {}).columns.tolist() == ["name", "events", "feed"]
