"""Mailed links and codes: a scanner's GET uses nothing up, each works once, none for long."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.accounts import tokens
from portal.accounts.models import OneTimeToken
from portal.extensions import db, unit_of_work
from tests.accounts.people import (
    ALISA,
    PASSWORD,
    code_in,
    is_signed_in,
    link_in,
    mails,
    proved,
    sign_in,
)


def asked(client: FlaskClient, email: str = ALISA) -> None:
    assert client.post("/sign-in/link", data={"email": email}).location == "/sign-in/code"


def test_a_scanner_that_opens_the_link_consumes_nothing(app: Flask, client: FlaskClient) -> None:
    proved()
    asked(client)
    url = link_in(mails(app)[0])
    scanner = app.test_client()
    for _ in range(3):
        assert scanner.get(url).status_code == 200
        assert scanner.head(url).status_code == 200
    assert not is_signed_in(scanner)
    assert client.post(url).status_code == 303
    assert is_signed_in(client)


def test_a_link_works_once(app: Flask, client: FlaskClient) -> None:
    proved()
    asked(client)
    url = link_in(mails(app)[0])
    client.post(url)
    second = app.test_client()
    assert second.get(url).status_code == 410
    assert second.post(url).status_code == 410
    assert not is_signed_in(second)


def test_of_two_who_use_a_link_at_once_one_gets_in(app_on_both: Flask) -> None:
    account = proved()
    with unit_of_work() as session:
        minted = tokens.mint(session, account.id, tokens.SIGN_IN, clock.now())
    start, results = threading.Barrier(4), []

    def use() -> None:
        start.wait(10)
        answer = app_on_both.test_client().post(f"/sign-in/link/{minted.token}")
        results.append(answer.status_code)

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == [303, 410, 410, 410]


def test_a_link_is_for_its_purpose_and_its_time(app: Flask) -> None:
    account, now = proved(), clock.now()
    with unit_of_work() as session:
        minted = tokens.mint(session, account.id, tokens.SIGN_IN, now)
    session = db.session()
    assert tokens.account_behind(session, tokens.SIGN_IN, minted.token, now).id == account.id
    late = now + tokens.LASTS[tokens.SIGN_IN]
    for purpose, token, at in [
        (tokens.RESET, minted.token, now),
        (tokens.PROVE, minted.token, now),
        (tokens.SIGN_IN, minted.token, late),
        (tokens.SIGN_IN, minted.token[::-1], now),
        (tokens.SIGN_IN, "nonsense", now),
        (tokens.SIGN_IN, "\u0434" * 20, now),
    ]:
        with pytest.raises(tokens.Spent):
            tokens.account_behind(session, purpose, token, at)


def test_the_signature_alone_ties_a_link_to_its_purpose(app: Flask) -> None:
    account, now = proved(), clock.now()
    with unit_of_work() as session:
        minted = tokens.mint(session, account.id, tokens.SIGN_IN, now)
        session.flush()
        session.query(OneTimeToken).update({"purpose": tokens.RESET})
    with pytest.raises(tokens.Spent):
        tokens.account_behind(db.session(), tokens.RESET, minted.token, now)


def test_a_link_for_one_purpose_opens_no_page_of_another(app: Flask, client: FlaskClient) -> None:
    proved()
    asked(client)
    token = link_in(mails(app)[0]).rsplit("/", 1)[1]
    assert client.get(f"/reset/{token}").status_code == 410
    assert client.post(f"/prove/{token}").status_code == 410
    assert not is_signed_in(client)


def test_the_code_signs_in_where_it_was_asked_for_and_its_link_is_used_up(
    app: Flask, client: FlaskClient
) -> None:
    proved()
    asked(client)
    mail = mails(app)[0]
    elsewhere = app.test_client()
    assert elsewhere.post("/sign-in/code", data={"code": code_in(mail)}).status_code == 422
    assert client.post("/sign-in/code", data={"code": code_in(mail)}).status_code == 303
    assert is_signed_in(client)
    assert elsewhere.post(link_in(mail)).status_code == 410


def test_five_wrong_codes_end_it_for_known_and_unknown_addresses_alike(app: Flask) -> None:
    proved()
    pages = []
    for email in (ALISA, "nobody@example.org"):
        client = app.test_client()
        asked(client, email)
        right = code_in(mails(app)[0]) if email == ALISA else "000 000"
        wrong = "111 111" if right != "111 111" else "222 222"
        answers = [client.post("/sign-in/code", data={"code": wrong}) for _ in range(5)]
        last = client.post("/sign-in/code", data={"code": right})
        pages.append([(a.status_code, a.text.replace(right, "").replace(wrong, ""))
                      for a in [*answers, last]])  # fmt: skip
        assert [a.status_code for a in answers] == [422] * 5
        assert last.status_code == 429
        assert not is_signed_in(client)
    assert pages[0] == pages[1]


def test_the_database_counts_the_tries_even_if_nobody_else_does(app_on_both: Flask) -> None:
    account, now = proved(), clock.now()
    with unit_of_work() as session:
        minted = tokens.mint(session, account.id, tokens.SIGN_IN, now, browser_hash="hers")
    wrong = "000000" if minted.code != "000000" else "111111"
    for _ in range(tokens.CODE_TRIES):
        with unit_of_work() as session:
            assert tokens.use_code(session, wrong, "hers", now) is None
    with unit_of_work() as session:
        assert tokens.use_code(session, minted.code, "hers", now) is None


def test_an_old_code_is_worth_nothing(app: Flask) -> None:
    account, now = proved(), clock.now()
    with unit_of_work() as session:
        minted = tokens.mint(session, account.id, tokens.SIGN_IN, now, browser_hash="hers")
    with unit_of_work() as session:
        late = now + timedelta(hours=1)
        assert tokens.use_code(session, minted.code, "hers", late) is None
        assert tokens.use_code(session, minted.code, "hers", now) is not None


def test_a_reset_sets_the_password_signs_in_and_ends_every_other_session(
    app: Flask, client: FlaskClient
) -> None:
    proved()
    other = app.test_client()
    sign_in(other)
    client.post("/reset", data={"email": ALISA})
    url = link_in(mails(app)[0])
    refused = client.post(url, data={"password": "short"})
    assert refused.status_code == 422
    assert "at least 12" in refused.text
    assert client.post(url, data={"password": "a new and longer one"}).status_code == 303
    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert client.post(url, data={"password": "yet another password"}).status_code == 410
    assert mails(app)[0].subject == "Your password was changed"
    old = app.test_client().post("/sign-in", data={"email": ALISA, "password": PASSWORD})
    assert old.status_code == 422
    sign_in(app.test_client(), password="a new and longer one")
