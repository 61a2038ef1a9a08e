"""geo_poc: a geospatial planner for the protection of civilians by UN peace operations."""

from __future__ import annotations

from geo_poc.drawing import draw_comparison as draw_comparison
from geo_poc.drawing import draw_map as draw_map
from geo_poc.layers_out import context_tables as tables
from geo_poc.mission import Mission as Mission
from geo_poc.pipeline import Control as Control
from geo_poc.pipeline import Outcome as Outcome
from geo_poc.pipeline import check as check
from geo_poc.pipeline import make_plan as plan
from geo_poc.planning import Planned as Planned
from geo_poc.planning import plan_demo as plan_demo
from geo_poc.planning import plan_scenarios as plan_scenarios
from geo_poc.planning import plan_to as plan_to
from layers.errors import Finding as Finding
from layers.errors import InputError as InputError
from layers.errors import PocError as PocError
from geo_poc.record import evaluation_document as evaluation_document
from geo_poc.record import plan_document as plan_document
from layers.training import write_training_mission as write_training_mission
