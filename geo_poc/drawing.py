"""Maps and comparisons of run folders, written as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from geo_poc.compare import comparison_page
from geo_poc.picture import open_run, picture_of
from geo_poc.whole_files import check_new, write_new
from layers.errors import error
from maps.compose import compose_map
from maps.render import render_map


def draw_map(run: Path, file: Path) -> Path:
    """Draw the map of a run folder from its files into `file`; the run folder is not changed.

    Raises
    ------
    InputError
        When it is not a run folder, or the file exists, lies in the run folder or cannot be written.
    """
    if file.resolve().is_relative_to(run.resolve()):
        raise error(
            "the file lies in the run folder, which is never changed",
            "name a file elsewhere with --out",
            file=file.name,
            column="--out",
            value=str(file),
        )
    check_new(file)
    write_new(file, map_page(run))
    return file


def map_page(run: Path) -> str:
    """Return the map of a run folder as one HTML document."""
    return render_map(compose_map(picture_of(open_run(run))))


def draw_comparison(runs: Sequence[Path], file: Path) -> Path:
    """Draw the comparison of run folders into `file`; maps of runs that lie beside it are linked.

    Raises
    ------
    InputError
        When one is not a run folder, there is none, or the file exists or cannot be written.
    """
    if not runs:
        raise error("there is no run to compare", "name at least one run folder", column="runs")
    write_new(file, comparison_page([open_run(run) for run in runs], folder=file.parent))
    return file
