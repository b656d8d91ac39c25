"""Access is denied unless declared, and roles open their own doors only."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.access import requires
from portal.accounts.identity import current_account
from portal.accounts.rules import ROLES
from portal.web.routes import everyone, private, public
from tests.accounts.people import PASSWORD, proved, sign_in

DOORS = {"reader": set(ROLES), "editor": {"editor", "admin"}, "staff": {"staff", "admin"},
         "finance": {"finance", "admin"}, "admin": {"admin"}}  # fmt: skip


def a_page() -> str:
    return "inside"


@pytest.fixture
def doors(app: Flask) -> Flask:
    """The portal with a page for each role, one undeclared, one open."""
    for role in ROLES:
        view = type(a_page)(a_page.__code__, {}, f"for_{role}")
        app.add_url_rule(f"/for/{role}", f"for_{role}", requires(role)(private(view)),
                         methods=["GET", "POST"])  # fmt: skip
    app.add_url_rule("/undeclared", "undeclared", type(a_page)(a_page.__code__, {}, "undeclared"))
    open_page = type(a_page)(a_page.__code__, {}, "open_page")
    app.add_url_rule("/open", "open_page", everyone(private(open_page)))
    return app


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_its_doors_and_no_other(doors: Flask, role: str) -> None:
    proved(f"{role}@example.org", role=role)
    client = doors.test_client()
    sign_in(client, f"{role}@example.org", PASSWORD)
    for door, allowed in DOORS.items():
        expected = 200 if role in allowed else 403
        assert client.get(f"/for/{door}").status_code == expected, door
        assert client.post(f"/for/{door}").status_code == expected, door


def test_who_is_not_signed_in_is_led_to_the_door_and_back(doors: Flask) -> None:
    client = doors.test_client()
    answer = client.get("/for/staff?day=2")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/for/staff?day%3D2")
    assert client.post("/for/staff").location == "/sign-in"
    assert client.get("/open").text == "inside"


def test_a_route_that_declares_nothing_is_shut_for_everyone(doors: Flask) -> None:
    assert doors.test_client().get("/undeclared").status_code == 403
    proved("admin@example.org", role="admin")
    admin = doors.test_client()
    sign_in(admin, "admin@example.org")
    assert admin.get("/undeclared").status_code == 403


def test_only_known_roles_can_be_required() -> None:
    for roles in ((), ("boss",), ("staff", "boss")):
        with pytest.raises(ValueError, match="roles"):
            requires(*roles)


def test_a_public_page_neither_knows_who_reads_it_nor_sets_a_cookie(app: Flask) -> None:
    def curious() -> str:
        return str(current_account())

    def calm() -> str:
        return "the same for everyone"

    app.add_url_rule("/curious", "curious", public(topics=())(curious))
    app.add_url_rule("/calm", "calm", public(topics=())(calm))
    proved()
    client = app.test_client()
    sign_in(client)
    with pytest.raises(RuntimeError, match="does not know"):
        client.get("/curious")
    answer = client.get("/calm")
    assert "Set-Cookie" not in answer.headers
    assert "Vary" not in answer.headers or "Cookie" not in answer.headers["Vary"]


def test_an_unknown_address_is_a_404_also_for_those_without_a_role(client: FlaskClient) -> None:
    assert client.get("/no-such-page").status_code == 404
