"""Lists of texts among arguments: a single text would be read as its letters."""

from __future__ import annotations

from collections.abc import Iterable

from layers.errors import error


def check_texts(name: str, given: object, example: str) -> None:
    """Refuse what is no list of texts.

    Parameters
    ----------
    name : str
        Of the argument.
    given : object
    example : str
        How such a list is written.

    Raises
    ------
    InputError
        With the argument, its value and the example.
    """
    listed = isinstance(given, Iterable) and not isinstance(given, str | bytes | dict)
    if not listed or not all(isinstance(one, str) for one in given):  # type: ignore[attr-defined]
        raise error(
            f"{name} is no list of texts",
            f"give a list such as {example}",
            column=name,
            value=repr(given)[:60],
        )
