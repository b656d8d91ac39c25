"""Joining: one answer for known and unknown addresses, and the mail says which it was."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.accounts.registry import find_or_create_unproved
from portal.extensions import unit_of_work
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


def test_who_joins_proves_the_address_by_the_mail_and_keeps_name_and_password(
    app: Flask, client: FlaskClient
) -> None:
    join(client, name="Alisa  Marchenko", password=PASSWORD)
    assert not is_signed_in(client)
    url = link_in(mails(app)[0])
    assert "button" in client.get(url).text
    assert client.post(url).status_code == 303
    assert is_signed_in(client)
    assert stored(ALISA).name == "Alisa Marchenko"
    client.post("/sign-out")
    sign_in(client)
    assert is_signed_in(client)


def test_without_a_password_the_proof_leads_to_a_welcome_that_may_be_passed_by(
    app: Flask, client: FlaskClient
) -> None:
    join(client)
    answer = client.post(link_in(mails(app)[0]))
    assert answer.location == "/account/welcome"
    assert "Go on without" in client.get("/account/welcome").text
    client.post("/account/welcome", data={"name": "Alisa", "password": PASSWORD})
    assert stored(ALISA).name == "Alisa"
    sign_in(app.test_client())


def test_the_answer_is_the_same_for_known_and_unknown_addresses(app: Flask) -> None:
    proved("chidi@example.org")
    with unit_of_work() as session:
        find_or_create_unproved(session, "dorota@example.org", clock.now())
    seen = set()
    for email in ("nobody@example.org", "chidi@example.org", "dorota@example.org"):
        for path in ("/join", "/sign-in/link", "/reset"):
            client = app.test_client()
            asked = client.post(path, data={"email": email, "password": PASSWORD})
            page = client.get(asked.location)
            masked = re.sub(r'value="[^"]{20,}"', "", asked.text + page.text)
            seen.add((path, asked.status_code, asked.location, page.status_code, masked,
                      sorted(asked.headers.keys()) == sorted(page.headers.keys())))  # fmt: skip
    assert len(seen) == 3
    assert len(mails(app)) == 9


def test_the_mail_says_whether_the_address_was_known(app: Flask, client: FlaskClient) -> None:
    proved()
    join(client)
    assert mails(app)[0].subject == "You have an account already"
    client.post("/sign-in/link", data={"email": "nobody@example.org"})
    assert mails(app)[0].subject == "No account with this address"


def test_joining_with_a_known_address_changes_nothing_of_it(app: Flask) -> None:
    account = proved()
    stranger = app.test_client()
    join(stranger, name="Not Alisa", password="a strangers own password")
    after = stored(ALISA)
    assert (after.name, after.password_hash) == (account.name, account.password_hash)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"email": ""}, "Write your e-mail address"),
        ({"email": "alisa at example"}, "not an e-mail address"),
        ({"email": ALISA, "password": "short"}, "at least 12"),
        ({"email": ALISA, "password": "passwordpassword"}, "tried first"),
        ({"email": ALISA, "name": "A" * 121}, "At most 120"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(
    app: Flask, client: FlaskClient, typed: dict[str, str], words: str
) -> None:
    answer = client.post("/join", data={"name": "Alisa", **typed})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert f'value="{typed["email"]}"' in answer.text
    assert mails(app) == []


def test_an_address_is_one_person_whatever_its_case(app_on_both: Flask) -> None:
    with unit_of_work() as session:
        first = find_or_create_unproved(session, "Alisa@Example.org", clock.now())
    with unit_of_work() as session:
        again = find_or_create_unproved(session, "alisa@EXAMPLE.ORG", clock.now())
    assert first.id == again.id
    assert first.email == "Alisa@example.org"


def test_too_many_mails_to_one_address_are_refused_and_what_was_typed_is_kept(
    app: Flask, client: FlaskClient
) -> None:
    for _ in range(5):
        join(client)
    answer = client.post("/join", data={"email": ALISA.upper(), "name": "Alisa"})
    assert answer.status_code == 429
    assert "Please wait 60 minutes" in answer.text
    assert ALISA.upper() in answer.text
    assert len(mails(app)) == 5
