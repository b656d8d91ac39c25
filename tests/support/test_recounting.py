"""Counting anew in steps: the number is no worse between them, and right at the end."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import delete, update

from portal.extensions import db, unit_of_work
from portal.support import headcount
from portal.support.jobs import recount
from portal.support.models import Counted, Headcount
from tests.support.people import NOW, apply, members, membership


def test_a_recount_in_steps_holds_the_number_for_a_chunk_only(
    app_on_both: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(membership(), membership("sub_2", "bohdan@example.org"))
    with unit_of_work() as session:
        session.execute(update(Headcount).values(members=0))
        session.execute(delete(Counted))
    monkeypatch.setattr(headcount, "CHUNK", 1)
    between: list[int] = []

    def moment() -> datetime:
        with app_on_both.app_context():
            between.append(headcount.read(db.session()).members)
        return NOW

    assert recount(moment) == 2
    assert between == [0, 1, 2]
    with unit_of_work() as session:
        session.execute(update(Headcount).values(members=77))
    assert recount(lambda: NOW) == 2 - 77
    assert members() == 2
