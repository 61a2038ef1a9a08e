"""What leaves a plan no room, in words: tools and options as a planner calls them."""

from __future__ import annotations

from collections.abc import Mapping

from geo_poc.option_words import named_words, units_words
from optimisation.binding import Binding


def binding_words(one: Binding, names: Mapping[str, str]) -> str:
    """Return a constraint without room as a sentence for people.

    Parameters
    ----------
    one : Binding
    names : mapping of option id to str
        Of :func:`geo_poc.conflicts.option_names`.
    """
    if one.kind == "stock":
        return f"{units_words(one.name)}{one.words.removeprefix(one.name)}"
    if one.kind == "exclusion":
        called = [named_words(names[option]) for option in one.name.split(", ") if option in names]
        return f"only one of {', '.join(called)} may be open" if called else one.words
    return one.words
