"""The built-in training mission (fictional), generated from a seed."""

from __future__ import annotations

from layers.training.mission import write_training_mission as write_training_mission
