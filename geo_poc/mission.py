"""The mission: one TOML file, laid over the defaults, validated whole, with every path resolved."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from geo_poc.defaults import DEFAULTS
from geo_poc.schema import Applied, Layer, MissionFile
from layers.errors import Finding, InputError, error, raise_errors

DATA_PREFIX = "$GEO_POC_DATA/"
DATA_VARIABLE = "GEO_POC_DATA"


@dataclass(frozen=True, slots=True)
class Mission:
    """A validated mission file.

    Parameters
    ----------
    path : Path
        The file.
    keys : MissionFile
        Its keys over the defaults, a scenario and settings applied.
    given : mapping
        Its keys as given, a scenario and settings applied, without defaults.
    inputs : mapping of str to Path or None
        Where paths come from when a run is replayed: path as written -> file.
    """

    path: Path
    keys: MissionFile
    given: Mapping[str, Any]
    inputs: Mapping[str, Path] | None = None

    @classmethod
    def load(
        cls,
        path: str | Path,
        *,
        scenario: str | None = None,
        settings: Sequence[str] = (),
        inputs: Mapping[str, Path] | None = None,
    ) -> Mission:
        """Read and validate a mission file.

        Parameters
        ----------
        path : str or Path
        scenario : str or None
            Name of the scenario whose overrides are laid over the mission.
        settings : sequence of str
            "key=value" laid over that; the key is dotted, the value is TOML (a bare word is text).
        inputs : mapping of str to Path or None
            Files for the paths as written, instead of looking them up.

        Raises
        ------
        InputError
            With one finding for each fault: key's path, value, remedy.
        """
        path = Path(path)
        given = _read_toml(path)
        raw = given
        if scenario is not None:
            raw = _apply_scenario(raw, scenario, path)
        for setting in settings:
            raw = _apply_setting(raw, setting, path)
        if scenario is not None or settings:
            raw = {**raw, "applied": _applied(given, scenario, settings)}
            raw.pop("scenario", None)
        keys = _validate(raw, path)
        mission = cls(path, keys, raw, inputs)
        raise_errors(mission._path_findings())
        return mission

    def scenario(self, name: str, settings: Sequence[str] = ()) -> Mission:
        """Return the mission with one of its scenarios, and settings, applied."""
        return Mission.load(self.path, scenario=name, settings=settings, inputs=self.inputs)

    def with_settings(self, **settings: Any) -> Mission:
        """Return the mission with keys replaced; `budget__cob=3` stands for budget.cob = 3."""
        raw = dict(self.given)
        for name, value in settings.items():
            raw = _put(raw, name.split("__"), value, self.path)
        return replace(self, keys=_validate(raw, self.path), given=raw)

    @property
    def scenario_names(self) -> tuple[str, ...]:
        """Names of the scenarios, in the file's order."""
        return tuple(scenario.name for scenario in self.keys.scenario)

    @property
    def scenario_name(self) -> str:
        """Name of the applied scenario, "" where none is."""
        return self.keys.applied.scenario if self.keys.applied else ""

    def layers(self) -> dict[str, Layer]:
        """Return every layer by its key's path, in a fixed order."""
        found: dict[str, Layer] = {"area": self.keys.area}
        for name in type(self.keys.layers).model_fields:
            value = getattr(self.keys.layers, name)
            if isinstance(value, Layer):
                found[f"layers.{name}"] = value
            elif isinstance(value, list):
                found |= {f"layers.{name}[{i}]": layer for i, layer in enumerate(value, start=1)}
        return found

    def file(self, written: str) -> Path:
        """Return the file that a path of the mission stands for."""
        if self.inputs is not None and written in self.inputs:
            return self.inputs[written]
        if written.startswith(DATA_PREFIX):
            return self.data_root() / written.removeprefix(DATA_PREFIX)
        return self.path.parent / written

    def data_root(self) -> Path:
        """Return the folder that $GEO_POC_DATA/ stands for: the variable, else `data_root`."""
        from_environment = os.environ.get(DATA_VARIABLE)
        if from_environment:
            return Path(from_environment)
        return self.path.parent / (self.keys.data_root or ".")

    def _path_findings(self) -> list[Finding]:
        """Return an error for each path that climbs out of the folder it belongs to."""
        findings: list[Finding] = []
        if self.inputs is not None:
            return findings
        for key, layer in self.layers().items():
            written = layer.path
            if written.startswith(DATA_PREFIX):
                root, remedy = self.data_root(), "keep the path below $GEO_POC_DATA/"
            elif self.keys.allow_outside:
                continue
            else:
                root = self.path.parent
                remedy = "move the file into the mission's folder, or set allow_outside = true"
            if not self.file(written).resolve().is_relative_to(root.resolve()):
                findings.append(
                    Finding(
                        "error",
                        "the path leaves its folder",
                        remedy,
                        file=self.path.name,
                        column=f"{key}.path",
                        value=written,
                    )
                )
        return findings


def _read_toml(path: Path) -> dict[str, Any]:
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


def _merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one table over another; tables merge key by key, everything else is replaced."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            merged[key] = _merge(old, value)
        else:
            merged[key] = value
    return merged


def _apply_scenario(raw: Mapping[str, Any], name: str, path: Path) -> dict[str, Any]:
    scenarios = raw.get("scenario", [])
    names = [s.get("name") for s in scenarios if isinstance(s, dict)] if isinstance(scenarios, list) else []
    if name not in names:
        known = ", ".join(str(n) for n in names) or "none"
        raise error(
            "the mission has no such scenario",
            f"choose one of: {known}",
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
    return _merge(raw, overrides)


def _apply_setting(raw: Mapping[str, Any], setting: str, path: Path) -> dict[str, Any]:
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
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        value = text
    return _put(raw, parts, value, path)


def _put(raw: Mapping[str, Any], parts: Sequence[str], value: Any, path: Path) -> dict[str, Any]:
    head, rest = parts[0], parts[1:]
    if not rest:
        return {**raw, head: value}
    below = raw.get(head, {})
    if not isinstance(below, Mapping):
        raise error(
            "this key is not a table",
            "name a key that is in a table",
            file=path.name,
            column=".".join(parts),
            value=str(value),
        )
    return {**raw, head: _put(below, rest, value, path)}


def _applied(raw: Mapping[str, Any], scenario: str | None, settings: Sequence[str]) -> dict[str, Any]:
    intents = {s.get("name"): s.get("intent", "") for s in raw.get("scenario", []) if isinstance(s, dict)}
    return Applied(
        scenario=scenario or "", intent=intents.get(scenario, "") if scenario else "", set=list(settings)
    ).model_dump()


def _validate(raw: Mapping[str, Any], path: Path) -> MissionFile:
    try:
        return MissionFile.model_validate(_merge(DEFAULTS, raw))
    except ValidationError as fault:
        raise InputError(_finding(item, path) for item in fault.errors(include_url=False)) from fault


_REMEDIES = {
    "missing": "add this key",
    "extra_forbidden": "remove this key or correct its spelling",
    "literal_error": "use one of the values named",
    "greater_than_equal": "use a larger value",
    "greater_than": "use a larger value",
    "less_than_equal": "use a smaller value",
    "less_than": "use a smaller value",
}


def _finding(item: Any, path: Path) -> Finding:
    place = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in item["loc"])
    shown = (
        ""
        if isinstance(item["input"], (dict, list)) or item["type"] == "missing"
        else str(item["input"])[:80]
    )
    return Finding(
        "error",
        item["msg"].removeprefix("Value error, "),
        _REMEDIES.get(item["type"], "correct this key; docs/mission-file.md describes it"),
        file=path.name,
        column=place or "mission",
        value=shown,
    )
