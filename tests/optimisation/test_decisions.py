"""What is decided before solving."""

from __future__ import annotations

from optimisation.options import Lock
from tests.optimisation.small_means import (
    ROUTES,
    assembled,
    planned,
    requires_of,
    with_more,
)


def test_a_closed_base_takes_what_it_hosts_along() -> None:
    """A forbidden site loses its base, its patrols and its liaison assistants."""
    standing = ((0, "cob"), (0, "cla"), (1, "cob"))
    closed = assembled(
        {"patrol": 9}, standing=standing, routes=ROUTES, locks=(Lock(0, "cob", False, "ceasefire line"),)
    )
    assert planned(closed) == {"cob:east", "patrol:east/1"}


def test_police_need_a_settlement_and_security() -> None:
    """A unit may stand in settlements alone, and only where a base is near."""
    assembly = with_more({"fpu": 3})
    ids = assembly.problem.option_ids
    assert "fpu:west" not in ids
    assert requires_of(assembly, "fpu:east") == {"cob:west", "cob:east"}
    assert assembly.problem.forbidden[ids.index("fpu:south")]
