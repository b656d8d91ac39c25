"""The default ask: complete sentences only, plain links, the same for everyone."""

import gzip
import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest
from flask import Flask

from portal.campaign.models import CampaignRow
from portal.extensions import unit_of_work
from portal.prompts.default_ask import ALWAYS, DEFAULT, say
from portal.prompts.wording import Unresolved, fill
from portal.support import headcount
from portal.web.slots import slot
from tests.house.plan import PROJECT

VALUES = {"count": "12", "goal": "25,000", "remaining": "24,988"}
NOW = datetime.now(UTC)


def test_placeholders_are_filled() -> None:
    assert fill("{count} of {goal}", VALUES) == "12 of 25,000"
    assert fill("no placeholder", {}) == "no placeholder"


@pytest.mark.parametrize("text", ["{count} of {nobody}", "{}", "{count.real}{nobody}"])
def test_a_placeholder_without_a_value_is_not_shown(text: str) -> None:
    with pytest.raises(Unresolved):
        fill(text + " {nobody}", VALUES)
    assert say(replace(DEFAULT, heading=text + "{nobody}"), "running", VALUES) is None


@pytest.mark.parametrize("state", ["upcoming", "running", "reached", "ended", ""])
def test_the_default_ask_is_whole_in_every_state(state: str) -> None:
    said = say(DEFAULT, state, VALUES if state else {})
    assert said is not None
    assert said.paragraphs
    assert "{" not in "".join((said.heading, *said.paragraphs))


def test_a_running_campaign_names_its_numbers_and_others_do_not() -> None:
    running, reached = say(DEFAULT, "running", VALUES), say(DEFAULT, "reached", VALUES)
    assert running is not None
    assert reached is not None
    assert "24,988" in " ".join(running.paragraphs)
    assert not re.search(r"\d", " ".join(reached.paragraphs))


def test_numbers_of_a_campaign_are_not_asked_for_without_one() -> None:
    hole = replace(DEFAULT, paragraphs=((ALWAYS, "{remaining} to go"),))
    assert say(hole, "", {}) is None


def test_the_cards_are_links_that_carry_where_the_reader_was(app: Flask) -> None:
    with unit_of_work() as session:
        session.add(
            CampaignRow(
                slug="25000-members", name="25,000 members", goal=25_000, timezone="Europe/Kyiv",
                starts_at=datetime(NOW.year, 1, 1, tzinfo=UTC),
                ends_at=datetime(NOW.year + 1, 1, 1, tzinfo=UTC),
            )
        )  # fmt: skip
        headcount.recount(session, NOW)
    with app.test_request_context("/news/harbour-dues"):
        html = str(slot("ask", article_slug="harbour-dues"))
    assert "<form" not in html
    assert "25,000" in html
    links = [unescape(link) for link in re.findall(r'href="(/support[^"]*)"', html)]
    assert len(links) == 2 * (3 + 1 + 1)
    for link in links:
        for part in ("article=harbour-dues", "prompt=default", "campaign=25000-members"):
            assert part in link
    client = app.test_client()
    yearly = next(link for link in links if "yearly" in link and "amount=150" in link)
    page = client.get(yearly).text
    assert re.search(r'<input checked[^>]*name="amount_yearly"[^>]*value="150"', page)


def test_the_ask_stands_without_a_campaign(app: Flask) -> None:
    with app.test_request_context("/"):
        html = str(slot("ask"))
    assert "{" not in html
    assert "campaign=" not in html
    assert "?article=" not in html
    assert "&amp;article=" not in html


def test_all_that_a_reading_page_loads_for_prompts_is_small() -> None:
    names = ["js/spare.js", *(f"prompts/{name}.js" for name in ("ask", "acts", "banner", "memory"))]
    scripts = [(PROJECT / "static" / name).read_text() for name in names]
    loaded = {
        found for text in scripts for found in re.findall(r'(?:from |import\()"\./(\w+)\.js"', text)
    }
    assert loaded == {"acts", "banner", "memory"}
    assert sum(len(gzip.compress(text.encode(), mtime=0)) for text in scripts) <= 5_000
