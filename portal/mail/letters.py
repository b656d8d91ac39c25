"""Making a letter from a template: the first line is the subject, the rest the text.

One template makes both parts: paragraphs are divided by blank lines, and a line that is
nothing but an address becomes a link in the HTML part.
"""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from portal.config import Settings
from portal.extensions import db, end_read
from portal.mail.kinds import Letter
from portal.web import newsroom


def write(template: str, **words: Any) -> Letter:
    """The letter of `templates/<template>` (`support/letters/thanks.txt`).

    Templates see `words` and `newsroom`. Must be called with no unit of work open.
    """
    paper = newsroom.read(db.session())
    end_read()
    environment = current_app.jinja_env
    lines = environment.get_template(template).render(newsroom=paper, **words).strip()
    subject, _, rest = lines.partition("\n")
    text = _tidy(rest)
    html = environment.get_template("mail/letter.html").render(
        newsroom=paper, subject=subject.strip(), paragraphs=paragraphs(text)
    )
    return Letter(subject.strip(), text + "\n", html)


def link(endpoint: str, **values: Any) -> str:
    """The full address of a page, for use outside of any request."""
    settings: Settings = current_app.extensions["settings"]
    base = urlsplit(settings.base_url)
    adapter = current_app.url_map.bind(
        base.netloc, script_name=base.path or "/", url_scheme=base.scheme
    )
    return adapter.build(endpoint, values, force_external=True)


def paragraphs(text: str) -> list[list[tuple[str, bool]]]:
    """The lines of each paragraph, each with whether it is an address to follow."""
    return [
        [(line, is_address(line)) for line in block.splitlines()] for block in text.split("\n\n")
    ]


def is_address(line: str) -> bool:
    """True for a line that is one http(s) address and nothing else."""
    return line.startswith(("https://", "http://")) and " " not in line


def _tidy(text: str) -> str:
    """Paragraphs with one blank line between them, whatever the template's tags left."""
    blocks = (block.strip() for block in text.replace("\r", "").split("\n\n"))
    return "\n\n".join(
        "\n".join(line.strip() for line in block.splitlines()) for block in blocks if block
    )
