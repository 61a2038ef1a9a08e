"""The browser that tests drive."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import browser


def test_missing_browser_fails_with_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where there is no Chromium the message says so; nothing is skipped."""
    monkeypatch.setattr(browser.shutil, "which", lambda _: None)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with pytest.raises(AssertionError, match="install the package 'chromium'"), browser.running():
        pass


def test_own_download_of_playwright_will_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without a Chromium on the PATH the one Playwright downloaded is left to it."""
    monkeypatch.setattr(browser.shutil, "which", lambda _: None)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    (tmp_path / "chromium-1").mkdir()
    assert browser.executable() is None
