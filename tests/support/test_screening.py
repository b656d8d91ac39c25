"""Whether a person sent the form: its age, its stamp, and the field that nobody sees."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.extensions import db
from portal.support.models import Attempt
from tests import databases
from tests.settings import make_settings
from tests.support.desk import CounterDesk
from tests.support.people import NOW, stamp
from tests.support.test_choosing import is_chosen, typed

FIFTEEN = {"cadence": "monthly", "amount_monthly": "15", "currency": "usd"}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The portal, as careful as it is by default."""
    url = databases.fresh_sqlite(tmp_path)
    settings = make_settings(tmp_path, DATABASE_URL=url, PORTAL_CHECKOUT_MIN_SECONDS="1")
    with databases.running(settings) as app:
        yield app


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def attempts() -> int:
    return db.session.scalar(select(func.count()).select_from(Attempt)) or 0


def shown(client: FlaskClient, address: str = "/support") -> str:
    """The stamp of the form as it is shown now."""
    return typed(client.get(address).text, "click")


@pytest.mark.parametrize("address", ["/support", "/support?cadence=monthly&amount=15"])
def test_a_person_takes_a_second_and_is_let_through(
    client: FlaskClient, desk: CounterDesk, address: str
) -> None:
    with at(NOW):
        click = shown(client, address)
    with at(NOW + timedelta(seconds=1)):
        answer = client.post("/support/checkout", data={**FIFTEEN, "click": click})
    assert answer.status_code == 303


def test_what_is_too_quick_is_to_be_sent_once_more_and_then_passes(
    client: FlaskClient, desk: CounterDesk
) -> None:
    with at(NOW):
        click = shown(client)
    with at(NOW + timedelta(milliseconds=900)):
        answer = client.post("/support/checkout", data={**FIFTEEN, "click": click})
    assert (answer.status_code, "press the button once more" in answer.text) == (422, True)
    assert is_chosen(answer.text, "amount_monthly", "15")
    assert typed(answer.text, "click") == click
    assert (attempts(), desk.asked) == (0, [])
    with at(NOW + timedelta(milliseconds=1100)):
        again = client.post("/support/checkout", data={**FIFTEEN, "click": click})
    assert again.status_code == 303


@pytest.mark.parametrize("days", [1.001, 40, -1])
def test_a_form_older_than_a_day_comes_back_with_the_choice_and_a_fresh_stamp(
    client: FlaskClient, desk: CounterDesk, days: float
) -> None:
    with at(NOW - timedelta(days=days)):
        click = shown(client)
    with at(NOW):
        answer = client.post("/support/checkout", data={**FIFTEEN, "click": click})
    assert (answer.status_code, "lay open for too long" in answer.text) == (422, True)
    assert is_chosen(answer.text, "amount_monthly", "15")
    fresh = typed(answer.text, "click")
    assert fresh != click
    assert (attempts(), desk.asked) == (0, [])
    with at(NOW + timedelta(seconds=2)):
        assert client.post("/support/checkout", data={**FIFTEEN, "click": fresh}).location


def test_a_day_is_not_too_long(client: FlaskClient, desk: CounterDesk) -> None:
    with at(NOW - timedelta(hours=23, minutes=59)):
        click = shown(client)
    with at(NOW):
        assert client.post("/support/checkout", data={**FIFTEEN, "click": click}).location


@pytest.mark.parametrize(
    "forge",
    [
        lambda _click: "",
        lambda _click: "click-1",
        lambda click: click[:-1],
        lambda click: "A" + click,
        lambda click: click.replace(".", ".x"),
        lambda _click: "WyJhIiwxXQ.AAAA",
        lambda _click: "\u00e9" * 40,
    ],
)
def test_a_stamp_that_is_not_ours_begins_nothing(
    client: FlaskClient, desk: CounterDesk, forge: object
) -> None:
    assert callable(forge)
    with at(NOW):
        click = shown(client)
    with at(NOW + timedelta(minutes=1)):
        answer = client.post("/support/checkout", data={**FIFTEEN, "click": forge(click)})
    assert answer.status_code == 422
    assert (attempts(), desk.asked) == (0, [])


def test_who_fills_in_the_field_that_nobody_sees_begins_nothing_and_is_told(
    client: FlaskClient, desk: CounterDesk
) -> None:
    with at(NOW):
        click = stamp()
    with at(NOW + timedelta(minutes=1)):
        baited = {**FIFTEEN, "click": click, "homepage": "https://cheap.example.org"}
        answer = client.post("/support/checkout", data=baited)
        assert (answer.status_code, "Please try again" in answer.text) == (422, True)
        assert "cheap.example.org" not in answer.text
        assert is_chosen(answer.text, "amount_monthly", "15")
        assert (attempts(), desk.asked) == (0, [])
        assert client.post("/support/checkout", data={**baited, "homepage": ""}).location


def test_the_field_is_out_of_everybodys_way(client: FlaskClient) -> None:
    page = client.get("/support").text
    (tag,) = [line for line in page.splitlines() if 'name="homepage"' in line]
    for word in ('tabindex="-1"', 'autocomplete="off"', 'class="for-machines"', "aria-hidden"):
        assert word in tag
