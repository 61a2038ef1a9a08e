"""Odd cuts: what a fractional point of the row model claims to cover, and no plan can.

Take an odd set S of rows that count once. With z_r the share of row r that counts and n_j how many rows of S
option j covers, half the sum of z_r <= sum of y over r's options and of z_r <= 1 gives, rounded down
(Chvatal 1973; Caprara and Fischetti 1996, "{0, 1/2}-Chvatal-Gomory cuts"),

    sum over S of z_r - sum over j of ceil(n_j / 2) y_j <= (|S| - 1) / 2.

Three rows that share three options in pairs are the smallest case: half of each option would cover all three.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.cover_sets import restricted
from optimisation.odd_cuts_kernel import compiled_separate
from optimisation.restrict_kernel import GONE

FLIPS = 30
"""Flips from each row on."""

LEAST = 0.02
"""Least violation of a cut."""

MOST_SETS = 5_000
MOST_MEMBERS = 100_000

AWAY = 0.5
"""Rows whose cover is farther from 1 are in no set: they alone cost half of what a cut can gain."""

SHARED = 3
"""Most cuts of one round that hold the same row."""

NOTHING = 1e-9
"""Value of an option below which it counts as closed."""


def find_odd_sets(
    cover: sparse.csr_array, y: NDArray[np.float64], most: int, known: set[bytes]
) -> list[NDArray[np.int64]]:
    """Return odd sets of rows whose cuts the point violates, the most violated first.

    Parameters
    ----------
    cover : csr_array, shape (rows, n)
    y : ndarray of float64, shape (n,)
        The point, with the rows counting as far as it covers them.
    most : int
        Most sets.
    known : set of bytes
        Sets already there, which are left out; those found are put in.
    """
    held = np.flatnonzero(y > NOTHING)
    away = np.abs(1.0 - cover @ np.where(y > NOTHING, y, 0.0))
    rows = np.flatnonzero(away < AWAY)
    place = np.full(y.size, GONE, dtype=np.int32)
    place[held] = np.arange(held.size)
    part = restricted(cover, rows, place, held.size)
    columns = part.tocsc()
    point = (
        part.indptr.astype(np.int32),
        part.indices.astype(np.int32),
        columns.indptr.astype(np.int32),
        columns.indices.astype(np.int32),
        np.ascontiguousarray(y[held]),
        np.ascontiguousarray(away[rows]),
    )
    ends, violations = np.zeros(MOST_SETS, dtype=np.int64), np.zeros(MOST_SETS)
    members = np.zeros(MOST_MEMBERS, dtype=np.int64)
    count = compiled_separate()(point, FLIPS, LEAST, ends, members, violations)
    sets = np.split(rows[members[: ends[count - 1]]], ends[: count - 1]) if count else []
    return _choose([sets[k] for k in np.argsort(-violations[:count], kind="stable")], most, known)


def _choose(sets: list[NDArray[np.int64]], most: int, known: set[bytes]) -> list[NDArray[np.int64]]:
    """Return new sets in order, without those whose rows others have taken up."""
    chosen: list[NDArray[np.int64]] = []
    used: dict[int, int] = {}
    for members in sets:
        rows = np.sort(members)
        key = rows.tobytes()
        if key in known or any(used.get(int(row), 0) >= SHARED for row in rows):
            continue
        known.add(key)
        for row in rows.tolist():
            used[row] = used.get(row, 0) + 1
        chosen.append(rows)
        if len(chosen) >= most:
            break
    return chosen


def cut_rows(
    cover: sparse.csr_array, sets: list[NDArray[np.int64]]
) -> tuple[sparse.csr_array, NDArray[np.float64]]:
    """Return the cuts of sets over options and rows, shape (sets, n + rows), and their right-hand sides.

    Parameters
    ----------
    cover : csr_array, shape (rows, n)
    sets : list of ndarray of int64
        Of odd size.
    """
    sizes = np.array([rows.size for rows in sets], dtype=np.int64)
    lines = np.repeat(np.arange(sizes.size), sizes)
    flat = np.concatenate([np.empty(0, dtype=np.int64), *sets])
    member = sparse.csr_array((np.ones(flat.size), (lines, flat)), shape=(sizes.size, cover.shape[0]))
    held = sparse.csr_array(member @ (cover > 0).astype(np.float64))
    held.data = -np.ceil(held.data / 2)
    return sparse.csr_array(sparse.hstack([held, member], format="csr")), (sizes // 2).astype(np.float64)


def carried_sets(
    sets: list[NDArray[np.int64]], before: sparse.csr_array, after: sparse.csr_array
) -> list[NDArray[np.int64]]:
    """Return odd sets of rows as those of a cover with fewer options, in which rows have merged.

    Rows that are equal now cancel in pairs. Sets with a row that is gone, or with fewer than three, go.

    Parameters
    ----------
    sets : list of ndarray of int64
    before : csr_array, shape (rows, n)
        The rows that the sets are of, over the options that are left.
    after : csr_array, shape (merged rows, n)
    """
    place = {key: row for row, key in enumerate(_keys(after))}
    new = np.array([place.get(key, -1) for key in _keys(before)], dtype=np.int64)
    carried = []
    for rows in sets:
        there, times = np.unique(new[rows], return_counts=True)
        odd = there[times % 2 == 1]
        if odd.size >= 3 and there[0] >= 0:
            carried.append(odd)
    return carried


def _keys(cover: sparse.csr_array) -> list[bytes]:
    indices = cover.sorted_indices().indices.astype(np.int32)
    return [indices[low:high].tobytes() for low, high in pairwise(cover.indptr)]
