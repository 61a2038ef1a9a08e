"""How a risk product is asked for."""

from __future__ import annotations

import pytest

from geo_poc.risk_product import Product
from layers.errors import InputError


def test_faults_are_told_together() -> None:
    """An unknown sheet and a reference of two lines are one error with two findings."""
    assert Product().sheet == "a3"
    with pytest.raises(InputError) as caught:
        Product(sheet="a0", clearance="one\ntwo")
    assert [finding.column for finding in caught.value.findings] == ["--sheet", "--clearance"]
    with pytest.raises(InputError, match="one line"):
        Product(clearance="x" * 81)
