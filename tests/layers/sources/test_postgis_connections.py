"""Who may connect to a PostgreSQL, how, and what is said where that fails."""

from __future__ import annotations

import socket
from contextlib import closing
from pathlib import Path

import pytest

from layers.errors import Finding
from layers.sources.vector_source import read_source
from tests.layers.sources.written import errors
from tests.postgres import SECRET, Server


def _connecting(address: str) -> Finding:
    (finding,) = errors(read_source(address, role="layers.places", table="places")[1])
    assert finding.column == "layers.places.path"
    return finding


def test_connections_that_fail(server: Server) -> None:
    """Wrong password, user, database, and none at all, each say which."""
    wrong = _connecting(server.address(password="wr0ng-s3cret"))  # noqa: S106 - the wrong one
    assert "password" in wrong.message
    assert "wr0ng-s3cret" not in wrong.text()
    assert "none was found" in _connecting(server.address(password=None)).message
    assert "password" in _connecting(server.address(user="nobody_here")).message
    assert "no such database" in _connecting(server.address(database="other")).message
    assert "service" in _connecting("service=absent_service").message
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    gone = _connecting(f"postgresql://u:hidden@127.0.0.1:{port}/mission")
    assert "no database server" in gone.message
    assert "hidden" not in gone.text()


def test_silent_server_is_given_up() -> None:
    """A port that accepts and says nothing is left after the address's own time."""
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]
        finding = _connecting(f"postgresql://u:hidden@127.0.0.1:{port}/mission?connect_timeout=2")
    assert "no database server" in finding.message
    assert "hidden" not in finding.text()


def test_rights_are_told(server: Server) -> None:
    """A table that the user may not read says so."""
    address = server.address(user="reader", password="r3ader")  # noqa: S106 - of this test
    assert len(read_source(address, role="r", table="places")[0]) == 3
    (finding,) = errors(read_source(address, role="r", table="closed")[1])
    assert "may not read" in finding.message


def test_database_without_postgis(server: Server) -> None:
    """A database without the extension is told from one without the table."""
    (finding,) = errors(read_source(server.address(database="postgres"), role="r", table="places")[1])
    assert "no PostGIS" in finding.message


def test_password_by_libpqs_own_means(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PGPASSWORD, a password file and a service file work, and are read by libpq."""
    bare = server.address(password=None)
    monkeypatch.setenv("PGPASSWORD", SECRET)
    assert len(read_source(bare, role="r", table="places")[0]) == 3
    monkeypatch.delenv("PGPASSWORD")
    secrets = tmp_path / "pgpass"
    secrets.write_text(f"*:*:*:*:{SECRET}\n")
    secrets.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(secrets))
    assert len(read_source(bare, role="r", table="places")[0]) == 3
    service = tmp_path / "service.conf"
    service.write_text(f"[peacekeeping]\nhost={server.folder}\nuser=owner\ndbname=mission\n")
    monkeypatch.setenv("PGSERVICEFILE", str(service))
    for address in ("service=peacekeeping", "postgresql://?service=peacekeeping"):
        frame, findings = read_source(address, role="r", table="places")
        assert len(frame) == 3
        assert findings[0].file == "postgis peacekeeping/places"
