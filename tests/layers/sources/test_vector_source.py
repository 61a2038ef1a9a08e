"""The one door to vector layers."""

from __future__ import annotations

import string
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from layers.errors import InputError
from layers.sources.vector_source import DatabaseLayer, is_address, mask_address, read_source, vector_source
from tests.layers.sources.written import geojson


def test_file_goes_through_the_door(tmp_path: Path) -> None:
    """A path is read as a file."""
    path = geojson(tmp_path / "a.geojson", [(Point(1, 2), {"name": "a"})])
    assert read_source(path, role="r")[0]["name"].tolist() == ["a"]
    assert read_source(str(path), role="r")[0]["name"].tolist() == ["a"]


@pytest.mark.parametrize(
    ("written", "shown", "database"),
    [
        ("postgresql://u:pw@h:5432/db", "postgresql://u:***@h:5432/db", "db"),
        ("postgres://u@h/db?sslmode=require", "postgresql://u@h/db?sslmode=require", "db"),
        ("postgresql://u@/db?host=/run/pg", "postgresql://u@/db?host=/run/pg", "db"),
        ("postgresql://u:pw@[::1]:5432,b:1/db", "postgresql://u:***@[::1]:5432,b:1/db", "db"),
        ("postgresql://?service=m", "postgresql://?service=m", "m"),
        ("service=m", "service=m", "m"),
        ("postgresql://h/db?password=pw&user=u", "postgresql://h/db?password=***&user=u", "db"),
        (
            "postgresql://h/db?PassWord=pw&sslpassword=pw",
            "postgresql://h/db?PassWord=***&sslpassword=***",
            "db",
        ),
    ],
)
def test_addresses_are_shown_without_password(written: str, shown: str, database: str) -> None:
    """What is harmless stays, what may be a password goes."""
    assert is_address(written)
    layer = DatabaseLayer(written, "public.roads")
    assert (layer.shown, layer.database) == (shown, database)
    assert layer.name == f"postgis {database}/public.roads"
    assert "pw" not in repr(layer)


@given(
    secret=st.text(string.ascii_letters + string.digits + "@:/?#&=%,[] \\", min_size=9).map(
        lambda t: f"Zq{t}"
    ),
    escaped=st.booleans(),
    tail=st.sampled_from(["", "/db", "@h/db", "@h:5432/db?sslmode=require", "@h/db?host=/x@y"]),
)
def test_no_writing_of_a_password_is_shown(secret: str, escaped: bool, tail: str) -> None:
    """Escaped or not, with a host or without, the password never comes back."""
    written = quote(secret, safe="") if escaped else secret
    layer = DatabaseLayer(f"postgresql://user:{written}{tail}", query="select 1")
    for text in (layer.shown, layer.name, repr(layer)):
        assert "Zq" not in text


def test_masking_takes_no_time() -> None:
    """Long nonsense is masked without trying every way to read it."""
    for text in ("," * 20_000 + "@@", "a:1," * 20_000 + "?@@", "u:p@" * 20_000):
        assert mask_address("postgresql://" + text) == "postgresql://***"


@pytest.mark.parametrize(
    ("written", "more", "message"),
    [
        ("postgresql://u:hidden@h/db", {}, "needs a table or a query"),
        ("postgresql://u:hidden@h/db", {"table": "a", "query": "select 1"}, "not both"),
        ("postgresql:/u:hidden@h/db", {"table": "a"}, "not understood"),
        ("service=", {"table": "a"}, "not understood"),
        ("service=x password=hidden", {"table": "a"}, "not understood"),
        ("roads.gpkg", {"table": "roads"}, "a file has no table"),
    ],
)
def test_what_does_not_go_together_is_refused(written: str, more: dict[str, str], message: str) -> None:
    """Address, table and query must fit, and the refusal shows no password."""
    with pytest.raises(InputError, match=message) as caught:
        vector_source(written, role="layers.roads", **more)
    assert "hidden" not in str(caught.value)


def test_passwords_that_are_not_escaped_are_told_unseen() -> None:
    """An address that libpq would misread never reaches it."""
    (finding,) = read_source("postgresql://u:hid@den/x@h/db", role="layers.roads", table="a")[1]
    assert "not understood" in finding.message
    assert "%40" in finding.remedy
    assert "den" not in finding.text().replace("hidden", "")
