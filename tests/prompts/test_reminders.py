"""A reminder: one mail at the beginning of a month, one click to stop, and nothing kept."""

from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_string, policy
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.accounts import registry
from portal.errors import Missing
from portal.extensions import db, unit_of_work
from portal.mail import erasing
from portal.mail.models import Mail
from portal.prompts import jobs, reminding
from portal.prompts.models import Reminder, Tally
from portal.support.models import Counted
from tests.prompts.board import PLAIN, put_up
from tests.settings import SECRET_KEY

KYIV = ZoneInfo("Europe/Kyiv")
DECEMBER = date(2026, 12, 1)
NOVEMBER_22 = datetime(2026, 11, 22, 12, tzinfo=UTC)
# Midnight in Kyiv is 22:00 UTC in winter.
JUST_BEFORE = datetime(2026, 11, 30, 21, 59, tzinfo=UTC)
DECEMBER_BEGINS = datetime(2026, 11, 30, 22, tzinfo=UTC)
EMI = "emi@example.org"


def ask(email: str = EMI, month: date = DECEMBER) -> reminding.Asked:
    with unit_of_work() as session:
        return reminding.ask(session, email, month, SECRET_KEY)


def send(now: datetime) -> int:
    with unit_of_work() as session:
        return reminding.send_due(session, now, KYIV)


def mails() -> list[Mail]:
    db.session.rollback()
    return list(db.session.scalars(select(Mail).where(Mail.kind == reminding.KIND)))


@pytest.mark.parametrize(
    ("today", "first"),
    [(date(2026, 11, 22), DECEMBER), (date(2026, 12, 1), date(2027, 1, 1)),
     (date(2026, 12, 31), date(2027, 1, 1)), (date(2027, 1, 31), date(2027, 2, 1))],
)  # fmt: skip
def test_the_next_month_begins_on_its_first_day(today: date, first: date) -> None:
    assert reminding.month_after(today) == first
    assert len(set(reminding.months_offered(today))) == 6


def test_one_mail_at_the_beginning_of_the_month_and_the_address_is_erased(
    app_on_both: Flask,
) -> None:
    ask()
    ask("EMI@example.org")
    assert db.session.scalar(select(func.count()).select_from(Reminder)) == 1
    assert send(JUST_BEFORE) == 0
    assert send(DECEMBER_BEGINS) == 1
    assert send(DECEMBER_BEGINS) == 0
    (mail,) = mails()
    assert mail.state == "sent"
    assert db.session.scalars(select(Reminder.address)).all() == [None]
    with unit_of_work() as session:
        erasing.forget_addresses(session, reminding.KIND)
    assert [m.to_address for m in mails()] == [None]
    assert EMI not in str([m.payload for m in mails()])
    ask()
    assert send(DECEMBER_BEGINS) == 0, "asked again in the same month, after it was sent"


def test_when_the_month_is_over_nothing_is_left(app: Flask) -> None:
    ask()
    send(DECEMBER_BEGINS)
    with unit_of_work() as session:
        reminding.forget_past(session, DECEMBER_BEGINS, KYIV)
    assert db.session.scalar(select(func.count()).select_from(Reminder)) == 1
    with unit_of_work() as session:
        reminding.forget_past(session, datetime(2027, 1, 1, tzinfo=UTC), KYIV)
    assert db.session.scalar(select(func.count()).select_from(Reminder)) == 0


def test_who_became_a_member_meanwhile_is_not_reminded(app: Flask) -> None:
    ask()
    with unit_of_work() as session:
        account = registry.find_or_create_unproved(session, EMI, NOVEMBER_22)
        session.flush()
        until = datetime(2026, 12, 22, tzinfo=UTC)
        session.add(Counted(account_id=account.id, since=NOVEMBER_22, until=until))
    assert send(DECEMBER_BEGINS) == 1
    assert mails() == []
    assert db.session.scalars(select(Reminder.address)).all() == [None]


def test_one_address_waits_for_one_mail_at_most(app_on_both: Flask) -> None:
    ask()
    ask(month=date(2027, 2, 1))
    ask("EMI@example.org", month=date(2027, 1, 1))
    ask("gita@example.org")
    assert send(datetime(2027, 6, 1, tzinfo=UTC)) == 2
    assert sorted(m.payload["month"] for m in mails()) == ["2026-12-01", "2027-01-01"]


def test_who_stops_it_by_the_mail_cannot_be_signed_up_again(app_on_both: Flask) -> None:
    asked = replace(ask(), is_mailed=True)
    for _ in range(2):
        with unit_of_work() as session:
            reminding.stop(session, asked)
    ask(month=date(2027, 2, 1))
    assert send(datetime(2027, 6, 1, tzinfo=UTC)) == 0
    with unit_of_work() as session:
        reminding.forget_past(session, datetime(2028, 1, 1, tzinfo=UTC), KYIV)
    (row,) = db.session.scalars(select(Reminder)).all()
    assert row.is_stopped
    assert row.address is None


def test_who_only_asked_takes_back_that_and_silences_nobody_for_good(app: Flask) -> None:
    older = ask()
    newer = ask(month=date(2027, 1, 1))
    with unit_of_work() as session:
        reminding.stop(session, older)
    assert send(datetime(2027, 6, 1, tzinfo=UTC)) == 1, "it waits for the other month by now"
    with unit_of_work() as session:
        reminding.stop(session, newer)
    ask(month=date(2027, 7, 1))
    assert send(datetime(2027, 7, 1, tzinfo=UTC)) == 1


def test_a_token_names_a_reminder_without_the_address_and_cannot_be_made_up() -> None:
    asked = reminding.Asked(reminding.hash_of(EMI, SECRET_KEY), DECEMBER)
    token = reminding.token_of(asked, SECRET_KEY)
    assert "emi" not in token
    assert reminding.read_token(token, SECRET_KEY) == asked
    mailed = replace(asked, is_mailed=True)
    assert reminding.read_token(reminding.token_of(mailed, SECRET_KEY), SECRET_KEY) == mailed
    for wrong in (token[:-2], "x", token.replace(".", "")):
        with pytest.raises(Missing):
            reminding.read_token(wrong, SECRET_KEY)
    assert reminding.hash_of(EMI, "another") != asked.address_hash


def test_the_pages_from_the_form_to_stopping_it(app: Flask, client: FlaskClient) -> None:
    put_up(PLAIN)
    form = client.get("/prompts/remind?prompt=winter&variant=a").text
    months = reminding.months_offered(datetime.now(KYIV).date())
    assert f'value="{months[0].isoformat()}"' in form
    sent = {"month": months[1].isoformat(), "email": EMI, "prompt": "winter", "variant": "a"}
    answer = client.post("/prompts/remind", data=sent)
    assert answer.status_code == 303
    where = answer.headers["Location"]
    page = client.get(where)
    assert "We write at the beginning of" in page.text
    assert EMI not in page.text
    assert f'data-reminded="{months[1].isoformat()}"' in page.text
    assert db.session.scalars(select(Tally.reminded)).one() == 1
    stopped = client.post(where, follow_redirects=True)
    assert "No reminder will come" in stopped.text
    assert "taken back" in stopped.text
    db.session.rollback()
    assert db.session.scalars(select(Reminder.address)).all() == []


def test_one_click_in_the_mailbox_stops_it_and_nobody_else_is_told(
    app: Flask, client: FlaskClient
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    with unit_of_work() as session:
        reminding.ask(session, EMI, datetime.now(KYIV).date().replace(day=1), SECRET_KEY)
    jobs.send_reminders()
    (box,) = (app.extensions["settings"].instance / "mail").iterdir()
    letter = message_from_string(box.read_text(), policy=policy.default)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    where = urlsplit(letter["List-Unsubscribe"].strip(" \n<>")).path
    assert where in letter.get_body(("plain",)).get_content()
    assert client.post(where).status_code == 400, "not without a session, by a made-up form"
    assert "The reminder of" in client.get(where).text
    assert client.post(where, data={"List-Unsubscribe": "One-Click"}).status_code == 303
    assert "to this address any more, whoever asks" in client.get(where).text
    app.config["WTF_CSRF_ENABLED"] = False
    month = reminding.months_offered(datetime.now(KYIV).date())[0]
    sent = {"month": month.isoformat(), "email": EMI}
    asked = client.post("/prompts/remind", data=sent, follow_redirects=True)
    assert "We write at the beginning of" in asked.text, "as for every other address"
    db.session.rollback()
    assert db.session.scalars(select(Reminder.address)).all() == [None]


@pytest.mark.parametrize(
    "wrong",
    [{"email": "nonsense"}, {"email": ""}, {"month": "2020-01-01"}, {"month": ""},
     {"homepage": "https://elsewhere.example"}],
)  # fmt: skip
def test_what_is_wrong_is_said_and_kept(client: FlaskClient, wrong: dict[str, str]) -> None:
    months = reminding.months_offered(datetime.now(KYIV).date())
    sent = {"month": months[0].isoformat(), "email": EMI, **wrong}
    answer = client.post("/prompts/remind", data=sent)
    assert answer.status_code == 422
    assert f'value="{sent["email"]}"' in answer.text
    assert db.session.scalar(select(func.count()).select_from(Reminder)) == 0


def test_the_jobs_send_and_forget(app: Flask, client: FlaskClient) -> None:
    with unit_of_work() as session:
        reminding.ask(session, EMI, datetime.now(KYIV).date().replace(day=1), SECRET_KEY)
    jobs.send_reminders()
    jobs.forget_reminded()
    (mail,) = mails()
    assert (mail.state, mail.to_address) == ("sent", None)
    boxes = list((app.extensions["settings"].instance / "mail").iterdir())
    text = "".join(box.read_text() for box in boxes).replace("=\n", "")
    assert "The reminder you asked for" in text
    assert "/prompts/reminders/" in text
