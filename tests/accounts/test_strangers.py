"""Registering a stranger's address gains nothing: the first proof drops what was set before."""

from flask import Flask

from portal import clock
from portal.accounts import sessions, tokens
from portal.accounts.models import Account, OneTimeToken, SignIn
from portal.accounts.proving import choose, prove
from portal.accounts.registry import find_or_create_unproved
from portal.extensions import db, unit_of_work
from tests.accounts.people import (
    ALISA,
    PASSWORD,
    is_signed_in,
    join,
    link_in,
    mails,
    proved,
    sign_in,
    stored,
)

THEIRS = "the mischief makers password"


def test_a_password_and_name_set_by_a_stranger_are_gone_after_the_proof(app: Flask) -> None:
    stranger, alisa = app.test_client(), app.test_client()
    join(stranger, name="Mischief", password=THEIRS)
    answer = alisa.post(link_in(mails(app)[0]))
    assert answer.location == "/account/welcome"
    after = stored(ALISA)
    assert (after.name, after.password_hash, after.chosen_by_hash) == (None, None, None)
    refused = stranger.post("/sign-in", data={"email": ALISA, "password": THEIRS})
    assert refused.status_code == 422
    assert not is_signed_in(stranger)


def test_a_stranger_who_joins_after_her_does_not_get_in_by_her_proof(app: Flask) -> None:
    stranger, alisa = app.test_client(), app.test_client()
    join(alisa, name="Alisa", password=PASSWORD)
    hers = link_in(mails(app)[0])
    join(stranger, name="Mischief", password=THEIRS)
    alisa.post(hers)
    after = stored(ALISA)
    assert (after.name, after.password_hash) == (None, None)


def test_nobody_signs_in_before_the_proof_and_the_refusal_does_not_say_why(app: Flask) -> None:
    stranger = app.test_client()
    join(stranger, password=THEIRS)
    proved("chidi@example.org")
    pages = {
        stranger.post("/sign-in", data={"email": email, "password": THEIRS}).text.replace(email, "")
        for email in (ALISA, "chidi@example.org", "nobody@example.org")
    }
    assert len(pages) == 1


def test_the_proof_drops_every_session_and_every_older_link(app_on_both: Flask) -> None:
    now = clock.now()
    with unit_of_work() as session:
        account = find_or_create_unproved(session, ALISA, now)
        session.add(SignIn(account_id=account.id, key_hash="planted", created_at=now, seen_at=now))
        older = tokens.mint(session, account.id, tokens.PROVE, now)
        choose(session, account, name="Mischief", password_hash="theirs", by="a browser")
    with unit_of_work() as session:
        assert prove(session, session.get_one(Account, account.id), now, by="another")
    assert db.session.query(SignIn).where(SignIn.revoked_at.is_(None)).count() == 0
    assert db.session.query(OneTimeToken).where(OneTimeToken.used_at.is_(None)).count() == 0
    with unit_of_work() as session:
        try:
            tokens.use(session, tokens.PROVE, older.token, now)
        except tokens.Spent:
            return
    raise AssertionError("an older link still opened the account")


def test_a_sign_in_link_is_a_proof_too(app: Flask) -> None:
    stranger, alisa = app.test_client(), app.test_client()
    join(stranger, name="Mischief", password=THEIRS)
    alisa.post("/sign-in/link", data={"email": ALISA})
    alisa.post(link_in(mails(app)[0]))
    assert is_signed_in(alisa)
    assert stored(ALISA).password_hash is None


def test_only_a_proved_account_ever_gets_a_sign_in(app: Flask) -> None:
    with unit_of_work() as session:
        account = find_or_create_unproved(session, ALISA, clock.now())
        try:
            sessions.begin(session, account, "", clock.now())
        except ValueError:
            return
    raise AssertionError("an unproved account was signed in")


def test_choosing_for_a_proved_account_changes_nothing(app_on_both: Flask) -> None:
    account = proved()
    with unit_of_work() as session:
        row = session.get_one(Account, account.id)
        assert not choose(session, row, name="Mischief", password_hash="theirs", by="a browser")
    assert stored(ALISA).password_hash == account.password_hash


def test_a_second_proof_takes_nothing_from_its_owner(app: Flask) -> None:
    alisa, elsewhere = app.test_client(), app.test_client()
    proved()
    sign_in(alisa)
    elsewhere.post("/sign-in/link", data={"email": ALISA})
    elsewhere.post(link_in(mails(app)[0]))
    assert is_signed_in(alisa)
    assert is_signed_in(elsewhere)
    assert stored(ALISA).password_hash is not None


def test_a_sign_in_of_an_account_that_is_not_proved_opens_nothing(app: Flask) -> None:
    alisa, client = proved(), app.test_client()
    sign_in(client)
    assert client.get("/account").status_code == 200
    with unit_of_work() as session:
        session.get_one(Account, alisa.id).proved_at = None
    assert not is_signed_in(client)
    assert client.get("/account").status_code == 303
