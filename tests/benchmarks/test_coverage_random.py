"""A random instance is one stream, whatever the chunks, and merging it loses nothing."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import coverage
from benchmarks.coverage_random import RandomInstance
from benchmarks.coverage_rows import rows_of
from optimisation.cover_sets import row_any


def test_stream_is_that_of_one_generator() -> None:
    """Sites, points and weights are the numbers of one generator in this order."""
    rng = np.random.default_rng(5)
    sites, points = rng.uniform(0, 30, (7, 2)), rng.uniform(0, 30, (1001, 2))
    weights = rng.integers(1, 101, 1001)
    instance = RandomInstance(1001, 7, 5)
    assert np.array_equal(instance.site_xy(), sites)
    for size in (1, 10, 333, 5000):
        chunks = list(instance.chunks(size))
        assert np.array_equal(np.concatenate([xy for xy, _ in chunks]), points)
        assert np.array_equal(np.concatenate([worth for _, worth in chunks]), weights)


def test_merged_rows_are_worth_what_the_points_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any plan covers the same weight of merged rows as of points, measured one by one."""
    instance = RandomInstance(2000, 12, 3)
    monkeypatch.setattr(RandomInstance.chunks, "__defaults__", (300,))
    cover, weights = rows_of(instance, 6.0)
    assert cover.shape[0] < 600
    points, worth = next(instance.chunks(2000))
    near = np.sqrt(((points[:, None] - instance.site_xy()) ** 2).sum(axis=2)) <= 6.0
    for seed in range(5):
        chosen = np.random.default_rng(seed).random(12) < 0.3
        assert weights[row_any(cover, chosen)].sum() == worth[near[:, chosen].any(axis=1)].sum()


def test_command_prints_a_line_with_every_figure() -> None:
    """The command takes a number of points such as 1e3, and its plan is as long as asked for."""
    words = "--random 1e3 --sites 20 --radius 6 --open 3 --seed 1 --time-limit 60 --json"
    command = [sys.executable, "-m", "benchmarks.coverage", *words.split()]
    found = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert found["status"] == "optimal"
    assert len(found["open"]) == 3
    assert found["rows_before"] == 1000
    wanted = "objective bound gap rows_after entries build_s solve_s peak_mb"
    assert set(wanted.split()) <= set(found)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("nowhere.txt --radius 4 --open 3", "nowhere.txt: no such file"),
        ("{folder}/other.txt --radius 4 --open 3", "neither NewYork's, SJC's nor BDS's format"),
        ("{folder}/other.txt --radius -4 --open 3", "-4 is not a number of at least 0"),
        ("--random 100 --radius nan --open 3", "nan is not a number of at least 0"),
        ("--random 100 --radius 4 --open 0", "0 is not a whole number of at least 1"),
        ("--random 100 --radius 4 --open 3 --gap -1", "-1 is not a number of at least 0"),
        ("--radius 4 --open 3", "give either a file or --random N"),
    ],
)
def test_command_says_what_is_wrong_with_its_words(words: str, told: str, tmp_path: Path) -> None:
    """Words that make no instance end the command with 2 and one line, not with a traceback."""
    (tmp_path / "other.txt").write_text("something else")
    command = [sys.executable, "-m", "benchmarks.coverage", *words.format(folder=tmp_path).split()]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr.splitlines()[-1]


def test_a_peer_that_is_missing_is_told_before_anything_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the extra the command names it."""
    monkeypatch.setattr("benchmarks.coverage_peer.find_spec", lambda _: None)
    words = ["--random", "9", "--radius", "4", "--open", "3", "--peer", "spopt"]
    monkeypatch.setattr(sys, "argv", ["coverage", *words])
    with pytest.raises(SystemExit):
        coverage.main()
    assert "spopt is not installed: pip install -e '.[bench]'" in capsys.readouterr().err
