"""Proofs kept, and shown to everyone as they are: proved, being looked at, or not yet."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.campaign import proofs
from portal.campaign.models import ProofRow
from portal.campaign.proofs import Proof
from portal.extensions import db, unit_of_work
from portal.web import versions
from tests.campaign.building import NOW, make_campaign, set_members

RIGHT = Proof(NOW, True, members=1_240, subscribed=1_240, external=0, awaiting=0)
WRONG = replace(
    RIGHT,
    proved_at=NOW + timedelta(minutes=10),
    differences=("Membership 12 (account 7) counts, but nothing proves it.",),
    difference_count=1,
)
METHOD = "/campaigns/current"


@pytest.fixture
def page(client: FlaskClient) -> FlaskClient:
    """A reader of a campaign's pages."""
    make_campaign()
    set_members(1_240)
    return client


def record(*found: Proof) -> list[bool]:
    """Keep each; whether it was news."""
    news = []
    for proof in found:
        with unit_of_work() as session:
            news.append(proofs.record_proof(session, proof))
    return news


def text_of(client: FlaskClient) -> str:
    return " ".join(client.get(METHOD).text.split())


def test_before_the_first_proof_the_page_says_so(page: FlaskClient) -> None:
    assert "has not been proved yet" in text_of(page)


def test_a_proof_is_shown_with_its_time_and_its_figures(page: FlaskClient) -> None:
    record(RIGHT)
    text = text_of(page)
    assert "1,240 members, 1,240 subscriptions, all paid." in text
    assert "That last agreed at <time" in text
    assert "Being looked at" not in text


def test_what_is_awaited_and_what_is_counted_elsewhere_is_said(page: FlaskClient) -> None:
    record(replace(RIGHT, subscribed=1, awaiting=39, external=1_200, asked_provider=False))
    text = text_of(page)
    assert "1,240 members, 1 subscription paid." in text
    assert "not in the books yet: 39." in text
    assert "kept elsewhere: 1,200." in text
    assert "all paid" not in text
    assert "has not agreed so far" in text


def test_a_difference_is_not_hidden_and_names_nobody_in_public(page: FlaskClient) -> None:
    record(RIGHT, WRONG)
    text = text_of(page)
    assert "Being looked at" in text
    assert "It was last proved at <time" in text
    assert "all paid" not in text
    assert "Membership 12" not in text


def test_only_the_first_of_several_failed_proofs_is_news(app_on_both: Flask) -> None:
    later = replace(WRONG, proved_at=WRONG.proved_at + timedelta(minutes=10))
    again = replace(RIGHT, proved_at=later.proved_at + timedelta(minutes=10))
    once_more = replace(WRONG, proved_at=again.proved_at + timedelta(minutes=10))
    assert record(RIGHT, WRONG, later, again, once_more) == [False, True, False, False, True]
    found = proofs.read(db.session())
    assert found is not None
    assert (found.newest, found.agreed_at) == (once_more, again.proved_at)


def test_every_proof_renews_the_page_and_old_ones_go(app: Flask) -> None:
    record(RIGHT, replace(RIGHT, proved_at=NOW + proofs.KEPT_FOR + timedelta(days=1)))
    assert db.session.query(ProofRow).count() == 1
    assert versions.current(db.session(), proofs.TOPIC) == 2


def test_of_many_differences_the_first_are_kept_and_all_are_counted(app: Flask) -> None:
    words = tuple(f"Account {n} is counted twice." for n in range(500))
    record(replace(WRONG, differences=words, difference_count=500))
    found = proofs.read(db.session())
    assert found is not None
    assert (len(found.newest.differences), found.newest.difference_count) == (proofs.WORDS, 500)
