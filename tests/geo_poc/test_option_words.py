"""What options are called in sentences."""

from __future__ import annotations

from geo_poc.option_words import (
    eased_words,
    named_words,
    one_more_words,
    option_words,
    tool_words,
    units_words,
)


def test_an_option_is_called_by_its_tool_in_words() -> None:
    """A tool of the mission's own, and a name that does not begin with its tool, stay."""
    assert option_words({"tool": "jpt", "name": "jpt at Graudel"}) == "joint protection team at Graudel"
    assert option_words({"tool": "hospital", "name": "hospital at Graudel"}) == "hospital at Graudel"
    assert (
        option_words({"tool": "cob", "name": "closing cob at Drave"})
        == "closing company operating base at Drave"
    )
    assert (tool_words("can"), tool_words("hospital")) == ("community alert network", "hospital")


def test_resources_are_counted_in_words() -> None:
    """Several, and one more, of a tool are named by it; another resource, or tool, keeps its name."""
    assert [units_words(name) for name in ("jpt", "night_patrol", "hospital", "helicopter hours")] == [
        "joint protection teams",
        "night patrols",
        "hospital",
        "helicopter hours",
    ]
    assert one_more_words("cla") == "one more post of community liaison assistants"
    assert one_more_words("tob") == "one more temporary operating base"
    assert one_more_words("engagements") == "one more engagement"
    assert one_more_words("patrol-days of Drave that escorts may take") == (
        "one more patrol-day of Drave that escorts may take"
    )
    assert one_more_words("hospital") == "one more of hospital"


def test_what_is_eased_names_no_key() -> None:
    """One more of a stock, leave to close and leave to open are said with the tool in words."""
    assert eased_words("stock", "cob") == "one more company operating base"
    assert eased_words("open", "cob at Drave") == "leave to close company operating base at Drave"
    assert eased_words("shut", "jpt at Drave") == "leave to open joint protection team at Drave"
    assert named_words("moving tob from Drave") == "moving temporary operating base from Drave"
    assert named_words("cob") == "cob"
