"""What is laid over the keys of a mission file: defaults below them, a scenario and settings above."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from layers.errors import Finding, InputError, error, raise_errors


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one table over another; tables merge key by key, everything else is replaced."""
    found = dict(below)
    for key, value in above.items():
        old = found.get(key)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            found[key] = merged(old, value)
        else:
            found[key] = value
    return found


def with_scenario(raw: Mapping[str, Any], name: str, path: Path) -> dict[str, Any]:
    """Return keys with the overrides of one of their scenarios laid over them.

    Parameters
    ----------
    raw : mapping
    name : str
    path : Path
        The mission file, for findings.

    Raises
    ------
    InputError
        When there is no such scenario, or its overrides are no keys of a mission.
    """
    scenarios = scenario_tables(raw)
    names = [item.get("name") for item in scenarios]
    if name not in names:
        known = ", ".join(str(n) for n in names)
        raise error(
            "the mission has no such scenario",
            f"choose one of: {known}" if known else "add [[scenario]] tables, or leave --scenario out",
            file=path.name,
            column="scenario",
            value=name,
        )
    overrides = scenarios[names.index(name)].get("overrides", {})
    if not isinstance(overrides, dict) or "scenario" in overrides:
        raise error(
            "overrides must be a table of the mission's own keys",
            "see docs/mission-file.md",
            file=path.name,
            column=f"scenario.{name}.overrides",
        )
    return merged(raw, overrides)


def with_setting(raw: Mapping[str, Any], setting: str, path: Path) -> dict[str, Any]:
    """Return keys with one "key=value" laid over them; the value is TOML, a bare word is text.

    Parameters
    ----------
    raw : mapping
    setting : str
    path : Path
        The mission file, for findings.

    Raises
    ------
    InputError
        When it does not read so, or names a key below one that is no table.
    """
    key, equals, text = setting.partition("=")
    parts = [part.strip() for part in key.split(".")]
    if not equals or not all(parts):
        raise error(
            "a setting must read key=value",
            "for example --set budget.cob=3",
            file=path.name,
            column="--set",
            value=setting,
        )
    if parts[0] in ("scenario", "applied"):
        raise error(
            "scenarios are not changed by a setting",
            "set the mission's own keys, or change the mission file",
            file=path.name,
            column="--set",
            value=setting,
        )
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        value = text
    return with_key(raw, parts, value, path)


def with_every_setting(raw: Mapping[str, Any], settings: Sequence[str], path: Path) -> dict[str, Any]:
    """Return keys with every "key=value" laid over them, the later over the earlier.

    Parameters
    ----------
    raw : mapping
    settings : sequence of str
    path : Path
        The mission file, for findings.

    Raises
    ------
    InputError
        With every one that does not read so.
    """
    found, findings = dict(raw), list[Finding]()
    for setting in settings:
        try:
            found = with_setting(found, setting, path)
        except InputError as fault:
            findings += fault.findings
    raise_errors(findings)
    return found


def with_key(
    raw: Mapping[str, Any], parts: Sequence[str], value: Any, path: Path, above: str = ""
) -> dict[str, Any]:
    """Return keys with one of them replaced, named by its parts from the outermost table on.

    Parameters
    ----------
    raw : mapping
    parts : sequence of str
    value : object
    path : Path
        The mission file, for findings.
    above : str
        What the parts lie below, dotted and with a dot behind, for findings.

    Raises
    ------
    InputError
        When a part names no table and more parts follow.
    """
    head, rest = parts[0], parts[1:]
    if not rest:
        return {**raw, head: value}
    below = raw.get(head, {})
    if not isinstance(below, Mapping):
        raise error(
            "this key is not a table",
            "name a key that is in a table",
            file=path.name,
            column=above + ".".join(parts),
            value=str(value),
        )
    return {**raw, head: with_key(below, rest, value, path, f"{above}{head}.")}


def laid_over(base: Mapping[str, Any], scenario: str | None, settings: Sequence[str]) -> dict[str, Any]:
    """Return what was laid over the keys, after what they say was laid over them before."""
    before = base.get("applied")
    told = dict(before) if isinstance(before, Mapping) else {}
    if scenario is not None:
        chosen = next(item for item in scenario_tables(base) if item.get("name") == scenario)
        told |= {"scenario": scenario, "intent": chosen.get("intent", "")}
    return told | {"set": [*settings_of(base), *settings]}


def settings_of(raw: Mapping[str, Any]) -> list[str]:
    """Return the settings that keys say were laid over them."""
    applied = raw.get("applied")
    settings = applied.get("set", []) if isinstance(applied, Mapping) else []
    return list(settings) if isinstance(settings, list) else []


def scenario_tables(raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the scenarios among keys that may be anything."""
    scenarios = raw.get("scenario", [])
    return [item for item in scenarios if isinstance(item, dict)] if isinstance(scenarios, list) else []
