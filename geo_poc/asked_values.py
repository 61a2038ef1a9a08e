"""What public functions are called with: refused in words where it is of another kind or mission."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from geo_poc.control import NO_CONTROL, Control
from geo_poc.ground import Ground
from geo_poc.ground_compared import ground_differences
from geo_poc.mission import Mission
from layers.errors import Finding, raise_errors

PATH = (str, Path)
LONGEST = 60
"""Characters of a value that a finding shows."""

REMEDIES: dict[str, tuple[type | tuple[type, ...], str]] = {
    "mission": (Mission, "give what geo_poc.Mission.load(path) returns"),
    "control": (Control, "give a geo_poc.Control, or leave it out"),
    "ground": (Ground, "give what geo_poc.prepare_ground(mission) returns, or leave it out"),
    "out": (PATH, "give the path of a folder as text or Path"),
}
"""What arguments that most functions share may be, and what to give."""


def check_call(
    mission: object, control: object = NO_CONTROL, ground: object = None, **others: object
) -> None:
    """Refuse arguments of another kind, and a ground that was prepared for another mission.

    Parameters
    ----------
    mission, control, ground : object
        Of a public function.
    **others : object
        Further ones that most functions share: `out`.

    Raises
    ------
    InputError
        With every one of them.
    """
    given = {"mission": mission, "control": control, **others}
    if ground is not None:
        given["ground"] = ground
    check_kinds(given, REMEDIES)
    if isinstance(mission, Mission) and isinstance(ground, Ground):
        _check_ground(mission, ground)


def check_kinds(
    given: Mapping[str, object], kinds: Mapping[str, tuple[type | tuple[type, ...], str]]
) -> None:
    """Refuse values that are not of their kind.

    Parameters
    ----------
    given : mapping of argument to value
    kinds : mapping of argument to (type or types, remedy)

    Raises
    ------
    InputError
        With every one of them.
    """
    raise_errors(_other_kinds(given, kinds))


def _other_kinds(
    given: Mapping[str, object], kinds: Mapping[str, tuple[type | tuple[type, ...], str]]
) -> Iterator[Finding]:
    for name, value in given.items():
        kind, remedy = kinds[name]
        if not isinstance(value, kind):
            message = f"{name} is of another kind: {type(value).__name__}"
            yield Finding("error", message, remedy, column=name, value=repr(value)[:LONGEST])


def _check_ground(mission: Mission, ground: Ground) -> None:
    """Refuse a ground of other layers, sites or travel: a plan on it would be one of the wrong mission."""
    differing = ground_differences(ground.mission, mission)
    if differing:
        remedy = "leave ground out, or prepare it for this mission with geo_poc.prepare_ground(mission)"
        message = "the ground was prepared for a mission that differs in what it rests on"
        raise_errors([Finding("error", message, remedy, column="ground", value=", ".join(differing))])
