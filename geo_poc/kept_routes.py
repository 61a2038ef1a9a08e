"""Whether patrols stay as they are where passage changes: they do if nothing changes for who patrols."""

from __future__ import annotations

import numpy as np

from geo_poc.mission import Mission
from geo_poc.patrolling import wanted_patrols
from layers.landscape import Landscape


def same_patrols(mission: Mission, before: Landscape, after: Landscape, seasons: tuple[str, str]) -> bool:
    """Return whether the ground is the same for every persona that patrols.

    A restriction of civilians alone leaves the routes of troops as they are, to the last cell.

    Parameters
    ----------
    mission : Mission
    before, after : Landscape
        With the same risk.
    seasons : tuple of str
        In which either is travelled.
    """
    personas = {mission.keys.assets[tool].persona for tool in wanted_patrols(mission)}
    return all(
        np.array_equal(before.friction[(persona, seasons[0])], after.friction[(persona, seasons[1])])
        for persona in personas
    )
