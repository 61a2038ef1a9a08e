"""Maps and comparisons written as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_poc.drawing import draw_comparison, draw_map
from geo_poc.planning import Planned
from layers.errors import InputError


def _state(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_map_is_drawn_from_the_files_alone(tiny_run: Planned, tmp_path: Path) -> None:
    """The map drawn anew is the run's own, byte for byte, and the run folder stays as it was."""
    before = _state(tiny_run.run.path)
    file = draw_map(tiny_run.run.path, tmp_path / "again.html")
    assert file.read_bytes() == before["map.html"]
    assert _state(tiny_run.run.path) == before


def test_comparison_of_runs(tiny_run: Planned, impossible_run: Planned, tmp_path: Path) -> None:
    """Any runs are compared into one file; without a run there is none."""
    file = draw_comparison([tiny_run.run.path, impossible_run.run.path], tmp_path / "compare.html")
    assert "no plan (today" in file.read_text(encoding="utf-8")
    with pytest.raises(InputError, match="no run to compare"):
        draw_comparison([], tmp_path / "none.html")
    assert not (tmp_path / "none.html").exists()


def test_folder_that_is_no_run_is_a_finding(tmp_path: Path) -> None:
    """An empty folder has no map."""
    (tmp_path / "run").mkdir()
    with pytest.raises(InputError, match="not a whole run folder"):
        draw_map(tmp_path / "run", tmp_path / "map.html")
