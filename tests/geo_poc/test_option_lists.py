"""What plans place, gathered by tool, and what one changes of another."""

from __future__ import annotations

from geo_poc.option_lists import beside_words, options_words


def _option(tool: str, place: str, name: str = "") -> dict[str, str]:
    return {"id": f"{tool}:{place}", "tool": tool, "name": name or f"{tool} at {place}"}


SELVANE, GRAUDEL, DRAVE = (_option("jpt", place) for place in ("Selvane", "Graudel", "Drave"))
BASE = _option("cob", "Drave")
TALKS = _option("mediation", "T3", "mediation on Clashes")


def test_places_of_a_tool_stand_together() -> None:
    """Several are counted and named once, one is named alone, engagements come last."""
    told = options_words([SELVANE, TALKS, BASE, GRAUDEL, DRAVE])
    assert told == (
        "3 joint protection teams at Selvane, Graudel and Drave; company operating base at Drave; "
        "mediation and good offices on Clashes"
    )
    assert options_words([]) == "nothing new"


def test_plan_is_told_by_what_it_changes() -> None:
    """Only the changes are named, all of it where nearly all changes, nothing where nothing does."""
    plan = [SELVANE, GRAUDEL, TALKS, BASE]
    other = [SELVANE, TALKS, BASE]
    assert beside_words(plan, plan, "plan A") == "the same as plan A"
    assert beside_words(plan, other, "plan A") == "as plan A, but with joint protection team at Graudel"
    assert beside_words(other, plan, "it") == "as it, but without joint protection team at Graudel"
    swapped = beside_words([SELVANE, DRAVE, TALKS, BASE], plan, "it")
    assert swapped == (
        "as it, but with joint protection team at Drave, and without joint protection team at Graudel"
    )
    assert beside_words([DRAVE], plan, "it") == "joint protection team at Drave"
