"""How a run is driven: where its work is done, and what is put right before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from geo_poc import control
from geo_poc.control import LITTLE, workers
from optimisation.exact import PROOF
from optimisation.leftovers import hold_folder
from optimisation.pool import LocalPool
from optimisation.travel_cache import WORK


@pytest.mark.parametrize("prefix", [WORK, PROOF])
def test_temporary_folders_of_killed_commands_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prefix: str
) -> None:
    """A run removes grids and problems that killed ones left for their children, not those of living ones."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    dead, living = hold_folder(None, prefix), hold_folder(None, prefix)
    (dead.path / "friction.npy").write_text("x", encoding="utf-8")
    dead.let_go()
    with ThreadPoolExecutor(1) as given, workers(given, cells=1, sites=1) as found:
        assert found is given
    assert list(tmp_path.iterdir()) == [living.path]
    living.remove()


def test_little_work_starts_no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes come where they pay, and only where they can be forked."""
    monkeypatch.setattr(control, "start_method", lambda: "fork")
    with workers(None, cells=LITTLE, sites=1) as found:
        assert found is None
    with workers(None, cells=LITTLE, sites=2) as found:
        assert isinstance(found, LocalPool)
    monkeypatch.setattr(control, "start_method", lambda: "spawn")
    with workers(None, cells=LITTLE, sites=2) as found:
        assert found is None
