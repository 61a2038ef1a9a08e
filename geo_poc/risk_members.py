"""Members of the risk ensemble as grounds that a plan can be made for or held against."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from geo_poc.ground import Ground
from layers.risk.members import Draws, draws_of


def member_grounds(
    ground: Ground, *, count: int, seed: int = 0
) -> Iterator[tuple[str, str, Callable[[], Ground]]]:
    """Yield a name, words and the ground of each of the first members of the ensemble.

    Sites, travel and patrol routes stay; risk alone is another. A ground is laid out when it is called for,
    so that one member is held at a time.

    Parameters
    ----------
    ground : Ground
    count : int
    seed : int
    """
    draws = draws_of(ground.landscape, ground.risk, seed=seed)
    # Members are drawn from the record by the kernel, whatever the likelihood was asked to be.
    apart = ": the record varied, not the learned forecast" if ground.risk.learned else ""
    for number in range(count):
        words = f"risk as member {number + 1} of the ensemble has it{apart}"
        yield f"risk_member:{number + 1}", words, _laid(ground, draws, number)


def _laid(ground: Ground, draws: Draws, number: int) -> Callable[[], Ground]:
    return lambda: replace(ground, risk=draws.member(number).laid_over(ground.risk))
