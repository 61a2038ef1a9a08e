"""Commands that answer a question about plans: one definition of what they share, and one way through."""

from __future__ import annotations

import inspect
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_type_hints

import typer

from geo_poc.answer_run import answer_to
from geo_poc.answer_table import plans_of
from geo_poc.answer_words import answer_lines
from geo_poc.cli_begin import WITHOUT_PLAN
from geo_poc.cli_options import (
    AsJson,
    Effort,
    Gap,
    Limit,
    MissionPath,
    Opened,
    Out,
    Quiet,
    Scenario,
    Seed,
    Settings,
    Weights,
    warn,
    with_weights,
)
from geo_poc.ground import named
from geo_poc.mission import Mission
from geo_poc.record import as_text
from geo_poc.siting import prepare_ground
from geo_poc.time_left import LEAST_S
from geo_poc.whole_folder import check_free

PLANNED = ("frontier", "compromise", "portfolio", "robust")
"""Questions whose answer is plans; `explain` answers too where there is none."""


def _unchecked(_mission: Mission) -> None:
    """Find nothing wrong."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a command asks.

    Parameters
    ----------
    ask : callable
        Called with the mission, `control`, `ground` and, where it places, `effort`, `gap`, `seed` and
        `time_limit_s`; returns a document.
    check : callable
        Called with the mission before any layer is read; raises InputError for what cannot be asked of it.
    """

    ask: Callable[..., dict[str, Any]]
    check: Callable[[Mission], None] = _unchecked


_MISSION = {"mission": (MissionPath, inspect.Parameter.empty)}
_KEYS = {"scenario": (Scenario, None), "settings": (Settings, None)}
_PLACING = {
    "weights": (Weights, None),
    "effort": (Effort, None),
    "gap": (Gap, None),
    "seed": (Seed, 0),
    "time_limit_s": (Limit, None),
}
_TOLD = {"out": (Out, None), "as_json": (AsJson, False), "quiet": (Quiet, False)}


def answering(
    app: typer.Typer, opened: Opened, name: str, *, places: bool = True
) -> Callable[[Callable[..., Question]], None]:
    """Return what adds a command to an application: its own options, then those of the family.

    Parameters
    ----------
    app : Typer
    opened : callable
    name : str
    places : bool
        Whether anything is placed; where not, it has no options of the optimiser.
    """
    shared = _KEYS | (_PLACING if places else {}) | _TOLD

    def add(function: Callable[..., Question]) -> None:
        hints = get_type_hints(function, include_extras=True)
        own = {
            parameter.name: (hints[parameter.name], parameter.default)
            for parameter in inspect.signature(function).parameters.values()
        }

        def command(**given: Any) -> None:
            begun = time.monotonic()
            question = function(**{key: given[key] for key in own})
            _answer(question, opened, begun, {key: given[key] for key in given if key not in own})

        options = _MISSION | own | shared
        kind = inspect.Parameter.KEYWORD_ONLY
        command.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [
                inspect.Parameter(key, kind, default=default, annotation=hint)
                for key, (hint, default) in options.items()
            ]
        )
        command.__annotations__ = {key: hint for key, (hint, _) in options.items()}
        command.__doc__ = function.__doc__
        app.command(name)(command)

    return add


def _answer(question: Question, opened: Opened, begun: float, given: dict[str, Any]) -> None:
    """Load, check, read, ask, write and print."""
    out, quiet = given["out"], given["quiet"]
    if out is not None:
        check_free(out)
    settings = with_weights(given["settings"], given.get("weights"))
    mission = Mission.load(given["mission"], scenario=given["scenario"], settings=settings)
    question.check(mission)
    with opened(quiet) as (console, control):
        ground = prepare_ground(mission, control)
        options: dict[str, Any] = {key: given[key] for key in ("effort", "gap", "seed") if key in given}
        if "time_limit_s" in given:
            options["time_limit_s"] = _left(mission, given["time_limit_s"], begun)
        document = question.ask(mission, control=control, ground=ground, **options)
        if out is not None:
            answer_to(document, mission, ground, out)
    console.close()
    if given["as_json"]:
        sys.stdout.write(as_text(document))
    else:
        sys.stdout.write("".join(f"{line}\n" for line in answer_lines(document)))
    warn(named(mission, ground.findings), quiet=quiet)
    if document["kind"] in PLANNED and not plans_of(document):
        raise typer.Exit(WITHOUT_PLAN)


def _left(mission: Mission, given: float | None, begun: float) -> float | None:
    """Return the seconds that are left of a command's limit, else of its mission's; None = no limit."""
    limit = given if given is not None else mission.keys.limits.time_limit_s
    return None if limit is None else max(LEAST_S, limit - (time.monotonic() - begun))
