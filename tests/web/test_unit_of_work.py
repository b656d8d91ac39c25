"""The one place that commits: all or nothing, never nested, never lost on either database."""

import pytest
from flask import Flask

from portal.extensions import db, unit_of_work
from portal.web.versions import bump, current


def test_what_a_unit_of_work_wrote_is_there_afterwards(app_on_both: Flask) -> None:
    with unit_of_work() as session:
        bump(session, "progress")
    assert current(db.session, "progress") == 1


def test_nothing_is_left_of_a_unit_of_work_that_raises(app_on_both: Flask) -> None:
    with pytest.raises(KeyError), unit_of_work() as session:
        bump(session, "progress")
        raise KeyError
    assert current(db.session, "progress") == 0


def test_a_unit_of_work_never_nests(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="never nests"), unit_of_work(), unit_of_work():
        pass
