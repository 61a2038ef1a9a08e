"""risk.json: what its schema says, and nothing can be left out."""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from geo_poc.record import as_text
from geo_poc.risk_areas import area_risks
from geo_poc.risk_record import risk_document
from geo_poc.risk_run import Surfaced
from layers.risk.density import Part
from tests.geo_poc.test_schemas import _first_items, _without_each_key

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA = json.loads((DOCS / "schemas" / "risk.schema.json").read_text(encoding="utf-8"))
CHECK = Draft202012Validator(SCHEMA)
FREE = re.compile(r"^(timings|versions)\.")


def _document(found: Surfaced) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(found.run.file("risk.json").read_text(encoding="utf-8"))
    return document


def test_document_is_what_its_schema_says(tiny_risk: Surfaced) -> None:
    """The schema is one of 2020-12, the document passes it, and is written in the one way."""
    Draft202012Validator.check_schema(SCHEMA)
    document = _document(tiny_risk)
    assert [error.message for error in CHECK.iter_errors(document)] == []
    assert as_text(document) == tiny_risk.run.file("risk.json").read_text(encoding="utf-8")


def test_no_key_can_be_dropped(tiny_risk: Surfaced) -> None:
    """A document that lacks any one of its keys, at any depth, is refused."""
    document = _first_items(_document(tiny_risk))
    kept = [place for place, broken in _without_each_key(document, document) if CHECK.is_valid(broken)]
    assert [place for place in kept if not FREE.search(place)] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document["risk"].update(state="none"),
        lambda document: document["by_area"][0]["risk"].update(total=None),
        lambda document: document["validation"].update(validated=True),
        lambda document: document["validation"].update(validated_parts=["likelihood"]),
        lambda document: document["half_of_risk"].update(area_share=1.5),
        lambda document: document["inputs"][0].update(sha256="abc"),
        lambda document: document.update(not_observed=["rebels"]),
        lambda document: document.update(more=1),
    ],
)
def test_broken_documents_are_refused(tiny_risk: Surfaced, change: Callable[[dict[str, Any]], None]) -> None:
    """Sources, shares and hashes have their form, and what is not validated does not say so."""
    document = copy.deepcopy(_document(tiny_risk))
    change(document)
    assert not CHECK.is_valid(document)


def test_document_says_what_it_was_made_from(tiny_risk: Surfaced) -> None:
    """Inputs lead from the folder to files with their hashes, and what is not observed is null."""
    document, folder = _document(tiny_risk), tiny_risk.run.path
    for item in document["inputs"]:
        assert item["sha256"] == hashlib.sha256((folder / item["file"]).read_bytes()).hexdigest()
    assert document["not_observed"] == ["communal", "criminal"]
    assert document["risk"]["criminal"] is None
    assert document["unknown"]["people"] > 0
    assert 0 < document["half_of_risk"]["people"] <= document["people"]


def test_every_key_is_described() -> None:
    """docs/run-folder.md names every file of the folder and every key of its document."""
    text = (DOCS / "run-folder.md").read_text(encoding="utf-8")
    keys = [*SCHEMA["properties"], *SCHEMA["properties"]["by_area"]["items"]["properties"]]
    assert [key for key in keys if f"`{key}`" not in text] == []
    assert all(f"`{name}`" in text for name in ("risk.tif", "risk.gpkg", "risk.json", "map.html"))


def test_factor_of_the_surfaces_is_told_as_judgement(tiny_risk: Surfaced, tmp_path: Path) -> None:
    """A factor is named once with its role, whatever the number of sources that it judges."""
    found, risk = tiny_risk.surfaces, tiny_risk.surfaces.risk
    part = Part("herds", "vulnerability", "B3", "workshop", risk.risk["state"])
    given = replace(found, risk=replace(risk, parts=dict.fromkeys(risk.risk, (part,))))
    told = risk_document(given, area_risks(given), tmp_path)["validation"]
    assert told["factors"] == ["herds (vulnerability)"]
    assert told["judgement"] == [
        "people x likelihood",
        "herds (vulnerability)",
        "missing factors are neutral",
    ]
