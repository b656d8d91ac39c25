"""An editor's browser, and what the form of a prompt sends."""

import html
import re
from typing import Any

from flask.testing import FlaskClient

from portal.prompts import keeping
from portal.prompts.prompt import Prompt
from tests.accounts.people import proved, sign_in

EDITOR = "editor@example.org"
WORDING = {
    "slug": "a", "heading": "Please", "text": "Reading is free.\n\nReporting is not.",
    "button": "", "signatory": "", "signatory_role": "", "weight": "1",
}  # fmt: skip
FORM = {
    "name": "Winter", "is_live": "y", "placement": "end", "after_paragraph": "3",
    "audience": "everyone", "tags": "", "away_tags": "", "starts_on": "", "starts_at": "",
    "ends_on": "", "ends_at": "", "priority": "100", "most_asks": "4", "in_days": "30",
    "days_after_close": "14", "days_after_donation": "365", "free_articles": "2",
    "cadences": "monthly,yearly", "has_reminder": "y", "holdout_permille": "0", "sample": "0",
}  # fmt: skip


def begin(client: FlaskClient, role: str = "editor") -> FlaskClient:
    """The same browser, signed in."""
    proved(f"{role}@example.org", role=role)
    sign_in(client, f"{role}@example.org")
    return client


def typed(*wordings: dict[str, str], **changes: str) -> dict[str, str]:
    """What the form sends."""
    sent = {**FORM, **changes}
    for number, wording in enumerate(wordings or ({},)):
        sent |= {f"wording{number}-{name}": text for name, text in {**WORDING, **wording}.items()}
    return sent


def stored(slug: str = "winter") -> Prompt:
    """The prompt as the database has it now."""
    from portal.extensions import db

    db.session.rollback()
    return keeping.find(db.session(), slug)[0]


def words(page: Any) -> str:
    """A page's main part, as it is read on a desk: a telephone has words in the cells, too."""
    main = page.text.partition("<main")[2].partition("</main>")[0]
    main = re.sub(r'<span class="narrow">[^<]*</span>', "", main)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())
