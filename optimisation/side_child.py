"""A side model's own process: it loads one program and answers questions about it until its input ends.

It is started by `optimisation.asked`, which may kill it at any time: HiGHS asks nobody for leave while it
presolves, and may go on long after its limit.
"""

from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path

import numpy as np
from scipy import sparse

from optimisation.parent_death import end_with_parent
from optimisation.side_program import SideProgram, Solver


def write_program(path: Path, program: SideProgram) -> None:
    """Write a program for the child.

    Parameters
    ----------
    path : Path
    program : SideProgram
    """
    np.savez(
        path,
        options=program.options,
        demands=program.demands,
        most=program.most,
        data=program.matrix.data,
        indices=program.matrix.indices,
        indptr=program.matrix.indptr,
        lower=program.lower,
        upper=program.upper,
        nodes=program.nodes,
    )


def read_program(path: Path) -> SideProgram:
    """Return a program that was written."""
    with np.load(path) as given:
        options, most, demands = int(given["options"]), given["most"], int(given["demands"])
        shape = (given["lower"].size, options + most.size + demands)
        matrix = sparse.csr_array((given["data"], given["indices"], given["indptr"]), shape=shape)
        return SideProgram(
            options, demands, most, matrix, given["lower"], given["upper"], int(given["nodes"])
        )


def main(path: Path) -> None:
    """Answer questions, (method, arguments) each, until there are no more."""
    end_with_parent(os.getppid())
    solver = Solver(read_program(path))
    while True:
        try:
            method, arguments = pickle.load(sys.stdin.buffer)  # noqa: S301 (from our own parent)
        except EOFError:
            return
        pickle.dump(getattr(solver, method)(*arguments), sys.stdout.buffer)
        sys.stdout.buffer.flush()
