"""geo_poc: a geospatial planner for the protection of civilians by UN peace operations.

A name is loaded when it is first asked for: the geodata and solver libraries take seconds, and neither an
editor that looks at the package nor a command that is about to be interrupted should wait for them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo_poc.answer_run import answer_to
    from geo_poc.backtesting import backtest
    from geo_poc.compromising import compromise
    from geo_poc.control import Control
    from geo_poc.drawing import draw_comparison, draw_map
    from geo_poc.evaluating import evaluate, evaluate_to
    from geo_poc.explaining import explain
    from geo_poc.hand_session import HandSession, prepare_what_if
    from geo_poc.hand_what_if import what_if
    from geo_poc.layers_out import context_tables as tables
    from geo_poc.mission import Mission
    from geo_poc.outcome import Outcome
    from geo_poc.pipeline import check
    from geo_poc.pipeline import make_plan as plan
    from geo_poc.planning import Planned, plan_demo, plan_scenarios, plan_to
    from geo_poc.record import evaluation_document, plan_document
    from geo_poc.risk_run import risk_to
    from geo_poc.risk_surfaces import estimate_surfaces as risk
    from geo_poc.robustness import robust
    from geo_poc.siting import prepare_ground
    from geo_poc.tradeoffs import frontier, portfolio
    from geo_poc.why_record import why
    from layers.errors import Finding, InputError, PocError
    from layers.training import write_training_mission

    __version__: str

__all__ = [
    "Control",
    "Finding",
    "HandSession",
    "InputError",
    "Mission",
    "Outcome",
    "Planned",
    "PocError",
    "__version__",
    "answer_to",
    "backtest",
    "check",
    "compromise",
    "draw_comparison",
    "draw_map",
    "evaluate",
    "evaluate_to",
    "evaluation_document",
    "explain",
    "frontier",
    "plan",
    "plan_demo",
    "plan_document",
    "plan_scenarios",
    "plan_to",
    "portfolio",
    "prepare_ground",
    "prepare_what_if",
    "risk",
    "risk_to",
    "robust",
    "tables",
    "what_if",
    "why",
    "write_training_mission",
]

_HOMES = {
    "Control": "geo_poc.control.Control",
    "Finding": "layers.errors.Finding",
    "HandSession": "geo_poc.hand_session.HandSession",
    "InputError": "layers.errors.InputError",
    "Mission": "geo_poc.mission.Mission",
    "Outcome": "geo_poc.outcome.Outcome",
    "Planned": "geo_poc.planning.Planned",
    "PocError": "layers.errors.PocError",
    "answer_to": "geo_poc.answer_run.answer_to",
    "backtest": "geo_poc.backtesting.backtest",
    "check": "geo_poc.pipeline.check",
    "compromise": "geo_poc.compromising.compromise",
    "draw_comparison": "geo_poc.drawing.draw_comparison",
    "draw_map": "geo_poc.drawing.draw_map",
    "evaluate": "geo_poc.evaluating.evaluate",
    "evaluate_to": "geo_poc.evaluating.evaluate_to",
    "evaluation_document": "geo_poc.record.evaluation_document",
    "explain": "geo_poc.explaining.explain",
    "frontier": "geo_poc.tradeoffs.frontier",
    "plan": "geo_poc.pipeline.make_plan",
    "plan_demo": "geo_poc.planning.plan_demo",
    "plan_document": "geo_poc.record.plan_document",
    "plan_scenarios": "geo_poc.planning.plan_scenarios",
    "plan_to": "geo_poc.planning.plan_to",
    "portfolio": "geo_poc.tradeoffs.portfolio",
    "prepare_ground": "geo_poc.siting.prepare_ground",
    "prepare_what_if": "geo_poc.hand_session.prepare_what_if",
    "risk": "geo_poc.risk_surfaces.estimate_surfaces",
    "risk_to": "geo_poc.risk_run.risk_to",
    "robust": "geo_poc.robustness.robust",
    "tables": "geo_poc.layers_out.context_tables",
    "what_if": "geo_poc.hand_what_if.what_if",
    "why": "geo_poc.why_record.why",
    "write_training_mission": "layers.training.write_training_mission",
}

if not TYPE_CHECKING:  # a checker that saw this would take any name for a public one

    def __getattr__(name: str) -> object:
        if name == "__version__":
            value = _version()
        elif name in _HOMES:
            module, _, there = _HOMES[name].rpartition(".")
            value = getattr(import_module(module), there)
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _version() -> str:
    """Return the version that is installed, as pyproject.toml told it."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - asked for seldom

    try:
        return version("geo-poc")
    except PackageNotFoundError:
        message = "geo_poc is not installed, only imported from its folder, so its version is unknown"
        raise AttributeError(message) from None
