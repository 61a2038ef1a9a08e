"""Consent withdrawn by an authority."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from geo_poc.layers_asked import landscape_request
from geo_poc.mission import Mission
from layers.consent import (
    authorities,
    denials,
    denying,
    without_consent,
    without_restrictions,
)
from layers.landscape import Landscape
from layers.reading import read_free_friction, read_landscape
from tests.tiny_mission import Tiny, box, write_tiny

CLOSED = Tiny(
    restrictions=(
        ("Strip", box(0.2, 0.2, 0.3, 0.4), "civilian;police"),
        ("Camp", box(0.4, 0.4, 0.5, 0.5), "military"),
    )
)


def _read(folder: Path, tiny: Tiny) -> Landscape:
    return read_landscape(landscape_request(Mission.load(write_tiny(folder, tiny))))


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


def test_lifted_denials_are_as_if_they_had_never_been(tmp_path: Path) -> None:
    """Friction is that of the same mission without the authority's restrictions; others' stay closed."""
    mission = Mission.load(write_tiny(tmp_path / "all", CLOSED))
    landscape = _read(tmp_path / "all", CLOSED)
    table = landscape.restrictions.assign(authority=["state", "council"])
    landscape = replace(landscape, restrictions=table)
    free = read_free_friction(landscape_request(mission))
    assert denying(landscape, "dry") == ("council", "state")
    assert list(denials(landscape, "state", "dry")["name"]) == ["Strip"]
    found = without_restrictions(landscape, free, denials(landscape, "state", "dry").index, "dry")
    wanted = _read(tmp_path / "one", replace(CLOSED, restrictions=CLOSED.restrictions[1:]))
    assert found.friction.keys() == wanted.friction.keys()
    for key, minutes in wanted.friction.items():
        assert np.array_equal(found.friction[key], minutes)
    assert list(found.restrictions["state"]) == ["free", "denied"]
    assert not np.array_equal(landscape.friction["civilian", "dry"], found.friction["civilian", "dry"])


def test_one_restriction_lifted_leaves_the_others_of_its_authority(tmp_path: Path) -> None:
    """Friction is that of the same mission without that restriction, and nothing else is free."""
    mission = Mission.load(write_tiny(tmp_path / "all", CLOSED))
    landscape = _read(tmp_path / "all", CLOSED)
    free = read_free_friction(landscape_request(mission))
    label = landscape.restrictions.index[0]
    found = without_restrictions(landscape, free, [label], "dry")
    wanted = _read(tmp_path / "one", replace(CLOSED, restrictions=CLOSED.restrictions[1:]))
    for key, minutes in wanted.friction.items():
        assert np.array_equal(found.friction[key], minutes)
    assert list(found.restrictions["state"]) == ["free", "denied"]
    assert not np.array_equal(landscape.friction["police", "dry"], found.friction["police", "dry"])


def test_only_what_closes_in_the_season_is_lifted(tmp_path: Path) -> None:
    """A seasonal closure counts in its season alone; a restriction without an authority is nobody's."""
    landscape = _read(tmp_path, CLOSED)
    table = landscape.restrictions.assign(
        state=["seasonal", "notify"], season=["wet", ""], authority=[None, "state"]
    )
    asked = replace(landscape, restrictions=table)
    assert denying(asked, "wet") == ("",)
    assert denying(asked, "dry") == ()
