"""Ending with the parent, whatever a process is doing."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int) -> None:
    """Have Linux kill this process as soon as the thread that started it ends; elsewhere do nothing.

    It needs no cooperation of code that is being run: compiled loops and solvers end too. Only for processes
    that are started by a thread that lives as long as they are wanted, such as the main one.

    Parameters
    ----------
    parent : int
        Number of the parent process. Where it is gone already this process ends now.
    """
    if sys.platform != "linux":
        return
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    except (OSError, AttributeError):  # a C library without it: watching threads remain
        return
    if os.getppid() != parent:
        os._exit(1)
