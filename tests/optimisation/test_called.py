"""What tools and options are called in sentences."""

from __future__ import annotations

from optimisation.assets import Asset, Tool
from optimisation.called import any_of_words, site_labels, standing_words
from optimisation.plan import Site

TOOLS = {"cob": Tool("cob", "company base", 2, "response", "military", 60.0, 120)}


def test_tools_are_named_by_their_labels() -> None:
    """A tool that nobody knows keeps its name."""
    assert any_of_words(("cob", "tank"), TOOLS) == "company base or tank"


def test_an_option_is_named_by_its_tool_and_its_site() -> None:
    """The site's name stands there, never its id."""
    site = Site("c-west", "West", 0.0, 0.0, "candidate")
    assert standing_words(Asset("cob:c-west", "cob", 0), (site,), TOOLS) == "company base at West"


def test_sites_of_one_name_are_told_apart_by_their_ids() -> None:
    """A name that one site bears stands alone."""
    places = (("c-west", "West"), ("c-mill", "Mill"), ("c-mill-2", "Mill"))
    sites = [Site(one, name, 0.0, 0.0, "candidate") for one, name in places]
    assert site_labels(sites) == ["West", "Mill (c-mill)", "Mill (c-mill-2)"]
