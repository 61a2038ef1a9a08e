"""Files of a mission that are not there, found without reading any layer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from layers.errors import Finding
from layers.request import GroupFiles, LandscapeRequest, LayerFile, PopulationFile, RasterFile

Asked = LayerFile | RasterFile | PopulationFile | GroupFiles


def missing_files(request: LandscapeRequest) -> tuple[Finding, ...]:
    """Return an error for each file or folder that the request names and that does not exist.

    The area's is not among them: its own reader tells it. For use where reading ends at the area, so that
    files that have not been put there yet are told together.

    Parameters
    ----------
    request : LandscapeRequest
    """
    found = []
    for asked in _asked(request):
        path = asked.path
        if isinstance(path, Path) and not path.exists():
            remedy = f"correct {asked.role}.path in the mission file, or put the file there"
            found.append(Finding("error", "the file does not exist", remedy, path.name, None, asked.role))
    return tuple(found)


def _asked(request: LandscapeRequest) -> Iterator[Asked]:
    for field in fields(request):
        if field.name != "area":
            yield from _layers_in(getattr(request, field.name))


def _layers_in(value: object) -> Iterator[Asked]:
    if isinstance(value, Asked):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _layers_in(part)
