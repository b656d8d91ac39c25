"""The log says who did what, from what to what; a notice is raised once until somebody saw it."""

import threading

from flask import Flask

from portal import clock
from portal.audit.log import latest, record
from portal.audit.models import StaffNotice
from portal.audit.notices import notice, put_aside, unseen
from portal.extensions import db, unit_of_work


def test_an_entry_says_who_did_what_from_what_to_what(app_on_both: Flask) -> None:
    with unit_of_work() as session:
        record(session, 7, action="membership.cancelled", subject="membership:12",
               before={"standing": "active"}, after={"standing": "ended"})  # fmt: skip
        record(session, None, action="campaign.frozen", subject="campaign:1")
    newest, older = latest(db.session())
    assert (newest.actor_id, newest.action, newest.before) == (None, "campaign.frozen", {})
    assert older.before == {"standing": "active"}
    assert older.after == {"standing": "ended"}
    assert [entry.actor_id for entry in latest(db.session(), subject="membership:12")] == [7]


def test_nothing_is_logged_of_what_was_rolled_back(app: Flask) -> None:
    try:
        with unit_of_work() as session:
            record(session, 7, action="article.published", subject="article:1")
            raise KeyError
    except KeyError:
        assert latest(db.session()) == []


def test_a_notice_is_raised_once_until_seen_and_again_when_it_returns(app_on_both: Flask) -> None:
    for words in ("first", "second"):
        with unit_of_work() as session:
            notice(session, "event-parked", words, key="event:1")
    (raised,) = unseen(db.session())
    assert raised.message == "first"
    with unit_of_work() as session:
        put_aside(session, raised.id, clock.now())
    assert unseen(db.session()) == []
    with unit_of_work() as session:
        notice(session, "event-parked", "third", key="event:1")
    assert [found.message for found in unseen(db.session())] == ["third"]


def test_two_processes_that_raise_one_notice_at_once_raise_one(app_on_both: Flask) -> None:
    start = threading.Barrier(4)

    def work() -> None:
        with app_on_both.app_context():
            start.wait(10)
            with unit_of_work() as session:
                notice(session, "event-parked", "words", key="event:1")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert db.session.query(StaffNotice).count() == 1


def test_a_notice_too_long_for_its_column_is_cut(app_on_both: Flask) -> None:
    with unit_of_work() as session:
        notice(session, "event-parked", "long " * 200, key="event:1")
    (raised,) = unseen(db.session())
    assert raised.message.startswith("long long")
    assert raised.message.endswith("…")
