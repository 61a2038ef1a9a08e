"""The door of the command line: Ctrl-C from the first moment on, the errors, and the exit code."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from geo_poc.streams import Streams

BAD_INPUT, INTERNAL, INTERRUPTED = 2, 4, 130
STOPPED = "interrupted: nothing was written\n"
UNSAID = "Remedy: send it where there is space left; what --out names is written all the same"


def main() -> None:
    """Run the command line and end with its exit code."""
    streams = Streams()
    with _at_signals(_end_at_once, signal.SIGINT, signal.SIGTERM):
        import geo_poc.commands  # noqa: F401, PLC0415 - takes seconds, in which Ctrl-C must end it too
    with _at_signals(_interrupt, signal.SIGTERM):
        code = run_command(sys.argv[1:])
    sys.exit(_ended(code, streams.finish()))


@contextmanager
def _at_signals(handler: Callable[[int, FrameType | None], None], *numbers: signal.Signals) -> Iterator[None]:
    """Handle signals that would end this process; what is ignored, as by nohup, stays so."""
    ending = (signal.SIG_DFL, signal.default_int_handler)
    before = {number: signal.getsignal(number) for number in numbers}
    mine = {number: was for number, was in before.items() if was in ending}
    for number in mine:
        signal.signal(number, handler)
    try:
        yield
    finally:
        for number, was in mine.items():
            signal.signal(number, was)


def _end_at_once(_number: int, _frame: FrameType | None) -> None:
    """End without an exception, which a library that is being loaded may swallow: nothing is open yet."""
    os.write(2, STOPPED.encode())
    os._exit(INTERRUPTED)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """End as Ctrl-C does: what is half written is removed on the way out."""
    raise KeyboardInterrupt


def _ended(code: int, fault: str) -> int:
    """Return the exit code of a command, and say where its answer could not be printed."""
    if not fault:
        return code
    sys.stderr.write(f"error: standard output cannot be written: {fault}. {UNSAID}\n")
    return code if code in (INTERNAL, INTERRUPTED) else BAD_INPUT


def run_command(arguments: list[str]) -> int:
    """Run one command and return its exit code; errors are told on standard error."""
    import typer  # noqa: PLC0415 - as the rest of the commands

    from geo_poc.cli_options import complain  # noqa: PLC0415
    from geo_poc.commands import app  # noqa: PLC0415
    from layers.errors import InputError, PocError  # noqa: PLC0415

    try:
        result = app(args=arguments, prog_name="geo-poc", standalone_mode=False)
    except InputError as fault:
        complain([f for kind in ("error", "warning") for f in fault.findings if f.severity == kind])
        return BAD_INPUT
    except PocError as fault:
        sys.stderr.write(f"error: {fault}\n")
        return BAD_INPUT
    except (KeyboardInterrupt, typer.Abort):
        result = INTERRUPTED
    except typer.Exit as fault:
        return int(fault.exit_code)
    except Exception as fault:  # noqa: BLE001 - the last door: an internal error ends with its own exit code
        return _unexpected(fault, arguments)
    if result == INTERRUPTED:  # typer may turn Ctrl-C into this number itself
        sys.stderr.write(STOPPED)
    return int(result) if isinstance(result, int) else 0


def _unexpected(fault: Exception, arguments: list[str]) -> int:
    show = getattr(fault, "show", None)
    if callable(show):  # a mistake in the command's words, which click explains itself
        show()
        return BAD_INPUT
    if "--debug" in arguments:
        import traceback  # noqa: PLC0415 - seldom wanted

        traceback.print_exc()
    sys.stderr.write(
        f"internal error: {type(fault).__name__}: {fault}. Nothing was written; "
        "geo-poc --debug COMMAND shows where.\n"
    )
    return INTERNAL
