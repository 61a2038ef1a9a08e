"""A mission to begin with: the training mission, an empty one, or one made from a folder of files."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import shapely

from geo_poc.found_layers import Found, choose
from geo_poc.found_used import Used
from geo_poc.gathering import gather, printable
from geo_poc.mission import Mission
from geo_poc.new_words import (
    BUDGET,
    MISSION,
    NEEDED_FOR,
    box_words,
    missing_findings,
    nothing_findings,
    report_lines,
    size_words,
)
from geo_poc.template_text import placeholder, template_file, template_text
from geo_poc.whole_files import put_right, write_all_new
from geo_poc.whole_folder import check_free, whole_folder
from layers.errors import Finding, InputError, error
from layers.training import write_training_mission

TEMPLATES = ("training", "empty")
BOX_FILE = "area_of_incidents.geojson"
BOX_NAME = "box of the incidents"


@dataclass(frozen=True, slots=True)
class NewMission:
    """What was written.

    Parameters
    ----------
    path : Path
        The mission file.
    lines : tuple of str
        What to tell, in order.
    findings : tuple of Finding
        What is missing or was not looked at.
    """

    path: Path
    lines: tuple[str, ...]
    findings: tuple[Finding, ...] = ()


def new_mission(
    folder: str | Path,
    *,
    template: str | None = None,
    from_folder: str | Path | None = None,
    today: date,
) -> NewMission:
    """Write a new mission, whole or not at all.

    Parameters
    ----------
    folder : str or Path
        New or empty; with `from_folder` it may also be a folder that holds it and has no mission yet.
    template : {"training", "empty"}, optional
        "training" where neither this nor `from_folder` is given.
    from_folder : str or Path, optional
        A folder of files: what they are is recognised, and the mission names them where they lie.
    today : date
        Dates after it are not believed.

    Raises
    ------
    InputError
        When the folder is not free, the template not known, or no file serves for anything.
    """
    folder = Path(folder)
    if from_folder is not None:
        if template is not None:
            remedy = "give one of the two"
            raise error("a template and a folder of files are both given", remedy, column="--template")
        return _from_files(folder, Path(from_folder), today)
    chosen = template or TEMPLATES[0]
    if chosen not in TEMPLATES:
        remedy = f"choose one of: {', '.join(TEMPLATES)}"
        raise error("there is no such template", remedy, column="--template", value=chosen)
    _check_free(folder)
    with whole_folder(folder) as draft:
        if chosen == "training":
            write_training_mission(draft)
        else:
            (draft / MISSION).write_text(empty_text(today), encoding="utf-8", newline="\n")
            (draft / "README.txt").write_text(template_file("README.txt"), encoding="utf-8", newline="\n")
    path = folder / MISSION
    then = (
        "geo-poc check"
        if chosen == "training"
        else "put your files beside it (README.txt), then geo-poc check"
    )
    return NewMission(path, (f"mission: {path.absolute()}", f"next: {then} {path}"))


def empty_text(today: date) -> str:
    """Return a mission file with every key at its default, and placeholders for the layers."""
    raw: dict[str, Any] = {
        "schema_version": 1,
        "name": "Name of the mission",
        "as_of": today,
        "area": {"path": "area.geojson"},
        "layers": {
            "incidents": {"path": placeholder("incidents")},
            "bases": {"path": placeholder("bases")},
            "population": [{"path": placeholder("population"), "unit": "people_per_cell"}],
        },
    }
    head = [
        "A mission file with every key at its default; README.txt says which file goes where.",
        "Keys and tables behind # are left out: remove the # to use them. None of the figures is official.",
        "Order matters in TOML: first the single keys, then the [tables], then the [[lists of tables]].",
    ]
    return template_text(
        raw, head=head, notes={"as_of": ["CHANGE THIS to the day you plan for."]}, every=True
    )


def _from_files(folder: Path, source: Path, today: date) -> NewMission:
    if not source.is_dir():
        remedy = "name a folder that holds the mission's files"
        raise error("there is no such folder", remedy, column="--from-folder", value=str(source))
    out, root = folder.resolve(), source.resolve()
    beside = root.is_relative_to(out) and out.is_dir() and any(out.iterdir())
    if beside:
        _put_right(out)
        _check_new(out)
    else:
        _check_free(folder)
    gathered = gather(root, today=today, skip=None if beside else out)
    found = choose(gathered.sights, today=today)
    if not found.used:
        raise InputError(nothing_findings(gathered, source))
    outside = any(not item.sight.file.resolve().is_relative_to(out) for item in found.used)
    text = _text(found, root, out, outside=outside)
    box = _box_text(found)
    if beside:
        _write_beside(out, text, box)
    else:
        with whole_folder(folder) as draft:
            (draft / MISSION).write_text(text, encoding="utf-8", newline="\n")
            if box:
                (draft / BOX_FILE).write_text(box, encoding="utf-8", newline="\n")
            Mission.load(draft / MISSION)
    return NewMission(
        folder / MISSION,
        tuple(report_lines(found, gathered, folder, outside=outside)),
        missing_findings(found, gathered),
    )


def _check_free(folder: Path) -> None:
    try:
        check_free(folder)
    except InputError as fault:
        raise InputError(replace(finding, column="DIR") for finding in fault.findings) from None


def _check_new(out: Path) -> None:
    for name in (MISSION, BOX_FILE):
        if (out / name).exists():
            remedy = "name another folder, or move this file away; it is never overwritten"
            raise error("the folder has such a file already", remedy, file=name, column="DIR", value=str(out))


def _write_beside(out: Path, text: str, box: str) -> None:
    # The mission comes last: a box alone is known to be a killed command's, see _put_right.
    write_all_new(({out / BOX_FILE: box} if box else {}) | {out / MISSION: text})


def _put_right(out: Path) -> None:
    """Remove what a killed command left: a draft, and the box written for a mission that never came."""
    box, killed = out / BOX_FILE, put_right(out / MISSION)
    put_right(box)
    if killed and not (out / MISSION).exists() and box.is_file() and BOX_NAME in box.read_text("utf-8"):
        box.unlink()


def _text(found: Found, root: Path, out: Path, *, outside: bool) -> str:
    """Return the mission file of what was found, with assumptions above the keys."""
    area, layers, recognised = _layer_keys(found, out)
    notes = recognised | _notes(found, outside=outside)
    raw: dict[str, Any] = {
        "schema_version": 1,
        "name": printable(root.name) or "Mission",
        "as_of": found.as_of,
        "allow_outside": outside,
        "area": area,
        "layers": layers,
        "travel": {"road_kmh": dict(found.road_kmh)},
        "budget": BUDGET,
    }
    if found.window:
        raw["evaluation"] = {"window_start": found.window[0], "window_end": found.window[1]}
    head = [
        "Made by geo-poc new from a folder of files, recognised by what they hold. Check every line that",
        "begins with ASSUMED or MISSING. What is not said here has its default; none of them is official.",
    ]
    return template_text(raw, head=head, notes=notes, every=False)


def _layer_keys(found: Found, out: Path) -> tuple[dict[str, Any], dict[str, Any], dict[str, list[str]]]:
    """Return the keys of the area and of the layers, and what each was recognised by."""
    layers: dict[str, Any] = {}
    notes: dict[str, list[str]] = {}
    area: dict[str, Any] = {"path": BOX_FILE if found.box else "area.geojson"}
    for item in found.used:
        entry = {"path": _relative(item.sight.file, out), **item.keys}
        name = item.key.removeprefix("layers.")
        if item.key == "area":
            area, place = entry, item.key
        elif name in ("population", "roads", "districts"):
            layers.setdefault(name, []).append(entry)
            number = len(layers[name])
            place = item.key if number == 1 else f"{item.key}.{number}"
        else:
            layers[name], place = entry, item.key
        notes[place] = _note(item)
    layers.setdefault("incidents", {"path": placeholder("incidents")})
    layers.setdefault("bases", {"path": placeholder("bases")})
    layers.setdefault("population", [{"path": placeholder("population"), "unit": "people_per_cell"}])
    return area, layers, notes


def _notes(found: Found, *, outside: bool) -> dict[str, list[str]]:
    """Return what is assumed and what is missing, by key."""
    notes = {key: [f"ASSUMED: {told}"] for key, told in found.assumptions.items()}
    if found.box:
        notes["area"] = [f"ASSUMED: {box_words(found)}"]
    for key in found.missing:
        notes[key] = [f"MISSING: {NEEDED_FOR[key]}; put it here under this name, or write its own"]
    notes["budget"] = ["ASSUMED: a start; say what the mission can add."]
    notes["name"] = ["The classification of a layer is Confidential until you say otherwise."]
    if outside:
        notes["allow_outside"] = ["The files lie outside this folder, so this is true."]
    return notes


def _note(item: Used) -> list[str]:
    seen = item.sight
    told = [f"Recognised as {printable(seen.recognised)}{size_words(seen)}."]
    return [*told, f"ASSUMED: {printable(item.assumption)}"] if item.assumption else told


def _relative(file: Path, out: Path) -> str:
    return Path(os.path.relpath(file, out)).as_posix()


def _box_text(found: Found) -> str:
    if found.box is None:
        return ""
    shape = json.loads(shapely.to_geojson(shapely.box(*found.box)))
    feature = {"type": "Feature", "properties": {"name": BOX_NAME}, "geometry": shape}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}) + "\n"
