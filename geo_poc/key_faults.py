"""What is wrong with one key of a mission file, in the words of who wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DESCRIBED = "correct this key; docs/mission-file.md describes it"

_WORDS = {
    "missing": ("this key is missing", "add this key"),
    "extra_forbidden": ("there is no such key here", "remove this key or correct its spelling"),
    "greater_than_equal": ("the value must be at least {ge}", "use a larger value"),
    "greater_than": ("the value must be more than {gt}", "use a larger value"),
    "less_than_equal": ("the value must be at most {le}", "use a smaller value"),
    "less_than": ("the value must be less than {lt}", "use a smaller value"),
    "literal_error": ("the value must be {expected}", "use one of the values named"),
    "finite_number": ("the value must be a finite number", "give a number"),
    "string_pattern_mismatch": ("the text has characters that cannot be", DESCRIBED),
    "string_too_short": ("the text must not be empty", "fill it in, or leave the key out"),
    "too_short": ("there must be at least {min_length} of these", "add what is missing"),
    "too_long": ("there may be at most {max_length} of these", "take some out"),
}
_KINDS = {
    "int": ("the value must be a whole number", "give a whole number"),
    "float": ("the value must be a number", "give a number"),
    "bool": ("the value must be true or false", "write true or false, without quotes"),
    "string": ("the value must be text", "put it in quotes"),
    "list": ("this must be a list", "put it in square brackets"),
    "tuple": ("this must be a list", "put it in square brackets"),
    "dict": ("this must be a table of keys", DESCRIBED),
    "model": ("this must be a table of keys", DESCRIBED),
    "date": ("the value must be a date", "write it like 2025-06-30"),
}


def fault_words(item: Mapping[str, Any]) -> tuple[str, str]:
    """Return what is wrong and the remedy, of one of pydantic's errors.

    Parameters
    ----------
    item : mapping
        With `type`, `msg` and maybe `ctx`; kinds without words here keep pydantic's.
    """
    kind = str(item["type"])
    words = _WORDS.get(kind) or _KINDS.get(kind.partition("_")[0])
    if words is None:
        return str(item["msg"]).removeprefix("Value error, "), DESCRIBED
    limits = {key: _number(value) for key, value in item.get("ctx", {}).items()}
    return words[0].format_map(limits), words[1]


def _number(value: object) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)
