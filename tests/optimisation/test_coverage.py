"""Rows whose covered weight is the credit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from optimisation.assets import Asset, Scale, Tool
from optimisation.coverage import Block, credit_blocks, reach_limits
from optimisation.rows import Rows, lay_rows
from tests.optimisation.small_worlds import (
    BANDS,
    REPEATABLE,
    SERVICES,
    VALUES,
    World,
    demand,
    reaches,
    table,
    worlds,
)

CLOSE = Tool("foot", "foot patrols", 2, "response", "military", 45.0, 10)
COB = Tool("cob", "base", 2, "response", "military", 60.0, 120)
JPT = Tool("jpt", "team", 1, "dialogue", "civilian", 60.0, 6)


def _blocks(effect: dict[str, dict[str, float]], tools: list[Tool], **weights: list[float]) -> list[Block]:
    scale = Scale(BANDS, VALUES, {"response": 0.4, "dialogue": 0.3}, effect)
    given_ = {source: np.array(w) for source, w in weights.items()}
    size = len(next(iter(weights.values())))
    return list(credit_blocks(given_, cells=np.arange(size), tools=tools, scale=scale))


def _rows(world: World) -> Rows:
    """Return the rows of every possible asset of a world, each cell included."""
    response = [tool for tool in world.tools if tool.service == "response"]
    engaged: dict[str, np.ndarray] = {}
    for one in world.possible:
        if world.kinds[one.tool].stands == "threat":
            marked = engaged.setdefault(one.source, np.zeros(world.demand.cells.size, dtype=bool))
            marked[one.cells] = True
    blocks = credit_blocks(
        world.demand.weights,
        cells=np.arange(world.demand.cells.size),
        tools=world.tools,
        scale=world.scale,
        same_by_night=world.reaches.same_by_night(response),
        engaged=engaged,
    )
    return lay_rows(blocks, world.possible, world.reaches)


@REPEATABLE
@given(worlds())
def test_covered_weight_is_the_credit(world: World) -> None:
    """Weight covered by rows equals share x W x the best e x f of each service, source and cell.

    Alert, hours, repeated visits, caveats and engagements included.
    """
    rows = _rows(world)
    chosen = np.isin([one.id for one in world.possible], [one.id for one in world.opened]).astype(np.int32)
    hits = np.minimum(rows.cover @ chosen, rows.most)
    if rows.also is not None:
        hits = hits * (~rows.joint | (rows.also @ chosen > 0))
    expected = sum(world.credit(world.opened, world.scale).values())
    assert float((rows.weights * hits).sum()) == pytest.approx(expected, rel=1e-12, abs=1e-12)
    assert (rows.weights >= 0).all()


@REPEATABLE
@given(worlds())
def test_no_two_rows_are_alike(world: World) -> None:
    """Rows differ in what covers them or in how they count, and every cell of a block is part of one."""
    rows = _rows(world)
    also = np.zeros(rows.cover.shape) if rows.also is None else rows.also.toarray()
    told = np.hstack([rows.cover.toarray(), also, rows.joint[:, None], rows.most[:, None]])
    assert len(np.unique(told, axis=0)) == len(told)
    assert np.unique(rows.group).tolist() == list(range(len(told)))
    assert rows.group.size == sum(block.cells.size for block in rows.blocks)


@REPEATABLE
@given(worlds())
def test_all_rows_together_weigh_full_effect(world: World) -> None:
    """The rows sum to the credit of a plan that does everything everywhere at once with its best tool."""
    rows = _rows(world)
    most = sum(world.scale.repeat_values)
    expected = 0.0
    for service, share in world.scale.services.items():
        halves = dict(world.scale.hours(service))
        for source, weight in world.demand.weights.items():
            for hours, part in halves.items():
                able = [t for t in world.tools if t.service == service and hours in t.hours]
                full = share * part * (most if service == "presence" else 1.0)
                placed = [t for t in able if t.stands != "threat"]
                best = max((world.scale.effectiveness[t.name][source] for t in placed), default=0.0)
                engaged = np.full(weight.size, best)
                for one in world.possible:
                    if service == "dialogue" and one.source == source:
                        effect = world.scale.effectiveness[one.tool][source]
                        engaged[one.cells] = np.maximum(engaged[one.cells], effect)
                expected += full * float((weight * engaged).sum())
    assert float((rows.weights * rows.most).sum()) == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_sources_that_rank_alike_share_rows() -> None:
    """With one tool in a service the rows of all sources are one block for each band."""
    effect = {"cob": {"state": 0.2, "armed_group": 0.8}}
    blocks = _blocks(effect, [COB], state=[1.0, 0.0], armed_group=[0.0, 2.0])
    assert [block.limits for block in blocks] == [(("cob", 15.0),), (("cob", 30.0),), (("cob", 60.0),)]
    nearest = blocks[0].weights
    assert nearest == pytest.approx([0.4 * 0.2 * 0.2 * 1.0, 0.4 * 0.8 * 0.2 * 2.0])


def test_sources_that_rank_tools_differently_have_rows_of_their_own() -> None:
    """Where one source is met best by one tool and another by the other their levels do not merge."""
    effect = {"cob": {"state": 0.2, "armed_group": 0.8}, "foot": {"state": 0.8, "armed_group": 0.2}}
    blocks = _blocks(effect, [COB, CLOSE], state=[1.0], armed_group=[1.0])
    limits = {block.limits for block in blocks}
    assert (("cob", 15.0),) in limits
    assert (("foot", 15.0),) in limits
    assert (("cob", 60.0), ("foot", 45.0)) in limits
    alike = {"cob": {"state": 0.8, "armed_group": 0.8}, "foot": {"state": 0.2, "armed_group": 0.2}}
    assert len(_blocks(alike, [COB, CLOSE], state=[1.0], armed_group=[1.0])) < len(blocks)


def test_tools_without_effect_make_no_rows() -> None:
    """A level that nothing can credit has no row."""
    blocks = _blocks({"cob": {"state": 0.0}}, [COB], state=[5.0])
    assert blocks == []


def _covered(limits: tuple[tuple[str, float], ...], tenths: int, tool: Tool = COB) -> bool:
    cells = demand({"state": [1.0]})
    rows = lay_rows(
        [Block(limits, np.array([0]), np.array([1.0]))],
        [Asset("a", tool.name, 0)],
        reaches(cells, [COB, CLOSE, JPT], {tool.name: table([{0: tenths}])}),
    )
    return bool(rows.cover.toarray()[0, 0])


@pytest.mark.parametrize(
    ("limit", "tenths", "expected"),
    [(60.0, 600, True), (60.0, 601, False), (20.06, 200, True), (20.06, 201, False), (7.35, 74, False)],
)
def test_bands_include_their_edge(limit: float, tenths: int, expected: bool) -> None:
    """600 tenths are within 60 minutes and 601 are not; a limit between tenths lets nothing later in."""
    assert _covered((("cob", limit),), tenths) is expected


@pytest.mark.parametrize(("tenths", "value"), [(450, 0.5), (451, 0.0), (300, 0.8)])
def test_own_reach_cuts_credit(tenths: int, value: float) -> None:
    """A tool with a reach of 45 minutes has the credit of the 60 minute band up to 45 and none beyond."""
    blocks = _blocks({"foot": {"state": 1.0}}, [CLOSE], state=[1.0])
    got = sum(float(b.weights[0]) for b in blocks if _covered(b.limits, tenths, CLOSE))
    assert got == pytest.approx(0.4 * value)


def test_only_named_tools_cover() -> None:
    """An option whose tool a block does not name covers none of its rows, however near."""
    assert not _covered((("jpt", 60.0),), 1)


def test_cells_outside_the_area_and_the_block_are_passed_over() -> None:
    """Travel to cells without demand, or that a block leaves out, makes no entry."""
    world = demand({"state": [1.0, 1.0, 1.0]}, shape=(1, 5), cells=[1, 2, 3])
    rows = lay_rows(
        [
            Block((("cob", 60.0),), np.array([0, 2]), np.ones(2)),
            Block((("jpt", 60.0),), np.array([1]), np.ones(1)),
        ],
        [Asset("a", "cob", 0), Asset("b", "jpt", 1)],
        reaches(
            world,
            [COB, JPT],
            {"cob": table([{0: 1, 1: 1, 2: 1, 3: 1, 4: 1}, {}]), "jpt": table([{}, {2: 5, 3: 5}])},
        ),
    )
    assert rows.cover.toarray().tolist() == [[True, False], [False, True]]
    assert rows.of(0).tolist() == [0, 0], "cells that the same assets cover are one row"
    assert rows.of(1).tolist() == [1]
    assert rows.weights.tolist() == [2.0, 1.0]
    assert rows.also is None


def test_nothing_to_cover_with_is_an_empty_matrix() -> None:
    """Without assets there are rows and no columns, and without blocks no rows."""
    block = Block((("cob", 60.0),), np.array([0]), np.ones(1))
    nowhere = reaches(demand({"state": [1.0]}), [COB], {})
    assert lay_rows([block], [], nowhere).cover.shape == (1, 0)
    assert lay_rows([], [], nowhere).cover.shape == (0, 0)


def test_response_counts_in_full_only_where_somebody_can_call() -> None:
    """Each level of response is half plain and half joint with alert; dialogue is never joint."""
    effect = {"cob": {"state": 1.0}, "jpt": {"state": 1.0}}
    scale = Scale(BANDS, VALUES, SERVICES, effect, alert_without=0.5)
    blocks = credit_blocks({"state": np.ones(1)}, cells=np.arange(1), tools=[COB, JPT], scale=scale)
    told = {(b.limits, b.alert): float(b.weights[0]) for b in blocks}
    for minutes, rise in ((15.0, 0.2), (30.0, 0.3), (60.0, 0.5)):
        assert told[((("cob", minutes),), False)] == pytest.approx(0.4 * rise / 2)
        assert told[((("cob", minutes),), True)] == pytest.approx(0.4 * rise / 2)
        assert told[((("jpt", minutes),), False)] == pytest.approx(0.3 * rise)
    assert not any(alert for limits, alert in told if limits[0][0] == "jpt")


def test_repeated_visits_are_rows_that_count_more_than_once() -> None:
    """Visits worth 0.6, 0.3 and 0.1 are rows of 1, 2 and 3 visits that weigh 0.3, 0.2 and 0.1."""
    patrol = Tool("patrol", "", 2, "presence", "military", 480.0, 0, stands="route", hours=("day",))
    scale = Scale(BANDS, VALUES, SERVICES, {"patrol": {"state": 1.0}}, 0.5, 1.0, (0.6, 0.3, 0.1))
    blocks = credit_blocks({"state": np.ones(1)}, cells=np.arange(1), tools=[patrol], scale=scale)
    assert [(b.most, b.hours) for b in blocks] == [(1, "day"), (2, "day"), (3, "day")]
    assert [float(b.weights[0]) for b in blocks] == pytest.approx([0.3 * 0.5 * w for w in (0.3, 0.2, 0.1)])


def test_raw_reach_is_of_one_tier() -> None:
    """Raw reach names every tool of the tier with its own reach, by name."""
    assert reach_limits([CLOSE, JPT, COB], tier=2) == (("cob", 60.0), ("foot", 45.0))
    assert reach_limits([JPT], tier=2) == ()


def test_engagement_on_a_source_that_weighs_nothing_has_rows() -> None:
    """Where the demand weighs a source at nothing a view may not: the rows are there, and weigh nothing."""
    mediation = Tool("mediation", "mediation", 1, "dialogue", "civilian", 60.0, 0, stands="threat")
    effect = {"mediation": {"state": 0.5, "communal": 0.5}}
    blocks = credit_blocks(
        {"state": np.zeros(2), "communal": np.array([0.0, 2.0])},
        cells=np.arange(2),
        tools=[mediation],
        scale=Scale(BANDS, VALUES, {"dialogue": 1.0}, effect),
        engaged={"state": np.array([True, False]), "communal": np.array([True, True])},
    )
    laid = {block.source: (block.cells.tolist(), block.weights.tolist()) for block in blocks}
    assert laid["state"] == ([0, 1], [0.0, 0.0])
    assert laid["communal"] == ([1], [1.0])
