"""Maps and comparisons of run folders, written as files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from geo_poc.compare import comparison_page
from geo_poc.picture import open_run, picture_of
from layers.errors import error
from maps.compose import compose_map
from maps.render import render_map


def draw_map(run: Path, file: Path) -> Path:
    """Draw the map of a run folder from its files into `file`; the run folder is not changed.

    Raises
    ------
    InputError
        When it is not a run folder, or the file exists or cannot be written.
    """
    write_new(file, render_map(compose_map(picture_of(open_run(run)))))
    return file


def draw_comparison(runs: Sequence[Path], file: Path) -> Path:
    """Draw the comparison of run folders into `file`."""
    write_new(file, comparison_page([open_run(run) for run in runs]))
    return file


def write_new(file: Path, text: str) -> None:
    """Write a text file that does not exist yet, whole or not at all."""
    if file.exists():
        raise error(
            "the file is there already",
            "name another file with --out",
            file=file.name,
            column="--out",
            value=str(file),
        )
    draft = file.with_name(f".{file.name}.{os.getpid()}.partial")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.rename(file)
    except OSError as fault:
        raise error(
            f"the file cannot be written: {fault.strerror}",
            "choose a folder you may write to",
            file=file.name,
            value=str(file),
        ) from fault
    finally:
        draft.unlink(missing_ok=True)
