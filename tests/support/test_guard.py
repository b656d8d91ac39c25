"""The bounds of the checkout as they are kept: exact, in every process, and failing closed."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select, update

from portal.audit import notices
from portal.extensions import db, end_read, limiter, unit_of_work
from portal.money import Money
from portal.support import beginning, breaker, ceilings, guard, jobs, limits, traces
from portal.support.amounts import Choice
from portal.support.attempts import Source
from portal.support.beginning import Wish
from portal.support.models import Attempt, CheckoutTrace
from tests import databases
from tests.accounts import people as accounts
from tests.settings import make_settings
from tests.support.desk import CounterDesk
from tests.support.people import NOW, stamp
from tests.support.test_at_once import all_at_once
from tests.support.test_choosing import typed

FIFTEEN = {"cadence": "once", "amount_once": "own", "own_once": "15", "currency": "usd"}


def wish(n: int, *, account_id: int | None = None, place: str = "") -> Wish:
    """What somebody wants at an address of their own."""
    where = traces.marks("key", place=place or f"p{n}", near=f"n{n}", visitor=f"v{n}")
    return Wish(Choice(Money(1500, "usd"), None), Source(), f"click {n}", account_id, where)


def begin(asked: Wish, now: datetime = NOW) -> str | None:
    with unit_of_work() as session:
        begun = beginning.begin(session, asked, now)
    return begun.id if begun else None


def many(count: int, now: datetime = NOW, first: int = 0) -> list[str | None]:
    return [begin(wish(n), now) for n in range(first, first + count)]


def attempts() -> int:
    end_read()
    return db.session.scalar(select(func.count()).select_from(Attempt)) or 0


def is_open() -> bool:
    end_read()
    return guard.stands(db.session(), NOW).is_open


def messages() -> list[str]:
    end_read()
    found = notices.unseen(db.session())
    return sorted(one.message for one in found if one.kind == "checkout-breaker")


def post(client: FlaskClient, address: str = "192.0.2.1", **more: str) -> int:
    data = {**FIFTEEN, "click": stamp(), **more}
    return client.post(
        "/support/checkout", data=data, environ_base={"REMOTE_ADDR": address}
    ).status_code


@pytest.fixture
def desk_on_both(app_on_both: Flask) -> CounterDesk:
    app_on_both.extensions["payment_desk"] = found = CounterDesk()
    return found


def test_the_ceiling_is_exact_however_many_come_at_once(
    app_on_both: Flask, desk_on_both: CounterDesk
) -> None:
    many(breaker.GUESTS_A_MINUTE - 4)

    def one(n: int) -> Callable[[], str | None]:
        return lambda: begin(wish(1000 + n))

    begun = all_at_once(app_on_both, [one(n) for n in range(12)])
    assert sum(found is not None for found in begun) == 4
    assert attempts() == breaker.GUESTS_A_MINUTE
    assert is_open()


def test_it_opens_with_a_notice_closes_by_itself_and_tells_again(
    app_on_both: Flask, desk_on_both: CounterDesk
) -> None:
    many(breaker.GUESTS_A_MINUTE + 5)
    assert attempts() == breaker.GUESTS_A_MINUTE
    (opened,) = messages()
    assert "60 checkouts of guests begun in the last minute" in opened
    assert guard.OPEN._value.get() == 1
    with time_machine.travel(NOW + timedelta(minutes=9), tick=False):
        jobs.look_after_checkouts()
        assert (is_open(), len(messages())) == (True, 1)
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        jobs.look_after_checkouts()
        jobs.look_after_checkouts()
    assert (is_open(), guard.OPEN._value.get()) == (False, 0)
    assert [said[:25] for said in messages()] == [opened[:25], "Guests may pay at once ag"]
    assert begin(wish(999), NOW + timedelta(minutes=10)) is not None


def test_it_closes_at_the_next_guest_when_no_job_runs(app: Flask, desk: CounterDesk) -> None:
    many(breaker.GUESTS_A_MINUTE + 1)
    assert begin(wish(998), NOW + timedelta(minutes=9)) is None
    assert begin(wish(999), NOW + timedelta(minutes=10)) is not None


def test_a_proved_account_goes_straight_on(app: Flask, desk: CounterDesk) -> None:
    alisa = accounts.proved().id
    many(breaker.GUESTS_A_MINUTE + 1)
    assert begin(wish(1)) is not None  # the same click as before leads to its checkout
    assert not beginning.is_refused(db.session(), wish(1), NOW)
    assert beginning.is_refused(db.session(), wish(999), NOW)
    assert not beginning.is_refused(db.session(), wish(999, account_id=alisa), NOW)
    assert begin(wish(999, account_id=alisa)) is not None


def test_a_surge_of_declined_cards_opens_it_and_calm_closes_it(
    app: Flask, desk: CounterDesk
) -> None:
    desk.declined = [NOW] * 30
    assert begin(wish(1), NOW + timedelta(minutes=1)) is None
    assert "30 cards declined and 0 checkouts paid" in messages()[0]
    assert begin(wish(2), NOW + timedelta(minutes=10, seconds=59)) is None
    assert begin(wish(3), NOW + timedelta(minutes=11)) is not None


def test_a_surge_of_unpaid_checkouts_opens_it_once(app: Flask, desk: CounterDesk) -> None:
    for n in range(120):  # ten minutes long
        begin(wish(n), NOW + timedelta(seconds=5 * n))
    with unit_of_work() as session:
        session.execute(update(Attempt).values(state="expired"))
    later = NOW + timedelta(minutes=55)
    assert begin(wish(200), later) is None
    assert "61 checkouts of guests left unpaid beside 0 paid" in messages()[0]
    # The others, in sight when it closes, were begun before, and do not open it again.
    assert begin(wish(201), later + timedelta(minutes=10)) is not None
    assert begin(wish(202), later + timedelta(minutes=10, seconds=5)) is not None
    assert not is_open()


def test_one_account_and_all_together_have_ceilings_too(app: Flask, desk: CounterDesk) -> None:
    alisa = accounts.proved().id
    begun = [begin(wish(n, account_id=alisa)) for n in range(ceilings.OF_AN_ACCOUNT_AN_HOUR)]
    assert None not in begun
    with pytest.raises(ceilings.Busy, match="within the hour"):
        begin(wish(50, account_id=alisa))
    assert begin(wish(51, account_id=alisa), NOW + timedelta(minutes=61)) is not None
    for figures in (ceilings.Begun(all_minute=300), ceilings.Begun(all_hour=6000)):
        with pytest.raises(ceilings.Busy, match="Very many people"):
            ceilings.check(figures)
    ceilings.check(ceilings.Begun(19, 119, 9, 299, 5999, 29))


def test_all_that_is_counted_counts_everybody(app: Flask, desk: CounterDesk) -> None:
    alisa = accounts.proved().id
    begin(wish(1, account_id=alisa, place="home"))
    begin(wish(2, place="home"))
    begin(wish(3), NOW - timedelta(minutes=30))
    found = traces.begun(db.session(), wish(9, place="home").marks, alisa, NOW)
    assert found == ceilings.Begun(2, 0, 1, 2, 3, 2)


def test_too_many_open_of_one_address_are_refused_and_paid_ones_do_not_count(
    app: Flask, desk: CounterDesk
) -> None:
    for n in range(ceilings.OPEN_OF_A_PLACE):
        begin(wish(n, place="office"), NOW - timedelta(minutes=40 - n))
    with pytest.raises(ceilings.Busy, match="from your network"):
        begin(wish(100, place="office"), NOW + timedelta(minutes=4))
    with unit_of_work() as session:
        session.execute(update(Attempt).values(state="paid"))
    assert begin(wish(100, place="office"), NOW + timedelta(minutes=4)) is not None


def test_a_fourth_tab_closes_the_oldest(client: FlaskClient, desk: CounterDesk) -> None:
    for hour in range(5):
        with time_machine.travel(NOW + timedelta(minutes=hour), tick=False):
            assert post(client) == 303
    end_read()
    rows = db.session.scalars(select(Attempt).order_by(Attempt.created_at))
    assert [row.state for row in rows] == ["expired", "expired", "open", "open", "open"]
    assert desk.asked.count("close") == 2


def test_the_limiter_refuses_a_flood_before_the_database_is_asked(app: Flask) -> None:
    def is_let_through(address: str) -> bool:
        try:
            limits.count_checkout(address)
        except ceilings.Busy:
            return False
        return True

    assert sum(is_let_through("192.0.2.7") for _ in range(30)) == 20
    # Thirty homes of one neighbourhood, the first of them counted thirty times already.
    homes = [f"192.0.2.{n}" for n in range(100, 130)] * 4
    assert sum(is_let_through(home) for home in homes) == 120 - 30
    assert sum(is_let_through(f"2001:db8:1:2::{n:x}") for n in range(30)) == 20
    assert is_let_through("2001:db8:9:2::1")


def test_when_the_limiters_storage_is_away_the_database_decides(
    client: FlaskClient, desk: CounterDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> bool:
        raise ConnectionError("the storage does not answer")

    monkeypatch.setattr(limiter.limiter, "hit", away)
    browsers = [client.application.test_client() for _ in range(22)]
    assert [post(browser) for browser in browsers] == [303] * 20 + [429] * 2
    assert attempts() == 20


def test_when_the_database_is_away_nothing_is_begun(
    client: FlaskClient, desk: CounterDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE checkout_traces RENAME TO elsewhere")
    answer = client.post("/support/checkout", data={**FIFTEEN, "click": stamp()})
    assert answer.status_code == 503
    assert (attempts(), desk.asked) == (0, [])


@pytest.mark.parametrize("proxies", ["0", "1"])
def test_a_forged_address_changes_nothing(tmp_path: Path, proxies: str) -> None:
    url = databases.fresh_sqlite(tmp_path)
    settings = make_settings(tmp_path, DATABASE_URL=url, PORTAL_TRUSTED_PROXIES=proxies)
    with databases.running(settings) as app:
        app.extensions["payment_desk"] = CounterDesk()
        found = []
        for n in range(24):
            # What the sender wrote, and behind it what the proxy adds: where it really is.
            forged = f"203.0.113.{n}, 198.51.{n}.9"
            said = f"{forged}, 192.0.2.7" if proxies == "1" else forged
            found.append(
                app.test_client().post(
                    "/support/checkout",
                    data={**FIFTEEN, "click": stamp()},
                    headers={"X-Forwarded-For": said, "X-Real-IP": forged, "Forwarded": forged},
                    environ_base={"REMOTE_ADDR": "192.0.2.7"},
                )
            )
        assert [answer.status_code for answer in found] == [303] * 20 + [429] * 4
        assert attempts() == 20
        places = select(func.count(func.distinct(CheckoutTrace.place_key)))
        assert db.session.scalar(places) == 1


def test_readers_behind_the_proxy_are_told_apart(tmp_path: Path) -> None:
    url = databases.fresh_sqlite(tmp_path)
    settings = make_settings(tmp_path, DATABASE_URL=url, PORTAL_TRUSTED_PROXIES="1")
    with databases.running(settings) as app:
        app.extensions["payment_desk"] = CounterDesk()
        for n in range(30):
            answer = app.test_client().post(
                "/support/checkout",
                data={**FIFTEEN, "click": stamp()},
                headers={"X-Forwarded-For": f"198.51.{n}.9"},
                environ_base={"REMOTE_ADDR": "127.0.0.1"},
            )
            assert answer.status_code == 303


def test_no_address_is_kept_and_the_hashes_go_after_two_hours(
    client: FlaskClient, desk: CounterDesk
) -> None:
    with time_machine.travel(NOW, tick=False):
        post(client, "192.0.2.77")
    end_read()
    row = db.session.scalars(select(CheckoutTrace)).one()
    kept = f"{row.place_key} {row.near_key} {row.visitor_key}"
    assert re.fullmatch(r"[0-9a-f]{32} [0-9a-f]{32} [0-9a-f]{32}", kept)
    assert len(set(kept.split())) == 3
    other = traces.marks("other key", place="192.0.2.77", near="", visitor="")
    assert other.place != row.place_key
    for minutes, left in ((119, 1), (121, 0)):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            jobs.look_after_checkouts()
        assert db.session.scalar(select(func.count()).select_from(CheckoutTrace)) == left
    assert attempts() == 1
    with unit_of_work() as session:
        session.execute(delete(Attempt))


def test_a_guest_is_asked_for_an_address_proves_it_and_pays(
    app: Flask, client: FlaskClient, desk: CounterDesk
) -> None:
    with time_machine.travel(NOW, tick=False):
        many(breaker.GUESTS_A_MINUTE)
        choice = {**FIFTEEN, "click": stamp(), "article": "harbour-dues"}
        answer = client.post("/support/checkout", data=choice)
        assert (answer.status_code, "Nothing was charged" in answer.text) == (403, True)
        assert "Your choice: $15, once." in answer.text
        back = typed(answer.text, "next").replace("&amp;", "&")
        assert back.startswith("/support?") and "article=harbour-dues" in back

        client.post("/join", data={"email": accounts.ALISA, "next": back})
        link = accounts.link_in(accounts.mails(app)[0])
        entered = client.post(link)
        assert back in entered.location.replace("%26", "&").replace("%3F", "?").replace("%3D", "=")
        page = client.get(back).text
        assert (typed(page, "own_once"), typed(page, "article")) == ("15", "harbour-dues")
        paying = client.post("/support/checkout", data={**choice, "click": typed(page, "click")})
        assert paying.status_code == 303
        assert attempts() == breaker.GUESTS_A_MINUTE + 1
