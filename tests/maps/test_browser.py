"""Tests of the helper that drives the browser."""

from __future__ import annotations

import pytest

from tests import browser


def test_missing_browser_fails_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no Chromium the message says so; nothing is skipped."""
    monkeypatch.setattr(browser.shutil, "which", lambda _: None)
    with pytest.raises(AssertionError, match="install the package 'chromium'"), browser.running():
        pass
