"""Accounts made by two processes at once are one; roles are given by a command and logged."""

import threading

from click.testing import CliRunner
from flask import Flask

from portal import clock
from portal.accounts import throttle
from portal.accounts.commands import staff
from portal.accounts.demo import DEMO_LOGINS, seed
from portal.accounts.models import Account
from portal.accounts.registry import find_by_email, find_or_create_unproved, recipient
from portal.accounts.rules import ROLES
from portal.audit.log import latest
from portal.extensions import db, unit_of_work
from tests.accounts.people import ALISA, link_in, mails, proved, sign_in, stored


def test_two_processes_that_create_an_address_at_once_get_one_account(app_on_both: Flask) -> None:
    start, found = threading.Barrier(4), []

    def create() -> None:
        with app_on_both.app_context():
            start.wait(10)
            with unit_of_work() as session:
                found.append(find_or_create_unproved(session, ALISA, clock.now()).id)

    threads = [threading.Thread(target=create) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 4
    assert len(set(found)) == 1
    assert db.session.query(Account).count() == 1


def test_an_erased_account_gets_no_mail(app: Flask) -> None:
    account = proved()
    with unit_of_work() as session:
        session.get_one(Account, account.id).erased_at = clock.now()
    assert recipient(db.session(), account.id) is None


def test_staff_add_mails_a_link_keeps_the_name_and_logs_the_role(app: Flask) -> None:
    run = CliRunner().invoke(
        staff, ["add", "--email", "Chidi@example.org", "--role", "staff", "--name", "Chidi"]
    )
    assert run.exit_code == 0, run.output
    client = app.test_client()
    answer = client.post(link_in(mails(app)[0]))
    assert answer.location == "/account/welcome"
    after = stored("chidi@example.org")
    assert (after.role, after.name) == ("staff", "Chidi")
    entry = latest(db.session(), subject=f"account:{after.id}")[0]
    assert (entry.action, entry.before, entry.after) == (
        "account.role-given", {"role": "reader"}, {"role": "staff"},
    )  # fmt: skip


def test_staff_add_keeps_no_password_that_a_stranger_set_before(app: Flask) -> None:
    stranger = app.test_client()
    stranger.post("/join", data={"email": ALISA, "name": "Mischief", "password": "x" * 11 + "yz"})
    CliRunner().invoke(staff, ["add", "--email", ALISA, "--role", "admin"])
    after = stored(ALISA)
    assert (after.role, after.password_hash, after.name) == ("admin", None, None)


def test_staff_add_refuses_what_is_no_role_or_address(app: Flask) -> None:
    assert CliRunner().invoke(staff, ["add", "--email", ALISA, "--role", "boss"]).exit_code == 2
    wrong = CliRunner().invoke(staff, ["add", "--email", "alisa", "--role", "staff"])
    assert wrong.exit_code != 0
    assert db.session.query(Account).count() == 0


def test_the_demo_has_one_login_for_each_role_and_seeding_twice_changes_nothing(app: Flask) -> None:
    settings = app.extensions["settings"]
    for _ in range(2):
        seed(settings, clock.now(), lambda _words: None)
    assert db.session.query(Account).count() == len(ROLES)
    assert {login.role for login in DEMO_LOGINS} == set(ROLES)
    for login in DEMO_LOGINS:
        sign_in(app.test_client(), login.email, login.password)
        account = find_by_email(db.session(), login.email)
        assert account and account.role == login.role


def test_the_demo_page_shows_the_logins_on_this_machine_only(app: Flask) -> None:
    page = app.test_client().get("/demo")
    assert all(login.password in page.text for login in DEMO_LOGINS)
    away = app.test_client().get("/demo", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert away.status_code == 404


def test_an_ipv6_home_is_one_network() -> None:
    assert throttle.network("2001:db8:1:2::9") == throttle.network("2001:db8:1:2:ffff::1")
    assert throttle.network("2001:db8:1:3::9") != throttle.network("2001:db8:1:2::9")
    assert throttle.network("192.0.2.7") == "192.0.2.7"
    assert throttle.network("") == "unknown"


def test_an_address_is_found_in_every_spelling_it_can_be_typed_in(app: Flask) -> None:
    with unit_of_work() as session:
        made = find_or_create_unproved(session, "Ada@xn--bcher-kva.example", clock.now())
    for spelling in ("ada@xn--bcher-kva.example", "ADA@Bücher.example", made.email):
        assert find_by_email(db.session(), spelling) is made
    assert find_by_email(db.session(), "no address at all") is None
