"""One browser for all tests, as Playwright cannot be started twice, and no deadline for any example."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from tests.browser import running

settings.register_profile("untimed", deadline=None)  # no test asserts a timing
settings.load_profile("untimed")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell starts what runs in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)  # tests press Ctrl-C, and start what hears it


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium; tests fail where there is none."""
    with running() as found:
        yield found
