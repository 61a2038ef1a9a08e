"""A mission file of which some values are wrong by themselves: the rest of it, to be checked all the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from geo_poc.schema import MissionFile
from geo_poc.unsound import UNSOUND

Faults = dict[str | int, Any]
"""Places of faults as a tree: key or position -> what is wrong below it; nothing below is wrong itself."""

NO_KEY = "[key]"
"""What pydantic puts behind a key of a table that cannot be one."""


def sound_parts(given: Mapping[str, Any], filled: Mapping[str, Any], items: Sequence[Any]) -> MissionFile:
    """Return a mission file with :data:`UNSOUND` for each value that is wrong.

    A misspelt key leaves another one of its table at the default that was never meant: where a key is
    unknown, keys of its table that are not given are unsound too.

    Parameters
    ----------
    given, filled : mapping
        The keys as given, and over the defaults.
    items : sequence
        Pydantic's errors of the latter.
    """
    faults: Faults = {}
    for item in items:
        below = faults
        for step in item["loc"]:
            below = below.setdefault(step, {})
    unknown = {tuple(item["loc"]) for item in items if item["type"] == "extra_forbidden"}
    found: MissionFile = _Sound(unknown).part(MissionFile, filled, given, faults, ())
    return found


class _Sound:
    """Makes values of parts of a mission file.

    Parameters
    ----------
    unknown : set of tuple
        Places of unknown keys.
    """

    def __init__(self, unknown: set[tuple[str | int, ...]]) -> None:
        self.unknown = unknown

    def part(self, kind: type[BaseModel], value: Any, given: Any, faults: Faults, at: tuple[Any, ...]) -> Any:
        """Return a table of known keys, each of its values sound or :data:`UNSOUND`."""
        if not isinstance(value, Mapping):
            return UNSOUND
        misspelt = any((*at, key) in self.unknown for key in faults)
        own = given if isinstance(given, Mapping) else {}
        values: dict[str, Any] = {}
        for name, field in kind.model_fields.items():
            if misspelt and name not in own:
                values[name] = UNSOUND
            elif name in value:
                values[name] = self._value(
                    field.annotation, value[name], own.get(name), faults.get(name), (*at, name)
                )
            elif field.is_required():
                values[name] = UNSOUND
            else:
                values[name] = field.get_default(call_default_factory=True)
        return kind.model_construct(**values)

    def _value(self, kind: Any, value: Any, given: Any, faults: Faults | None, at: tuple[Any, ...]) -> Any:
        """Return a value of any kind; without a fault it is what pydantic makes of it."""
        if faults is None:
            try:
                return TypeAdapter(kind).validate_python(value)
            except ValidationError:  # its table reads it in a way of its own
                return UNSOUND
        kind = _plain(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return self.part(kind, value, given, faults, at)
        if get_origin(kind) is list and isinstance(value, list) and faults:
            (of,) = get_args(kind)
            beside = given if isinstance(given, list) else value
            return [
                self._value(of, one, its, faults.get(number), (*at, number))
                for number, (one, its) in enumerate(zip(value, beside, strict=True))
            ]
        if get_origin(kind) is dict and isinstance(value, Mapping) and faults and not _wrong_key(faults):
            of, own = get_args(kind)[1], given if isinstance(given, Mapping) else {}
            return {
                name: self._value(of, one, own.get(name), faults.get(name), (*at, name))
                for name, one in value.items()
            }
        return UNSOUND


def _plain(kind: Any) -> Any:
    """Return a kind without its limits, and without None where that is the only other one."""
    if get_origin(kind) is Annotated:
        return _plain(get_args(kind)[0])
    others = [one for one in get_args(kind) if one is not NoneType]
    if NoneType in get_args(kind) and len(others) == 1:
        return _plain(others[0])
    return kind


def _wrong_key(faults: Faults) -> bool:
    return any(NO_KEY in below for below in faults.values())
