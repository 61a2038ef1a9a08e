"""One browser for all tests: Playwright cannot be started twice in one process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium; tests fail where there is none."""
    with running() as found:
        yield found
