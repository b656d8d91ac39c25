"""The log tells where an error happened and of which kind it is, and names nobody."""

import json
import subprocess
import sys

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.accounts.models import Account
from portal.extensions import unit_of_work
from portal.web.logs import where_it_happened
from tests.accounts.people import ALISA

FAILING = """
import logging, sys, structlog
from portal.web import logs
logs.configure()
secret = sys.argv[1]
for log in (logging.getLogger("portal"), structlog.get_logger("portal")):
    try:
        try:
            raise KeyError(secret)
        except KeyError as error:
            raise ValueError(secret) from error
    except ValueError:
        log.exception("it_failed")
"""


def test_an_error_of_the_database_names_no_address(app_on_both: Flask) -> None:
    def join_twice() -> None:
        with unit_of_work() as session:
            for _ in range(2):
                session.add(
                    Account(email=ALISA, email_key=ALISA, role="reader", created_at=clock.now())
                )

    with pytest.raises(IntegrityError, match=ALISA) as caught:
        join_twice()
    told = where_it_happened((caught.type, caught.value, caught.tb))
    assert "in join_twice" in told
    assert "sqlalchemy.exc.IntegrityError\n\ncaused by\n" in told
    assert ALISA not in told


def test_both_kinds_of_loggers_tell_errors_without_their_words() -> None:
    made = subprocess.run(
        [sys.executable, "-c", FAILING, "the-secret"], capture_output=True, text=True, check=True
    )
    lines = [json.loads(line) for line in made.stderr.splitlines()]
    assert [line["event"] for line in lines] == ["it_failed", "it_failed"]
    for line in lines:
        assert "builtins.ValueError\n\ncaused by\n" in line["exception"]
        assert line["exception"].endswith("builtins.KeyError")
        assert "the-secret" not in str(line)
