"""Questions asked in turn under one time."""

from __future__ import annotations

from geo_poc.asking import Question, ask_all, in_turn
from optimisation.watch import Watch


def test_each_kind_gets_its_turn_and_what_was_not_reached_is_told() -> None:
    """One of each kind after another; a cancel leaves out the same of each kind, and says which."""
    asked: list[tuple[str, int, int]] = []

    def question(kind: str, name: str) -> Question:
        return Question(kind, name, lambda done, to_come: asked.append((name, done, to_come)))

    sites = [question("site", name) for name in ("s1", "s2", "s3")]
    queue = in_turn((sites, [], [question("authority", "a1")]))
    assert [one.name for one in queue] == ["s1", "a1", "s2", "s3"]
    left = ask_all(queue, Watch(None, lambda: len(asked) == 2))
    assert asked == [("s1", 0, 4), ("a1", 1, 3)]
    assert [(one.kind, one.name) for one in left] == [("site", "s2"), ("site", "s3")]
    assert ask_all(queue, Watch(None, None)) == ()
