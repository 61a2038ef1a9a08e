"""Instances of maximal covering as cover problems: points are merged while they are read or generated."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from benchmarks.coverage_discs import Discs, sphere_covers
from benchmarks.coverage_files import Instance
from benchmarks.coverage_random import CHUNK, RandomInstance
from optimisation.cover_sets import group_rows
from optimisation.problem import CoverProblem

Rows = tuple[sparse.csr_array, NDArray[np.float64]]


def merged(pieces: Iterator[Rows], sites: int) -> Rows:
    """Return rows with equal sets of sites merged, their weights summed, holding one piece at a time.

    Parameters
    ----------
    pieces : iterator of (csr_array of bool, shape (points, sites), ndarray of float64, shape (points,))
    sites : int
    """
    covers, weights = [sparse.csr_array((0, sites), dtype=bool)], [np.empty(0)]
    for cover, worth in pieces:
        small, summed = _merge(cover, worth)
        covers.append(small)
        weights.append(summed)
    return _merge(sparse.csr_array(sparse.vstack(covers, format="csr")), np.concatenate(weights))


def _merge(cover: sparse.csr_array, worth: NDArray[np.float64]) -> Rows:
    first, group = group_rows(cover.indptr, cover.indices, cover.shape[1])
    return sparse.csr_array(cover[first]), np.bincount(group, worth, first.size)


def rows_of(instance: Instance | RandomInstance, radius: float) -> Rows:
    """Return the merged rows of an instance.

    Parameters
    ----------
    instance : Instance or RandomInstance
    radius : float
    """
    if isinstance(instance, RandomInstance):
        discs = Discs(instance.site_xy(), radius)
        return merged(((discs.covers(xy), worth) for xy, worth in instance.chunks()), instance.sites)
    if instance.degrees:
        return merged(iter([(sphere_covers(instance.points, radius), instance.weights)]), len(instance.sites))
    discs, cuts = Discs(instance.sites, radius), range(0, len(instance.points), CHUNK)
    pieces = (
        (discs.covers(instance.points[low : low + CHUNK]), instance.weights[low : low + CHUNK])
        for low in cuts
    )
    return merged(pieces, len(instance.sites))


def cover_problem(rows: Rows, open_sites: int) -> CoverProblem:
    """Return the problem of opening so many sites at most.

    Parameters
    ----------
    rows : (csr_array of bool, shape (rows, sites), ndarray of float64, shape (rows,))
    open_sites : int
    """
    cover, weights = rows
    sites = cover.shape[1]
    return CoverProblem(
        option_ids=tuple(f"{site:07d}" for site in range(sites)),
        cover=cover,
        weights=weights,
        floors=(),
        resource_names=("sites",),
        use=np.ones((1, sites)),
        stock=np.array([float(open_sites)]),
        requires=((),) * sites,
        exclusive=(),
        fixed_open=np.zeros(sites, dtype=bool),
        forbidden=np.zeros(sites, dtype=bool),
        cost=np.ones(sites),
    )
