"""Constraints of a mission file, from its keys to the plan."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import rasterio

from geo_poc.case import case_of
from geo_poc.evaluating import evaluate
from geo_poc.harm_cut_off import closed_bases
from geo_poc.mission import Mission
from geo_poc.outcome import Outcome
from geo_poc.pipeline import check, make_plan
from geo_poc.planning import plan_to
from geo_poc.run import Run
from geo_poc.words import shortfall_line
from layers.errors import InputError
from tests.geo_poc.conftest import Planner
from tests.tiny_mission import STATE, Event, Tiny, box, write_tiny

ACTORS = f'[[actor]]\nname = "{STATE}"\nsource = "state"\n'
MANY, FEW = Event(0.30, 0.50, count=24), Event(0.30, 0.10, side=STATE, count=6)
PEOPLE = ((0.30, 0.50, 20_000), (0.30, 0.10, 8_000), (0.15, 0.30, 1_000))
DISTRICTS = (
    ("Southland", [(0.0, 0.0), (0.6, 0.0), (0.6, 0.2), (0.0, 0.2)]),
    ("Rest", [(0.0, 0.2), (0.6, 0.2), (0.6, 0.6), (0.0, 0.6)]),
)
ONE_BASE = (("West", 0.05, 0.30),)


def _rule(kind: str, **keys: object) -> str:
    return f"[[constraints.{kind}]]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in keys.items())


def _tiny(extra: str = "", **changes: object) -> Tiny:
    """Return a mission where North has more risk than South, with one base to place."""
    values: dict[str, object] = {
        "events": (MANY, FEW),
        "people": PEOPLE,
        "bases": ONE_BASE,
        "budget": {"cob": 1},
        "extra": ACTORS + "[objective]\nfloor_share = 0.0\nreason = 'floors of the test alone'\n" + extra,
    }
    return Tiny(**(values | changes))  # type: ignore[arg-type]


def _new(outcome: Outcome) -> set[str]:
    return {placement.name for placement in outcome.plan.placements if not placement.in_place}


def test_the_best_site_without_a_floor(plan_tiny: Planner) -> None:
    """Without any floor the base goes to where most risk is."""
    assert _new(plan_tiny(_tiny())) == {"North"}


@pytest.mark.parametrize(
    "rule",
    [
        {"name": "state", "source": "state", "share": 0.5},
        {"name": "south", "of": "people", "district": "Southland", "share": 0.5},
        {"name": "each", "level": 1, "share": 0.01, "within_min": 60, "hard": False},
    ],
    ids=lambda rule: str(rule["name"]),
)
def test_floors_change_siting(plan_tiny: Planner, rule: dict[str, object]) -> None:
    """A floor of the weaker source, or of its district, brings the base to it."""
    if rule["name"] == "each":
        rule = rule | {"share": 0.3}
    extra = _rule("floor", **rule)
    outcome = plan_tiny(_tiny(extra, districts=DISTRICTS))
    if rule["name"] == "each":
        # Two districts and one base: what stays short is told for its district.
        told = {shortfall.name for shortfall in outcome.plan.shortfalls}
        assert told <= {"floor: each in Southland", "floor: each in Rest"}
        assert len(told) == 1
    else:
        assert _new(outcome) == {"South"}
        assert outcome.plan.shortfalls == ()


def _camp(lon: float, lat: float) -> dict[str, str]:
    return {"camps.csv": f"name,type,people,date,latitude,longitude\nCamp,camp,5000,2025-06-01,{lat},{lon}\n"}


def test_a_group_floor_changes_siting(plan_tiny: Planner) -> None:
    """A floor of displaced people brings the base to their site."""
    layer = '[layers.displaced]\npath = "camps.csv"\n'
    files = _camp(0.30, 0.10)
    assert _new(plan_tiny(_tiny(layer, files=files))) == {"North"}
    floor = _rule("floor", name="displaced", of="people", group="displaced", share=0.9)
    assert _new(plan_tiny(_tiny(layer + floor, files=files))) == {"South"}


def test_a_strategic_floor_changes_siting(plan_tiny: Planner) -> None:
    """A floor of strategic threats counts each within its own limit by an acceptable tool."""
    threat = (
        '[[threat]]\nid = "T"\nname = "Mass casualties"\nsource = "state"\npriority = "could"\n'
        "strategic = true\ncentre = [0.30, 0.10]\nradius_km = 6\ntime_limit_min = 60\n"
    )
    assert _new(plan_tiny(_tiny(threat))) == {"North"}
    floor = _rule("floor", name="strategic", of="strategic", share=0.5)
    assert _new(plan_tiny(_tiny(threat + floor))) == {"South"}


def test_shortfalls_stand_in_the_first_lines(tmp_path: Path) -> None:
    """What a floor, a backup and a tier lack is told first, in words of their own, and binds in plan.json."""
    extra = (
        _rule("floor", name="everybody", of="people", share=1.0)
        + _rule("backup", name="two for West", site="West")
        + _rule("tier", name="dialogue", tier=1)
    )
    mission = Mission.load(write_tiny(tmp_path / "m", _tiny(extra)))
    run = plan_to(mission, tmp_path / "run").run
    document = json.loads(Run(run.path).file("plan.json").read_text(encoding="utf-8"))
    lines = [shortfall_line(item) for item in document["shortfalls"]]
    assert [line.split(".")[0] for line in lines] == [
        "Floor not met: everybody",
        "Backup is missing: two for West",
        "Activities of tier I are missing: dialogue",
    ]
    bound = {item["name"] for item in document["binding"] if item["kind"] == "floor"}
    assert {"floor: everybody", "backup: two for West", "tier I: dialogue"} <= bound


def _history(path: Path) -> None:
    """Write 240 incidents around West two years ago, and until now 8 around East and 40 around North."""
    header, row = (path / "incidents.csv").read_text(encoding="utf-8").splitlines()[:2]
    names, values = header.split(","), row.split(",")
    rows = []
    for count, lon, lat, month in (
        (240, 0.15, 0.30, "2023-05"),
        (8, 0.45, 0.30, "2025-06"),
        (40, 0.30, 0.50, "2025-06"),
    ):
        for number in range(count):
            day = f"{month}-{1 + number % 28:02d}"
            told = dict(zip(names, values, strict=True)) | {
                "id": str(len(rows)),
                "year": day[:4],
                "longitude": str(lon),
                "latitude": str(lat),
                "date_start": day,
                "date_end": day,
            }
            rows.append(",".join(told[name] for name in names))
    (path / "incidents.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def _calm(folder: Path, extra: str) -> Outcome:
    """Plan a mission without a budget, where North is out of reach of the two bases."""
    people = ((0.15, 0.30, 20_000), (0.45, 0.30, 20_000), (0.30, 0.50, 20_000))
    tiny = Tiny(people=people, budget={"cob": 0}, extra="[risk]\nhalf_life_days = 60\n" + extra)
    path = write_tiny(folder, tiny)
    _history(folder)
    return make_plan(Mission.load(path))


def test_a_base_that_brought_calm_is_not_the_first_to_go(tmp_path: Path) -> None:
    """What was violent before counts as it was, for the present too; the run says so, and who takes over."""
    rules = [_rule("release", site=name, reason="thin", move_cost=1) for name in ("West", "East")]
    plain = _calm(tmp_path / "a", "")
    outcome = _calm(tmp_path / "b", "[constraints]\nmoves = 1\n" + "".join(rules))
    names = {site.name: number for number, site in enumerate(outcome.sites)}
    # By the recent calm alone West would be the one to go: the western third has less risk than the eastern.
    recent = np.sum([np.nan_to_num(surface) for surface in plain.risk.risk.values()], axis=0).sum(axis=0)
    third = recent.size // 3
    assert recent[:third].sum() < recent[-third:].sum()
    for planned in (plain, outcome):
        worth = dict(planned.present.importance)
        assert worth[names["West"]] > worth[names["East"]]
    assert {placement.name for placement in outcome.plan.placements} == {"West", "North"}
    assert (
        outcome.plan.notes[0]
        == "The base East closes: one company operating base is free to be placed elsewhere."
    )
    assert [b.words for b in outcome.plan.binding if b.name == "moves"] == [
        "moves: 1 of 1 used, no more fits"
    ]
    told = [f.message for f in outcome.findings if f.column == "constraints.release"]
    assert "West, East" in told[0]
    assert "for the present too" in told[0]
    assert outcome.evaluation is not None
    (closed,) = closed_bases(case_of(outcome, outcome.evaluation, outcome.assets))
    assert closed.where == "East"
    assert "the base closes" in closed.reason


def _flat_groups(folder: Path) -> str:
    """Write rasters in which every age and sex is as large as any other everywhere; return their layer."""
    (folder / "groups").mkdir(parents=True)
    with rasterio.open(folder / "population.tif") as raster:
        people, profile = raster.read(1), raster.profile
    for sex, age in product("fm", (0, 1, *range(5, 81, 5))):
        with rasterio.open(folder / "groups" / f"x_{sex}_{age}_2025.tif", "w", **profile) as raster:
            raster.write(people / 36, 1)
    return '[layers.groups]\npath = "groups"\n'


def test_a_floor_that_cannot_tell_its_group_says_so(tmp_path: Path) -> None:
    """Where a group's share is the same in every cell, its floor carries no information."""
    path = write_tiny(tmp_path, _tiny())
    floor = _rule("floor", name="women at risk", of="people", group="women", share=0.5)
    path.write_text(path.read_text(encoding="utf-8") + _flat_groups(tmp_path) + floor, encoding="utf-8")
    told = [f for f in check(Mission.load(path)) if f.column == "constraints.floor[1].group"]
    assert [finding.severity for finding in told] == ["warning"]
    assert "carries no information" in told[0].message


def test_harm_bars_only_where_it_is_asked_to(plan_tiny: Planner) -> None:
    """A veto bars what raises its flag, with both reasons; distances bind when asked, but for exceptions."""
    veto = plan_tiny(_tiny(_rule("veto", flag="exploitation", reason="no capacity to train")))
    assert _new(veto) == set()
    assert any(
        "company operating base at North: exploitation" in told and "no capacity" in told
        for told in veto.rejected
    )
    camp = _camp(0.30, 0.502)
    layer = '[layers.displaced]\npath = "camps.csv"\n[harm]\n'
    flagged = plan_tiny(_tiny(layer, files=camp))
    assert _new(flagged) == {"North"}
    binding = plan_tiny(_tiny(layer + "keep_away_binds = true\n", files=camp))
    assert _new(binding) == {"South"}
    exception = '[[harm.exception]]\nsite = "North"\nreason = "agreed with the camp"\n'
    excepted = plan_tiny(_tiny(layer + "keep_away_binds = true\n" + exception, files=camp))
    assert _new(excepted) == {"North"}


ELDERS = "name,kind,component,latitude,longitude\nElders,community,community,{},0.36\n"


@pytest.mark.parametrize(("elders", "opened"), [(0.31, "jpt:west"), (0.59, "jpt:c-north+west")])
def test_veto_bars_a_team_with_an_escort_too(
    elders: float, opened: str, plan_tiny: Planner, tmp_path: Path
) -> None:
    """A team that only troops can bring where others act is no option, in a plan and in one that is given."""
    layer = '[layers.other_actors]\npath = "actors.csv"\n'
    tiny = _tiny(
        layer + _rule("veto", flag="substitution", reason="they do it well"),
        files={"actors.csv": ELDERS.format(elders)},
        events=(Event(0.35, 0.30),),
        bases=(("West", 0.25, 0.30),),
        places=(("North", 0.35, 0.30),),
        people=((0.35, 0.30, 20_000),),
        restrictions=(("closed", box(0.30, 0.2, 0.45, 0.6), "civilian"),),
        budget={"cob": 0, "jpt": 1, "escorts": 1, "patrol": 0, "night_patrol": 0},
    )
    outcome = plan_tiny(tiny)
    assert {asset.id for asset in outcome.assets if asset.tool == "jpt"} == {opened}
    (tmp_path / "own.csv").write_text("tool,site,escorted\njpt,North,yes\n", encoding="utf-8")
    given = evaluate(outcome.mission, tmp_path / "own.csv")
    told = [finding.message for finding in given.findings if "substitution" in finding.message]
    assert len(told) == (opened == "jpt:west")


def test_a_floor_with_nothing_to_reach_is_a_warning(plan_tiny: Planner) -> None:
    """A demand of the commander's that asks for nothing here does not vanish unseen."""
    layer = '[layers.displaced]\npath = "camps.csv"\n'
    floor = _rule("floor", name="camps", of="people", group="displaced", district="Southland", share=0.5)
    outcome = plan_tiny(_tiny(layer + floor, files=_camp(0.30, 0.502), districts=DISTRICTS))
    told = [finding for finding in outcome.findings if "nothing to reach" in finding.message]
    assert [(finding.severity, finding.column) for finding in told] == [("warning", "constraints.floor[1]")]


def test_a_district_spelled_nearly_so_is_named_first(plan_tiny: Planner) -> None:
    """An unknown district is told with those there are, the one that is meant before the others."""
    rule = _rule("tier", name="talks", tier=1, district="Soutland")
    with pytest.raises(InputError, match="use one of: Southland, Rest"):
        plan_tiny(_tiny(rule, districts=DISTRICTS))


@pytest.mark.parametrize("budget", [{"cob": 0}, {"cob": 0, "patrol": 12, "night_patrol": 4}])
def test_patrols_that_bases_keep_going_unasked_are_activities_too(
    plan_tiny: Planner, budget: dict[str, int]
) -> None:
    """Three patrols through a district are three of tier II, whether the budget counts them or not."""
    road = ("Road", [(0.25, 0.20), (0.35, 0.20), (0.35, 0.40), (0.25, 0.40)])
    far = ("Far", [(0.0, 0.50), (0.6, 0.50), (0.6, 0.6), (0.0, 0.6)])
    rules = [_rule("tier", name=d, tier=2, district=d, least=3) for d in ("Road", "Far")]
    outcome = plan_tiny(Tiny(budget=budget, districts=(road, far), extra="".join(rules)))
    driven = [route for route in outcome.plan.routes if route.tool == "patrol"]
    assert len(driven) >= 3
    assert [short.name for short in outcome.plan.shortfalls] == ["tier II: Far"]


def test_what_only_a_forbidden_site_would_reach_is_not_reachable(plan_tiny: Planner) -> None:
    """All that may be reached is within reach: the people around a site that a lock closes are not asked."""
    rule = _rule("floor", name="all", of="people", base="reachable", share=1.0, hard=True)
    lock = '[[site]]\nname = "South"\nstatus = "forbidden"\nreason = "no"\n'
    both = _tiny(rule, budget={"cob": 2})
    assert _new(plan_tiny(both)) == {"North", "South"}
    closed = plan_tiny(_tiny(lock + rule, budget={"cob": 2}))
    assert _new(closed) == {"North"}
    assert closed.plan.shortfalls == ()
    nobody = plan_tiny(
        _tiny(
            lock + _rule("floor", name="s", of="people", base="reachable", share=1.0, district="Southland"),
            districts=DISTRICTS,
        )
    )
    assert nobody.plan.shortfalls == ()


def test_what_only_a_second_class_of_base_at_a_site_would_reach_is_not_reachable(plan_tiny: Planner) -> None:
    """Where a temporary base stays no company base can stand: what only that would reach is not asked."""
    bases = "name,latitude,longitude,personnel,tool\nWest,0.30,0.15,40,tob\nEast,0.30,0.45,120,cob\n"
    rule = _rule("floor", name="all", of="people", base="reachable", share=1.0, hard=True)
    outcome = plan_tiny(_tiny(rule, budget={"cob": 2}, files={"bases.csv": bases}))
    assert outcome.plan.status == "optimal"
    assert _new(outcome) == {"North", "South"}


def test_what_only_a_guest_without_a_host_would_reach_is_not_reachable(plan_tiny: Planner) -> None:
    """A quick reaction force where no hub lets a base stand is no option: its surroundings are not asked."""
    rule = _rule("floor", name="all", of="people", base="reachable", share=1.0, hard=True)
    hub = _rule("hub", name="medevac", sites=["West"], serves=["cob"], within_min=1)
    outcome = plan_tiny(_tiny(hub + rule, budget={"cob": 1, "qrf": 1}))
    assert outcome.plan.status == "optimal"
    assert _new(outcome) == {"West"}


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (
            '[[site]]\nname = "west-base"\nstatus = "locked"\nreason = "agreed"\n',
            "is locked by a lock (agreed)",
        ),
        (
            '[[site]]\nname = "west-base"\nstatus = "forbidden"\nreason = "no"\n',
            "is forbidden by a lock (no)",
        ),
        (
            _rule("release", site="west-base", reason="far", move_cost=1),
            "the base is named twice (far; quiet)",
        ),
    ],
)
def test_a_base_decided_twice_under_two_names_is_an_error(tmp_path: Path, other: str, told: str) -> None:
    """Its id and its name are one site: neither decision quietly goes over the other."""
    extra = other + _rule("release", site="West Base", reason="quiet", close_cost=0)
    path = write_tiny(tmp_path, _tiny(extra, bases=(("West Base", 0.05, 0.30),)))
    with pytest.raises(InputError) as raised:
        check(Mission.load(path))
    (finding,) = raised.value.findings
    assert told in finding.message
    assert finding.column.startswith("constraints.release[")


def test_a_tool_of_a_forbidden_site_is_an_error(tmp_path: Path) -> None:
    """Nothing may stand there: that only one tool is meant cannot be said."""
    lock = '[[site]]\nname = "North"\nstatus = "forbidden"\nreason = "no"\ntool = "tob"\n'
    with pytest.raises(InputError, match="leave tool out"):
        Mission.load(write_tiny(tmp_path, _tiny(lock)))


def test_an_exception_for_no_site_is_a_warning(tmp_path: Path) -> None:
    """One that is misspelt would let nothing in, and nobody would know why."""
    rule = '[[harm.exception]]\nsite = "{}"\nreason = "agreed"\n'
    path = write_tiny(tmp_path, _tiny(rule.format("Nrth") + rule.format("North")))
    found = [f for f in check(Mission.load(path)) if f.column.startswith("harm.exception")]
    assert [(f.severity, f.column, f.value) for f in found] == [("warning", "harm.exception[1].site", "Nrth")]
