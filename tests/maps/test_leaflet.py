"""Tests of the checked map library."""

from __future__ import annotations

import pytest

from maps import leaflet
from maps.errors import LeafletError


def test_library_is_the_checked_version() -> None:
    """The script is Leaflet 1.9.4, without a pointer to a file beside it."""
    assert 't.version="1.9.4"' in leaflet.script()
    assert "sourceMappingURL" not in leaflet.script()


def test_sheet_fetches_no_image() -> None:
    """The style sheet has its rules and none of its images."""
    assert ".leaflet-pane" in leaflet.sheet()
    assert "url(" not in leaflet.sheet()


def test_another_version_is_refused() -> None:
    """A file with another digest does not enter a document."""
    with pytest.raises(LeafletError, match=r"leaflet\.js has SHA-256"):
        leaflet.verified("leaflet.js", b"alert(1)")


def test_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing package is named with what to install."""
    monkeypatch.setattr(leaflet, "PACKAGE", "no-such-distribution-here")
    with pytest.raises(LeafletError, match="install no-such-distribution-here"):
        leaflet._checked("leaflet.js")
