"""The database server that tests run against."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import postgres

_CHILD = """
import sys, time
from tests.postgres import running
with running() as server:
    print(server.pid, server.folder, flush=True)
    time.sleep(600)
"""


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_server_runs_and_is_gone_afterwards() -> None:
    """Inside there is PostGIS; outside neither process nor folder."""
    with postgres.running() as server:
        assert str(server.value("SELECT postgis_lib_version()")).startswith("3.")
        assert server.value("SHOW fsync") == "off"
    assert not _alive(server.pid)
    assert not server.folder.exists()


def test_server_stops_when_the_test_dies() -> None:
    """A killed process leaves no server and no folder behind."""
    with postgres.running():
        pass  # skips, or fails, here where there is no server
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]
    )
    assert child.stdout is not None
    pid, folder = child.stdout.readline().split()
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    for _ in range(200):
        if not Path(folder).exists():
            break
        time.sleep(0.05)
    assert not _alive(int(pid))
    assert not Path(folder).exists()


@pytest.mark.parametrize(("ci", "outcome"), [("true", "fail"), ("", "skip")])
def test_without_a_server_ci_fails_and_others_skip(
    monkeypatch: pytest.MonkeyPatch, ci: str, outcome: str
) -> None:
    """A missing server is never passed over where the checks run."""
    monkeypatch.setattr(postgres, "programs", lambda: None)
    monkeypatch.setenv("CI", ci)
    expected = {"fail": pytest.fail.Exception, "skip": pytest.skip.Exception}[outcome]
    with pytest.raises(expected, match="PostGIS is needed"), postgres.running():
        pass
