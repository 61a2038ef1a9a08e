"""Processes that end with their parent, whatever they are doing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from optimisation.exact import solve_exactly
from optimisation.presolve import reduce_problem
from tests.optimisation.small_problems import scattered_problem

ROOT = Path(__file__).parents[2]
GONE_S = 15
"""How long a child may outlive its parent."""

WORKER = """
import os, time
from optimisation.pool import process_pool

def never_let_go():
    print(os.getpid(), flush=True)
    max(range(10**13))

with process_pool(1) as pool:
    pool.submit(never_let_go)
    time.sleep(600)
"""
SOLVER = """
import subprocess, sys
code = '''
import os
from pathlib import Path
from optimisation import exact_child

def never_let_go(_):
    print(os.getpid(), flush=True)
    max(range(10**13))

exact_child.np.load = never_let_go
exact_child.main(Path())
'''
# Not run(), which would close the pipe at once and so let the child end by itself.
subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE).wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a signal of Linux")
@pytest.mark.parametrize("script", [WORKER, SOLVER], ids=["worker", "solver"])
def test_child_ends_in_the_middle_of_compiled_code(script: str) -> None:
    """A worker or solver that never gives up the interpreter's lock is gone soon after its parent's death."""
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    _, alive = psutil.wait_procs([child], timeout=GONE_S)
    assert not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


def test_solver_without_room_for_its_files_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where temporary files cannot be written there is no proof, and no error."""
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    found = solve_exactly(reduce_problem(scattered_problem(5)), nodes=10)
    assert (found.status, found.open) == ("failed", None)
