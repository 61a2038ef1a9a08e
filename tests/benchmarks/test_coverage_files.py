"""Published instances are recognised by what is in them."""

import os
from pathlib import Path

import numpy as np
import pytest

from benchmarks.coverage_files import read_instance
from benchmarks.coverage_rows import cover_problem, rows_of
from optimisation.placement import place

DATA = Path(os.environ.get("GEO_POC_DATA", "../shared/data")).resolve().parent / "benchmarks" / "coverage"

CITY = """NAME : Nowhere
TYPE : MCLP
EDGE_WEIGHT_TYPE : COORD
DIMENSION : 3
NODE_COORD_SECTION\t
40.6899138 -074.0453133
40.6899138 -074.0453133
40.7140465 -073.9861951
DEMAND_SECTION
2
988
1344
EOF"""


def _written(folder: Path, text: str) -> Path:
    path = folder / "instance"
    path.write_text(text)
    return path


def test_city_is_degrees_and_its_points_are_its_sites(tmp_path: Path) -> None:
    """Coordinates and demands of NewYork's format come in file order."""
    found = read_instance(_written(tmp_path, CITY))
    assert found.degrees
    assert found.points.tolist() == found.sites.tolist()
    assert found.points[2].tolist() == [40.7140465, -73.9861951]
    assert found.weights.tolist() == [2.0, 988.0, 1344.0]


def test_places_cover_themselves_whatever_rounding_does(tmp_path: Path) -> None:
    """On the sphere a place covers itself, and not one 5 km away."""
    cover = rows_of(read_instance(_written(tmp_path, CITY)), 400.0)[0].toarray()
    assert cover.any(axis=0).all()
    assert not (cover[:, :2].any(axis=1) & cover[:, 2]).any()


def test_points_are_their_own_sites(tmp_path: Path) -> None:
    """SJC's format has tabs, trailing tabs and line ends of another system."""
    found = read_instance(_written(tmp_path, "2\t9999\tp\tS\r\n10\t20\t5\t\r\n13\t24\t7\t\r\n"))
    assert (found.points.tolist(), found.weights.tolist()) == ([[10, 20], [13, 24]], [5, 7])
    assert rows_of(found, 5.0)[0].toarray().all()
    assert rows_of(found, 4.9)[0].nnz == 2


def test_facilities_and_customers_are_told_apart(tmp_path: Path) -> None:
    """BDS's format has sites with a cost and points with a demand."""
    text = "1\t2\t\nF\t0\t1.5\t2.5\t1\nC\t0\t3.5\t2.5\t94\nC\t1\t9\t9\t87\n"
    found = read_instance(_written(tmp_path, text))
    assert found.sites.tolist() == [[1.5, 2.5]]
    assert found.points.tolist() == [[3.5, 2.5], [9, 9]]
    assert found.weights.tolist() == [94, 87]


@pytest.mark.parametrize("text", ["nothing of the kind", "3\t9999\tp\tS\n1\t2\t3\n", "1\t2\nF\t0\t1\t2\t1\n"])
def test_other_content_is_refused(tmp_path: Path, text: str) -> None:
    """What is in none of the formats, or too short, is an error."""
    with pytest.raises(ValueError, match=r"format|follow"):
        read_instance(_written(tmp_path, text))


@pytest.mark.skipif(not (DATA / "SJC324.txt").exists(), reason="no published instances here")
@pytest.mark.parametrize(("sites", "optimum"), [(1, 5461.0), (2, 8790.0), (3, 11604.0)])
def test_small_published_optima_are_proven(sites: int, optimum: float) -> None:
    """Placement proves the optimum of SJC324 within 800 m."""
    found = place(cover_problem(rows_of(read_instance(DATA / "SJC324.txt"), 800.0), sites))
    assert (found.status, found.objective) == ("optimal", optimum)
    assert np.count_nonzero(found.chosen) == sites
