"""Names and codes of administrative areas."""

from __future__ import annotations

import string

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from layers.admin import FILLERS, WORDS, fold, match, suggest


def districts(*rows: tuple[str, str, str, str]) -> gpd.GeoDataFrame:
    """Return districts of name, code, parent and parent code."""
    columns = ("name", "code", "parent", "parent_code")
    table = {name: [row[place] for row in rows] for place, name in enumerate(columns)}
    return gpd.GeoDataFrame(table, geometry=[box(i, 0, i + 1, 1) for i in range(len(rows))], crs=4326)


KIVU = districts(
    ("Nord-Kivu", "CD61", "", "CD"), ("Sud-Kivu", "CD62", "", "CD"), ("Haut-Uélé", "CD53", "", "CD"),
    ("Équateur", "", "", "CD"),
)  # fmt: skip


@pytest.mark.parametrize(
    "spellings",
    [
        ("Nord-Kivu", "North Kivu", "NORD KIVU", "Province du Nord-Kivu", "Kivu (Nord)", "  north_kivu "),
        ("Haut-Uele", "Haut-Uélé", "Upper Uele", "Haut Uele Province"),
        ("Équateur", "Equateur", "equateur"),
        ("Western Equatoria", "Equatoria Ouest", "West Equatoria State"),
        ("Nord-Ouest", "North West", "Northwestern", "Région du Nord-Ouest"),
        ("Côte d'Ivoire", "Cote d’Ivoire"),
        ("Kasaï-Oriental", "Eastern Kasai"),
    ],
)
def test_spellings_of_one_name_are_one(spellings: tuple[str, ...]) -> None:
    """French, English, accents, order, punctuation and the kind of area make no difference."""
    assert len({fold(name) for name in spellings}) == 1


def test_different_names_stay_different() -> None:
    """A direction, a city and a number decide."""
    names = [
        "Nord-Kivu",
        "Sud-Kivu",
        "Kivu",
        "Goma",
        "Ville de Goma",
        "Zone 1",
        "Zone 2",
        "Province",
        "State",
    ]
    assert len({fold(name) for name in names}) == len(names)
    assert fold(" - ") == ""


def test_tables_are_spelled_as_they_are_compared() -> None:
    """Every word of the tables is what folding makes of it, and leads to an end."""
    for word in (*WORDS, *FILLERS):
        assert word.isascii()
        assert word == word.casefold()
    assert not set(WORDS.values()) & set(WORDS)
    assert not set(WORDS) & FILLERS


@given(st.text(string.printable + "éàüñçÉÔ’", max_size=40))
def test_folding_twice_changes_nothing(name: str) -> None:
    """A folded name is its own spelling."""
    assert fold(fold(name)) == fold(name)
    assert fold(name.upper()) == fold(name.lower()) == fold(name)


def test_codes_come_first_then_names() -> None:
    """A code matches in any case; blanks are passed over and only true misses told, once."""
    names = ["cd61", "South Kivu", "upper uele", "Ituri", None, "", float("nan"), "Ituri", "Equateur"]
    index, unmatched = match(names, KIVU)
    assert index.tolist() == [0, 1, 2, -1, -1, -1, -1, -1, 3]
    assert index.dtype == np.int64
    assert unmatched == ("Ituri",)


def test_a_code_wins_over_a_name() -> None:
    """A district called like another's code does not get in its way."""
    table = districts(("B", "A", "", ""), ("A", "C", "", ""))
    assert match(["A", "B"], table)[0].tolist() == [0, 0]


def test_one_name_twice_needs_its_parent() -> None:
    """Two districts of one name are told apart by the area above, by name or code, else not at all."""
    table = districts(("Bor", "1", "Jonglei", "SS03"), ("Bor", "2", "Unity", "SS05"))
    assert match(["Bor"], table) == (np.array([-1]), ("Bor",))
    assert match(["Bor", "Bor"], table, parents=["jonglei state", "SS05"])[0].tolist() == [0, 1]
    assert match(["Bor"], table, parents=["Lakes"])[1] == ("Bor",)


def test_near_names_are_only_suggested() -> None:
    """A misspelled name is not matched, but its likely meaning is given."""
    assert match(["Nort Kivu"], KIVU)[1] == ("Nort Kivu",)
    assert suggest("Nord-Kivou", KIVU) == "Nord-Kivu"
    assert suggest("Paris", KIVU) == ""


def test_no_districts_match_nothing() -> None:
    """An empty layer leaves all unmatched."""
    index, unmatched = match(["A"], KIVU.iloc[:0])
    assert (index.tolist(), unmatched) == ([-1], ("A",))
