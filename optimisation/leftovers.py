"""Temporary folders and files that a later command knows to be left over once their process has died.

Their names tell the machine, and a lock (`flock`) is held on them for as long as their process lives: the
kernel lets go of it however the process ends, also by SIGKILL or with the machine. What is of this machine
and not locked is therefore left over. Where the file system knows no locks nothing is taken for a leftover.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_open: set[int] = set()
"""Locks that this process holds. A forked worker would hold them on after its parent's death."""


@dataclass(slots=True, eq=False)
class Held:
    """A temporary folder or file of this process.

    Parameters
    ----------
    path : Path
    handle : int
        Open while it is held; a file's can be written to.
    """

    path: Path
    handle: int

    def rename(self, target: Path) -> None:
        """Move it to another name, which is held from then on."""
        self.path.rename(target)
        self.path = target

    def let_go(self) -> None:
        """Hold it no longer; where it still has a temporary name it is a leftover from now on."""
        if self.handle in _open:
            _open.discard(self.handle)
            os.close(self.handle)

    def remove(self) -> None:
        """Remove it with all it holds, even while somebody keeps pressing Ctrl-C."""
        try:
            if self.path.is_dir():
                shutil.rmtree(self.path, ignore_errors=True)
            else:
                with suppress(OSError):
                    self.path.unlink()
        except KeyboardInterrupt:
            self.remove()
            raise
        finally:
            self.let_go()


def hold_folder(parent: Path | None, prefix: str, suffix: str = "") -> Held:
    """Make a temporary folder, readable by its owner alone, and hold it.

    Parameters
    ----------
    parent : Path or None
        An existing folder; None = that of the system for temporary files.
    prefix, suffix : str
        By which :func:`leftovers` finds it.

    Raises
    ------
    OSError
        When it cannot be made.
    """

    def make(path: Path) -> int:
        path.mkdir(mode=0o700)
        return os.open(path, os.O_RDONLY)

    return _hold(_temporary() if parent is None else parent, prefix, suffix, make)


def hold_file(parent: Path, prefix: str, suffix: str = "", *, mode: int = 0o600) -> Held:
    """Make a temporary file and hold it; its handle can be written to.

    Raises
    ------
    OSError
        When it cannot be made.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return _hold(parent, prefix, suffix, lambda path: os.open(path, flags, mode))


@contextmanager
def temporary_folder(prefix: str, parent: Path | None = None) -> Iterator[Path]:
    """Give a held temporary folder for as long as the block lasts.

    Raises
    ------
    OSError
        When it cannot be made.
    """
    held = hold_folder(parent, prefix)
    try:
        yield held.path
    finally:
        held.remove()


def leftovers(parent: Path | None, prefix: str, suffix: str = "") -> Iterator[Held]:
    """Give what dead processes of this machine left, each held, so that no other command takes it too.

    The caller removes each or lets it go.
    """
    parent = _temporary() if parent is None else parent
    pattern = re.compile(re.escape(prefix) + _machine() + r"\.[0-9a-f]{12}" + re.escape(suffix))
    try:
        with os.scandir(parent) as entries:
            names = sorted(entry.name for entry in entries if pattern.fullmatch(entry.name))
    except OSError:
        return
    for name in names:
        held = _taken(parent / name)
        if held is not None:
            yield held


def remove_leftovers(parent: Path | None, prefix: str, suffix: str = "") -> int:
    """Remove what dead processes of this machine left, and return how many there were."""
    count = 0
    for held in leftovers(parent, prefix, suffix):
        held.remove()
        count += 1
    return count


def _hold(parent: Path, prefix: str, suffix: str, make: Callable[[Path], int]) -> Held:
    """Make something under a new name and lock it."""
    while True:
        path = parent / f"{prefix}{_machine()}.{secrets.token_hex(6)}{suffix}"
        with suppress(FileExistsError):
            handle = make(path)
            _open.add(handle)
            held = Held(path, handle)
            # Another command may have seen it before it was locked, and removed it.
            if _lock(handle) is not False and _is_at(handle, path):
                return held
            held.let_go()


def _taken(path: Path) -> Held | None:
    """Return a leftover, held, or None where its process lives or that cannot be known."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return None
    _open.add(handle)
    held = Held(path, handle)
    if _lock(handle) is True and _is_at(handle, path):
        return held
    held.let_go()
    return None


def _lock(handle: int) -> bool | None:
    """Lock without waiting: True when locked, False when another process has it, None without locks."""
    if sys.platform == "win32":
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except OSError:
        return False


def _machine() -> str:
    """Return a short name of this machine: locks of another one may not be seen here."""
    return hashlib.blake2b(socket.gethostname().encode(), digest_size=4).hexdigest()


def _temporary() -> Path:
    return Path(tempfile.gettempdir())


def _forget() -> None:
    for handle in tuple(_open):
        with suppress(OSError):
            os.close(handle)
    _open.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
