"""The one customer of an account: claimed by a committed row, then made at Stripe."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.billing.gateway import Broken, Declined, Gateway
from portal.billing.installation import mark_in
from portal.billing.models import StripeCustomer
from portal.billing.owners import is_ours
from portal.errors import Missing, Unavailable
from portal.extensions import unit_of_work

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Claim:
    """The claim row as it was committed."""

    account_id: int
    key: str
    parameters: dict[str, Any]
    has_broken: bool
    provider_ref: str | None


def customer_of(gateway: Gateway, account_id: int, now: datetime) -> str | None:
    """The account's customer, made on first use; None while its address is not proved.

    However many calls race, crash or time out, one is used: all use the claim's key. Where Stripe
    broke down under one of two calls, the other may still make its own beside the one made under
    the fresh key; whoever finds another in the row deletes what it made and nobody has used.
    Raises: Missing without such an account; Unavailable.
    """
    claim = _claim(account_id, now)
    if claim is None or claim.provider_ref is not None:
        return claim.provider_ref if claim else None
    found = _made_before(gateway, claim)
    ref = found or _make(gateway, claim)
    kept = _keep(account_id, ref)
    if kept != ref and found is None:
        _discard(gateway, ref)
    return kept


def forget(account_id: int) -> None:
    """The account's customer is gone at Stripe: the next use claims a new one."""
    with unit_of_work() as session:
        row = _row(session, account_id)
        if row is not None:
            session.delete(row)


def _claim(account_id: int, now: datetime) -> Claim | None:
    with unit_of_work() as session:
        account = session.get(Account, account_id, with_for_update=True)
        if account is None or account.erased_at is not None:
            raise Missing("There is no such account.")
        if account.proved_at is None:
            return None
        row = _row(session, account_id)
        if row is None:
            row = StripeCustomer(
                account_id=account_id,
                key=_key(),
                parameters={
                    "email": account.email,
                    "metadata": {**mark_in(session, now), "account_id": str(account_id)},
                },
                has_broken=False,
                claimed_at=now,
            )
            session.add(row)
            session.flush()
        return Claim(account_id, row.key, dict(row.parameters), row.has_broken, row.provider_ref)


def _made_before(gateway: Gateway, claim: Claim) -> str | None:
    """The customer that a try which broke down had made all the same."""
    if not claim.has_broken:
        return None
    found = gateway.ask(
        lambda v1: list(
            v1.customers.list({"email": claim.parameters["email"], "limit": 100}).auto_paging_iter()
        )
    )
    wanted = claim.parameters["metadata"]["account_id"]
    ours = [one for one in found if is_ours(one.metadata)]
    return next((o.id for o in ours if getattr(o.metadata, "account_id", "") == wanted), None)


def _make(gateway: Gateway, claim: Claim) -> str:
    try:
        made = gateway.ask(
            lambda v1: v1.customers.create(
                cast(Any, claim.parameters), {"idempotency_key": claim.key}
            )
        )
    except Broken:
        with unit_of_work() as session:
            row = _row(session, claim.account_id)
            if row is not None and row.key == claim.key:
                row.key, row.has_broken = _key(), True
        raise
    return made.id


def _keep(account_id: int, ref: str) -> str:
    """The customer that the account has from now on: the one that was written down first."""
    with unit_of_work() as session:
        row = _row(session, account_id)
        if row is None:  # forgotten meanwhile: the next use claims a new one
            return ref
        row.provider_ref = row.provider_ref or ref
        return row.provider_ref


def _discard(gateway: Gateway, ref: str) -> None:
    try:
        gateway.ask(lambda v1: v1.customers.delete(ref))
    except (Declined, Unavailable):  # another did so, or it stays there: empty, and never used
        log.warning("customer_left_over")


def _row(session: Session, account_id: int) -> StripeCustomer | None:
    return session.scalar(
        select(StripeCustomer).where(StripeCustomer.account_id == account_id).with_for_update()
    )


def _key() -> str:
    return f"customer-{secrets.token_hex(16)}"
