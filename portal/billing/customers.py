"""The one customer of an account: claimed by a committed row, then made at Stripe."""

import secrets
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select

from portal.accounts.models import Account
from portal.billing.gateway import Gateway
from portal.billing.models import StripeCustomer
from portal.billing.pictures import APP
from portal.errors import Missing
from portal.extensions import unit_of_work


def customer_of(gateway: Gateway, account_id: int, now: datetime) -> str | None:
    """The account's customer, made on first use; None while its address is not proved.

    However many calls race, crash or time out, there is one: all use the claim's key.
    Raises: Missing without such an account; Unavailable.
    """
    claim = _claim(account_id, now)
    if claim is None:
        return None
    claim_id, key, parameters, ref = claim
    if ref is not None:
        return ref
    made = gateway.ask(
        lambda v1: v1.customers.create(cast(Any, parameters), {"idempotency_key": key})
    )
    with unit_of_work() as session:
        row = session.get_one(StripeCustomer, claim_id, with_for_update=True)
        row.provider_ref = row.provider_ref or made.id
        return row.provider_ref


def forget(account_id: int) -> None:
    """The account's customer is gone at Stripe: the next use claims a new one."""
    with unit_of_work() as session:
        row = session.scalar(select(StripeCustomer).where(StripeCustomer.account_id == account_id))
        if row is not None:
            session.delete(row)


def _claim(account_id: int, now: datetime) -> tuple[int, str, dict[str, Any], str | None] | None:
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
                key=f"customer-{secrets.token_hex(16)}",
                parameters={
                    "email": account.email,
                    "metadata": {"app": APP, "account_id": str(account_id)},
                },
                claimed_at=now,
            )
            session.add(row)
            session.flush()
        return row.id, row.key, dict(row.parameters), row.provider_ref
