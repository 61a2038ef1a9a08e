"""Output files: never overwritten, and written whole or not at all, also when the process is killed."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from geo_poc.to_disk import force_folder
from layers.errors import error
from optimisation.leftovers import Held, hold_file, remove_leftovers

DRAFT = ".partial"
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EACCES)


def write_new(file: Path, text: str) -> None:
    """Write a text file that does not exist yet, whole or not at all.

    Raises
    ------
    InputError
        When the file exists or cannot be written.
    """
    write_all_new({file: text})


def write_all_new(texts: Mapping[Path, str]) -> None:
    """Write text files that do not exist yet: all whole, or none.

    A kill between the first and the last, which takes no longer than renaming, leaves the first ones.

    Raises
    ------
    InputError
        When one exists or cannot be written.
    """
    for file in texts:
        check_new(file)
    with ExitStack() as drafts, ExitStack() as undo:
        written = {file: _draft(file, text, drafts) for file, text in texts.items()}
        for file, draft in written.items():
            _put_in_place(draft, file)
            undo.callback(file.unlink, missing_ok=True)
        undo.pop_all()
    for folder in {file.parent for file in texts}:
        force_folder(folder)


def check_new(file: Path) -> None:
    """Remove what killed commands left beside an output file, and raise where it cannot be written.

    Commands call it before their work, so that no work is lost for want of a folder.

    Raises
    ------
    InputError
        When it exists, or its folder does not or may not be written to.
    """
    put_right(file)
    if file.exists() or file.is_symlink():
        raise _taken(file)
    if not file.parent.is_dir():
        raise error(
            "the folder of the file is not there",
            "make the folder first, or name a file elsewhere with --out",
            file=file.name,
            column="--out",
            value=str(file),
        )
    if not os.access(file.parent, os.W_OK | os.X_OK):
        raise _unwritable(file, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))


def put_right(file: Path) -> bool:
    """Remove the drafts of an output file that killed commands left, and return whether there were any."""
    return remove_leftovers(file.parent, f".{file.name}.", DRAFT) > 0


def _draft(file: Path, text: str, drafts: ExitStack) -> Held:
    """Write a text under a hidden name beside its file, down to the disk."""
    try:
        draft = hold_file(file.parent, f".{file.name}.", DRAFT, mode=0o666)
        drafts.callback(draft.remove)
        with open(draft.handle, "wb", closefd=False) as stream:
            stream.write(text.encode("utf-8"))
            stream.flush()
            os.fsync(draft.handle)
    except OSError as fault:
        raise _unwritable(file, fault) from fault
    return draft


def _put_in_place(draft: Held, file: Path) -> None:
    """Give the draft its name, unless somebody else was quicker."""
    try:
        try:
            os.link(draft.path, file)
        except OSError as fault:
            if fault.errno not in _NO_LINKS:
                raise
            if file.exists():
                raise _taken(file) from fault
            draft.path.rename(file)
    except FileExistsError as fault:
        raise _taken(file) from fault
    except OSError as fault:
        raise _unwritable(file, fault) from fault


def _taken(file: Path) -> Exception:
    return error(
        "the file is there already",
        "name another file with --out",
        file=file.name,
        column="--out",
        value=str(file),
    )


def _unwritable(file: Path, fault: OSError) -> Exception:
    return error(
        f"the file cannot be written: {fault.strerror or fault}",
        "choose a folder you may write to, with space left",
        file=file.name,
        column="--out",
        value=str(file),
    )
