"""Seconds of one question, shared."""

from __future__ import annotations

import pytest

from geo_poc import time_left
from geo_poc.time_left import LEAST_S, TimeLeft


def test_without_a_limit_no_part_has_one() -> None:
    """No limit is no limit of any part."""
    assert TimeLeft(None).part(0.5) is None


def test_parts_are_of_what_is_left_and_never_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part is a share of what is left when it is asked for; once all is spent a little is given."""
    now = [100.0]
    monkeypatch.setattr(time_left.time, "monotonic", lambda: now[0])
    left = TimeLeft(10.0)
    assert left.part(0.25) == pytest.approx(2.5)
    now[0] += 6.0
    assert left.part() == pytest.approx(4.0)
    now[0] += 60.0
    assert left.part() == LEAST_S
