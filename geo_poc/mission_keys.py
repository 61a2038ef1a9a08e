"""The keys of a mission file: read, laid over the defaults, and validated with a finding for each fault."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from geo_poc.agreement import disagreements
from geo_poc.defaults import DEFAULTS
from geo_poc.key_faults import fault_words
from geo_poc.mission_layers import merged
from geo_poc.schema import MissionFile
from geo_poc.sound_parts import sound_parts
from layers.errors import Finding, InputError, error


def read_toml(path: Path) -> dict[str, Any]:
    """Return the keys of a mission file as given.

    Raises
    ------
    InputError
        When there is no such file, or it is not TOML in UTF-8.
    """
    try:
        text = path.read_bytes().decode("utf-8")
        return tomllib.loads(text)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as fault:
        raise error(
            "there is no such mission file",
            "give the path of a mission.toml",
            file=path.name,
            value=str(path),
        ) from fault
    except UnicodeDecodeError as fault:
        raise error("the file is not UTF-8 text", "save the mission file as UTF-8", file=path.name) from fault
    except tomllib.TOMLDecodeError as fault:
        raise error(f"the file is not TOML: {fault}", "mend the line named", file=path.name) from fault
    except OSError as fault:
        raise error(
            f"the file cannot be read: {fault.strerror}", "check its permissions", file=path.name
        ) from fault


def _widened(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the defaults, their ends of effectiveness widened where only a middle value beyond is given."""
    given, effects = raw.get("effectiveness"), DEFAULTS["effectiveness"]
    wider: dict[str, dict[str, Any]] = {}
    for tool, sources in effects.items():
        asked = given.get(tool) if isinstance(given, Mapping) else None
        for source, effect in sources.items():
            value = asked.get(source) if isinstance(asked, Mapping) else None
            middle = value.get("mid") if isinstance(value, Mapping) else None
            if isinstance(middle, (int, float)) and 0 <= middle <= 1:
                ends = {"low": min(effect["low"], middle), "high": max(effect["high"], middle)}
                wider.setdefault(tool, {})[source] = ends
    return merged(DEFAULTS, {"effectiveness": wider})


def validated(raw: Mapping[str, Any], path: Path) -> MissionFile:
    """Return keys over the defaults.

    Parameters
    ----------
    raw : mapping
    path : Path
        The mission file, for findings.

    Raises
    ------
    InputError
        With one finding for each fault: key's path, value, remedy.
    """
    filled = merged(_widened(raw), raw)
    try:
        return MissionFile.model_validate(filled)
    except ValidationError as fault:
        items = fault.errors(include_url=False)
        found = [finding for item in _told(items) for finding in _findings(item, path)]
        if items[0]["loc"]:  # else every value is sound by itself, and what disagrees is told
            beside = disagreements(sound_parts(raw, filled, items))
            found += [replace(finding, file=path.name) for finding in beside]
        raise InputError(sorted(dict.fromkeys(found), key=_order)) from fault


def _order(finding: Finding) -> int:
    """Return where in a mission file the table of a finding stands; keys that are none come last."""
    table = re.split(r"[.\[]", finding.column or "")[0]
    names = list(MissionFile.model_fields)
    return names.index(table) if table in names else len(names)


def _told(items: Sequence[Any]) -> Iterator[Any]:
    """Yield the errors that are a mistake of their own: a key that is none has no value that is wrong too."""
    unknown = {_place(item["loc"]) for item in items if "[key]" in item["loc"]}
    yield from (item for item in items if "[key]" in item["loc"] or _place(item["loc"]) not in unknown)


def _findings(item: Any, path: Path) -> list[Finding]:
    """Return the findings of one of pydantic's errors: several where keys disagree."""
    cause = item.get("ctx", {}).get("error")
    if isinstance(cause, InputError):
        return [replace(finding, file=path.name) for finding in cause.findings]
    nothing = isinstance(item["input"], (dict, list)) or item["type"] == "missing"
    message, remedy = fault_words(item)
    shown = "" if nothing else str(item["input"])[:80]
    return [
        Finding(
            "error", message, remedy, file=path.name, column=_place(item["loc"]) or "mission", value=shown
        )
    ]


def _place(loc: Sequence[str | int]) -> str:
    """Return a key's path; items of lists count from 1."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc if part != "[key]"]
    return "".join(parts).removeprefix(".")
