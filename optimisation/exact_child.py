"""The exact solver's own process: reads one integer program, solves it, writes what it found.

It is started by `optimisation.exact`, which may kill it at any time. It ends itself when its parent is gone.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import numpy as np
from scipy import sparse

from optimisation import exact_mathopt
from optimisation.parent_death import end_with_parent
from optimisation.row_model import RowModel


def main(folder: Path) -> None:
    """Solve `problem.npz` of a folder into `result.npz`; the file appears only when it is whole."""
    end_with_parent(os.getppid())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with np.load(folder / "problem.npz") as given:
        shape = (given["lower"].size, given["cost"].size)
        matrix = sparse.csr_array((given["data"], given["indices"], given["indptr"]), shape=shape)
        model = RowModel(given["cost"], int(given["integers"]), matrix, given["lower"], given["upper"])
        nodes, near, seconds = int(given["nodes"]), float(given["near"]), float(given["seconds"])
        start = given["start"] if given["start"].size else None
    status, bound, open_options = exact_mathopt.solve(
        model, nodes=nodes, near=near, seconds=seconds, start=start
    )
    half = folder / "half.npz"
    np.savez(half, status=status, bound=bound, open=open_options)
    half.rename(folder / "result.npz")


def _end_with_parent() -> None:
    """Leave at once when the pipe from the parent closes, as it does when the parent dies."""
    sys.stdin.buffer.read()
    os._exit(3)
