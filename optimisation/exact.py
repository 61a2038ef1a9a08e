"""Prove a core in a process of its own that can be killed: the exact solver may crash, hang or overrun."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from optimisation.leftovers import temporary_folder
from optimisation.presolve import Core
from optimisation.row_model import known_columns, row_model

GRACE_S = 2.0
"""Seconds that the solver may overrun its limit before it is killed."""

POLL_S = 0.02

SAID = ("optimal", "feasible", "infeasible", "unknown")
"""What a child can say of a core."""

PROOF = "placement-"
"""How the names of the folders begin in which a core is proven."""

ROOT = Path(__file__).resolve().parent.parent
CHILD = (
    "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path; "
    "from optimisation.exact_child import main; main(Path(sys.argv[2]))"
)


@dataclass(frozen=True, slots=True, eq=False)
class Exact:
    """What the exact solver returned.

    Parameters
    ----------
    status : str
        "optimal", "feasible", "infeasible", "unknown" (nothing found in its nodes), "failed" (it crashed),
        "time" or "cancelled" (it was killed).
    bound : float
        On the objective beyond the fixed options, in units; inf where it has none.
    open : ndarray of bool, shape (n,) or None
        To be checked by the caller's own evaluation.
    """

    status: str
    bound: float
    open: NDArray[np.bool_] | None


def solve_exactly(
    core: Core,
    *,
    nodes: int,
    near: float = 1e-7,
    start: NDArray[np.bool_] | None = None,
    time_limit_s: float | None = None,
    cancel: Callable[[], bool] = lambda: False,
    command: tuple[str, ...] | None = None,
) -> Exact:
    """Solve a core in a child process, one thread: HiGHS through OR-Tools' MathOpt.

    Parameters
    ----------
    core : Core
    nodes : int
        Most nodes of the tree: the counted limit that keeps runs reproducible.
    near : float
        Distance of plan and bound, in units, at which it may stop.
    start : ndarray of bool, shape (n,), or None
        A feasible plan to start from.
    time_limit_s : float or None
        The child is killed soon after.
    cancel : callable
        Polled many times a second; True kills the child.
    command : tuple of str or None
        Starts the child in place of the default, given the project's root and the folder.
    """
    try:
        with temporary_folder(PROOF) as folder:
            _write(core, folder / "problem.npz", nodes, near, start, time_limit_s)
            begin = command or (sys.executable, "-c", CHILD)
            with subprocess.Popen(  # noqa: S603 (our own interpreter and code)
                [*begin, str(ROOT), str(folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            ) as child:
                ended = _wait(child, time_limit_s, cancel)
            result = folder / "result.npz"
            if ended and not result.exists():
                return Exact(ended, np.inf, None)
            if not result.exists():
                return Exact("failed", np.inf, None)
            return _read(result, core.size)
    except OSError:  # no room for the files, or no process to be had: nothing is proven
        return Exact("failed", np.inf, None)


def _write(
    core: Core,
    path: Path,
    nodes: int,
    near: float,
    start: NDArray[np.bool_] | None,
    time_limit_s: float | None,
) -> None:
    model = row_model(core)
    np.savez(
        path,
        cost=model.cost,
        integers=model.integers,
        data=model.matrix.data,
        indices=model.matrix.indices,
        indptr=model.matrix.indptr,
        lower=model.lower,
        upper=model.upper,
        nodes=nodes,
        near=near,
        start=np.empty(0) if start is None else known_columns(core, start),
        seconds=np.inf if time_limit_s is None else time_limit_s,
    )


def _wait(child: subprocess.Popen[bytes], time_limit_s: float | None, cancel: Callable[[], bool]) -> str:
    """Wait for the child; kill it when asked or overdue, and return why ("" when it ended by itself)."""
    began = time.monotonic()
    try:
        while child.poll() is None:
            if cancel():
                return "cancelled"
            if time_limit_s is not None and time.monotonic() - began > time_limit_s + GRACE_S:
                return "time"
            time.sleep(POLL_S)
        return ""
    finally:
        child.kill()


def _read(path: Path, size: int) -> Exact:
    """Return what the child wrote; what is no answer for a core of so many options is a failure."""
    try:
        with path.open("rb") as file, np.load(file) as found:
            status, bound, chosen = str(found["status"]), float(found["bound"]), found["open"].astype(bool)
    except (OSError, ValueError, KeyError, EOFError, TypeError, BadZipFile):
        return Exact("failed", np.inf, None)
    if status not in SAID or np.isnan(bound) or chosen.shape != (size,):
        return Exact("failed", np.inf, None)
    return Exact(status, bound, chosen if status in ("optimal", "feasible") else None)
