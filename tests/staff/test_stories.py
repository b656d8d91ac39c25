"""What stories brought: by name, after a change of address too, and as a file that is safe."""

import csv
import io
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from portal.articles.editing import old_addresses
from portal.extensions import unit_of_work
from portal.prompts.prompt import HELD
from tests.accounts.people import proved, sign_in
from tests.articles.newspaper import name_newsroom, publish
from tests.prompts.board import one, put_up
from tests.staff.prompts.desk import words
from tests.staff.prompts.test_results import join

DAY = datetime(2026, 11, 2, tzinfo=UTC).date()


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    name_newsroom()
    article = publish("harbour-dues", headline="=Who pays the harbour?")
    publish("match")
    with unit_of_work() as session:
        old_addresses.leave(session, "old-dues", article)
    put_up(one())
    join(2, DAY, article_slug="harbour-dues", prompt_slug="winter", variant_slug="a")
    join(1, DAY, article_slug="old-dues", prompt_slug="winter", variant_slug=HELD)
    join(1, DAY, article_slug="match", prompt_slug="default")
    proved("staff@example.org", role="staff")
    sign_in(client, "staff@example.org")
    return client


def test_a_story_is_told_what_it_brought_under_every_address_it_had(staff: FlaskClient) -> None:
    page = words(staff.get("/staff/stories"))
    assert "=Who pays the harbour? brought 3 members." in page
    assert "=Who pays the harbour? 3 3 0 0 Match 1 1 0 0" in page
    assert "old-dues" not in page
    assert "example.org" not in page


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("prompt", "Winter 2 2 0 0 The default ask 1 1 0 0"),
        ("variant", "Winter, “a” 2 2 0 0 Winter, held back 1 1 0 0"),
        ("campaign", "Nobody has begun a checkout from here"),
        ("nonsense", "=Who pays the harbour? 3 3 0 0"),
    ],
)
def test_and_so_are_prompts_wordings_and_campaigns(
    staff: FlaskClient, source: str, told: str
) -> None:
    assert told in words(staff.get(f"/staff/stories?by={source}"))


def test_days_are_a_span(staff: FlaskClient) -> None:
    assert "brought 3 members" in words(staff.get("/staff/stories?first=2026-11-02"))
    for span in ("first=2026-11-03", "last=2026-11-01"):
        assert "Nobody has begun" in words(staff.get(f"/staff/stories?{span}"))
    assert staff.get("/staff/stories?first=2026-99-99").status_code == 200


def test_the_file_holds_the_same_and_runs_nowhere(staff: FlaskClient) -> None:
    answer = staff.get("/staff/stories.csv")
    assert answer.content_type.startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[1] == ["harbour-dues", "'=Who pays the harbour?", "3", "3", "0", "0"]
    assert len(rows) == 3


@pytest.mark.parametrize("role", ["reader", "finance"])
def test_it_is_for_editors_and_staff(client: FlaskClient, role: str) -> None:
    proved(role=role)
    sign_in(client)
    for path in ("/staff/stories", "/staff/stories.csv", "/staff/prompts/winter/results"):
        assert client.get(path).status_code == 403
