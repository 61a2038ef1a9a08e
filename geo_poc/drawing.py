"""Maps and comparisons of run folders, written as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from geo_poc.asked_values import PATH, check_kinds
from geo_poc.compare import comparison_page
from geo_poc.picture import open_run, picture_of
from geo_poc.whole_files import check_new, write_new
from layers.errors import error
from maps.compose import compose_map
from maps.render import render_map

_FOLDER = "give the folder of a run as text or Path"
_FOLDERS = "give a list of the folders of runs"
_PAGE = "give the path of the page to write as text or Path"


def draw_map(run: str | Path, file: str | Path) -> Path:
    """Draw the map of a run folder from its files into `file`; the run folder is not changed.

    Parameters
    ----------
    run : str or Path
        A folder of :func:`geo_poc.plan_to` or :func:`geo_poc.evaluate_to`.
    file : str or Path
        The page to write; it does not exist.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    InputError
        When it is not a run folder, or the file exists, lies in the run folder or cannot be written.
    """
    check_kinds({"run": run, "file": file}, {"run": (PATH, _FOLDER), "file": (PATH, _PAGE)})
    run, file = Path(run), Path(file)
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


def draw_comparison(runs: Sequence[str | Path], file: str | Path) -> Path:
    """Draw the comparison of run folders into `file`; maps of runs that lie beside it are linked.

    Parameters
    ----------
    runs : sequence of str or Path
        Folders of :func:`geo_poc.plan_to` or :func:`geo_poc.evaluate_to`, in the order of the columns.
    file : str or Path
        The page to write; it does not exist.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    InputError
        When one is not a run folder, there is none, or the file exists or cannot be written.
    """
    check_kinds({"runs": runs, "file": file}, {"runs": ((list, tuple), _FOLDERS), "file": (PATH, _PAGE)})
    named = {f"runs[{number}]": run for number, run in enumerate(runs)}
    check_kinds(named, dict.fromkeys(named, (PATH, _FOLDER)))
    file = Path(file)
    if not runs:
        raise error("there is no run to compare", "name at least one run folder", column="runs")
    write_new(file, comparison_page([open_run(Path(run)) for run in runs], folder=file.parent))
    return file
