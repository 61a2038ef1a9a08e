"""A landscape after an authority has withdrawn its consent: all its restrictions deny passage together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from layers.barriers import denied_cells
from layers.landscape import Landscape


def authorities(landscape: Landscape) -> tuple[str, ...]:
    """Return the authorities, by name, with a restriction that does not deny passage already."""
    table = landscape.restrictions
    if not len(table) or "authority" not in table:
        return ()
    asked = table[table["state"] != "denied"]
    return tuple(sorted({str(name) for name in asked["authority"] if str(name).strip()}))


def without_consent(landscape: Landscape, authority: str) -> Landscape:
    """Return the landscape in which every restriction of an authority is denied.

    What was free, notified, authorised or seasonal is closed to the personas that the restriction applies to;
    everything else is as it was.

    Parameters
    ----------
    landscape : Landscape
    authority : str
        As :func:`authorities` names it.
    """
    table = landscape.restrictions
    its = table["authority"].astype(str) == authority
    closed = table[its].assign(state="denied")
    personas = sorted({persona for persona, _ in landscape.friction})
    denied, _ = denied_cells(closed, landscape.travel, personas, "")
    friction = {
        (persona, season): _closed(minutes, denied.get(persona))
        for (persona, season), minutes in landscape.friction.items()
    }
    state = table["state"].where(~its, "denied")
    return replace(landscape, friction=friction, restrictions=table.assign(state=state))


def _closed(minutes: NDArray[np.float64], denied: NDArray[np.bool_] | None) -> NDArray[np.float64]:
    if denied is None:
        return minutes
    shut = np.where(denied, np.inf, minutes)
    shut.flags.writeable = False
    return shut
