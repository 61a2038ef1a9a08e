"""Where a product comes from: its input files with their hashes, and the versions that made it."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import platform
from pathlib import Path
from typing import Any

from geo_poc.mission import Mission
from layers.sources.vector_source import is_address, mask_address

PACKAGES = ("geo-poc", "geopandas", "numpy", "ortools", "highspy", "rasterio", "scipy", "shapely", "numba")


def layer_input(mission: Mission, key: str, written: str, folder: Path) -> dict[str, Any]:
    """Return a layer's file: its key, its path as written, where it was, its SHA-256 and size.

    Parameters
    ----------
    mission : Mission
    key : str
        Of the layer.
    written : str
        Its path in the mission file; the password of an address is left out.
    folder : Path
        Where the product is written.
    """
    if is_address(written):
        return {
            "key": f"{key}.path",
            "path": mask_address(written),
            "file": None,
            "sha256": None,
            "bytes": None,
        }
    file = mission.file(written).resolve()
    return {"key": f"{key}.path", "path": written, "file": place_of(file, folder), **hashed(file)}


def place_of(file: Path, folder: Path) -> str:
    """Return where a file is: relative to the folder where both move together, else absolute."""
    near = file.is_relative_to(folder.resolve().parent)
    return os.path.relpath(file, folder.resolve()) if near else str(file)


def hashed(file: Path) -> dict[str, Any]:
    """Return the SHA-256 and size of a file, or of the files of a folder by name and content."""
    if file.is_dir():
        parts = [(part.name, hashed(part)) for part in sorted(file.iterdir()) if part.is_file()]
        listed = "".join(f"{name} {part['sha256']}\n" for name, part in parts)
        return {
            "sha256": hashlib.sha256(listed.encode()).hexdigest(),
            "bytes": sum(int(part["bytes"]) for _, part in parts),
        }
    with file.open("rb") as stream:
        return {
            "sha256": hashlib.file_digest(stream, "sha256").hexdigest(),
            "bytes": os.fstat(stream.fileno()).st_size,
        }


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that results depend on."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = "not installed"
    return found
