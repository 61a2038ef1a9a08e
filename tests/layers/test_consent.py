"""Consent withdrawn by an authority."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from geo_poc import translate
from geo_poc.mission import Mission
from layers.consent import authorities, without_consent
from layers.landscape import Landscape
from layers.reading import read_landscape
from tests.tiny_mission import Tiny, box, write_tiny

CLOSED = Tiny(
    restrictions=(
        ("Strip", box(0.2, 0.2, 0.3, 0.4), "civilian;police"),
        ("Camp", box(0.4, 0.4, 0.5, 0.5), "military"),
    )
)


def _read(folder: Path, tiny: Tiny) -> Landscape:
    return read_landscape(translate.landscape_request(Mission.load(write_tiny(folder, tiny))))


def test_withdrawn_consent_is_as_if_all_of_it_had_been_denied(tmp_path: Path) -> None:
    """Friction of every persona is that of the same mission whose restrictions were denied from the start."""
    denied, free = _read(tmp_path / "denied", CLOSED), _read(tmp_path / "free", Tiny())
    asked = replace(free, restrictions=denied.restrictions.assign(state=["notify", "free"]))
    assert authorities(asked) == ("state",)
    found = without_consent(asked, "state")
    assert set(found.restrictions["state"]) == {"denied"}
    assert found.friction.keys() == denied.friction.keys()
    for key, minutes in denied.friction.items():
        assert np.array_equal(found.friction[key], minutes)
        assert not found.friction[key].flags.writeable
    assert not np.array_equal(free.friction["civilian", "dry"], found.friction["civilian", "dry"])


def test_restrictions_of_others_stay_as_they_are(tmp_path: Path) -> None:
    """One authority's withdrawal closes nothing of another's; who denies all already has no more to."""
    denied, free = _read(tmp_path / "denied", CLOSED), _read(tmp_path / "free", Tiny())
    table = denied.restrictions.assign(state="authorise", authority=["state", "council"])
    found = without_consent(replace(free, restrictions=table), "council")
    assert list(found.restrictions["state"]) == ["authorise", "denied"]
    assert np.array_equal(found.friction["civilian", "dry"], free.friction["civilian", "dry"])
    assert authorities(denied) == authorities(free) == ()
