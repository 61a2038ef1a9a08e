"""The package's public names, each loaded when it is asked for."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

import pytest

import geo_poc

SOURCE = Path(geo_poc.__file__)
HEAVY = ("numpy", "pandas", "geopandas", "ortools", "typer", "pydantic", "scipy")


def _declared() -> dict[str, str]:
    """Return where checkers and editors are told that the public names come from."""
    block = next(
        part for part in ast.parse(SOURCE.read_text(encoding="utf-8")).body if isinstance(part, ast.If)
    )
    return {
        alias.asname or alias.name: f"{part.module}.{alias.name}"
        for part in block.body
        if isinstance(part, ast.ImportFrom)
        for alias in part.names
    }


def test_checkers_and_users_get_the_same_names() -> None:
    """What is declared for checkers is what is loaded, and both are what is public."""
    assert _declared() == geo_poc._HOMES
    assert sorted([*geo_poc._HOMES, "__version__"]) == sorted(geo_poc.__all__)


@pytest.mark.parametrize("name", geo_poc.__all__)
def test_each_name_can_be_had(name: str) -> None:
    """Every public name is there, is listed, and is no module."""
    assert not isinstance(getattr(geo_poc, name), ModuleType)
    assert name in dir(geo_poc)


def _documented(text: str) -> list[str]:
    """Return the parameters that a numpy docstring names, in its order."""
    if "Parameters\n----------\n" not in text:
        return []
    part = text.split("Parameters\n----------\n")[1].split("\n\n", maxsplit=1)[0]
    lines = [line for line in part.splitlines() if line and not line.startswith(" ")]
    return [name.strip("* ") for line in lines for name in line.split(" : ")[0].split(",")]


PUBLIC = [name for name in geo_poc.__all__ if name not in ("__version__", "PocError")]


@pytest.mark.parametrize("name", PUBLIC)
def test_docstrings_name_the_parameters_as_they_are(name: str) -> None:
    """Each in the order of the signature; a function says what it gives back and what it raises."""
    one = getattr(geo_poc, name)
    text = inspect.getdoc(one) or ""
    assert _documented(text) == list(inspect.signature(one).parameters)
    if not inspect.isclass(one):
        assert "Returns\n-------\n" in text
        assert "Raises\n------\nInputError\n" in text


def test_no_module_hides_a_public_name() -> None:
    """No module is called like a public name: importing it would put it in the name's place."""
    modules = {module.name for module in iter_modules([str(SOURCE.parent)])}
    assert "pipeline" in modules
    assert modules.isdisjoint(geo_poc.__all__)


def test_other_names_are_told_as_missing() -> None:
    """A name that is not public is an attribute error that says so."""
    with pytest.raises(AttributeError, match="module 'geo_poc' has no attribute 'plann'"):
        _ = geo_poc.plann  # type: ignore[attr-defined]
    with pytest.raises(ImportError, match="plann"):
        from geo_poc import plann  # type: ignore[attr-defined]  # noqa: F401, PLC0415


def test_version_is_that_of_the_distribution() -> None:
    """The version is told by the distribution, so that pyproject.toml alone holds it."""
    assert geo_poc.__version__ == version("geo-poc")


def test_nothing_heavy_is_loaded_before_it_is_wanted() -> None:
    """Neither the package nor the door of its commands loads a library that takes long."""
    asked = f"import sys, geo_poc, geo_poc.cli; print([name for name in {HEAVY} if name in sys.modules])"
    told = subprocess.run(
        [sys.executable, "-c", asked], cwd=SOURCE.parents[1], capture_output=True, text=True, check=True
    )
    assert told.stdout == "[]\n"
