"""What only a mischief maker sends is answered like any other mistake, on both databases."""

from flask import Flask

from tests.accounts.people import stored

NUL = "\0"


def test_an_address_with_a_nul_is_an_unknown_one(app_on_both: Flask) -> None:
    client = app_on_both.test_client()
    for address in (
        "/news/%00",
        "/?before=%00",
        "/prove/%00",
        "/support?attempt=%00",
        "/support/thanks?session_id=cs%00",
    ):
        assert client.get(address).status_code == 404, address


def test_a_nul_in_a_form_is_left_out(app_on_both: Flask) -> None:
    client = app_on_both.test_client()
    typed = {"email": "dorota@example.org", "name": f"Do{NUL}rota", "password": ""}
    assert client.post("/join", data=typed).status_code == 303
    assert stored("dorota@example.org").name == "Dorota"
    choice = {"cadence": "monthly", "amount_monthly": "8", "currency": f"usd{NUL}"}
    answer = client.post("/support/checkout", data={**choice, "click": NUL, "amount_monthly": "x"})
    assert answer.status_code == 422


def test_the_demo_answers_under_this_machines_names_only(app: Flask) -> None:
    client = app.test_client()
    for path in ("/", "/demo/mail", "/sign-in"):
        assert client.get(path, headers={"Host": "evil.example"}).status_code == 400
        assert client.get(path, headers={"Host": "127.0.0.1:8000"}).status_code == 200
