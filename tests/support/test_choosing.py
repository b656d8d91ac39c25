"""Choosing and checking out: what is asked for is kept, what is wrong creates nothing."""

import re
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.extensions import db
from portal.support.models import Attempt
from portal.support.standing import Standing
from tests.accounts import people as accounts
from tests.support.desk import CounterDesk
from tests.support.people import apply, members, membership, stamp

EIGHT = {"cadence": "monthly", "amount_monthly": "8", "currency": "usd", "click": stamp()}


def attempts() -> list[Attempt]:
    return list(db.session.scalars(select(Attempt).order_by(Attempt.created_at)))


def is_chosen(page: str, name: str, value: str) -> bool:
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*value="{re.escape(value)}"[^>]*>', page)
    assert tag, f"no tile {name}={value}"
    return "checked" in tag[0]


def typed(page: str, name: str) -> str:
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page)
    return tag[1] if tag else ""


def test_the_page_offers_the_newsrooms_currency(client: FlaskClient, desk: CounterDesk) -> None:
    answer = client.get("/support")
    assert answer.headers["Cache-Control"] == "no-store"
    assert is_chosen(answer.text, "cadence", "monthly")
    assert is_chosen(answer.text, "amount_monthly", "8")
    assert "Pay $8 a month" in answer.text
    assert re.search(r"You pay \$8 today, and the same each month until you cancel", answer.text)
    assert attempts() == []


@pytest.mark.parametrize(
    ("query", "tile", "value"),
    [
        ("cadence=yearly&amount=150", "amount_yearly", "150"),
        ("cadence=once&amount=50", "amount_once", "50"),
        ("amount=15", "amount_monthly", "15"),
        ("cadence=monthly&amount=own", "amount_monthly", "own"),
        ("cadence=monthly&amount=0.01", "amount_monthly", "8"),
        ("cadence=weekly&amount=much", "amount_monthly", "8"),
        ("currency=jpy&amount=2000", "amount_monthly", "2000"),
        ("currency=xau", "amount_monthly", "8"),
    ],
)
def test_an_address_preselects(client: FlaskClient, query: str, tile: str, value: str) -> None:
    page = client.get(f"/support?{query}").text
    assert is_chosen(page, tile, value)
    assert is_chosen(page, "cadence", tile.removeprefix("amount_"))


def test_an_address_may_name_an_amount_of_its_own(client: FlaskClient) -> None:
    page = client.get("/support?cadence=once&amount=17.50").text
    assert is_chosen(page, "amount_once", "own")
    assert typed(page, "own_once") == "17.50"


def test_where_a_reader_came_from_reaches_the_attempt(
    client: FlaskClient, desk: CounterDesk
) -> None:
    page = client.get("/support?article=harbour-dues&prompt=default&campaign=25000-members").text
    source = {name: typed(page, name) for name in ("article", "prompt", "campaign")}
    client.post("/support/checkout", data={**EIGHT, **source, "variant": "<script>"})
    row = attempts()[0]
    assert (row.article_slug, row.prompt_slug, row.campaign_slug, row.variant_slug) == (
        "harbour-dues", "default", "25000-members", None,
    )  # fmt: skip


def test_checking_out_leads_to_the_hosted_page(client: FlaskClient, desk: CounterDesk) -> None:
    answer = client.post("/support/checkout", data=EIGHT)
    row = attempts()[0]
    assert (answer.status_code, answer.location) == (303, row.checkout_url)
    assert (row.amount_minor, row.currency, row.cadence, row.account_id) == (
        800, "usd", "monthly", None,
    )  # fmt: skip
    assert desk.asked == ["open"]


def test_once_is_a_donation_of_any_amount(client: FlaskClient, desk: CounterDesk) -> None:
    once = {"cadence": "once", "amount_once": "own", "own_once": "17,50", "currency": "eur",
            "click": stamp()}  # fmt: skip
    assert client.post("/support/checkout", data=once).status_code == 303
    row = attempts()[0]
    assert (row.amount_minor, row.currency, row.cadence) == (1750, "eur", None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_monthly": "own", "own_monthly": ""},
        {"amount_monthly": "own", "own_monthly": "eight"},
        {"amount_monthly": "own", "own_monthly": "0.50"},
        {"amount_monthly": "own", "own_monthly": "99999999999999999999"},
        {"amount_monthly": "-8"},
        {"amount_monthly": "8.005"},
        {"amount_monthly": "8", "own_monthly": "12"},
        {"currency": "xau"},
        {"currency": ""},
        {"cadence": "weekly"},
        {"cadence": ""},
    ],
)
def test_what_is_wrong_is_refused_and_creates_nothing(
    client: FlaskClient, desk: CounterDesk, wrong: dict[str, str]
) -> None:
    answer = client.post("/support/checkout", data={**EIGHT, **wrong})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert (attempts(), desk.asked) == ([], [])


def test_an_empty_form_is_refused(client: FlaskClient, desk: CounterDesk) -> None:
    assert client.post("/support/checkout").status_code == 422
    assert client.post("/support/checkout", data={"x": "\x00" * 50}).status_code == 422
    assert attempts() == []


def test_what_was_typed_is_kept_with_the_error_beside_it(
    client: FlaskClient, desk: CounterDesk
) -> None:
    wrong = {**EIGHT, "cadence": "once", "amount_once": "own", "own_once": "a lot",
             "article": "harbour-dues"}  # fmt: skip
    page = client.post("/support/checkout", data=wrong).text
    assert is_chosen(page, "cadence", "once")
    assert is_chosen(page, "amount_once", "own")
    assert (typed(page, "own_once"), typed(page, "article")) == ("a lot", "harbour-dues")
    assert 'id="own_once-error"' in page
    assert typed(page, "click") == EIGHT["click"]


def test_a_double_click_makes_one_attempt(client: FlaskClient, desk: CounterDesk) -> None:
    first, second = (client.post("/support/checkout", data=EIGHT) for _ in range(2))
    assert first.location == second.location
    assert len(attempts()) == 1


def test_going_back_to_choose_another_amount_is_no_double_click(
    client: FlaskClient, desk: CounterDesk
) -> None:
    client.post("/support/checkout", data=EIGHT)
    client.post("/support/checkout", data={**EIGHT, "amount_monthly": "15"})
    assert [row.amount_minor for row in attempts()] == [800, 1500]


def test_going_back_after_paying_does_not_charge_again(
    client: FlaskClient, desk: CounterDesk
) -> None:
    client.post("/support/checkout", data=EIGHT)
    ref = desk.finds(attempts()[0].id, "paid")
    client.get(f"/support/thanks?session_id={ref}")
    answer = client.post("/support/checkout", data=EIGHT)
    assert answer.location == f"/support/thanks?session_id={ref}"
    assert desk.asked == ["open", "sync"]


def test_the_same_form_after_the_checkout_expired_is_a_new_attempt(
    client: FlaskClient, desk: CounterDesk
) -> None:
    client.post("/support/checkout", data=EIGHT)
    ref = desk.finds(attempts()[0].id, "expired")
    client.get(f"/support/thanks?session_id={ref}")
    client.post("/support/checkout", data=EIGHT)
    assert [row.state for row in attempts()] == ["expired", "open"]


def test_a_cancelled_checkout_keeps_the_choice(client: FlaskClient, desk: CounterDesk) -> None:
    client.post(
        "/support/checkout",
        data={"cadence": "yearly", "amount_yearly": "own", "own_yearly": "99", "currency": "eur",
              "article": "harbour-dues", "click": stamp()},
    )  # fmt: skip
    page = client.get(f"/support?attempt={attempts()[0].id}").text
    assert "nothing was charged. Your choice is kept" in page
    assert is_chosen(page, "cadence", "yearly")
    assert (typed(page, "own_yearly"), typed(page, "currency")) == ("99", "eur")
    assert typed(page, "article") == "harbour-dues"


def test_an_unknown_attempt_shows_the_usual_page(client: FlaskClient) -> None:
    answer = client.get("/support?attempt=no-such-attempt")
    assert (answer.status_code, "You left the checkout" in answer.text) == (200, False)


def test_when_the_provider_is_away_the_choice_is_kept_and_the_same_attempt_tried(
    client: FlaskClient, desk: CounterDesk
) -> None:
    desk.is_away = True
    answer = client.post("/support/checkout", data=EIGHT)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "Support is briefly unavailable" in answer.text
    assert "Your choice is kept: $8 a month" in answer.text
    assert attempts()[0].state == "unknown"

    desk.is_away = False
    again = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.text))
    assert client.post("/support/checkout", data=again).status_code == 303
    assert [row.state for row in attempts()] == ["open"]


def test_a_proved_reader_pays_as_themselves_and_older_tabs_are_closed(
    app: Flask, client: FlaskClient, desk: CounterDesk
) -> None:
    alisa = accounts.proved().id
    accounts.sign_in(client)
    client.post("/support/checkout", data=EIGHT)
    client.post("/support/checkout", data=EIGHT)
    assert [row.account_id for row in attempts()] == [alisa]
    assert desk.asked == ["close", "open", "open"]


def test_a_member_is_offered_a_change_instead_of_a_second_membership(
    app: Flask, client: FlaskClient, desk: CounterDesk
) -> None:
    accounts.proved()
    apply(membership(standing=Standing.PAST_DUE))
    accounts.sign_in(client)
    page = client.get("/support").text
    assert "You are a member already, with $8 a month" in page
    assert is_chosen(page, "cadence", "once")
    answer = client.post("/support/checkout", data=EIGHT)
    assert (answer.status_code, "nothing was charged" in answer.text) == (422, True)
    assert "/account" in answer.text
    assert (attempts(), desk.asked) == ([], [])


def test_a_member_may_still_give_once(app: Flask, client: FlaskClient, desk: CounterDesk) -> None:
    accounts.proved()
    apply(membership())
    accounts.sign_in(client)
    once = {"cadence": "once", "amount_once": "25", "currency": "usd", "click": stamp()}
    assert client.post("/support/checkout", data=once).status_code == 303
    assert members() == 1


def test_too_many_checkouts_from_one_address_are_refused_with_the_choice_kept(
    client: FlaskClient, desk: CounterDesk
) -> None:
    answers = [
        client.post("/support/checkout", data={**EIGHT, "click": stamp()}) for n in range(21)
    ]
    assert [a.status_code for a in answers] == [303] * 20 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert is_chosen(answers[-1].text, "amount_monthly", "8")
    assert len(attempts()) == 20


def test_the_form_needs_its_token(app: Flask, client: FlaskClient, desk: CounterDesk) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post("/support/checkout", data=EIGHT).status_code == 400
    token = typed(client.get("/support").text, "csrf_token")
    answer = client.post("/support/checkout", data={**EIGHT, "csrf_token": token})
    assert answer.status_code == 303
    assert len(attempts()) == 1


def test_every_suggested_choice_is_said_in_words_before_the_button(client: FlaskClient) -> None:
    page = client.get("/support").text
    query = urlencode({"cadence": "yearly"})
    assert client.get(f"/support?{query}").status_code == 200
    for words in ("Pay $5 a month", "Pay $300 a year", "Give $100", "Next charge:"):
        assert words in page
