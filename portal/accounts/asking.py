"""Asking for a mail with a way in: one mail goes out whether the address is known or not."""

import secrets
from collections.abc import Mapping

from portal.accounts import registry
from portal.extensions import unit_of_work
from portal.mail import outbox


def ask_for(kind: str, email: str, payload: Mapping[str, str]) -> None:
    """Queue a mail of `kind` to the account of an address, or one that says there is none."""
    with unit_of_work() as unit:
        account = registry.find_by_email(unit, email)
        key = secrets.token_urlsafe(12)
        if account is None or account.erased_at is not None:
            outbox.queue(unit, kind="no-account", key=f"no-account:{key}", to_address=email)
        else:
            outbox.queue(
                unit, kind=kind, key=f"{kind}:{key}", payload=payload, to_account_id=account.id
            )
