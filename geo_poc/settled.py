"""Which sites are settlements or of displaced people: where police, offices and community projects stand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.spatial import cKDTree

from geo_poc.defaults import SETTLED_M
from layers.landscape import Landscape
from optimisation.plan import Site


def settled_sites(landscape: Landscape, sites: Sequence[Site]) -> frozenset[int]:
    """Return the sites near a place or a site of displaced people; candidates are places themselves."""
    known = [table.geometry for table in (landscape.places, landscape.displaced) if len(table)]
    points = [shape.representative_point() for shapes in known for shape in shapes.to_crs(4326)]
    settled = {number for number, site in enumerate(sites) if site.kind == "candidate"}
    if points:
        x, y = landscape.grid.project([p.x for p in points], [p.y for p in points])
        at_x, at_y = landscape.grid.project([s.lon for s in sites], [s.lat for s in sites])
        away, _ = cKDTree(np.column_stack([x, y])).query(np.column_stack([at_x, at_y]))
        settled |= {number for number, metres in enumerate(np.atleast_1d(away)) if metres <= SETTLED_M}
    return frozenset(settled)
