"""Compile every kernel once, so that the first plan after an installation does not wait for it.

    python -m optimisation.compiling

Results are kept in numba's cache beside the sources, or in the user's folder where that is read-only.
Nothing is compiled again where the cache holds it.
"""

from __future__ import annotations

from optimisation.basin_kernel import compiled_ascend
from optimisation.dual_kernel import compiled_dual
from optimisation.exchange_kernel import compiled_exchange
from optimisation.grouping_kernel import compiled_group
from optimisation.neighbours_kernel import compiled_near, compiled_two_steps
from optimisation.odd_cuts_kernel import compiled_separate
from optimisation.restrict_kernel import compiled_count, compiled_take
from optimisation.summed_kernel import compiled_sum
from optimisation.travel_kernel import compiled, compiled_fill


def compile_all() -> int:
    """Compile what numba's cache does not hold; return how many kernels there are."""
    makers = (
        compiled,
        compiled_fill,
        compiled_group,
        compiled_count,
        compiled_take,
        compiled_dual,
        compiled_near,
        compiled_two_steps,
        compiled_exchange,
        compiled_separate,
        compiled_ascend,
        compiled_sum,
    )
    for make in makers:
        make()
    return len(makers)


if __name__ == "__main__":
    compile_all()
