"""The rules of each feed, one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.attribution import (
    AGAINST_CIVILIANS,
    FIGHTING,
    AcledEvent,
    Attributed,
    acled_kind,
    attribute_acled,
    attribute_generic,
    open_to_table,
)
from layers.landscape import Source

TABLE: dict[str, Source] = {"herders": "communal", "presidential guard": "state", "gang": "criminal"}


def _acled(
    event: AcledEvent,
    a: tuple[str, int],
    b: tuple[str, int],
    *,
    targeting: bool | None = True,
    sub_event: str = "",
) -> Attributed | None:
    return attribute_acled(event, sub_event, (a, b), targeting, TABLE)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (("Army", 1), ("Civilians", 7), {"state": 1}),
        (("Civilians", 7), ("Army", 1), {"state": 1}),
        (("Foreign force", 8), ("Civilians", 7), {"state": 1}),
        (("Rebels", 2), ("Civilians", 7), {"armed_group": 1}),
        (("Protesters", 6), ("Militia", 3), {"armed_group": 1}),
        (("Presidential Guard", 3), ("Civilians", 7), {"state": 1}),
        (("Gang", 3), ("Civilians", 7), {"criminal": 1}),
        (("Herders", 4), ("Civilians", 7), {"communal": 1}),
        (("Unlisted", 4), ("Civilians", 7), {"armed_group": 1}),
        (("Rioters", 5), ("Civilians", 7), {"communal": 1}),
        (("Rioters", 5), ("Army", 1), {"state": 1}),
        (("Civilians", 7), ("", 0), {"unattributed": 1}),
        (("Army", 1), ("Rebels", 2), {"state": 0.5, "armed_group": 0.5}),
    ],
)
def test_the_armed_side_is_the_perpetrator(
    a: tuple[str, int], b: tuple[str, int], expected: dict[str, float]
) -> None:
    """Whichever column it stands in; 6 and 7 never are, rioters only where nobody is armed."""
    found = _acled("against_civilians", a, b)
    assert found is not None
    assert (found.kind, dict(found.shares)) == (AGAINST_CIVILIANS, expected)


@pytest.mark.parametrize(
    ("event", "sub_event", "a", "b", "targeting", "kind"),
    [
        ("battle", "Armed clash", 1, 2, False, FIGHTING),
        ("explosion", "Grenade", 2, 1, False, FIGHTING),
        ("explosion", "Grenade", 2, 7, True, AGAINST_CIVILIANS),
        ("explosion", "Grenade", 2, 7, False, FIGHTING),
        ("explosion", "Grenade", 2, 7, None, AGAINST_CIVILIANS),
        ("explosion", "Grenade", 2, 1, None, FIGHTING),
        ("protest", "Peaceful protest", 6, 0, False, None),
        ("protest", "Protest with intervention", 6, 1, False, None),
        ("protest", "Excessive force against protesters", 6, 1, True, AGAINST_CIVILIANS),
        ("protest", "Excessive force against protestors", 6, 1, None, AGAINST_CIVILIANS),
        ("riot", "Mob violence", 5, 7, True, AGAINST_CIVILIANS),
        ("riot", "Mob violence", 5, 7, None, AGAINST_CIVILIANS),
        ("riot", "Mob violence", 5, 5, False, FIGHTING),
        ("riot", "Violent demonstration", 5, 1, False, FIGHTING),
        ("riot", "Violent demonstration", 5, 0, False, None),
        ("strategic", "Looting/property destruction", 1, 7, True, None),
        ("strategic", "Arrests", 1, 7, None, None),
    ],
)
def test_kinds_of_acled_events(
    event: AcledEvent, sub_event: str, a: int, b: int, targeting: bool | None, kind: str | None
) -> None:
    """What counts against civilians, what as fighting, and what as no threat."""
    assert acled_kind(event, sub_event, a, b, targeting) == kind


def test_force_against_protesters_is_of_who_used_it() -> None:
    """Not of the protesters, although they are the first actor."""
    name = "Excessive force against protesters"
    found = _acled("protest", ("Protesters", 6), ("Police", 1), sub_event=name)
    assert found is not None
    assert dict(found.shares) == {"state": 1}


def test_fighting_is_shared_between_the_sides() -> None:
    """Equally between those that can be a threat; a side that cannot, or is missing, gets nothing."""
    shares = [
        _acled("battle", ("Army", 1), b, targeting=False)
        for b in (("Rebels", 2), ("Peacekeepers", 8), ("Herders", 4), ("", 0), ("Civilians", 7))
    ]
    assert [dict(found.shares) for found in shares if found] == [
        {"state": 0.5, "armed_group": 0.5},
        {"state": 1},
        {"state": 0.5, "communal": 0.5},
        {"state": 1},
        {"state": 1},
    ]


@pytest.mark.parametrize(
    ("source", "perpetrator", "expected"),
    [
        ("communal", "Gang", "communal"),
        ("", "GANG", "criminal"),
        ("", "Unlisted", "unattributed"),
        ("", "", "unattributed"),
        ("unattributed", "Gang", "unattributed"),
    ],
)
def test_own_incidents(source: str, perpetrator: str, expected: str) -> None:
    """A given source wins over the actor table, and nobody unknown is guessed to be an armed group."""
    assert dict(attribute_generic(AGAINST_CIVILIANS, source, perpetrator, TABLE).shares) == {expected: 1}


def test_whom_the_actor_table_can_tell() -> None:
    """ACLED's groups, UCDP's sides but governments and civilians, own incidents without a source."""
    acled = open_to_table("acled", {"side_a": "Army", "inter_a": 1, "side_b": "Herders", "inter_b": 4.0})
    assert [acled(name) for name in ("Army", "Herders")] == [False, True]
    ucdp = open_to_table("ucdp", {})
    assert [ucdp(name) for name in ("Government of X", "Civilians", "FDLR")] == [False, False, True]
    assert open_to_table("generic", {"source": ""})("Gang")
    assert not open_to_table("generic", {"source": "state"})("Gang")


EVENTS: list[AcledEvent] = ["battle", "explosion", "against_civilians", "protest", "riot", "strategic"]
SIDE = st.tuples(st.sampled_from(["", "Herders", "Gang", "Army"]), st.integers(0, 8))


@given(st.sampled_from(EVENTS), SIDE, SIDE, st.sampled_from([True, False, None]))
def test_shares_sum_to_one(
    event: AcledEvent, a: tuple[str, int], b: tuple[str, int], targeting: bool | None
) -> None:
    """No event is counted in part or twice, and civilians and protesters are never a source."""
    found = _acled(event, a, b, targeting=targeting)
    if found is not None:
        assert sum(found.shares.values()) == pytest.approx(1)
        if {a[1], b[1]} <= {0, 6, 7}:
            assert dict(found.shares) == {"unattributed": 1}
