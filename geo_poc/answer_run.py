"""The folder of a question about plans: its answer as JSON and table, a map, and what it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geo_poc.answer_picture import answer_heading, answer_picture
from geo_poc.answer_sheets import answer_sheets
from geo_poc.answer_table import answer_table
from geo_poc.asked_values import check_call, check_kinds
from geo_poc.ground import Ground
from geo_poc.mission import Mission
from geo_poc.provenance import hashed, layer_input, versions
from geo_poc.record import as_text
from geo_poc.run import mission_text
from geo_poc.whole_files import write_new
from geo_poc.whole_folder import whole_folder
from layers.errors import error
from layers.workbook_out import write_workbook
from maps.answers import compose_answer_map
from maps.render import render_map

MARK = "\ufeff"
"""Byte-order mark: without it a spreadsheet garbles names in other letters."""

NOTHING = "No uncovered area is listed."
ANSWERS = ("frontier", "compromise", "portfolio", "explain", "robust", "what_if")
_KINDS: dict[str, tuple[type | tuple[type, ...], str]] = {
    "document": (Mapping, "give what geo_poc.frontier, robust, what_if or another question returned"),
    "ground": (Ground, "give what geo_poc.prepare_ground(mission) returns"),
}


def answer_to(document: Mapping[str, Any], mission: Mission, ground: Ground, out: str | Path) -> Path:
    """Write an answer into a folder of its own, whole or not at all.

    Parameters
    ----------
    document : mapping
        Of :func:`geo_poc.frontier`, `compromise`, `portfolio`, `explain`, `robust` or `what_if`.
    mission : Mission
        That it is about.
    ground : Ground
        Of :func:`geo_poc.prepare_ground`, that it was computed on.
    out : str or Path
        A folder that does not exist or is empty.

    Returns
    -------
    Path
        The folder: KIND.json, KIND.csv, KIND.xlsx, map.html, mission.toml, and made.json with the hashes of
        all inputs and of these files.

    Raises
    ------
    InputError
        When the folder exists or cannot be written, the document is of another kind or mission, or the ground
        is that of another mission.
    """
    check_call(mission, ground=ground, out=out)
    check_kinds({"document": document, "ground": ground}, _KINDS)
    _check_document(document, mission)
    out, kind = Path(out), str(document["kind"])
    page = render_map(
        compose_answer_map(answer_picture(document, mission, ground)),
        heading=answer_heading(document),
        nothing=NOTHING,
    )
    with whole_folder(out) as draft:
        write_new(draft / f"{kind}.json", as_text(document))
        write_new(draft / f"{kind}.csv", MARK + answer_table(document))
        write_workbook(draft / f"{kind}.xlsx", answer_sheets(document), dated=mission.keys.as_of)
        write_new(draft / "map.html", page)
        write_new(draft / "mission.toml", mission_text(mission))
        write_new(draft / "made.json", as_text(_made(document, mission, draft)))
    return out


def _check_document(document: Mapping[str, Any], mission: Mission) -> None:
    kind, of = document.get("kind"), (document.get("mission"), document.get("scenario"))
    if kind not in ANSWERS:
        remedy = f"give a document of kind {', '.join(ANSWERS)}"
        raise error(
            "the document answers no question about plans", remedy, column="document", value=str(kind)
        )
    if of != (mission.keys.name, mission.scenario_name):
        remedy = "give the mission that the question was asked of, with its scenario"
        message = "the document is about another mission or scenario"
        raise error(message, remedy, column="document", value=f"{of[0]}, {of[1] or 'no scenario'}")


def _made(document: Mapping[str, Any], mission: Mission, folder: Path) -> dict[str, Any]:
    return {
        "kind": document["kind"],
        "mission": document["mission"],
        "scenario": mission.scenario_name,
        "as_of": mission.keys.as_of.isoformat(),
        "classification": document["classification"],
        "watermark": document["watermark"],
        "reproducible": document.get("reproducible", True),
        "inputs": [layer_input(mission, key, layer.path, folder) for key, layer in mission.layers().items()],
        "mission_file": hashed(mission.path),
        "versions": versions(),
        "files": {
            file.name: hashed(file)
            for file in sorted(folder.iterdir())
            if file.is_file() and not file.name.startswith(".")
        },
    }
