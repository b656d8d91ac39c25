"""The demo's mailbox: reads back the mails that the file back end wrote to `instance/mail/`."""

import email
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

# The line that the file back end writes after each mail.
DIVIDER = re.compile(rb"^-{79}\n", re.MULTILINE)


@dataclass(frozen=True)
class DemoMail:
    """One mail that would have been sent."""

    to: str
    subject: str
    sent_at: datetime
    text: str


def newest(folder: Path, limit: int = 50) -> Sequence[DemoMail]:
    """The newest mails first; none when nothing was ever sent."""
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [mail for path in files[:limit] for mail in _read(path)][:limit]


def _read(path: Path) -> Iterator[DemoMail]:
    for raw in DIVIDER.split(path.read_bytes()):
        if raw.strip():
            message = email.message_from_bytes(raw, EmailMessage, policy=default)
            body = message.get_body(("plain",))
            yield DemoMail(
                to=str(message["To"]),
                subject=str(message["Subject"]),
                sent_at=_aware(message["Date"].datetime),
                text=body.get_content().replace("\r\n", "\n").strip() if body else "",
            )


def _aware(moment: datetime) -> datetime:
    """A Date header ending in -0000 (RFC 5322, 3.3) is in UTC and read as naive."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
