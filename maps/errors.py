"""What can go wrong while drawing: a leaf of the one root for each cause."""

from __future__ import annotations

from layers.errors import PocError


class ColourError(PocError, ValueError):
    """A colour is not written as "#rrggbb"."""


class SpecError(PocError, ValueError):
    """A map or comparison asks for something that cannot be drawn truthfully."""


class OfflineError(PocError, ValueError):
    """A document would reach outside its own file, or run what it does not know."""


class LeafletError(PocError, RuntimeError):
    """The map library is missing or is not the version that was checked."""
