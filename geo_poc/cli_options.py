"""Options that several commands have, each defined once, and how their values are written."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import typer

from geo_poc.console import Console
from geo_poc.control import Control
from geo_poc.training_default import training_mission
from layers.errors import Finding, error, raise_errors

Opened = Callable[[bool], AbstractContextManager[tuple[Console, Control]]]
"""Opens a console, quiet or not, and what drives a run from it."""

MissionPath = Annotated[
    Path,
    typer.Argument(
        metavar="MISSION",
        default_factory=training_mission,
        show_default=False,
        help="The mission file (TOML); without one the training mission, in runs/training.",
    ),
]
NamedMission = Annotated[Path, typer.Argument(metavar="MISSION", help="The mission file (TOML).")]
"""Of commands with another argument behind it, which cannot do without it."""

Scenario = Annotated[str | None, typer.Option(metavar="NAME", help="A scenario of the mission.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Set one key of the mission file; repeatable."),
]
Weights = Annotated[
    str | None,
    typer.Option(
        metavar="VIEW=W,...",
        help="Plan for views of the mission file together, for example national=0.6,local=0.4.",
    ),
]
Effort = Annotated[int | None, typer.Option(min=1, max=100, help="Counted work of the optimiser.")]
Gap = Annotated[
    float | None,
    typer.Option(min=0, max=1, help="Distance from the best plan at which to stop; 0 asks for a proof."),
]
Seed = Annotated[int, typer.Option(min=0, help="Seed of everything random.")]
Limit = Annotated[
    float | None,
    typer.Option(
        min=0.1, metavar="S", help="Seconds for the whole command; not reproducible when they end it."
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help="Write JSON, tables (csv, xlsx), an offline map and their origin into a new folder.",
    ),
]
Folder = Annotated[
    Path,
    # Eager: a command without it ends before the training mission is written.
    typer.Option("--out", metavar="DIR", is_eager=True, help="Folder to write; empty, or not there yet."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines on standard output.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print the results alone: no progress, no warnings.")]


def with_weights(settings: Sequence[str] | None, weights: str | None) -> list[str]:
    """Return settings with the weights of views among them, as `objective.views`.

    Raises
    ------
    InputError
        When the weights do not read VIEW=NUMBER,...
    """
    found, named = list(settings or []), set[str]()
    for part in [] if weights is None else weights.split(","):
        name, equals, number = (text.strip() for text in part.partition("="))
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not name or not equals or not math.isfinite(value):
            remedy = "write VIEW=NUMBER,VIEW=NUMBER, for example national=0.6,local=0.4"
            raise error("these are no weights of views", remedy, column="--weights", value=part)
        if name in named:
            raise error("the view is weighed twice", "weigh each once", column="--weights", value=name)
        named.add(name)
        found.append(f"objective.views.{name}={value!r}")
    return found


def parted(
    given: Sequence[str] | None, option: str, counts: Sequence[int], form: str, message: str
) -> list[tuple[str, ...]]:
    """Return what reads FIRST=SECOND, with so many parts as `counts` allows, in parts.

    Raises
    ------
    InputError
        With all that do not, and the form that they should have.
    """
    found, wrong = [], []
    for text in given or ():
        parts = tuple(part.strip() for part in text.split("="))
        found.append(parts)
        if len(parts) not in counts or not all(parts):
            wrong.append(Finding("error", message, f"write {form}", column=option, value=text))
    raise_errors(wrong)
    return found


def say(text: str) -> None:
    """Print a line of the result."""
    sys.stdout.write(f"{text}\n")


def complain(findings: Iterable[Finding]) -> None:
    """Print findings on standard error."""
    for finding in findings:
        sys.stderr.write(f"{finding.text()}\n")


def warn(findings: Iterable[Finding], *, quiet: bool) -> None:
    """Print the warnings among some findings on standard error, each once; none where it is quiet."""
    if not quiet:
        complain(finding for finding in dict.fromkeys(findings) if finding.severity == "warning")
