"""Settings of risk that would end in a silent zero or in no memory are found before anything is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_poc.mission import Mission
from layers.errors import InputError
from tests.tiny_mission import Tiny, write_tiny

ZEROS = "".join(
    f"{source} = 0\n" for source in ("state", "armed_group", "communal", "criminal", "unattributed")
)


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        ("[risk]\nbandwidths_m = [1e7]\n", r"risk\.bandwidths_m\[1\].* at most 200000"),
        ("[risk]\nbandwidths_m = []\n", r"risk\.bandwidths_m\].* at least 1 of these"),
        ("[risk]\nhalf_life_days = 0.001\n", r"risk\.half_life_days\].* at least 1 "),
        (f"[objective.source_weights]\n{ZEROS}", "source_weights are all 0"),
    ],
)
def test_settings_that_leave_no_surface_are_errors(tmp_path: Path, extra: str, told: str) -> None:
    """Each names its key and what is allowed."""
    with pytest.raises(InputError, match=told):
        Mission.load(write_tiny(tmp_path / "m", Tiny(extra=extra)))
