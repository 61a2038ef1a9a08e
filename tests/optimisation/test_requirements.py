"""What options need of each other, and what they exclude."""

from __future__ import annotations

from tests.optimisation.small_means import (
    ROUTES,
    assembled,
    planned,
    requires_of,
    with_more,
)


def test_temporary_base_needs_a_company_base_in_support_time() -> None:
    """A temporary base requires a company base within an hour of it, its own site's or another's."""
    assembly = assembled({"cob": 1, "tob": 3})
    assert requires_of(assembly, "tob:east") == {"cob:west", "cob:east"}
    assert requires_of(assembly, "tob:south") == {"cob:south"}
    alone = assembled({"tob": 3})
    assert requires_of(alone, "tob:east") == {"cob:west"}
    south = alone.problem.option_ids.index("tob:south")
    assert alone.problem.forbidden[south]
    words = "no company operating base could support it within 60 minutes"
    assert f"temporary operating base at South: {words}" in alone.closed


def test_a_site_has_one_class_of_base() -> None:
    """A company base and a temporary base exclude each other at a site."""
    assembly = assembled({"cob": 1, "tob": 1})
    ids = assembly.problem.option_ids
    named = {tuple(sorted(ids[i] for i in members)) for members in assembly.problem.exclusive}
    assert named == {
        ("cob:west", "tob:west"),
        ("cob:east", "tob:east"),
        ("cob:south", "tob:south"),
    }


def test_an_adviser_needs_a_host() -> None:
    """An adviser stands where a base does: at one in place, or at a new one, never alone."""
    assembly = assembled({"cob": 1, "adviser": 3})
    assert requires_of(assembly, "adviser:east") == {"cob:east"}
    assert planned(assembled({"adviser": 3})) == {"cob:west", "adviser:west"}


def test_patrols_need_a_base_that_keeps_so_many_going() -> None:
    """The first route of a site needs any base there, the second one that keeps two going."""
    assembly = assembled({"cob": 1, "tob": 2, "patrol": 9}, standing=(), routes=ROUTES)
    assert requires_of(assembly, "patrol:west/1") == {"cob:west", "tob:west"}
    assert requires_of(assembly, "patrol:west/2") == {"cob:west"}


def test_what_stands_needs_nothing() -> None:
    """A temporary base in place far from every company base stays: it stands today."""
    assembly = assembled({}, standing=((2, "tob"),))
    assert assembly.problem.requires == ((),)
    assert planned(assembly) == {"tob:south"}


def test_a_reserve_goes_by_road_or_by_air_and_needs_a_company_base() -> None:
    """The two are options of their own that exclude each other at a site; neither goes without a base."""
    assembly = with_more({"qrf": 3, "qrf_air": 3})
    ids = assembly.problem.option_ids
    groups = {tuple(ids[n] for n in members) for members in assembly.problem.exclusive}
    assert ("qrf:west", "qrf_air:west") in groups
    assert requires_of(assembly, "qrf_air:east") == {"cob:east"}
    assert assembly.problem.forbidden[ids.index("qrf:south")]
