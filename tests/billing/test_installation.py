"""Two portals on one Stripe account in one mode: each knows its own objects and no others."""

import re
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from portal import clock
from portal.billing import installation, owners
from portal.billing.gateway import Gateway
from portal.billing.models import BillingMark
from portal.extensions import db, end_read, has_open_transaction, unit_of_work
from portal.sandbox.commands import sandbox as sandbox_command
from portal.support.models import Membership, Payment
from tests import databases
from tests.billing.story import EIGHT, Story, member
from tests.sandbox.driver import pay
from tests.sandbox.fixtures import running
from tests.settings import make_settings

ANOTHER = {"app": "newsroom-portal", "installation": "another-portal"}


def test_the_name_is_drawn_once_and_stays(app_on_both: Flask) -> None:
    assert installation.installation() is None
    first = installation.own_mark(clock.now())
    assert re.fullmatch(r"[0-9a-f]{24}", first["installation"])
    assert first["app"] == "newsroom-portal"
    app_on_both.extensions.pop("stripe_installation", None)  # as another process of the same portal
    assert installation.own_mark(clock.now()) == first
    assert not has_open_transaction()


def test_processes_that_start_at_once_draw_one_name(app_on_both: Flask) -> None:
    drawn: list[str] = []
    begin = threading.Barrier(6)

    def draw() -> None:
        with app_on_both.app_context():
            begin.wait(10)
            with unit_of_work() as session:  # what a fresh process does, its cache being empty
                drawn.append(installation.mark_in(session, clock.now())["installation"])
            db.session.remove()

    threads = [threading.Thread(target=draw) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (len(drawn), len(set(drawn))) == (6, 1)


def test_a_name_that_was_rolled_back_is_not_remembered(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work() as session:
        installation.mark_in(session, clock.now())
        assert installation.installation() is not None
        raise ZeroDivisionError
    assert installation.installation() is None


def test_asking_whose_it_is_leaves_a_unit_of_work_open(app: Flask) -> None:
    class Metadata:
        app, installation = "newsroom-portal", "another-portal"

    with unit_of_work() as session:
        session.add(BillingMark(name="here", marked_at=clock.now(), value=None))
        session.flush()
        assert not owners.is_ours(Metadata())
    end_read()
    assert db.session.get(BillingMark, "here") is not None


def test_all_that_is_made_carries_the_mark(story: Story) -> None:
    alisa = story.account("alisa@example.org")
    story.subscribe("alisa@example.org", account_id=alisa)
    pay(story.open(story.choose(cadence=None)).url, email="bohdan@example.org")
    story.deliver()
    v1 = story.sandbox.client.v1
    made = [
        *v1.customers.list({"email": "alisa@example.org"}).data,
        *v1.products.list().data,
        *v1.checkout.sessions.list().data,
        *v1.subscriptions.list().data,
        *(one for one in v1.payment_intents.list().data if one.metadata.to_dict()),
    ]
    named = {one.object: getattr(one.metadata, "installation", None) for one in made}
    mark = installation.own_mark(clock.now())
    assert named == dict.fromkeys(
        ("customer", "product", "checkout.session", "subscription", "payment_intent"),
        mark["installation"],
    )
    assert all(owners.is_ours(one.metadata) for one in made)


def test_a_refund_carries_the_mark(story: Story) -> None:
    from portal.support.payment_desk import payment_desk

    member(story)
    payment = db.session.query(Payment).one()
    payment_desk().refund(payment.id, EIGHT, "requested_by_customer")
    (refund,) = story.sandbox.client.v1.refunds.list().data
    assert owners.is_ours(refund.metadata)
    assert refund.metadata is not None
    assert refund.metadata.order


@pytest.mark.parametrize("cadence", ["monthly", None])
def test_another_portal_on_the_account_takes_nothing_of_it(
    story: Story, tmp_path_factory: pytest.TempPathFactory, cadence: str | None
) -> None:
    """Both hear of every event, since both listen at the account."""
    choice = {} if cadence else {"cadence": None}
    pay(story.open(story.choose(**choice)).url, email="alisa@example.org")
    folder = tmp_path_factory.mktemp("other")
    settings = make_settings(
        folder, DATABASE_URL=databases.fresh_sqlite(folder), STRIPE_API_BASE=story.sandbox.url
    )
    with databases.running(settings) as app:
        other = Story(app, story.sandbox)
        member(other, "chidi@example.org")  # it has a name, and delivers what the first one made
        assert other.members() == 1
        assert other.how_many(Membership) == 1
        assert other.how_many(Payment) == 1
    story.deliver()
    assert story.members() == (1 if cadence else 0)
    assert story.how_many(Payment) == 1


def test_an_object_with_another_installation_is_foreign(story: Story) -> None:
    gateway: Gateway = story.gateway
    mark = installation.own_mark(clock.now())

    def made(metadata: dict[str, str]) -> bool:
        return owners.is_ours(
            gateway.ask(lambda v1: v1.customers.create({"metadata": metadata})).metadata
        )

    assert made(mark)
    assert not made(ANOTHER)
    assert not made({"app": mark["app"]})
    assert not made({"installation": mark["installation"]})


def test_members_that_the_sandbox_makes_up_carry_what_it_was_told(
    app: Flask, tmp_path: Path
) -> None:
    mark = installation.own_mark(clock.now())
    with running(tmp_path / "told.sqlite3", metadata=mark, deliver=False) as sandbox:
        sandbox.control.call("POST", "/seed", members=3, days=60)
        made = sandbox.client.v1.subscriptions.list({"status": "all"}).data
    assert made
    assert all(owners.is_ours(one.metadata) for one in made)


@pytest.mark.parametrize("pairs", [["app"], ["=x"], ["app=x", "app=y"]])
def test_metadata_that_is_no_pair_is_refused(pairs: list[str]) -> None:
    options = [f"--metadata={pair}" for pair in pairs]
    run = CliRunner().invoke(sandbox_command, options)
    assert (run.exit_code, "--metadata is NAME=TEXT" in run.output) == (2, True)
