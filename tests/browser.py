"""Chromium for tests: found on the PATH, driven with the network cut, all it asks for written down."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Route, sync_playwright

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def executable() -> str | None:
    """Return the path of an installed Chromium, None where Playwright has downloaded its own.

    The absence of both is a failure, never a reason to skip.
    """
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    own = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    if any(own.glob("chromium*")):
        return None
    message = f"no Chromium on the PATH (looked for {', '.join(NAMES)}); install the package 'chromium'"
    raise AssertionError(message)


@contextmanager
def running() -> Iterator[Browser]:
    """Yield a headless browser and close it."""
    path = executable()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visit:
    """One page and what happened on it."""

    page: Page
    asked: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)

    @property
    def violations(self) -> list[str]:
        """Return what the page's own policy refused."""
        return list(self.page.evaluate("window.__refused || []"))


@contextmanager
def visit(browser: Browser, address: str, *, width: int = 1280, height: int = 800) -> Iterator[Visit]:
    """Open a file: address in a fresh context without network; yield the page and its records.

    Requests other than to the file system are aborted, and recorded like all others (inline data: images are
    part of the document and are not recorded).
    """
    context = browser.new_context(viewport={"width": width, "height": height})
    try:
        context.set_offline(True)

        def decide(route: Route) -> None:
            if route.request.url.startswith("file:"):
                route.continue_()
            else:
                route.abort()

        context.route("**", decide)
        context.add_init_script(
            "document.addEventListener('securitypolicyviolation', e => {"
            "(window.__refused = window.__refused || []).push(e.violatedDirective + ' ' + e.blockedURI)})"
        )
        seen = Visit(context.new_page())

        def note(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                seen.console.append(message.text)

        seen.page.on("console", note)
        seen.page.on("pageerror", lambda error: seen.console.append(str(error)))
        seen.page.on("request", lambda request: _record(seen, request.url))
        seen.page.goto(address, wait_until="load")
        yield seen
    finally:
        context.close()


def _record(seen: Visit, address: str) -> None:
    if not address.startswith("data:"):
        seen.asked.append(address)


def saved(folder: Path, html: str, *, name: str = "map.html") -> str:
    """Write a document and return its file: address."""
    path = folder / name
    path.write_text(html, encoding="utf-8")
    return path.as_uri()
