"""What a run folder holds, and how its files are written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit

from geo_poc.classification import classification, watermark
from geo_poc.indicators import indicators_text
from geo_poc.inspection import exported_finding
from geo_poc.layers_out import context_tables, reach_bands, risk_bands
from geo_poc.mission import Mission
from geo_poc.outcome import Outcome
from geo_poc.plan_table import plan_text
from geo_poc.provenance import hashed, layer_input, place_of, versions
from geo_poc.record import SCHEMA_VERSION, as_text, evaluation_document, plan_document
from layers.geopackage import write_geopackage
from layers.rasters import write_cog
from layers.sources.vector_source import is_address, mask_address


@dataclass(frozen=True, slots=True)
class Run:
    """A run folder on disk."""

    path: Path

    def file(self, name: str) -> Path:
        """Return one of its files."""
        return self.path / name


def write_run(outcome: Outcome, folder: Path) -> None:
    """Write every file of a run but its map into an existing folder.

    Parameters
    ----------
    outcome : Outcome
    folder : Path
    """
    mission = outcome.mission
    (folder / "mission.toml").write_text(mission_text(mission), encoding="utf-8")
    (folder / "plan.json").write_text(
        as_text({**plan_document(outcome.plan), **_marks(mission)}), encoding="utf-8"
    )
    (folder / "evaluation.json").write_text(as_text(evaluation_document(outcome)), encoding="utf-8")
    (folder / "indicators.csv").write_text(indicators_text(outcome), encoding="utf-8", newline="")
    tags = {
        "TITLE": mission.keys.name,
        "CLASSIFICATION": classification(mission),
        "WATERMARK": watermark(mission),
        "AS_OF": mission.keys.as_of.isoformat(),
        "RISK_AS_OF": outcome.risk.decay_from.isoformat(),
        "ATTRIBUTION": "; ".join(attributions(mission)),
    }
    write_cog(
        folder / "risk.tif",
        risk_bands(outcome),
        outcome.landscape.grid,
        tags=tags | {"UNIT": "people x events per 100 km2 and year"},
    )
    write_cog(
        folder / "reach.tif",
        reach_bands(outcome),
        outcome.landscape.grid,
        tags=tags | {"UNIT": "minutes; unknown, engaged: 1 = yes"},
    )
    # With a mark of its encoding, for spreadsheets take text without one for an older one.
    (folder / "plan.csv").write_text(
        plan_text(outcome.plan, _marks(mission)), encoding="utf-8-sig", newline=""
    )
    write_geopackage(
        folder / "plan.gpkg",
        context_tables(outcome),
        last_change=mission.keys.as_of,
        description=marked(mission),
    )
    (folder / "run.json").write_text(as_text(_run_document(outcome, folder)), encoding="utf-8")


def marked(mission: Mission) -> str:
    """Return how a product is marked, on one line."""
    return "; ".join(text for text in _marks(mission).values() if text)


def _marks(mission: Mission) -> dict[str, str]:
    """Return how every product of a mission is marked."""
    return {"classification": classification(mission), "watermark": watermark(mission)}


def mission_text(mission: Mission) -> str:
    """Return the mission file as used: scenario, settings and defaults filled in, paths as written."""
    values = mission.keys.model_dump(mode="python", exclude_none=True)
    return tomlkit.dumps(_masked(_plain(values)))


def _masked(value: Any) -> Any:
    """Return values with the passwords of addresses of databases left out."""
    if isinstance(value, dict):
        return {
            key: mask_address(item) if key == "path" and is_address(str(item)) else _masked(item)
            for key, item in value.items()
            if not (key == "columns" and not item)
        }
    return [_masked(item) for item in value] if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    """Return a value TOML knows, with scalars of a table before its tables."""
    if isinstance(value, dict):
        items = {key: _plain(item) for key, item in value.items()}
        return dict(sorted(items.items(), key=lambda item: _is_table(item[1])))
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def attributions(mission: Mission) -> tuple[str, ...]:
    """Return the sources of the layers, each once, in the order of the file."""
    return tuple(dict.fromkeys(layer.attribution for layer in mission.layers().values() if layer.attribution))


def _run_document(outcome: Outcome, folder: Path) -> dict[str, Any]:
    mission, plan = outcome.mission, outcome.plan
    return {
        "schema_version": SCHEMA_VERSION,
        "mission": mission.keys.name,
        "scenario": mission.scenario_name,
        "intent": mission.keys.applied.intent if mission.keys.applied else "",
        "kind": mission.keys.kind,
        "as_of": mission.keys.as_of.isoformat(),
        "classification": classification(mission),
        "watermark": watermark(mission),
        "attributions": list(attributions(mission)),
        "inputs": _inputs(outcome, folder),
        "mission_file": hashed(mission.path),
        "versions": versions(),
        "seed": plan.seed,
        "timings": dict(outcome.seconds),
        "sizes": _sizes(outcome),
        "risk": _risk_used(outcome),
        "options_rejected": list(outcome.rejected),
        "findings": [exported_finding(finding) for finding in outcome.findings],
    }


def _sizes(outcome: Outcome) -> dict[str, int]:
    """Return how large the problem was."""
    plan = outcome.plan
    return {
        "cells": int(outcome.demand.cells.size),
        "travel_cells": int(outcome.landscape.travel.mask.sum()),
        "candidates": sum(site.kind == "candidate" for site in outcome.sites),
        "bases": sum(site.kind == "base" for site in outcome.sites),
        "rows_before": plan.rows_before,
        "rows_after": plan.rows_after,
        "entries": plan.entries,
    }


def _risk_used(outcome: Outcome) -> dict[str, Any]:
    """Return how the risk was estimated that was planned for, and where it is not known."""
    unknown = outcome.demand.unknown
    return {
        "bandwidth_m": outcome.risk.bandwidth_m,
        "half_life_days": outcome.risk.half_life_days,
        "decay_from": outcome.risk.decay_from.isoformat(),
        "observed": list(outcome.risk.observed),
        "unknown_cells": int(unknown.sum()),
        "unknown_people": float(outcome.demand.people[unknown].sum()),
    }


def _inputs(outcome: Outcome, folder: Path) -> list[dict[str, Any]]:
    """Return the files a run was made from: its layers, and the plan where one was given."""
    mission, given = outcome.mission, outcome.given
    found = [layer_input(mission, key, layer.path, folder) for key, layer in mission.layers().items()]
    if given is not None:
        found.append(
            {"key": "plan", "path": given.name, "file": place_of(given.resolve(), folder), **hashed(given)}
        )
    return found
