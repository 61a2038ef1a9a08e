"""What plans place, gathered by tool, and what one changes of another."""

from __future__ import annotations

from typing import Any

from geo_poc.option_lists import beside_words, counted_words, options_words, plan_beside, plan_words


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


def _plan(*placed: dict[str, str], **patrols: int) -> dict[str, Any]:
    """Return a plan with some patrols from bases."""
    rows = [{"tool": "patrol", "site": n, "name": n, "count": count} for n, count in patrols.items()]
    return {"placed": list(placed), "patrols": rows}


def test_patrols_that_a_plan_chooses_are_told_with_it() -> None:
    """Plans that place the same and send other patrols are not the same; patrols of many bases are summed."""
    plan, other = _plan(SELVANE, Drave=2), _plan(SELVANE, Drave=1)
    assert plan_words(plan) == "joint protection team at Selvane; 2 patrols from Drave"
    assert plan_words(_plan(Drave=1)) == "1 patrol from Drave"
    assert plan_words({"placed": []}) == "nothing new"
    assert plan_beside(plan, plan, "it") == "the same as it"
    assert plan_beside(other, plan, "it") == "as it, but 1 instead of 2 patrols from Drave"
    assert plan_beside(_plan(GRAUDEL, Drave=1), plan, "it") == (
        "joint protection team at Graudel; 1 instead of 2 patrols from Drave"
    )
    many = {f"B{n}": 2 for n in range(9)}
    assert plan_words(_plan(SELVANE, **many)).endswith("; 18 patrols from all bases")
    assert plan_beside(_plan(**many), _plan(), "it") == "as it, but 18 instead of 0 patrols"


def test_equal_names_are_counted() -> None:
    """What stands several times in a list is named once, with how often."""
    assert counted_words(["patrol at Drave", "base", "patrol at Drave"]) == ["patrol at Drave (2)", "base"]
