"""What options are called in sentences."""

from __future__ import annotations

from geo_poc.option_words import option_words, tool_words


def test_an_option_is_called_by_its_tool_in_words() -> None:
    """A tool of the mission's own, and a name that does not begin with its tool, stay."""
    assert option_words({"tool": "jpt", "name": "jpt at Graudel"}) == "joint protection team at Graudel"
    assert option_words({"tool": "hospital", "name": "hospital at Graudel"}) == "hospital at Graudel"
    assert option_words({"tool": "cob", "name": "closing cob at Drave"}) == "closing cob at Drave"
    assert (tool_words("can"), tool_words("hospital")) == ("community alert network", "hospital")
