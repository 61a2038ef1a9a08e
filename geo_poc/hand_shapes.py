"""Whether changes by hand have the form that they are given in: lists of sites, or of tools and places."""

from __future__ import annotations

from collections.abc import Iterator

from layers.errors import Finding, InputError

FORMS = {
    "add": ((2,), '[("jpt", "Drave")]'),
    "drop": ((2,), '["Drave"] or [("jpt", "Drave")]'),
    "move": ((2, 3), '[("Drave", "Quorrel")] or [("jpt", "Drave", "Quorrel")]'),
}
"""Names that a change has, and what a list of changes looks like; a site alone may be dropped too."""


def check_shapes(**changes: object) -> None:
    """Refuse changes of another form: a text would be read as its letters, a name missing as another fault.

    Parameters
    ----------
    changes
        `add`, `drop` and `move`, as :func:`geo_poc.what_if` takes them.

    Raises
    ------
    InputError
        With every one of them.
    """
    findings = [finding for kind, given in changes.items() for finding in _faults(kind, given)]
    if findings:
        raise InputError(tuple(findings))


def _faults(kind: str, given: object) -> Iterator[Finding]:
    sizes, form = FORMS[kind]
    if not isinstance(given, list | tuple):
        yield Finding("error", "this is no list of changes", f"give {form}", column=kind, value=repr(given))
        return
    for one in given:
        alone = kind == "drop" and isinstance(one, str)
        named = isinstance(one, list | tuple) and len(one) in sizes
        if not alone and not (named and all(isinstance(name, str) for name in one)):
            message = f"this is no change of the kind {kind}"
            yield Finding("error", message, f"give {form}", column=kind, value=repr(one))
