"""Signing in and out: a new key each time, checked on every request, gone once revoked."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from portal import clock
from portal.accounts import sessions
from portal.accounts.models import Account, SignIn
from portal.extensions import db, limiter, unit_of_work
from tests.accounts.people import ALISA, PASSWORD, is_signed_in, proved, sign_in, stored


def test_a_password_signs_in_whatever_the_case_of_the_address(
    app: Flask, client: FlaskClient
) -> None:
    proved()
    sign_in(client, "ALISA@example.ORG")
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("email", "password"),
    [(ALISA, "not her password at all"), ("nobody@example.org", PASSWORD), (ALISA, "x" * 5000)],
)
def test_what_does_not_fit_is_refused_in_the_same_words(
    app: Flask, client: FlaskClient, email: str, password: str
) -> None:
    proved()
    answer = client.post("/sign-in", data={"email": email, "password": password})
    assert answer.status_code == 422
    assert "do not fit together" in answer.text
    assert f'value="{email}"' in answer.text
    assert password not in answer.text
    assert not is_signed_in(client)


def test_an_account_without_a_password_is_opened_by_none(app: Flask, client: FlaskClient) -> None:
    proved(password=None)
    for password in ("", "None", "nobody has this password"):
        client.post("/sign-in", data={"email": ALISA, "password": password})
        assert not is_signed_in(client)


def test_a_revoked_session_is_gone_at_the_next_request(app: Flask, client: FlaskClient) -> None:
    account = proved()
    sign_in(client)
    with unit_of_work() as session:
        sessions.revoke_all(session, account.id, clock.now())
    assert not is_signed_in(client)
    with client.session_transaction("/sign-in") as kept:  # the cookie alone opens nothing
        assert "_user_id" in kept


def test_signing_out_ends_the_session_in_the_database(app: Flask, client: FlaskClient) -> None:
    proved()
    sign_in(client)
    copy = app.test_client()
    cookie = client.get_cookie("portal_session")
    assert cookie
    copy.set_cookie("portal_session", cookie.value)
    assert is_signed_in(copy)
    assert client.get("/sign-out").status_code == 200
    assert is_signed_in(client)
    assert client.post("/sign-out").status_code == 303
    assert not is_signed_in(client)
    assert not is_signed_in(copy)


def test_each_sign_in_has_a_new_key_and_keeps_nothing_of_the_session_before(
    app: Flask, client: FlaskClient
) -> None:
    proved()
    with client.session_transaction("/sign-in") as planted:
        planted["browser"] = "known to an attacker"
        planted["_user_id"] = "chosen by an attacker"
    sign_in(client)
    with client.session_transaction("/sign-in") as first:
        key = first["_user_id"]
        assert key != "chosen by an attacker"
        assert "browser" not in first
    client.post("/sign-out")
    sign_in(client)
    with client.session_transaction("/sign-in") as second:
        assert second["_user_id"] != key
    assert db.session.query(SignIn).where(SignIn.key_hash == key).count() == 0


def test_a_session_ends_after_sixty_days_and_with_its_account(app: Flask) -> None:
    account, now = proved(), clock.now()
    with unit_of_work() as session:
        key = sessions.begin(session, session.get_one(Account, account.id), "", now).key
    late = now + sessions.LASTS
    assert sessions.find(db.session(), key, late - timedelta(seconds=1))
    assert sessions.find(db.session(), key, late) is None
    with unit_of_work() as session:
        session.get_one(Account, account.id).erased_at = now
    assert sessions.find(db.session(), key, now) is None


def test_knowing_who_is_signed_in_costs_one_read(app: Flask, client: FlaskClient) -> None:
    proved()
    sign_in(client)
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    client.get("/sign-out")
    assert len([sql for sql in asked if "sign_ins" in sql]) == 1


def test_one_browser_and_all_others_can_be_signed_out(app: Flask, client: FlaskClient) -> None:
    proved()
    others = [app.test_client() for _ in range(3)]
    for browser in (client, *others):
        sign_in(browser)
    ids = [row.id for row in db.session.query(SignIn).order_by(SignIn.id)]
    client.post(f"/account/sessions/{ids[1]}/end")
    assert [is_signed_in(browser) for browser in others] == [False, True, True]
    client.post("/account/sessions/end")
    assert [is_signed_in(browser) for browser in (client, *others)] == [True, False, False, False]


def test_nobody_ends_the_session_of_another_account(app: Flask, client: FlaskClient) -> None:
    proved()
    proved("chidi@example.org")
    chidi = app.test_client()
    sign_in(client)
    sign_in(chidi, "chidi@example.org")
    hers = db.session.query(SignIn).order_by(SignIn.id).first()
    assert hers
    chidi.post(f"/account/sessions/{hers.id}/end")
    assert is_signed_in(client)


def test_a_new_password_needs_the_one_in_use(app: Flask, client: FlaskClient) -> None:
    proved()
    other = app.test_client()
    sign_in(client)
    sign_in(other)
    new = "a new and longer one"
    refused = client.post("/account/password", data={"current": "wrong", "password": new})
    assert refused.status_code == 422
    assert "not the password in use" in refused.text
    client.post("/account/password", data={"current": PASSWORD, "password": new})
    assert is_signed_in(client)
    assert not is_signed_in(other)
    sign_in(app.test_client(), password=new)


def test_an_outdated_hash_is_renewed_at_the_next_sign_in(app: Flask, client: FlaskClient) -> None:
    before = proved().password_hash
    app.config["PASSWORD_HASH_COST"] = "full"
    sign_in(client)
    after = stored(ALISA).password_hash
    assert after and before and "m=65536" in after and "m=8," in before


def test_signing_in_leads_on_to_where_one_was_going_and_nowhere_else(app: Flask) -> None:
    proved()
    for path, leads in [
        ("/account/password", "/account/password"), ("//example.org/", "/account"),
        ("https://example.org/", "/account"),
    ]:  # fmt: skip
        answer = app.test_client().post(
            "/sign-in", data={"email": ALISA, "password": PASSWORD, "next": path}
        )
        assert answer.location.startswith(leads)


def test_ten_tries_for_an_address_are_enough_even_without_the_counters_storage(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    proved()

    def away(*_args: object) -> bool:
        raise ConnectionError

    monkeypatch.setattr(limiter.limiter, "hit", away)
    wrong = {"email": ALISA, "password": "not her password at all"}
    assert [client.post("/sign-in", data=wrong).status_code for _ in range(10)] == [422] * 10
    answer = client.post("/sign-in", data={"email": ALISA, "password": PASSWORD})
    assert answer.status_code == 429
    assert not is_signed_in(client)
