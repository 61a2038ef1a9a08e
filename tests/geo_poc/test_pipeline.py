"""The pipeline: stages, control, locks, findings, and what scenarios may share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geo_poc.control import Control
from geo_poc.ground_compared import same_ground
from geo_poc.locks import resolve_locks
from geo_poc.mission import Mission
from geo_poc.pipeline import check, make_plan
from geo_poc.record import as_text, evaluation_document, plan_document
from geo_poc.siting import prepare_ground
from geo_poc.solving import solve
from layers.errors import InputError
from optimisation.plan import Site
from optimisation.problem import Solution
from tests.tiny_mission import REBELS, STATE, Event, Tiny, write_tiny

SPOTS = [(0.06 + 0.12 * i, 0.06 + 0.12 * j) for i in range(5) for j in range(5)]
HARDER = Tiny(
    events=tuple(
        Event(lon, lat, (STATE, REBELS)[k % 2], 3 + (k * 7) % 6) for k, (lon, lat) in enumerate(SPOTS)
    ),
    places=tuple((f"P{i}{j}", 0.03 + 0.09 * i, 0.04 + 0.09 * j) for i in range(7) for j in range(7)),
    people=tuple((lon, lat, 1000.0 * (1 + k % 7)) for k, (lon, lat) in enumerate(SPOTS)),
    budget={"cob": 4, "jpt": 4},
    extra="[candidates]\nspacing_m = 1000\n[limits]\ngap = 0.0\n",
)
"""A mission whose best plan is not proven before a few stages of the search."""


def _lock(name: str, status: str) -> str:
    return f'[[site]]\nname = "{name}"\nstatus = "{status}"\nreason = "{status} for a test"\n'


def test_stages_are_told_in_order_with_their_seconds(tmp_path: Path) -> None:
    """Progress names each stage once in order, travel counts its sites, and seconds cover every stage."""
    told: list[tuple[str, str]] = []
    mission = Mission.load(write_tiny(tmp_path))
    outcome = make_plan(mission, control=Control(tell=lambda *words: told.append(words)))
    stages = ["layers and risk", "candidates", "travel", "patrols", "rows", "placement", "evaluation"]
    assert list(dict.fromkeys(stage for stage, _ in told)) == stages
    assert [stage for stage, _ in outcome.seconds] == stages
    sites = len(outcome.sites)
    assert any(stage == "travel" and words.endswith(f": {sites} of {sites} sites") for stage, words in told)


def test_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two plans of one mission with one seed agree in every byte of their documents and in their risk."""
    mission = Mission.load(write_tiny(tmp_path, HARDER))
    one, other = make_plan(mission, seed=3), make_plan(mission, seed=3)
    assert as_text(plan_document(one.plan)) == as_text(plan_document(other.plan))
    assert as_text(evaluation_document(one)) == as_text(evaluation_document(other))
    for source, surface in one.risk.risk.items():
        np.testing.assert_array_equal(surface, other.risk.risk[source])
    assert one.plan.seed == 3
    assert one.plan.reproducible


def test_cancelling_gives_the_best_plan_so_far(tmp_path: Path) -> None:
    """A plan stopped by the user says so, keeps the bases in place and has a bound."""
    asked: list[bool] = []
    control = Control(solving=lambda _progress: asked.append(True), cancel=lambda: bool(asked))
    outcome = make_plan(Mission.load(write_tiny(tmp_path, HARDER)), control=control)
    plan = outcome.plan
    assert (plan.status, plan.stopped_by, plan.reproducible) == ("cancelled", "user", False)
    assert {p.site for p in plan.placements if p.in_place} == {"west", "east"}
    assert plan.objective is not None
    assert plan.bound is not None
    assert plan.bound > plan.objective
    assert outcome.evaluation is not None
    assert outcome.evaluation.credit["total"] == pytest.approx(plan.credit, rel=1e-9)


def test_effort_and_limit_reach_the_optimiser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Effort and seconds of the call replace the mission's; floors get at least half of the seconds."""
    seen: list[tuple[int, float | None, float]] = []
    place = solve.__globals__["place"]

    def spied(problem: object, **options: object) -> Solution:
        seen.append((options["effort"], options["time_limit_s"], options["gap"]))  # type: ignore[arg-type]
        found: Solution = place(problem, **options)
        return found

    monkeypatch.setitem(solve.__globals__, "place", spied)
    mission = Mission.load(
        write_tiny(tmp_path, Tiny(extra="[limits]\neffort = 2\ntime_limit_s = 500\ngap = 0.25\n"))
    )
    ground = prepare_ground(mission, Control())
    make_plan(mission, ground=ground)
    assert seen[0] == (2, 250.0, 0.25)
    seen.clear()
    make_plan(mission, ground=ground, effort=3, time_limit_s=100.0)
    assert seen[0] == (3, 50.0, 0.25)


def test_scenarios_share_ground_only_when_it_is_the_same(tmp_path: Path) -> None:
    """Budgets and limits change no ground; season, risk, locks and the register do."""
    mission = Mission.load(write_tiny(tmp_path))
    for settings in ({"budget__cob": 3}, {"limits__gap": 0.5}, {"effectiveness__cob__state__mid": 0.3}):
        assert same_ground(mission, mission.with_settings(**settings)), settings
    for settings in (
        {"travel__season": "wet"},
        {"risk__half_life_days": 100.0},
        {"grid__demand_cell_m": 4000.0},
        {"candidates__max": 1},
        {"bands_min": [10.0, 20.0, 30.0, 60.0]},
        {"site": [{"name": "North", "status": "locked", "reason": "test"}]},
        {"objective__source_weights__state": 2.0, "objective__reason": "test"},
    ):
        assert not same_ground(mission, mission.with_settings(**settings)), settings


def test_ground_shared_gives_the_same_plan(tmp_path: Path) -> None:
    """A plan on another scenario's ground equals one that read everything itself."""
    mission = Mission.load(write_tiny(tmp_path))
    more = mission.with_settings(budget__jpt=2)
    shared = make_plan(more, ground=prepare_ground(mission, Control()))
    alone = make_plan(more)
    assert as_text(plan_document(shared.plan)) == as_text(plan_document(alone.plan))
    assert as_text(evaluation_document(shared)) == as_text(evaluation_document(alone))


def test_check_warns_of_a_closed_base(tmp_path: Path) -> None:
    """Closing a base is told with its name, and every finding names a file."""
    mission = Mission.load(write_tiny(tmp_path, Tiny(extra=_lock("West", "forbidden"))))
    findings = check(mission)
    assert any(f.severity == "warning" and "closes West" in f.message for f in findings)
    assert all(f.file for f in findings)


def test_every_error_names_a_file(tmp_path: Path) -> None:
    """Errors about no layer's file name the mission file, whichever way they are met."""
    mission = Mission.load(write_tiny(tmp_path, Tiny(extra=_lock("Nowhere", "locked"))))
    for work in (check, make_plan):
        with pytest.raises(InputError) as told:
            work(mission)
        assert all(finding.file for finding in told.value.findings)
        assert told.value.findings[0].value == "Nowhere"


def test_locks_are_resolved_by_id_and_by_name(tmp_path: Path) -> None:
    """A lock may name a site's id or its name, in any case."""
    mission = Mission.load(
        write_tiny(tmp_path, Tiny(extra=_lock("NORTH", "locked") + _lock("b1", "forbidden")))
    )
    sites = [Site("b1", "West", 0.0, 0.0, "base"), Site("c1", "North", 0.0, 0.0, "candidate")]
    locks = resolve_locks(mission, sites)
    assert [(lock.site, lock.open) for lock in locks] == [(1, True), (0, False)]


def test_all_wrong_locks_are_told_at_once(tmp_path: Path) -> None:
    """Unknown names, names that several sites share and contradictions under two names are all told."""
    extra = "".join(
        _lock(name, status)
        for name, status in (
            ("Nowhere", "locked"),
            ("Twin", "locked"),
            ("b1", "locked"),
            ("West", "forbidden"),
        )
    )
    mission = Mission.load(write_tiny(tmp_path, Tiny(extra=extra)))
    sites = [
        Site("b1", "West", 0.0, 0.0, "base"),
        Site("c1", "Twin", 0.0, 0.0, "candidate"),
        Site("c2", "Twin", 0.0, 0.0, "candidate"),
    ]
    with pytest.raises(InputError) as told:
        resolve_locks(mission, sites)
    findings = {finding.value: finding for finding in told.value.findings}
    assert findings.keys() == {"Nowhere", "Twin", "West"}
    assert "no site" in findings["Nowhere"].message
    assert "2 sites" in findings["Twin"].message
    assert "both locked and forbidden" in findings["West"].message
    assert all(finding.file == "mission.toml" and finding.remedy for finding in findings.values())


def test_candidates_that_are_locked_are_kept_among_many(tmp_path: Path) -> None:
    """A place named by a lock is a site even where no candidate may be drawn."""
    extra = "[candidates]\nmax = 0\n" + _lock("South", "locked")
    outcome = make_plan(Mission.load(write_tiny(tmp_path, Tiny(budget={"cob": 1, "jpt": 0}, extra=extra))))
    assert [site.name for site in outcome.sites if site.kind == "candidate"] == ["South"]
    assert {p.site for p in outcome.plan.placements if not p.in_place} == {"c-south"}


def test_base_with_an_unknown_tool_is_told_by_check_too(tmp_path: Path) -> None:
    """What planning would refuse, checking refuses: a base that stands as no asset of the mission."""
    path = write_tiny(tmp_path)
    bases = path.parent / "bases.csv"
    lines = bases.read_text(encoding="utf-8").splitlines()
    changed = [f"{lines[0]},tool", f"{lines[1]},castle", f"{lines[2]},cob"]
    bases.write_text("\n".join(changed) + "\n", encoding="utf-8")
    with pytest.raises(InputError) as told:
        check(Mission.load(path))
    (finding,) = [f for f in told.value.findings if f.severity == "error"]
    assert (finding.file, finding.value) == ("bases.csv", "castle")
    assert "West" in finding.message
