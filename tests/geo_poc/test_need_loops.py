"""Tools that need each other around: every loop is told, one mistake once."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from geo_poc.need_loops import loops_of, need_loops
from layers.errors import Finding
from tests.geo_poc.test_schema import mission

NEEDS = st.integers(1, 5).flatmap(
    lambda size: st.lists(st.lists(st.integers(0, size - 1), unique=True), min_size=size, max_size=size)
)


@settings(derandomize=True, max_examples=150, deadline=None, database=None)
@given(NEEDS)
def test_loops_are_those_of_trying_every_order(drawn: list[list[int]]) -> None:
    """Each order of some tools in which each needs the next, and the last the first, is found once."""
    needs = {f"t{number}": [f"t{other}" for other in others] for number, others in enumerate(drawn)}
    found = loops_of(needs)
    expected = {
        order
        for size in range(1, len(needs) + 1)
        for order in permutations(needs, size)
        if order[0] == min(order)
        and all(b in needs[a] for a, b in zip(order, [*order[1:], order[0]], strict=True))
    }
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert [len(loop) for loop in found] == sorted(len(loop) for loop in found)


def test_no_more_loops_are_sought_than_anybody_reads() -> None:
    """Fifteen tools that all need each other have billions."""
    names = [f"t{number}" for number in range(15)]
    assert len(loops_of(dict.fromkeys(names, names), most=100)) == 100


def _told(**assets: dict[str, Any]) -> list[Finding]:
    """Return what is told of the default tools, some of them changed."""
    keys = mission()
    changed = {name: keys.assets[name].model_copy(update=update) for name, update in assets.items()}
    return need_loops(keys.model_copy(update={"assets": keys.assets | changed}))


def test_loops_that_share_a_need_are_told_with_it() -> None:
    """A company base that needs a team closes two loops: both are told, and the need that is on each."""
    (told,) = _told(cob={"hosts": ["jpt"]})
    assert (told.column, told.value) == ("assets.cob.hosts", "cob needs jpt")
    assert told.message.endswith(": cob needs jpt needs cob; cob needs jpt needs tob needs cob")
    assert told.remedy == "take jpt out of hosts of cob, which is on each loop, or end each of them elsewhere"


def test_loops_without_a_need_in_common_are_told_apart() -> None:
    """Two mistakes are two errors, though the tools of one loop are on the other too."""
    told = _told(cob={"hosts": ["qrf", "fpu"]})
    assert [(one.column, one.value) for one in told] == [
        ("assets.cob.hosts", "cob needs fpu"),
        ("assets.cob.hosts", "cob needs qrf"),
    ]
    assert told[0].message.count("; ") == 1  # over the temporary base too
    (alone,) = _told(tob={"near": ["tob"]})
    assert alone.message.endswith("directly or around, and none could be the first to open: tob needs tob")
    assert alone.remedy == "let one of them stand without the others"
