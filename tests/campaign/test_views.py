"""Progress as data, as a page and in a frame: right in every state, open to all, no session."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.campaign.building import NOW, make_campaign, set_members

PAGES = ["/campaigns/{}", "/campaigns/{}/progress.json", "/embed/campaigns/{}"]
JSON = "/campaigns/current/progress.json"


@pytest.mark.parametrize(
    ("members", "percent", "remaining", "state"),
    [
        (0, 0, 25_000, "running"),
        (1, 0, 24_999, "running"),
        (24_999, 99, 1, "running"),
        (25_000, 100, 0, "reached"),
        (25_001, 100, 0, "reached"),
    ],
)
def test_the_data_says_what_the_page_says(
    app_on_both: Flask, members: int, percent: int, remaining: int, state: str
) -> None:
    make_campaign()
    set_members(members)
    client = app_on_both.test_client()
    found = client.get(JSON).get_json()
    assert (found["count"], found["goal"]) == (members, 25_000)
    assert (found["percent"], found["remaining"]) == (percent, remaining)
    assert (found["state"], found["met"]) == (state, state == "reached")
    page = client.get("/campaigns/current").text
    assert f"<strong data-bar-count>{members:,}</strong>" in page
    assert f'max="25000" value="{min(members, 25_000)}"' in page
    assert found["sentence"] in page
    assert f'data-version="{found["version"]}"' in page


def test_the_data_has_all_that_is_promised(client: FlaskClient) -> None:
    make_campaign()
    set_members(3)
    response = client.get(JSON)
    promised = {"count", "goal", "percent", "remaining", "as_of", "state", "met", "version"}
    assert promised <= response.get_json().keys()
    assert datetime.fromisoformat(response.get_json()["as_of"]).tzinfo
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=2"


def test_every_change_raises_the_version(client: FlaskClient) -> None:
    make_campaign()
    set_members(3)
    first = client.get(JSON).get_json()["version"]
    set_members(4)
    second = client.get(JSON).get_json()["version"]
    make_campaign(slug="other", starts_at=NOW + timedelta(days=9))
    assert first < second < client.get(JSON).get_json()["version"]


@pytest.mark.parametrize(
    ("terms", "state", "words"),
    [
        (
            {"starts_at": NOW + timedelta(days=2), "ends_at": NOW + timedelta(days=9)},
            "upcoming",
            "The campaign starts on",
        ),
        (
            {"starts_at": NOW - timedelta(days=9), "ends_at": NOW - timedelta(days=2)},
            "ended",
            "24,993 short of its goal",
        ),
        (
            {
                "starts_at": NOW - timedelta(days=9),
                "ends_at": NOW - timedelta(days=2),
                "final_count": 25_100,
                "met_at": NOW - timedelta(days=3),
            },
            "ended",
            "its goal was met",
        ),
        ({"met_at": NOW - timedelta(days=3)}, "running", "The goal was reached once"),
        ({"goal": 7}, "reached", "The goal is reached"),
    ],
)
def test_each_state_has_its_sentence(
    client: FlaskClient, terms: dict[str, Any], state: str, words: str
) -> None:
    make_campaign(**terms)
    set_members(7)
    found = client.get(JSON).get_json()
    assert found["state"] == state
    assert words in found["sentence"]
    assert words in client.get("/campaigns/current").text


def test_the_deadline_is_the_last_day_of_the_campaign(client: FlaskClient) -> None:
    year = NOW.year + 1
    make_campaign(ends_at=datetime(year, 12, 31, 22, tzinfo=UTC))  # midnight in Kyiv
    set_members(1)
    assert f"24,999 to go until 31 December {year}." in client.get("/campaigns/current").text


def test_the_final_count_stays_while_members_come_and_go(client: FlaskClient) -> None:
    make_campaign(
        starts_at=NOW - timedelta(days=9), ends_at=NOW - timedelta(days=2), final_count=24_000
    )
    set_members(31_000)
    found = client.get(JSON).get_json()
    assert (found["count"], found["is_final"]) == (24_000, True)
    assert found["counted"].startswith("Final count of ")


def test_an_old_count_is_labelled_with_its_time_and_not_lost(client: FlaskClient) -> None:
    make_campaign()
    set_members(812, counted_at=datetime.now(UTC) - timedelta(minutes=11))
    found = client.get(JSON).get_json()
    assert (found["count"], found["is_stale"]) == (812, True)
    page = client.get("/support").text
    assert "Last counted at <time" in page
    assert "<span data-bar-asof hidden>" not in page
    set_members(812)
    assert "<span data-bar-asof hidden>" in client.get("/support").text


def test_an_offset_is_in_the_number_and_named_on_the_page(client: FlaskClient) -> None:
    make_campaign(offset=1_200, offset_label="members of the print edition")
    set_members(5)
    assert client.get(JSON).get_json()["count"] == 1_205
    page = client.get("/campaigns/current").text
    assert "includes 1,200 members" in page
    assert "members of the print edition" in page


@pytest.mark.parametrize("path", PAGES)
def test_an_unknown_campaign_is_a_404_with_the_bar(client: FlaskClient, path: str) -> None:
    make_campaign()
    set_members(12)
    response = client.get(path.format("nothing-of-the-kind"))
    assert response.status_code == 404
    assert response.headers["Cache-Control"] == "no-store"
    if not path.endswith("json"):
        assert "<strong data-bar-count>12</strong>" in response.text


@pytest.mark.parametrize("path", [*PAGES, "/campaigns/{}/live"])
def test_without_a_campaign_there_is_no_current_one(client: FlaskClient, path: str) -> None:
    response = client.get(path.format("current"))
    assert response.status_code == 404
    assert "data-bar-count" not in response.text


def test_before_members_were_ever_counted_no_number_is_shown(client: FlaskClient) -> None:
    make_campaign()
    assert client.get(JSON).status_code == 503
    assert "data-bar-count" not in client.get("/nothing").text


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_set_no_cookie_and_are_the_same_for_all(client: FlaskClient, path: str) -> None:
    make_campaign()
    set_members(12)
    response = client.get(path.format("current"))
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert "public" in response.headers["Cache-Control"]
    assert "Cookie" not in response.headers.get("Vary", "")


def test_only_the_embed_may_be_framed(client: FlaskClient) -> None:
    make_campaign()
    set_members(12)
    embed = client.get("/embed/campaigns/current")
    assert "frame-ancestors *" in embed.headers["Content-Security-Policy"]
    assert 'class="bar bar-embed"' in embed.text
    page = client.get("/campaigns/current")
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_under_a_sub_path_every_address_begins_with_it(client: FlaskClient) -> None:
    make_campaign()
    set_members(12)
    page = client.get("/campaigns/current", base_url="http://localhost/portal").text
    assert 'data-live="/portal/campaigns/25000-members/live"' in page
    assert 'src="/portal/static/' in page
