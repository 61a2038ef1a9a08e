"""The text of a mission file with every key, its default and a comment, made from the schema itself."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from importlib.resources import files
from typing import Any, get_args

from pydantic import BaseModel

from geo_poc.defaults import DEFAULTS
from geo_poc.schema import MissionFile
from geo_poc.schema_layers import Layers
from layers.training.mission_file import toml_value

_WIDE, _LONG = 36, 60
"""Where comments begin, and the length of a key's line from which they stand above it."""
_INLINE = ("columns", "groups", "overrides", "views")
_RULES = "constraints"
"""A table whose lists of tables are shown as examples."""
_LISTS = ("actor", "factor", "site", "threat", "view", "partner", "host_support", "scenario")
_PLACEHOLDERS = {
    "population": "population.tif",
    "roads": "roads.gpkg",
    "rivers": "rivers.gpkg",
    "lakes": "lakes.gpkg",
    "places": "places.gpkg",
    "districts": "districts.geojson",
    "restrictions": "restrictions.geojson",
    "groups": "age_sex",
    "friction": "friction.tif",
    "landcover": "landcover.tif",
    "elevation": "elevation.tif",
}


def placeholder(layer: str) -> str:
    """Return the name under which a layer's file is looked for until somebody writes another."""
    return _PLACEHOLDERS.get(layer, f"{layer}.csv")


def template_file(name: str) -> str:
    """Return the text of a file of the package's templates."""
    return files("geo_poc").joinpath("templates", name).read_text(encoding="utf-8")


def template_text(
    raw: Mapping[str, Any], *, head: Sequence[str], notes: Mapping[str, Sequence[str]], every: bool
) -> str:
    """Return a mission file as text.

    Parameters
    ----------
    raw : mapping
        What is said already: at least the required keys.
    head : sequence of str
        First comment, a line each.
    notes : mapping of str to sequence of str
        Key's path ("layers.bases", "layers.roads", "layers.roads.2", "as_of") to comments written above it.
    every : bool
        Also the keys of layers that have a default, and, commented out, the layers that are not there.

    Raises
    ------
    pydantic.ValidationError
        When `raw` is no sound mission.
    """
    keys = MissionFile.model_validate(_laid(DEFAULTS, raw)).model_dump()
    writer = _Writer(notes)
    lines = [f"# {line}".rstrip() for line in head]
    singles = [name for name in keys if name not in (*_LISTS, "applied") and not isinstance(keys[name], dict)]
    for name in singles:
        lines += writer.key(name, name, keys[name])
    lines += writer.table("area", keys["area"] if every else _given(raw["area"], keys["area"]))
    for name, field in Layers.model_fields.items():
        lines += writer.layer(name, raw["layers"].get(name), keys["layers"][name], field, every=every)
    for name, values in keys.items():
        if isinstance(values, dict) and name not in ("area", "layers", _RULES):
            lines += writer.table(name, values)
    lines += writer.rules(_RULES, keys[_RULES])
    for name in _LISTS:
        lines += writer.sample(name, _part(MissionFile.model_fields[name].annotation))
    return "\n".join(lines) + "\n"


def _laid(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return tables laid over each other, key by key."""
    made = dict(below)
    for key, value in above.items():
        under = made.get(key)
        both = isinstance(under, Mapping) and isinstance(value, Mapping)
        made[key] = _laid(under, value) if both else value  # type: ignore[arg-type]
    return made


def _given(raw: Mapping[str, Any], keys: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in keys.items() if name in raw or name == "classification"}


def _part(annotation: Any) -> type[BaseModel]:
    """Return the model in `list[Model]` or `Model | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(_part(inner) for inner in get_args(annotation) if inner is not type(None))


def _literal(value: Any) -> str:
    """Return a value in TOML on one line."""
    if isinstance(value, Mapping):
        inner = ", ".join(
            f"{_bare(key)} = {_literal(item)}" for key, item in value.items() if item is not None
        )
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_literal(item) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, date)):
        return f"{value}"
    return toml_value(value)


def _bare(key: str) -> str:
    plain = key.replace("_", "").replace("-", "")
    return key if plain.isascii() and plain.isalnum() else toml_value(key)


class _Writer:
    """Writes keys and tables with their comments."""

    __slots__ = ("_comment", "_example", "_notes")

    def __init__(self, notes: Mapping[str, Sequence[str]]) -> None:
        said = tomllib.loads(template_file("keys.toml"))
        self._comment: Mapping[str, str] = said["comment"]
        self._example: Mapping[str, str] = said["example"]
        self._notes = notes

    def key(self, path: str, name: str, value: Any) -> Iterator[str]:
        """Yield the line of one key; commented out where it has no value."""
        yield from self._above(path)
        comment = _known(self._comment, path)
        if value is None:
            text = f"# {_bare(name)} = {_known(self._example, path) or '...'}"
        else:
            text = f"{_bare(name)} = {_literal(value)}"
        if comment and len(text) > _LONG:
            yield f"# {comment}:"
            yield text
        else:
            yield f"{text:<{_WIDE}}  # {comment}" if comment else text

    def table(
        self, path: str, values: Mapping[str, Any], *, heading: str = "", number: int = 1
    ) -> Iterator[str]:
        """Yield a table: single keys first, then its tables."""
        yield ""
        yield from self._above(path if number == 1 else f"{path}.{number}")
        comment = _known(self._comment, path)
        nested = {k for k, v in values.items() if isinstance(v, Mapping) and not _short(k, v)}
        title = heading or f"[{path}]"
        if len(nested) < len(values) or not nested:
            yield f"{title:<{_WIDE}}  # {comment}" if comment else title
        elif comment:
            yield f"# {comment}"
        for name, value in values.items():
            if name not in nested:
                yield from self.key(f"{path}.{name}", name, value)
        for name in values:
            if name in nested:
                yield from self.table(f"{path}.{name}", values[name])

    def layer(self, name: str, raw: Any, keys: Any, field: Any, *, every: bool) -> Iterator[str]:
        """Yield a layer's tables; one that is not there is commented out."""
        path, many = f"layers.{name}", str(field.annotation).startswith("list")
        heading = f"[[{path}]]" if many else f"[{path}]"
        if not raw:
            if every:
                model = _part(field.annotation)
                blank = _blank(model, path, self._example) | {"path": placeholder(name)}
                yield from _commented(self.table(path, blank, heading=heading))
            return
        items = list(zip(raw, keys, strict=True)) if many else [(raw, keys)]
        for number, (said, full) in enumerate(items, start=1):
            values = full if every else _given(said, full)
            yield from self.table(path, values, heading=heading, number=number)

    def sample(self, name: str, model: type[BaseModel]) -> Iterator[str]:
        """Yield, commented out, a table of a list with an example for what it needs."""
        yield from _commented(self.table(name, _blank(model, name, self._example), heading=f"[[{name}]]"))

    def rules(self, name: str, values: Mapping[str, Any]) -> Iterator[str]:
        """Yield a table with its single keys, then an example of each of its lists of tables."""
        fields = _part(MissionFile.model_fields[name].annotation).model_fields
        lists = [key for key, value in values.items() if isinstance(value, list)]
        yield from self.table(name, {key: value for key, value in values.items() if key not in lists})
        for key in lists:
            yield from self.sample(f"{name}.{key}", _part(fields[key].annotation))

    def _above(self, path: str) -> Iterator[str]:
        yield from (f"# {note}" for note in self._notes.get(path, ()))


def _short(name: str, value: Mapping[str, Any]) -> bool:
    """Return whether a table is written on one line."""
    return not value or name in _INLINE or {"low", "mid", "high"} <= set(value)


def _blank(model: type[BaseModel], path: str, examples: Mapping[str, str]) -> dict[str, Any]:
    """Return a model's keys: defaults, and the examples where a key has none."""
    made: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        example = _known(examples, f"{path}.{name}")
        if not field.is_required():
            made[name] = field.get_default(call_default_factory=True)
        else:
            made[name] = tomllib.loads(f"value = {example}")["value"] if example else None
    return made


def _commented(lines: Iterator[str]) -> Iterator[str]:
    return (line if not line or line.startswith("#") else f"# {line}" for line in lines)


def _known(texts: Mapping[str, str], path: str) -> str:
    """Return the text of a key, or of the keys of its name in all tables of its kind."""
    if path in texts:
        return texts[path]
    parts = path.split(".")
    general = ".".join([parts[0], "*", *parts[2:]]) if len(parts) == 3 else path
    return texts.get(general, "")
