"""One flag of harm."""

from __future__ import annotations

from geo_poc.harm_flag import Flag, site_flag
from optimisation.plan import Site


def test_owner_and_mitigation_are_for_people() -> None:
    """A flag leaves both empty; what it is about makes its id."""
    flag = site_flag("keep_away", Site("a", "A", 1.0, 2.0, "base"), 0.3, "km", "near", about="displaced")
    assert flag == Flag("keep_away", "a:displaced", "A", 1.0, 2.0, 0.3, "km", "near")
    document = flag.document()
    assert document["id"] == "keep_away:a:displaced"
    assert (document["owner_role"], document["mitigation"]) == ("", "")
