#!/bin/sh
# Get a Chromium for the browser tests where there is none: Debian's package, else Playwright's own download.
# usage: chromium.sh PYTHON
set -eu
python=$1

on_path() {
    for name in chromium chromium-browser google-chrome; do
        # Asked for its version, because some of these names are only a stub that says how to get the browser.
        if command -v "$name" >/dev/null && "$name" --version >/dev/null 2>&1; then
            echo "Browser for the tests: $(command -v "$name")"
            return 0
        fi
    done
    return 1
}

downloaded() {
    "$python" - <<'END'
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    sys.exit(not Path(playwright.chromium.executable_path).exists())
END
}

as_root() {
    [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null
}

if on_path || downloaded; then
    exit 0
fi
if as_root; then
    echo "Installing Chromium with apt-get"
    export DEBIAN_FRONTEND=noninteractive
    if apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null && on_path; then
        exit 0
    fi
    echo "apt-get offers no Chromium that runs; trying Playwright's own" >&2
fi
if as_root; then
    "$python" -m playwright install --with-deps chromium && exit 0
else
    "$python" -m playwright install chromium && exit 0
fi
echo "error: no Chromium for the browser tests; install one as 'chromium' or 'google-chrome', then try again" >&2
exit 1
