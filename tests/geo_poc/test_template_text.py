"""The text of a mission file, made from the schema."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any, get_args

from pydantic import BaseModel

from geo_poc.defaults import DEFAULTS
from geo_poc.new import empty_text
from geo_poc.schema import MissionFile
from geo_poc.template_text import template_file, template_text

DAY = date(2025, 6, 30)
PROGRAM = "applied"
OWN_COMMENTS = ("actor", "site", "threat", "partner", "scenario", "services", "assets", "effectiveness")


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _keys(model: type[BaseModel], path: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        if path or name != PROGRAM:
            yield f"{path}{name}"
            for below in _models(field.annotation):
                yield from _keys(below, f"{path}{name}.")


def test_the_empty_mission_has_every_key_at_its_default() -> None:
    """A mission of the template equals one that says nothing but what is required."""
    written = tomllib.loads(empty_text(DAY))
    bare = {name: written[name] for name in ("schema_version", "name", "as_of")}
    bare["area"] = {"path": written["area"]["path"]}
    layers = written["layers"]
    bare["layers"] = {name: {"path": layers[name]["path"]} for name in ("incidents", "bases")}
    raster = layers["population"][0]
    bare["layers"]["population"] = [{"path": raster["path"], "unit": raster["unit"]}]
    said, defaults = MissionFile.model_validate(written), MissionFile.model_validate({**DEFAULTS, **bare})
    assert said == defaults
    for name in ("as_of", "bands_min", "budget", "candidates", "effectiveness"):
        assert written[name] == defaults.model_dump(mode="python", exclude_none=True)[name]
    assert written["grid"]["demand_cell_m"] == defaults.grid.demand_cell_m


def test_every_key_of_the_schema_is_in_the_empty_mission() -> None:
    """No key is left out, be it commented out."""
    text = empty_text(DAY)
    lines = set(re.findall(r"(\w+) = ", text))
    tables = {
        line.removeprefix("# ").strip("[] ") for line in (row.split("  #")[0] for row in text.splitlines())
    }
    for key in _keys(MissionFile):
        assert (
            key.rsplit(".", 1)[-1] in lines or key in tables or key in ("layers", "assets", "effectiveness")
        ), key


def test_every_key_has_a_comment_and_every_comment_a_key() -> None:
    """Comments are held against the schema, both ways."""
    comments = tomllib.loads(template_file("keys.toml"))["comment"]
    keys = set(_keys(MissionFile))
    general = {f"layers.*.{key.rsplit('.', 1)[1]}" for key in keys if key.count(".") == 2}
    tools = {f"assets.*.{key.rsplit('.', 1)[1]}" for key in keys if key.startswith("assets.")}
    assert set(comments) <= keys | general | tools
    known = {key for key in keys if not key.startswith(OWN_COMMENTS)} | {
        "services",
        "assets",
        "effectiveness",
    }
    lacking = {
        key
        for key in known - {"layers"}
        if key not in comments and f"layers.*.{key.rsplit('.', 1)[-1]}" not in comments
    }
    assert not lacking


def test_optional_layers_load_once_uncommented() -> None:
    """Removing the # of a table gives a table that the schema takes."""
    block: list[str] = []
    for line in empty_text(DAY).splitlines():
        if line.startswith(("# [layers.", "# [[layers.")) or (
            block and line.startswith("# ") and " = " in line
        ):
            block.append(line.removeprefix("# "))
        elif block and not line:
            written = tomllib.loads(
                empty_text(DAY) + "\n".join(line for line in block if "of a PostGIS" not in line)
            )
            MissionFile.model_validate({**DEFAULTS, **written})
            block = []


def test_odd_names_are_escaped() -> None:
    """Quotes, newlines and backslashes of a path stay in its key."""
    path = 'a"\n[budget]\ncob = 9 \\ é.csv'
    layers = {"incidents": {"path": path}, "bases": {"path": "b"}}
    layers["population"] = [{"path": "p", "unit": "people_per_cell"}]  # type: ignore[assignment]
    raw = {"schema_version": 1, "name": "x", "as_of": DAY, "area": {"path": "a"}, "layers": layers}
    written = tomllib.loads(template_text(raw, head=[], notes={}, every=False))
    assert written["layers"]["incidents"]["path"] == path
    assert written["budget"]["cob"] == 0
