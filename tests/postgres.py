"""A real PostgreSQL with PostGIS for tests: in a temporary folder, on a socket of its own, always stopped.

A small shell starts the server and waits on a pipe from the test's process. When that pipe closes, because
the test is over or because its process died, the shell stops the server and removes the folder.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

OWNER, SECRET, DATABASE = "owner", "s3cret/word@here", "mission"
"""A password with characters that an address must escape."""

_NEEDED = "a PostgreSQL server with PostGIS is needed; on Debian: sh scripts/postgres.sh as root"
_SETTINGS = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "shared_buffers=16MB",
    "max_connections=20", "autovacuum=off", "jit=off", "logging_collector=off", "max_wal_senders=0",
)  # fmt: skip
_WATCH = """
"$@" >"$0/log" 2>&1 &
server=$!
cat >/dev/null
kill -INT $server 2>/dev/null
wait $server
rm -rf "$0"
"""
"""$0 is the folder, the arguments start the server; standard input is the pipe."""


@dataclass(frozen=True)
class Server:
    """A running server: how to reach it, and as its owner do anything in it."""

    folder: Path
    pid: int

    def address(self, *, user: str = OWNER, password: str | None = SECRET, database: str = DATABASE) -> str:
        """Return an address, by default that of the owner."""
        secret = "" if password is None else f":{quote(password, safe='')}"
        return f"postgresql://{user}{secret}@/{database}?host={quote(str(self.folder), safe='')}"

    def run(self, *statements: str) -> None:
        """Run statements as the owner, each in its own transaction."""
        with psycopg.connect(self.address(), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def value(self, query: str) -> object:
        """Return the first value of a query."""
        with psycopg.connect(self.address()) as connection:
            row = connection.execute(query.encode()).fetchone()
        return None if row is None else row[0]


def programs() -> Path | None:
    """Return the folder of a PostgreSQL server's programs, with PostGIS where that can be seen; else None."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    whole = [path for path in folders if (path / "postgres").exists()]

    def rank(path: Path) -> tuple[bool, str]:
        version = path.parent.name
        return Path("/usr/share/postgresql", version, "extension/postgis.control").exists(), version.zfill(4)

    return max(whole, key=rank, default=None)


@contextmanager
def running() -> Iterator[Server]:
    """Yield a server with the database "mission" and PostGIS in it.

    Where either is missing the test is skipped, but fails where the environment says CI=true.
    """
    binaries = programs()
    if binaries is None:
        _missing(_NEEDED)
    else:
        with _started(binaries) as server:
            with psycopg.connect(server.address(database="postgres"), autocommit=True) as connection:
                connection.execute("CREATE DATABASE mission")
            if not server.value("SELECT count(*) FROM pg_available_extensions WHERE name = 'postgis'"):
                _missing(f"{_NEEDED}; {binaries} has no PostGIS")
            server.run("CREATE EXTENSION postgis")
            yield server


def _missing(text: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(text, pytrace=False)
    pytest.skip(text)


@contextmanager
def _started(binaries: Path) -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="geo-poc-pg-"))
    watch = None
    try:
        as_whom = _unprivileged(folder)
        secret = folder / "secret"
        secret.write_text(SECRET, encoding="utf-8")
        made = subprocess.run(
            [
                *as_whom, str(binaries / "initdb"), "--pgdata", str(folder / "data"), "--username", OWNER,
                "--pwfile", str(secret), "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C",
                "--no-sync", "--no-instructions",
            ],
            capture_output=True, text=True, cwd=folder, check=False,
        )  # fmt: skip
        assert made.returncode == 0, made.stdout + made.stderr
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        server = [str(binaries / "postgres"), "-D", str(folder / "data"), "-k", str(folder), *settings]
        watch = subprocess.Popen(
            ["/bin/sh", "-c", _WATCH, str(folder), *as_whom, *server],
            stdin=subprocess.PIPE, cwd="/", start_new_session=True,
        )  # fmt: skip
        yield Server(folder, _await(folder))
    finally:
        if watch is not None and watch.stdin is not None:
            watch.stdin.close()
            watch.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> list[str]:
    """Return the prefix that runs a command without root's rights, which the server refuses."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _await(folder: Path) -> int:
    """Return the server's process once it answers."""
    last = ""
    for _ in range(300):
        try:
            with psycopg.connect(
                host=str(folder), user=OWNER, password=SECRET, dbname="postgres", connect_timeout=5
            ):
                return int((folder / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        except psycopg.OperationalError as problem:
            last = str(problem)
            time.sleep(0.05)
    log = folder / "log"
    raise AssertionError((log.read_text(encoding="utf-8") if log.exists() else "") + last)
