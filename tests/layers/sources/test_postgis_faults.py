"""What can go wrong with a database, in words."""

from __future__ import annotations

import psycopg
import pytest

from layers.sources.postgis_faults import Place, address_fault, connection_fault, near_names, statement_fault

PLACE = Place("postgis m/t", "layers.roads", "query", ("s3cret", "s%33cret"))


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ('FATAL:  password authentication failed for user "u"', "refuses the user or the password"),
        ("fe_sendauth: no password supplied", "none was found"),
        ('FATAL:  database "x" does not exist', "no such database"),
        ('FATAL:  role "x" does not exist', "no such user"),
        ('definition of service "x" not found', "service is not known"),
        ('FATAL:  no pg_hba.conf entry for host "1.2.3.4"', "does not let this user in"),
        ("connection refused", "no database server answers"),
        ("connection timeout expired", "no database server answers"),
        ("failed to resolve host 'x'", "no database server answers"),
        ("FATAL:  authentification par mot de passe échouée", "cannot be reached"),
    ],
)
def test_reasons_of_no_connection(said: str, message: str) -> None:
    """The words of libpq are sorted; other languages are shown as they are, on the key of the address."""
    finding = connection_fault(psycopg.OperationalError(f"{said} s3cret s%33cret"), PLACE)
    assert message in finding.message
    assert finding.column == "layers.roads.path"
    assert "cret" not in finding.text()


def test_addresses_that_cannot_be_parsed_are_not_quoted() -> None:
    """The parser's words may hold the password, so none is repeated."""
    for problem in (psycopg.ProgrammingError('invalid port "pa55"'), UnicodeError("pa55")):
        finding = connection_fault(problem, PLACE)
        assert finding == address_fault(PLACE)
        assert "pa55" not in finding.text()


def test_codes_decide_what_a_statement_did() -> None:
    """The code decides in every language; without one a value could not be turned into ours."""
    missing = psycopg.errors.UndefinedTable("la relation n'existe pas")
    assert "table that is not there" in statement_fault(missing, PLACE).message
    assert "took too long" in statement_fault(psycopg.errors.QueryCanceled("x"), PLACE).message
    assert "refuses the query" in statement_fault(psycopg.errors.DivisionByZero("x"), PLACE).message
    assert "cannot be read" in statement_fault(ValueError("s3cret"), PLACE).message
    assert "s3cret" not in statement_fault(ValueError("s3cret"), PLACE).text()


def test_nearest_table_is_named() -> None:
    """With its schema, whether or not the schema was written; else what there is."""
    known = ["boundaries.admin1", "boundaries.admin2", "public.roads"]
    assert near_names("road", known) == "did you mean public.roads?"
    assert near_names("Boundaries.Admin_1", known) == "did you mean boundaries.admin1?"
    assert near_names("zzz", known).startswith("choose one of: boundaries.admin1")
    assert "no table with a geometry" in near_names("zzz", [])
