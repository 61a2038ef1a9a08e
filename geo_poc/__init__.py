"""geo_poc: a geospatial planner for the protection of civilians by UN peace operations."""

from __future__ import annotations

from geo_poc.answer_run import answer_to
from geo_poc.backtest import backtest
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

__all__ = [
    "Control",
    "Finding",
    "HandSession",
    "InputError",
    "Mission",
    "Outcome",
    "Planned",
    "PocError",
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
