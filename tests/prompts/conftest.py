"""A newspaper with prompts that listens on loopback, for a real browser."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import delete

from portal.campaign.models import CampaignRow
from portal.extensions import unit_of_work
from portal.prompts.models import PromptHouse, PromptRow, Tally
from portal.support import headcount
from tests import databases
from tests.articles.newspaper import name_newsroom, write_piece
from tests.flows.conftest import browser_type_launch_args, new_page
from tests.serving import serving
from tests.settings import make_settings

__all__ = ["browser_type_launch_args", "new_page"]

KYIV = ZoneInfo("Europe/Kyiv")
LONG = "\n\n".join(
    f"Paragraph {number}. The harbour master wrote it down, and wrote it down again the day after,"
    " and nobody at the town hall could say who had asked for the first copy or the second."
    for number in range(1, 25)
)


@dataclass(frozen=True)
class Served:
    """The application and where it listens."""

    app: Flask
    url: str

    def empty(self) -> None:
        """No prompt, no tally, nothing paused."""
        with self.app.app_context(), unit_of_work() as session:
            for table in (PromptRow, PromptHouse, Tally):
                session.execute(delete(table))


@pytest.fixture(scope="module")
def newspaper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A campaign, long articles, one about a tragedy, and a brief."""
    folder: Path = tmp_path_factory.mktemp("newspaper")
    settings = make_settings(folder, DATABASE_URL=databases.fresh_sqlite(folder))
    with databases.running(settings) as app:
        now = datetime.now(UTC)
        name_newsroom()
        with unit_of_work() as session:
            session.add(
                CampaignRow(
                    slug="25000-members", name="25,000 members", goal=25_000,
                    timezone="Europe/Kyiv", starts_at=datetime(now.year, 1, 1, tzinfo=KYIV),
                    ends_at=datetime(now.year + 1, 1, 1, tzinfo=KYIV),
                )
            )  # fmt: skip
            headcount.recount(session, now)
            for number in range(6):
                write_piece(session, f"long-{number}", hours_ago=number, body=LONG, tags=("port",))
            write_piece(session, "a-loss", hours_ago=9, body=LONG, tags=("tragedy",))
            write_piece(session, "short", hours_ago=8, body="One sentence.")
        with serving(app) as url:
            yield Served(app, url)


@pytest.fixture
def served(newspaper: Served) -> Served:
    """The newspaper, without a prompt."""
    newspaper.empty()
    return newspaper
