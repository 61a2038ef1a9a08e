"""The mission: one TOML file, laid over the defaults, validated whole, with every path resolved."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from geo_poc.defaults import DEFAULTS
from geo_poc.schema import MissionFile
from geo_poc.schema_layers import Layer
from geo_poc.threat_decisions import with_decisions
from layers.errors import Finding, InputError, error, raise_errors
from layers.sources.vector_source import is_address

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
    base : mapping
        The keys as given before a scenario and settings: what another scenario is laid over.
    """

    path: Path
    keys: MissionFile
    given: Mapping[str, Any]
    inputs: Mapping[str, Path] | None = None
    base: Mapping[str, Any] = field(default_factory=dict)

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
            Files for the paths as written, instead of looking them up. None = those of the run.json beside
            the mission file of a run, else none.

        Raises
        ------
        InputError
            With one finding for each fault: key's path, value, remedy.
        """
        path = Path(path)
        raw = _read_toml(path)
        return cls._made(path, raw, scenario, settings, _run_inputs(path) if inputs is None else inputs)

    @classmethod
    def _made(
        cls,
        path: Path,
        base: Mapping[str, Any],
        scenario: str | None,
        settings: Sequence[str],
        inputs: Mapping[str, Path] | None,
    ) -> Mission:
        raw = dict(base)
        if scenario is not None:
            raw = _apply_scenario(raw, scenario, path)
        for setting in settings:
            raw = _apply_setting(raw, setting, path)
        if scenario is not None or settings:
            raw = {**raw, "applied": _applied(base, scenario, settings)}
            raw.pop("scenario", None)
        mission = cls(path, _validate(raw, path), raw, inputs, base)
        raise_errors(mission._path_findings())
        return mission._decided()

    def scenario(self, name: str, settings: Sequence[str] = ()) -> Mission:
        """Return the mission with one of its scenarios, then settings, applied.

        A scenario applied before is replaced; settings of :meth:`load` are kept and laid over the scenario,
        keys of :meth:`with_settings` are kept below it.
        """
        kept = _settings_of(self.given)[len(_settings_of(self.base)) :]
        return Mission._made(self.path, self.base, name, [*kept, *settings], self.inputs)

    def with_settings(self, **settings: Any) -> Mission:
        """Return the mission with keys replaced; `budget__cob=3` stands for budget.cob = 3."""
        given, base = dict(self.given), dict(self.base)
        for name, value in settings.items():
            given = _put(given, name.split("__"), value, self.path)
            base = _put(base, name.split("__"), value, self.path)
        mission = replace(self, keys=_validate(given, self.path), given=given, base=base)
        raise_errors(mission._path_findings())
        return mission._decided()

    def _decided(self) -> Mission:
        """Return the mission with what analysts accepted in its register."""
        return replace(self, keys=with_decisions(self.keys, self.file))

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
        for view in self.keys.view:
            if view.surface is not None:
                found[f"view.{view.name}.surface"] = view.surface
        if self.keys.threat_decisions is not None:
            found["threat_decisions"] = self.keys.threat_decisions
        found |= {f"factor[{i}]": factor for i, factor in enumerate(self.keys.factor, start=1)}
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
        if self.inputs is not None or self.keys.allow_outside:
            return findings
        for key, layer in self.layers().items():
            written = layer.path
            if is_address(written):
                continue
            if written.startswith(DATA_PREFIX):
                root = self.data_root()
                remedy = "keep the file below $GEO_POC_DATA/, or set allow_outside = true"
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


def _run_inputs(path: Path) -> dict[str, Path] | None:
    """Return where the paths of a run's mission file were found, from the run.json beside it."""
    try:
        document = json.loads((path.parent / "run.json").read_text(encoding="utf-8"))
        return {
            str(item["path"]): path.parent / item["file"]
            for item in document["inputs"]
            if item["file"] and item["key"] != "plan"  # a plan that was evaluated is no layer
        }
    except (OSError, ValueError, KeyError, TypeError):
        return None


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
    scenarios = _scenario_tables(raw)
    names = [item.get("name") for item in scenarios]
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
    return _put(raw, parts, value, path)


def _put(
    raw: Mapping[str, Any], parts: Sequence[str], value: Any, path: Path, above: str = ""
) -> dict[str, Any]:
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
    return {**raw, head: _put(below, rest, value, path, f"{above}{head}.")}


def _applied(base: Mapping[str, Any], scenario: str | None, settings: Sequence[str]) -> dict[str, Any]:
    """Return what was laid over the keys, after what they say was laid over them before."""
    before = base.get("applied")
    told = dict(before) if isinstance(before, Mapping) else {}
    if scenario is not None:
        chosen = next(item for item in _scenario_tables(base) if item.get("name") == scenario)
        told |= {"scenario": scenario, "intent": chosen.get("intent", "")}
    return told | {"set": [*_settings_of(base), *settings]}


def _settings_of(raw: Mapping[str, Any]) -> list[str]:
    applied = raw.get("applied")
    settings = applied.get("set", []) if isinstance(applied, Mapping) else []
    return list(settings) if isinstance(settings, list) else []


def _scenario_tables(raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    scenarios = raw.get("scenario", [])
    return [item for item in scenarios if isinstance(item, dict)] if isinstance(scenarios, list) else []


def _widened(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the defaults, their ends of effectiveness widened where only a middle value beyond is given."""
    given, effects = raw.get("effectiveness"), DEFAULTS["effectiveness"]
    wider: dict[str, dict[str, Any]] = {}
    for tool, sources in effects.items():
        asked = given.get(tool) if isinstance(given, Mapping) else None
        for source, effect in sources.items():
            value = asked.get(source) if isinstance(asked, Mapping) else None
            middle = value.get("mid") if isinstance(value, Mapping) else None
            if isinstance(middle, (int, float)):
                ends = {"low": min(effect["low"], middle), "high": max(effect["high"], middle)}
                wider.setdefault(tool, {})[source] = ends
    return _merge(DEFAULTS, {"effectiveness": wider})


def _validate(raw: Mapping[str, Any], path: Path) -> MissionFile:
    try:
        return MissionFile.model_validate(_merge(_widened(raw), raw))
    except ValidationError as fault:
        items = fault.errors(include_url=False)
        raise InputError(finding for item in items for finding in _findings(item, path)) from fault


_REMEDIES = {
    "missing": "add this key",
    "extra_forbidden": "remove this key or correct its spelling",
    "literal_error": "use one of the values named",
    "greater_than_equal": "use a larger value",
    "greater_than": "use a larger value",
    "less_than_equal": "use a smaller value",
    "less_than": "use a smaller value",
}


def _findings(item: Any, path: Path) -> list[Finding]:
    """Return the findings of one of pydantic's errors: several where keys disagree."""
    cause = item.get("ctx", {}).get("error")
    if isinstance(cause, InputError):
        return [replace(finding, file=path.name) for finding in cause.findings]
    nothing = isinstance(item["input"], (dict, list)) or item["type"] == "missing"
    message = item["msg"].removeprefix("Value error, ")
    remedy = _REMEDIES.get(item["type"], "correct this key; docs/mission-file.md describes it")
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
