"""People by age and sex."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from layers.fields import resolve
from layers.sources.age_sex import age_column, read_groups, wanted_groups
from tests.layers.sources.written import told


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("F 0-4", ("female", 0, 4)),
        ("male_18_59", ("male", 18, 59)),
        ("Women 60+", ("female", 60, 200)),
        ("boys 6 to 17 years", ("male", 6, 17)),
        ("# of females 18 over", ("female", 18, 200)),
        ("m_60_plus", ("male", 60, 200)),
    ],
)
def test_names_of_age_columns(name: str, expected: tuple[str, int, int]) -> None:
    """Sex and ages are read from the names that registers use."""
    held = age_column(name)
    assert held is not None
    assert (held.sex, held.low, held.high) == expected


@pytest.mark.parametrize(
    "name", ["m", "f5", "month 1-12", "fy 2020-2021", "flood 0-4", "F 9-4", "x", "% F 0-4"]
)
def test_other_columns_are_none(name: str) -> None:
    """What is no column of people by age is not taken for one."""
    assert age_column(name) is None


def groups(columns: dict[str, list[object]], people: list[float]) -> tuple[pd.DataFrame, tuple]:
    """Read groups from columns."""
    table = pd.DataFrame(columns, index=range(2, 2 + len(people)))
    found, _ = resolve(table.columns, wanted_groups(), columns={}, required=(), file="f", role="r")
    return read_groups(table, found, people=pd.Series(people, index=table.index), file="f.csv")


def test_ages_are_summed_only_where_they_touch() -> None:
    """A gap in the ages leaves the group unknown; a range over 18 counts for the sex alone."""
    whole, _ = groups({"F 0-4": ["1"], "F 5-17": ["2"], "F 18-59": ["4"], "F 60+": ["8"]}, [15])
    assert whole[["girls", "women", "female"]].iloc[0].tolist() == [3, 12, 15]
    gap, _ = groups({"F 0-4": ["1"], "F 6-17": ["2"], "F 18+": ["4"]}, [7])
    assert gap["women"].iloc[0] == 4
    assert gap[["girls", "female"]].isna().all(axis=None)
    across, _ = groups({"M 0-14": ["1"], "M 15-24": ["2"], "M 25+": ["4"]}, [7])
    assert across["male"].iloc[0] == 7
    assert across[["men", "boys"]].isna().all(axis=None)


def test_a_blank_leaves_the_group_unknown() -> None:
    """A missing count is not nought."""
    found, _ = groups({"F 0-4": ["1", ""], "F 5-17": ["2", "2"], "women": ["5", "5"]}, [8, 8])
    assert found["girls"].tolist()[0] == 3
    assert np.isnan(found["girls"].iloc[1])
    assert found["female"].tolist()[0] == 8
    assert np.isnan(found["female"].iloc[1])


def test_groups_that_do_not_add_up_are_told() -> None:
    """More than the people of the site, or fewer where both sexes are known, by more than a hundredth."""
    columns = {"female": ["60", "40", "50", "30"], "male": ["60", "40", "50", ""]}
    _, findings = groups(columns, [100, 100, 100, 100])
    finding = told(findings, "warning", "do not add up")
    assert (finding.row, finding.value) == (2, "120 of 100")
    assert "2 rows" in finding.message


def test_negative_people_are_an_error() -> None:
    """Below zero is told with its row; text is unknown."""
    found, findings = groups({"women": ["-1", "many"], "F 0-17": ["-2", "3"]}, [5, 5])
    assert len([finding for finding in findings if finding.severity == "error"]) == 2
    assert told(findings, "warning", "not a number").row == 3
    assert np.isnan(found["women"]).all()
