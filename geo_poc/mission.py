"""The mission: one TOML file, laid over the defaults, validated whole, with every path resolved."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from geo_poc.asked_lists import check_texts
from geo_poc.mission_keys import read_toml, validated
from geo_poc.mission_layers import laid_over, settings_of, with_every_setting, with_key, with_scenario
from geo_poc.schema import MissionFile
from geo_poc.schema_layers import Layer
from geo_poc.threat_decisions import with_decisions
from layers.errors import Finding, error, raise_errors
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

    def __repr__(self) -> str:
        """Return which it is, and not its hundreds of keys: they are in `keys`."""
        names = f", scenarios {', '.join(self.scenario_names)}" if self.scenario_names else ""
        applied = f", scenario {self.scenario_name} applied" if self.scenario_name else ""
        settings = f", with {', '.join(settings_of(self.given))}" if settings_of(self.given) else ""
        return f"Mission {self.keys.name}, of {self.path.name}{names}{applied}{settings}"

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
            Of a mission.toml.
        scenario : str or None
            Name of the scenario whose overrides are laid over the mission.
        settings : sequence of str
            "key=value" laid over that; the key is dotted, the value is TOML (a bare word is text).
        inputs : mapping of str to Path or None
            Files for the paths as written, instead of looking them up. None = those of the run.json beside
            the mission file of a run, else none.

        Returns
        -------
        Mission
            Validated; no layer is read yet.

        Raises
        ------
        InputError
            With one finding for each fault: key's path, value, remedy.
        """
        if not isinstance(path, str | Path):
            remedy = "give the path of a mission.toml as text or Path"
            raise error("path is of another kind", remedy, column="path", value=repr(path)[:60])
        path = Path(path)
        raw = read_toml(path)
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
        check_texts("settings", settings, '["budget.cob=3"]')
        raw = dict(base)
        if scenario is not None:
            raw = with_scenario(raw, scenario, path)
        raw = with_every_setting(raw, settings, path)
        if scenario is not None or settings:
            raw = {**raw, "applied": laid_over(base, scenario, settings)}
            raw.pop("scenario", None)
        mission = cls(path, validated(raw, path), raw, inputs, base)
        raise_errors(mission._path_findings())
        return mission._decided()

    def scenario(self, name: str, settings: Sequence[str] = ()) -> Mission:
        """Return the mission with one of its scenarios, then settings, applied.

        A scenario applied before is replaced; settings of :meth:`load` are kept and laid over the scenario,
        keys of :meth:`with_settings` are kept below it.

        Parameters
        ----------
        name : str
            One of `scenario_names` of the mission as it was loaded.
        settings : sequence of str
            As :meth:`load` takes them.

        Returns
        -------
        Mission
            Another one; this one stays as it is.

        Raises
        ------
        InputError
            When there is no such scenario; and as :meth:`load` does.
        """
        kept = settings_of(self.given)[len(settings_of(self.base)) :]
        return Mission._made(self.path, self.base, name, [*kept, *settings], self.inputs)

    def with_settings(self, **settings: Any) -> Mission:
        """Return the mission with keys replaced; `budget__cob=3` stands for budget.cob = 3.

        Parameters
        ----------
        **settings : object
            Keys of the mission file, two underlines for each dot, with the value that TOML would have: a
            whole list where the key is a list of tables.

        Returns
        -------
        Mission
            Another one; this one stays as it is.

        Raises
        ------
        InputError
            With one finding for each fault: key's path, value, remedy.
        """
        given, base = dict(self.given), dict(self.base)
        for name, value in settings.items():
            given = with_key(given, name.split("__"), value, self.path)
            base = with_key(base, name.split("__"), value, self.path)
        mission = replace(self, keys=validated(given, self.path), given=given, base=base)
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
