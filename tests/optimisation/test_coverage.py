"""Rows whose covered weight is the credit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from optimisation.assets import Scale, Tool
from optimisation.coverage import Block, SiteOption, cover_matrix, credit_blocks, reach_limits
from tests.optimisation.small_worlds import BANDS, REPEATABLE, VALUES, World, demand, table, worlds

CLOSE = Tool("foot", "foot patrols", 2, "response", "military", 45.0, 10)
COB = Tool("cob", "base", 2, "response", "military", 60.0, 120)
JPT = Tool("jpt", "team", 1, "dialogue", "civilian", 60.0, 6)


def _blocks(effect: dict[str, dict[str, float]], tools: list[Tool], **weights: list[float]) -> list[Block]:
    scale = Scale(BANDS, VALUES, {"response": 0.4, "dialogue": 0.3}, effect)
    given_ = {source: np.array(w) for source, w in weights.items()}
    size = len(next(iter(weights.values())))
    return list(credit_blocks(given_, cells=np.arange(size), tools=tools, scale=scale))


@REPEATABLE
@given(worlds())
def test_covered_weight_is_the_credit(world: World) -> None:
    """Weight covered by rows equals share x W x the best e x f of each service, source and cell."""
    size = world.demand.cells.size
    blocks = credit_blocks(world.demand.weights, cells=np.arange(size), tools=world.tools, scale=world.scale)
    options = [SiteOption(f"{a.tool}:{a.site}", a.tool, a.site) for a in world.opened]
    cover = cover_matrix(
        blocks, options=options, tables=world.tables, position=world.demand.position, positions=size
    )
    weights = np.concatenate([block.weights for block in blocks]) if blocks else np.empty(0)
    covered = cover @ np.ones(len(options), dtype=np.int32) > 0
    expected = sum(world.credit(world.opened, world.scale).values())
    assert float(weights[covered].sum()) == pytest.approx(expected, rel=1e-12, abs=1e-12)
    assert (weights >= 0).all()


@REPEATABLE
@given(worlds())
def test_all_rows_together_weigh_full_effect(world: World) -> None:
    """The rows sum to the credit of a plan that reaches every cell at once with its best tool."""
    size = world.demand.cells.size
    blocks = credit_blocks(world.demand.weights, cells=np.arange(size), tools=world.tools, scale=world.scale)
    expected = 0.0
    for service, share in world.scale.services.items():
        for source, weight in world.demand.weights.items():
            effects = [world.scale.effectiveness[t.name][source] for t in world.tools if t.service == service]
            expected += share * max(effects, default=0.0) * float(weight.sum())
    assert sum(float(block.weights.sum()) for block in blocks) == pytest.approx(expected, rel=1e-12)


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


def _covered(limits: tuple[tuple[str, float], ...], tenths: int, tool: str = "cob") -> bool:
    cover = cover_matrix(
        [Block(limits, np.array([0]), np.array([1.0]))],
        options=[SiteOption("a", tool, 0)],
        tables={tool: table([{0: tenths}])},
        position=np.array([0]),
        positions=1,
    )
    return bool(cover.toarray()[0, 0])


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
    got = sum(float(b.weights[0]) for b in blocks if _covered(b.limits, tenths, "foot"))
    assert got == pytest.approx(0.4 * value)


def test_only_named_tools_cover() -> None:
    """An option whose tool a block does not name covers none of its rows, however near."""
    assert not _covered((("jpt", 60.0),), 1)


def test_cells_outside_the_area_and_the_block_are_passed_over() -> None:
    """Travel to cells without demand, or that a block leaves out, makes no entry."""
    world = demand({"state": [1.0, 1.0, 1.0]}, shape=(1, 5), cells=[1, 2, 3])
    cover = cover_matrix(
        [
            Block((("cob", 60.0),), np.array([0, 2]), np.ones(2)),
            Block((("jpt", 60.0),), np.array([1]), np.ones(1)),
        ],
        options=[SiteOption("a", "cob", 0), SiteOption("b", "jpt", 1)],
        tables={"cob": table([{0: 1, 1: 1, 2: 1, 3: 1, 4: 1}, {}]), "jpt": table([{}, {2: 5, 3: 5}])},
        position=world.position,
        positions=3,
    )
    assert cover.toarray().tolist() == [[True, False], [True, False], [False, True]]


def test_nothing_to_cover_with_is_an_empty_matrix() -> None:
    """Without options there are rows and no columns, and without blocks no rows."""
    block = Block((("cob", 60.0),), np.array([0]), np.ones(1))
    nothing = cover_matrix([block], options=[], tables={}, position=np.array([0]), positions=1)
    assert nothing.shape == (1, 0)
    empty = cover_matrix([], options=[], tables={}, position=np.array([0]), positions=1)
    assert empty.shape == (0, 0)


def test_raw_reach_is_of_one_tier() -> None:
    """Raw reach names every tool of the tier with its own reach, by name."""
    assert reach_limits([CLOSE, JPT, COB], tier=2) == (("cob", 60.0), ("foot", 45.0))
    assert reach_limits([JPT], tier=2) == ()
