"""Forgetting whom a mail went to, where nothing but the mail was asked for."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.mail.models import Mail


def forget_addresses(session: Session, kind: str) -> None:
    """Erase the addresses of all mails of `kind` that no longer wait, inside a unit of work."""
    session.execute(
        update(Mail)
        .where(Mail.kind == kind, Mail.state != "waiting", Mail.to_address.is_not(None))
        .values(to_address=None)
        .execution_options(synchronize_session=False)
    )
