"""All flags of harm together."""

from __future__ import annotations

from geo_poc.harm import harm_flags
from geo_poc.harm_flag import KINDS
from geo_poc.planning import Planned
from tests.geo_poc.told_mission import now, then


def test_ids_are_unique_and_kinds_known(told_run: Planned) -> None:
    """Each flag has one of the kinds and an id of its own; the present has fewer."""
    planned, present = harm_flags(then(told_run.outcome)), harm_flags(now(told_run.outcome))
    for flags in (planned, present):
        assert len({flag.id for flag in flags}) == len(flags)
        assert {flag.kind for flag in flags} <= set(KINDS)
    assert {flag.id for flag in present} < {flag.id for flag in planned}
