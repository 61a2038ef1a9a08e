"""The questions of an explanation, asked in turn under one time: each kind gets its share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from optimisation.watch import Watch


@dataclass(frozen=True, slots=True)
class Question:
    """A question that costs a placement.

    Parameters
    ----------
    kind : str
        "site", "limit", "caveat", "authority", "restriction" or "sector".
    name : str
        What it is about.
    ask : callable
        Called with how many were asked before it, and how many are to come, this one included; each gets
        that part of the time left.
    """

    kind: str
    name: str
    ask: Callable[[int, int], None]


def in_turn(kinds: Sequence[Sequence[Question]]) -> tuple[Question, ...]:
    """Return the questions of several kinds, one of each kind after another.

    Parameters
    ----------
    kinds : sequence of sequence of Question
        The most promising of each kind first.
    """
    longest = max(map(len, kinds), default=0)
    return tuple(some[number] for number in range(longest) for some in kinds if number < len(some))


def ask_all(questions: Sequence[Question], watch: Watch) -> tuple[Question, ...]:
    """Ask one question after another while there is time; return those that were not asked.

    Parameters
    ----------
    questions : sequence of Question
    watch : Watch
        One for all of them.
    """
    for number, question in enumerate(questions):
        if watch.hit():
            return tuple(questions[number:])
        question.ask(number, len(questions) - number)
    return ()
