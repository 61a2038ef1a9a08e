"""The map library as text, from an installed package, checked before it goes into a document."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from maps.errors import LeafletError

PACKAGE = "django-js-lib-leaflet"
SHA256 = {
    "leaflet.js": "db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a",
    "leaflet.css": "a7837102824184820dfa198d1ebcd109ff6d0ff9a2672a074b9a1b4d147d04c6",
}
"""Leaflet 1.9.4 as released."""


@cache
def script() -> str:
    """Return leaflet.js without the pointer to its source map.

    Raises
    ------
    LeafletError
        When the package is missing or holds another version.
    """
    return re.sub(r"\s*//# sourceMappingURL=\S+\s*$", "\n", _checked("leaflet.js"))


@cache
def sheet() -> str:
    """Return leaflet.css without comments and the images it would fetch: nothing here draws with them.

    Raises
    ------
    LeafletError
        When the package is missing or holds another version.
    """
    rules = re.sub(r"/\*.*?\*/", "", _checked("leaflet.css"), flags=re.DOTALL)
    return re.sub(r"[\w-]+\s*:\s*url\([^)]*\)\s*;", "", rules)


def _checked(name: str) -> str:
    try:
        found = [item for item in files(PACKAGE) or () if item.name == name]
    except PackageNotFoundError:
        found = []
    if not found:
        raise LeafletError(f"{name} was not found; install {PACKAGE} 1.9.4.1")
    content = Path(str(found[0].locate())).read_bytes()
    return verified(name, content)


def verified(name: str, content: bytes) -> str:
    """Return the text of a library file whose digest is the expected one.

    Raises
    ------
    LeafletError
        When the digest differs.
    """
    digest = hashlib.sha256(content).hexdigest()
    if digest != SHA256[name]:
        raise LeafletError(
            f"{name} has SHA-256 {digest}, not that of Leaflet 1.9.4; reinstall {PACKAGE} 1.9.4.1"
        )
    return content.decode("utf-8")
