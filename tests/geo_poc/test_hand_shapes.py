"""Changes by hand that have no form."""

from __future__ import annotations

from typing import Any

import pytest

from geo_poc.hand_shapes import check_shapes
from layers.errors import InputError


@pytest.mark.parametrize(
    ("kind", "given", "value"),
    [
        ("drop", "Drave", "'Drave'"),
        ("drop", [None], "None"),
        ("drop", [("jpt", "Drave", "Quorrel")], "('jpt', 'Drave', 'Quorrel')"),
        ("add", ("jpt", "Drave"), "'jpt'"),
        ("add", [("cob",)], "('cob',)"),
        ("add", [("cob", 3)], "('cob', 3)"),
        ("move", [("Drave",)], "('Drave',)"),
        ("move", {"Drave": "Quorrel"}, "{'Drave': 'Quorrel'}"),
    ],
)
def test_what_is_no_list_of_changes_is_refused(kind: str, given: Any, value: str) -> None:
    """A text is not read letter by letter, and a name that is missing is not another fault."""
    with pytest.raises(InputError) as refused:
        check_shapes(**{kind: given})
    found = refused.value.findings[0]
    assert (found.column, found.value) == (kind, value)
    assert found.remedy.startswith("give [")


def test_every_form_is_taken_and_every_fault_told_at_once() -> None:
    """Tuples and lists alike."""
    check_shapes(
        add=[("jpt", "Drave"), ["cob", "Drave"]],
        drop=("Drave", ("jpt", "Drave")),
        move=[("Drave", "Quorrel"), ("jpt", "Drave", "Quorrel")],
    )
    with pytest.raises(InputError) as refused:
        check_shapes(add=[("cob",)], drop="Drave", move=[1, ("a",)])
    assert [finding.column for finding in refused.value.findings] == ["add", "drop", "move", "move"]
