"""The one customer of an account: claimed by a committed row, then made at Stripe."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select

from portal.accounts.models import Account
from portal.billing.gateway import Broken, Gateway
from portal.billing.installation import mark_in
from portal.billing.models import StripeCustomer
from portal.billing.owners import is_ours
from portal.errors import Missing
from portal.extensions import unit_of_work


@dataclass(frozen=True, slots=True)
class Claim:
    """The claim row as it was committed."""

    id: int
    key: str
    parameters: dict[str, Any]
    has_broken: bool
    provider_ref: str | None


def customer_of(gateway: Gateway, account_id: int, now: datetime) -> str | None:
    """The account's customer, made on first use; None while its address is not proved.

    However many calls race, crash or time out, there is one: all use the claim's key.
    Raises: Missing without such an account; Unavailable.
    """
    claim = _claim(account_id, now)
    if claim is None or claim.provider_ref is not None:
        return claim.provider_ref if claim else None
    ref = _made_before(gateway, claim) or _make(gateway, claim)
    with unit_of_work() as session:
        row = session.get_one(StripeCustomer, claim.id, with_for_update=True)
        row.provider_ref = row.provider_ref or ref
        return row.provider_ref


def forget(account_id: int) -> None:
    """The account's customer is gone at Stripe: the next use claims a new one."""
    with unit_of_work() as session:
        row = session.scalar(select(StripeCustomer).where(StripeCustomer.account_id == account_id))
        if row is not None:
            session.delete(row)


def _claim(account_id: int, now: datetime) -> Claim | None:
    with unit_of_work() as session:
        account = session.get(Account, account_id, with_for_update=True)
        if account is None or account.erased_at is not None:
            raise Missing("There is no such account.")
        if account.proved_at is None:
            return None
        row = session.scalar(select(StripeCustomer).where(StripeCustomer.account_id == account_id))
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
        return Claim(row.id, row.key, dict(row.parameters), row.has_broken, row.provider_ref)


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
            row = session.get_one(StripeCustomer, claim.id, with_for_update=True)
            if row.key == claim.key:
                row.key, row.has_broken = _key(), True
        raise
    return made.id


def _key() -> str:
    return f"customer-{secrets.token_hex(16)}"
