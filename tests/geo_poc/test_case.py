"""A set of open assets beside what stands today."""

from __future__ import annotations

from geo_poc.planning import Planned
from tests.geo_poc.told_mission import now, then, with_assets


def test_what_is_new_and_what_closes(told_run: Planned) -> None:
    """The plan adds a base and a team; dropping a base closes it, another class in its place does not."""
    case = then(told_run.outcome)
    assert {asset.id for asset in case.bases()} == {"cob:west", "cob:east", "cob:c-north"}
    assert {asset.id for asset in case.new()} == {"cob:c-north", "jpt:west"}
    assert case.closed() == ()
    assert now(told_run.outcome).new() == ()
    fewer = with_assets(now(told_run.outcome), dropped=("cob:east",))
    assert [asset.id for asset in fewer.closed()] == ["cob:east"]
    assert with_assets(now(told_run.outcome), "tob:east", dropped=("cob:east",)).closed() == ()


def test_a_case_counts_as_the_plan_was_made(told_run: Planned) -> None:
    """Its scale is that of the evaluation: credit counted with it is the same."""
    case = then(told_run.outcome)
    again = with_assets(case)
    assert again.evaluation.credit["total"] == case.evaluation.credit["total"]
