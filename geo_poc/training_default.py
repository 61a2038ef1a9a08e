"""The training mission, which is the mission of every command that names none."""

from __future__ import annotations

import sys
from pathlib import Path

from geo_poc.whole_folder import whole_folder
from layers.training import write_training_mission

FOLDER = Path("runs/training")


def training_mission() -> Path:
    """Return the mission file of the training mission in the current folder's runs/training; written once.

    Raises
    ------
    InputError
        When the folder cannot be written, or holds something else.
    """
    mission = FOLDER / "mission.toml"
    if not mission.is_file():
        with whole_folder(FOLDER) as draft:
            write_training_mission(draft)
    sys.stderr.write(f"no mission named: the training mission, a fictional country, in {FOLDER}\n")
    return mission
