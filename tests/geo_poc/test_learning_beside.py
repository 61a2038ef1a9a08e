"""Tests of learning beside other work."""

from __future__ import annotations

import threading
from datetime import date

import pytest

from geo_poc.learning_beside import learning_beside
from layers.risk.learned import learn_each
from tests.layers.risk.clusters import clustered
from tests.layers.risk.tiny import attributed

AS_OF = date(2019, 12, 31)


def test_what_is_learned_beside_is_the_same() -> None:
    """In its own thread, with others below it, it learns what it would here; nothing is left running."""
    world, before = clustered(40), threading.active_count()
    table = attributed(["state"] * 40)
    with learning_beside(AS_OF, (6.0,)) as learner:
        learner.begin(world, table)
        (found,) = learner.result()
    (own,) = learn_each(world, table, as_of=AS_OF, months=(6.0,))
    assert found.raised.tobytes() == own.raised.tobytes()
    assert found.weights.tobytes() == own.weights.tobytes()
    assert (found.model, found.nats, found.dispersion) == (own.model, own.nats, own.dispersion)
    assert threading.active_count() == before


def test_without_lengths_nothing_is_learned() -> None:
    """A product without a forecast begins no work."""
    with learning_beside(AS_OF, ()) as learner:
        learner.begin(clustered(40), attributed(["state"] * 40))
        assert learner.result() == ()


def test_a_failing_block_ends_the_learning() -> None:
    """What is no longer wanted stops after the window it is at, and the failure of the block is told."""
    before = threading.active_count()
    with pytest.raises(KeyError), learning_beside(AS_OF, (1.0, 3.0, 6.0)) as learner:  # noqa: PT012
        learner.begin(clustered(40), attributed(["state"] * 40))
        raise KeyError("estimate")
    with pytest.raises(InterruptedError):
        learner.result()
    assert threading.active_count() == before
