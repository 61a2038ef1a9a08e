"""Sheets of an explanation: every lifting, closing and actor of the document has its row."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from geo_poc.answer_sheets import answer_sheets
from geo_poc.explaining import explain
from geo_poc.mission import Mission
from tests.geo_poc.test_lifting import BARRED, BOTH
from tests.geo_poc.weighed_missions import published
from tests.tiny_mission import write_tiny


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return an explanation with several restrictions of one authority, sectors and threats."""
    tiny = replace(BARRED, restrictions=BOTH.restrictions)
    return published(explain(Mission.load(write_tiny(tmp_path_factory.mktemp("m"), tiny)), solve=1))


def test_liftings_have_a_row_each_and_their_parts_alone(told: dict[str, Any]) -> None:
    """As it stands and placed again stand apart; what was not placed again has no gain."""
    lifting = told["lifting"]
    sheet = answer_sheets(told)["lifting"]
    rows = [one for found in lifting.values() for one in found]
    assert len(sheet) == sum(1 + len(one.get("singly", ())) for one in rows)
    (denials,) = lifting["restrictions"]
    row = sheet[sheet["kind"] == "denials"].iloc[0]
    assert (row["name"], row["status"]) == ("state", "placed again")
    assert row["credit_gained"] == pytest.approx(denials["parts"]["credit"])
    assert row["credit"] == pytest.approx(denials["credit"])
    assert set(sheet.loc[sheet["kind"] == "one restriction alone", "name"]) == {
        "state: Closed",
        "state: Shut",
    }
    assert set(sheet.loc[sheet["kind"] == "one sector alone", "name"]) == {
        "Alpha: no go: Left",
        "Alpha: no go: Middle",
    }
    assert pd.isna(sheet.loc[sheet["kind"] == "suspected caveat binds", "credit_gained"]).all()
    assert set(sheet["watermark"]) == {"EXERCISE"}


def test_closings_and_who_could_act_are_those_of_the_document(told: dict[str, Any]) -> None:
    """One row for each base, and one for each threat and kind of actor, with who it is and why not."""
    sheets = answer_sheets(told)
    closings = sheets["closings"].set_index("id")
    assert set(closings.index) == {one["id"] for one in told["closings"]}
    for one in told["closings"]:
        assert closings.loc[one["id"], "lose_reach"] == pytest.approx(one["lose_reach"])
        assert closings.loc[one["id"], "lose_reach_in_all"] == pytest.approx(one["lose_reach_in_all"])
    acting = sheets["who could act"]
    assert len(acting) == sum(len(threat["rows"]) for threat in told["who_could_act"])
    state = acting[(acting["threat"] == "T1") & (acting["who"] == "host_state")].iloc[0]
    assert (state["able"], state["why_not"]) == ("no", "a source of threat is never its own protector")
    assert state["actors"] == "Home Guard"
