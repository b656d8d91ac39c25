"""The outbox: queued with what causes it, sent once, tried again when a server is away."""

import smtplib
import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal import clock
from portal.audit.notices import unseen
from portal.extensions import db, unit_of_work
from portal.mail import kinds, outbox, sending, transport
from portal.mail.backoff import GIVE_UP_AFTER, LONGEST, delay_after
from portal.mail.jobs import send_waiting_mail
from portal.mail.kinds import Letter, Recipient
from portal.mail.models import Mail

ALISA = "alisa@example.org"


@pytest.fixture(autouse=True)
def a_kind() -> Iterator[None]:
    """A kind of mail for these tests."""

    def compose(payload: Mapping[str, Any], to: Recipient) -> Letter:
        return Letter(f"Hello {payload.get('word', '')}".strip(), f"To {to.address}\n")

    kinds.register("hello", compose)
    yield
    kinds._composers.pop("hello")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The subjects handed to the mail server, instead of handing them over."""
    subjects: list[str] = []
    monkeypatch.setattr(
        transport, "send", lambda letter, _to, message_key, now: subjects.append(letter.subject)
    )
    return subjects


def queue(key: str = "one", **payload: str) -> None:
    with unit_of_work() as session:
        outbox.queue(session, kind="hello", key=key, to_address=ALISA, payload=payload)


def row(key: str = "one") -> Mail:
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Mail).where(Mail.key == key).one()


def test_a_mail_is_sent_right_after_the_commit_and_only_then(app: Flask, sent: list[str]) -> None:
    with unit_of_work() as session:
        outbox.queue(session, kind="hello", key="one", to_address=ALISA)
        assert sent == []
    assert sent == ["Hello"]
    assert (row().state, row().attempts) == ("sent", 1)
    assert row().sent_at is not None


def test_what_is_rolled_back_sends_nothing(app: Flask, sent: list[str]) -> None:
    with pytest.raises(KeyError), unit_of_work() as session:
        outbox.queue(session, kind="hello", key="one", to_address=ALISA)
        raise KeyError
    queue("two")
    assert sent == ["Hello"]
    assert db.session.query(Mail).count() == 1


def test_a_key_is_sent_once_however_often_it_is_queued(app_on_both: Flask, sent: list[str]) -> None:
    for word in ("first", "second"):
        queue(word=word)
    with unit_of_work() as session:
        for _ in range(2):
            outbox.queue(session, kind="hello", key="other", to_address=ALISA)
    assert sent == ["Hello first", "Hello"]


def test_two_processes_that_queue_one_key_at_once_send_one_mail(
    app_on_both: Flask, sent: list[str]
) -> None:
    start = threading.Barrier(4)

    def work() -> None:
        with app_on_both.app_context():
            start.wait(10)
            queue()

    together(work)
    assert sent == ["Hello"]


def test_two_jobs_for_one_mail_send_it_once(
    app_on_both: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit_of_work() as session:
        outbox.queue(session, kind="hello", key="one", to_address=ALISA)
        monkeypatch.setattr(transport, "send", refuse(smtplib.SMTPServerDisconnected("away")))
    later, subjects, start = clock.now() + LONGEST, [], threading.Barrier(4)
    monkeypatch.setattr(
        transport, "send", lambda letter, _to, message_key, now: subjects.append(letter.subject)
    )

    def work() -> None:
        with app_on_both.app_context():
            start.wait(10)
            sending.send(mail_id, later)

    mail_id = row().id
    assert row().state == "waiting"
    together(work)
    assert subjects == ["Hello"]


def test_a_server_that_is_away_is_tried_again_later_and_later(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "send", refuse(ConnectionRefusedError("away")))
    queue()
    now = clock.now()
    assert (row().state, row().last_error) == ("waiting", "ConnectionRefusedError")
    assert sending.due(db.session(), now) == []
    for attempt in range(2, GIVE_UP_AFTER + 1):
        now = row().next_try_at
        assert sending.due(db.session(), now) == [row().id]
        sending.send(row().id, now)
        assert row().attempts == attempt
    assert row().state == "failed"
    assert [notice.kind for notice in unseen(db.session())] == ["mail-failed"]
    assert ALISA not in unseen(db.session())[0].message


def test_the_sweep_sends_what_a_lost_job_left(app: Flask, sent: list[str]) -> None:
    now = clock.now()
    with unit_of_work() as session:
        for key, at in (("lost", now - timedelta(hours=1)), ("later", now + timedelta(hours=1))):
            mail = Mail(key=key, kind="hello", to_address=ALISA, payload={"word": key})
            mail.state, mail.attempts, mail.queued_at, mail.next_try_at = "waiting", 0, now, at
            session.add(mail)
    send_waiting_mail()
    assert sent == ["Hello lost"]


def test_a_mail_that_cannot_be_composed_does_not_hold_up_the_others(
    app: Flask, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def compose(_payload: Mapping[str, Any], _to: Recipient) -> Letter:
        raise KeyError("a bug")

    kinds.register("broken", compose)
    with unit_of_work() as session:
        outbox.queue(session, kind="broken", key="bad", to_address=ALISA)
        outbox.queue(session, kind="hello", key="good", to_address=ALISA)
    kinds._composers.pop("broken")
    assert sent == ["Hello"]
    assert row("bad").state == "waiting"


def test_a_mailbox_that_is_refused_for_good_is_not_tried_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = smtplib.SMTPRecipientsRefused({ALISA: (550, b"no such user")})
    monkeypatch.setattr(transport, "send", refuse(gone))
    queue()
    assert (row().state, row().last_error) == ("failed", "SMTPRecipientsRefused 550")


def test_a_mail_has_one_recipient_and_a_known_kind(app: Flask) -> None:
    with unit_of_work() as session:
        with pytest.raises(LookupError):
            outbox.queue(session, kind="unheard-of", key="k", to_address=ALISA)
        for recipients in ({}, {"to_address": ALISA, "to_account_id": 1}):
            with pytest.raises(ValueError, match="an account or"):
                outbox.queue(session, kind="hello", key="k", **recipients)


def test_the_wait_doubles_up_to_six_hours() -> None:
    assert [delay_after(n) for n in (1, 2, 3)] == [timedelta(minutes=n) for n in (1, 2, 4)]
    assert delay_after(GIVE_UP_AFTER) == LONGEST


def refuse(error: Exception) -> Any:
    def send(*_args: object, **_kwargs: object) -> None:
        raise error

    return send


def together(work: Any) -> None:
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
