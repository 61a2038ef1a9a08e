"""Output folders: written whole or not at all, also when the process is killed or the power fails.

All is written in a hidden sibling, forced to the disk, and renamed. A command that is killed leaves its
sibling, and the next one for the same output removes it (:mod:`optimisation.leftovers`).
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from geo_poc.to_disk import force_folder, force_tree
from layers.errors import error
from optimisation.leftovers import Held, hold_folder, leftovers, remove_leftovers

DRAFT = ".partial"
EARLIER = ".earlier"


@contextmanager
def whole_folder(out: Path, *, replaces: bool = False) -> Iterator[Path]:
    """Give a hidden sibling folder to write in, and rename it to `out` when all is well.

    Parameters
    ----------
    out : Path
    replaces : bool
        An earlier folder is replaced whole, once the new one is complete.

    Raises
    ------
    InputError
        When `out` exists and is not an empty folder, or cannot be written.
    """
    out = out.resolve()
    made: list[Path] = []
    draft: Held | None = None
    try:
        put_right(out)
        if not replaces:
            check_free(out)
        for folder in reversed([parent for parent in out.parents if not parent.exists()]):
            folder.mkdir(exist_ok=True)
            made.append(folder)
        draft = hold_folder(out.parent, f".{out.name}.", DRAFT)
        yield draft.path
        draft.path.chmod(0o755)
        force_tree(draft.path)
        _put_in_place(draft, out, replaces)
        for folder in (out, *made):
            force_folder(folder.parent)
    except OSError as fault:
        if draft is not None and not _is_of_writing(fault, out):
            raise
        raise _unwritable(out, fault) from fault
    finally:
        if draft is not None:
            draft.remove()
        for folder in reversed(made):
            with suppress(OSError):  # it holds the output now
                folder.rmdir()


def put_right(out: Path) -> None:
    """Remove what killed commands left beside an output folder, and put back an earlier one they had moved.

    What a living command, or another machine, is writing stays.
    """
    out = out.resolve()
    for earlier in leftovers(out.parent, f".{out.name}.", EARLIER):
        _put_back(earlier, out)
    remove_leftovers(out.parent, f".{out.name}.", DRAFT)


def _put_in_place(draft: Held, out: Path, replaces: bool) -> None:
    """Rename the draft to `out`; an earlier folder there is removed once that is done."""
    if not (replaces and out.is_dir() and any(out.iterdir())):
        check_free(out)  # another command may have been quicker
        draft.path.rename(out)
        return
    earlier = hold_folder(out.parent, f".{out.name}.", EARLIER)
    try:
        out.rename(earlier.path / out.name)
        draft.path.rename(out)
    finally:
        _put_back(earlier, out)


def _put_back(earlier: Held, out: Path) -> None:
    """Rename an earlier folder to `out` where that is missing, else remove it."""
    kept = earlier.path / out.name
    try:
        if kept.exists() and not out.exists():
            kept.rename(out)
        # Under this name it is never put back again, also when killed in the middle of removing it.
        earlier.rename(earlier.path.with_suffix(DRAFT))
    except OSError:
        earlier.let_go()
        return
    earlier.remove()


def _is_of_writing(fault: OSError, out: Path) -> bool:
    """Return whether a fault is about writing the output, not about an input or a process."""
    if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG):
        return True
    file = Path(str(fault.filename))
    return file == out or any(
        place.parent == out.parent and place.name.startswith(f".{out.name}.")
        for place in (file, *file.parents)
    )


def check_free(out: Path) -> None:
    """Raise when `out` is the current folder, exists and is not an empty folder, or cannot be made.

    Commands call it before their work, so that no work is lost for want of a place.
    """
    _check_place(out)
    if out.is_dir() and not any(out.iterdir()):
        fixed = "the current folder" if out.resolve() == Path.cwd() else "a mount point"
        if out.resolve() == Path.cwd() or out.is_mount():
            raise error(
                f"the output folder is {fixed}, which cannot be replaced",
                "name a folder in it",
                file=out.name,
                column="--out",
                value=str(out),
            )
        return
    if out.exists() or out.is_symlink():
        raise error(
            "the output folder is there already and is not empty",
            "name a folder that does not exist; runs are never overwritten",
            file=out.name,
            column="--out",
            value=str(out),
        )


def _check_place(out: Path) -> None:
    above = next(folder for folder in out.absolute().parents if folder.exists())
    if not above.is_dir():
        raise _unwritable(out, NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)))
    if not os.access(above, os.W_OK | os.X_OK):
        raise _unwritable(out, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))


def _unwritable(out: Path, fault: OSError) -> Exception:
    return error(
        f"the output folder cannot be written: {fault.strerror or fault}",
        "choose a folder you may write to, with space left",
        file=out.name,
        column="--out",
        value=str(out),
    )
