"""Spread each event over where it may have happened, as far as its precision says.

UCDP's where_prec: 1 is a point; 2 (within about 25 km) and 5 (near a line or a fuzzy place) are a Gaussian
of 12.5 km, so that 86 % of the mass lies within 25 km; 3 and 4 (admin 2 and 1) are their district by
population, or a disc of 50 km by population where no district fits; 6 and 7 are not on the map.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from shapely.geometry.base import BaseGeometry

from layers.landscape import Landscape
from layers.risk.canvas import Canvas
from layers.risk.districts import district_labels, district_of_events, projected_polygons
from layers.risk.events import ThreatEvents
from layers.risk.incident_rules import IncidentRules
from layers.risk.kernel import smooth

FUZZY_SIGMA_M = 12_500.0
"""Half of UCDP's "within about 25 km"."""
FLOOR = 0.1
"""Of the mean prior intensity of a district: no place in it is taken to be free of it."""
DISC_RADIUS_M = 50_000.0
"""Stands for an admin unit where no district polygon fits."""


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Where the mass of each event goes.

    Parameters
    ----------
    canvas : Canvas
    zone : ndarray of int64, shape (events,)
        Row of `shares` for each event, -1 where it is beyond the canvas or not on the map.
    fuzzy : ndarray of bool, shape (events,)
        Events whose zone is still to be widened by the 12.5 km Gaussian.
    shares : csr_array, shape (zones, canvas cells)
        Share of a zone's mass in each cell; a row sums to 1, less where a zone reaches beyond the area.
    by_district, by_disc : int
        Events spread over a district and over a disc.
    """

    canvas: Canvas
    zone: NDArray[np.int64]
    fuzzy: NDArray[np.bool_]
    shares: sparse.csr_array
    by_district: int
    by_disc: int

    def mass(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the mass per canvas cell of events with these weights, shape (events,) -> canvas shape."""
        out, fuzzy = self.parts(weights)
        if fuzzy is not None:
            out += smooth(fuzzy, FUZZY_SIGMA_M / self.canvas.grid.cell_m)
        return out

    def mean(self, surface: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the mean of a surface over where each event is, canvas shape -> shape (events,).

        The sum of a surface times the mass of some weights is the sum of the weights times these.
        """
        found = np.append(self.shares @ surface.ravel(), 0.0)[self.zone]
        if self.fuzzy.any():
            wide = smooth(surface, FUZZY_SIGMA_M / self.canvas.grid.cell_m)
            found[self.fuzzy] = np.append(self.shares @ wide.ravel(), 0.0)[self.zone[self.fuzzy]]
        return found

    def parts(self, weights: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64] | None]:
        """Return the mass of events that are spread, and that still to be widened by 12.5 km, if any."""
        return self._laid(weights, ~self.fuzzy), self._laid(weights, self.fuzzy) if self.fuzzy.any() else None

    def _laid(self, weights: NDArray[np.float64], chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
        use = chosen & (self.zone >= 0)
        per_zone = np.bincount(self.zone[use], weights=weights[use], minlength=self.shares.shape[0])
        return np.asarray(self.shares.T @ per_zone, dtype=np.float64).reshape(self.canvas.shape)


def prior_intensity(
    events: ThreatEvents,
    canvas: Canvas,
    bandwidth_m: float,
    per_year: NDArray[np.float64],
    rules: IncidentRules,
) -> NDArray[np.float64] | None:
    """Return the density of exactly located events, canvas shape; None where people alone count."""
    if rules.spread_by == "people":
        return None
    cell = canvas.cell_of(events.x, events.y)
    use = events.exact & (cell >= 0)
    mass = events.weights.sum(axis=1) * per_year
    laid = np.bincount(cell[use], mass[use], math.prod(canvas.shape)).reshape(canvas.shape)
    return smooth(laid.astype(np.float64), bandwidth_m / canvas.grid.cell_m)


def spread_events(
    events: ThreatEvents,
    landscape: Landscape,
    canvas: Canvas,
    *,
    intensity: NDArray[np.float64] | None = None,
) -> Spread:
    """Lay the located events on a canvas of the travel grid.

    Parameters
    ----------
    events : ThreatEvents
    landscape : Landscape
        Its people and districts spread events of admin precision.
    canvas : Canvas
        Of the travel grid.
    intensity : ndarray of float64, canvas shape, optional
        Prior intensity: people of a zone count by it, those where there is none by a tenth of its mean.
    """
    cells = math.prod(canvas.shape)
    admin = events.located & np.isin(events.precision, (3, 4))
    zone = np.full(events.x.size, -1, dtype=np.int64)
    cell = canvas.cell_of(events.x, events.y)
    point = events.located & ~admin & (cell >= 0)
    point_cells, zone[point] = np.unique(cell[point], return_inverse=True)
    blocks = [_rows([(one, np.ones(1)) for one in point_cells[:, None]], cells)]
    district = np.full(events.x.size, -1, dtype=np.int64)
    if admin.any():
        polygons = projected_polygons(landscape.districts, landscape.grid.crs)
        names = landscape.districts["name"] if len(landscape.districts) else ()
        adm = {"adm_1": events.adm_1[admin], "adm_2": events.adm_2[admin]}
        district[admin] = district_of_events(polygons, names, x=events.x[admin], y=events.y[admin], **adm)
        people, share = canvas.pad(landscape.travel_people), canvas.pad(landscape.travel.share)
        prior = None if intensity is None else intensity.ravel()
        ground = _Ground(canvas, landscape.area, people.ravel(), share.ravel(), prior)
        first = point_cells.size
        if (district >= 0).any():
            used, number = np.unique(district[district >= 0], return_inverse=True)
            zone[district >= 0] = first + number
            blocks.append(_rows(_districts(ground, polygons[used]), cells))
            first += used.size
        rest = admin & (district < 0)
        if rest.any():
            centres, number = np.unique(
                np.column_stack([events.x[rest], events.y[rest]]), axis=0, return_inverse=True
            )
            zone[rest] = first + number.ravel()
            blocks.append(_rows([_disc(ground, *centre) for centre in centres], cells))
    return Spread(
        canvas=canvas,
        zone=zone,
        fuzzy=events.located & np.isin(events.precision, (2, 5)),
        shares=sparse.csr_array(sparse.vstack(blocks, format="csr")),
        by_district=int((district >= 0).sum()),
        by_disc=int((admin & (district < 0)).sum()),
    )


_Zone = tuple[NDArray[np.int64], NDArray[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """What zones are weighed by: people and share of each canvas cell, and the area's outline."""

    canvas: Canvas
    area: BaseGeometry
    people: NDArray[np.float64]
    share: NDArray[np.float64]
    intensity: NDArray[np.float64] | None

    def zone(self, cell: NDArray[np.int64], polygon: BaseGeometry) -> _Zone:
        """Weigh a zone's cells by people; the part beyond the area keeps its share of the mass there."""
        cell = cell[self.share[cell] > 0]
        inside = float(shapely.intersection(polygon, self.area).area / polygon.area)
        if cell.size == 0:  # smaller than a cell
            point = polygon.representative_point()
            cell = self.canvas.cell_of([point.x], [point.y])
            cell = cell[cell >= 0]
            return cell, np.full(cell.size, inside)
        share, count = self.share[cell], self.people[cell]
        known = np.isfinite(count)
        if not known.all():  # cells without data get the mean density of the zone, not zero
            density = count[known].sum() / share[known].sum() if known.any() else 1.0
            count = np.where(known, count, density * share)
        weight = count if count.sum() > 0 else share
        if self.intensity is not None:
            prior = self.intensity[cell]
            if prior.any():
                weight = weight * (prior + FLOOR * prior.mean())
        return cell, weight * (inside / weight.sum())


def _districts(ground: _Ground, polygons: NDArray[np.object_]) -> list[_Zone]:
    labels = district_labels(polygons, ground.canvas.shape, ground.canvas.transform).ravel()
    cell = np.flatnonzero(labels >= 0)
    cell = cell[np.argsort(labels[cell], kind="stable")]
    bounds = np.searchsorted(labels[cell], np.arange(polygons.size + 1))
    return [
        ground.zone(cell[low:high], polygon)
        for low, high, polygon in zip(bounds[:-1], bounds[1:], polygons, strict=True)
    ]


def _disc(ground: _Ground, x: float, y: float) -> _Zone:
    side, _, west, _, _, north = ground.canvas.transform
    ny, nx = ground.canvas.shape
    row = _between((north - y - DISC_RADIUS_M) / side, (north - y + DISC_RADIUS_M) / side, ny)
    column = _between((x - west - DISC_RADIUS_M) / side, (x - west + DISC_RADIUS_M) / side, nx)
    dy, dx = north - (row + 0.5) * side - y, west + (column + 0.5) * side - x
    near = dy[:, None] ** 2 + dx[None, :] ** 2 <= DISC_RADIUS_M**2
    return ground.zone((row[:, None] * nx + column[None, :])[near], shapely.Point(x, y).buffer(DISC_RADIUS_M))


def _between(low: float, high: float, count: int) -> NDArray[np.int64]:
    return np.arange(max(0, math.floor(low)), max(0, min(count, math.ceil(high))), dtype=np.int64)


def _rows(zones: list[_Zone], cells: int) -> sparse.csr_array:
    starts = np.cumsum([0, *(cell.size for cell, _ in zones)])
    columns = np.concatenate([np.empty(0, dtype=np.int64), *(cell for cell, _ in zones)])
    values = np.concatenate([np.empty(0), *(value for _, value in zones)])
    return sparse.csr_array((values, columns, starts), shape=(len(zones), cells))
