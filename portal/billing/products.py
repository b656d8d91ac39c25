"""What Checkout calls the thing that is paid for: one product each, made once from a row."""

from datetime import datetime

from sqlalchemy import func, select

from portal.billing import carrying, orders
from portal.billing.gateway import Gateway
from portal.billing.installation import mark_in
from portal.billing.models import StripeOrder
from portal.errors import Unavailable
from portal.extensions import db, end_read, unit_of_work

NAMES = {"membership": "Membership", "donation": "Donation"}


def product_of(gateway: Gateway, kind: str, now: datetime) -> str:
    """The product for "membership" or "donation", made on first use.

    Raises: Unavailable when Stripe does not answer.
    """
    ref = made(kind)
    if ref is None:
        target = f"product:{kind}"
        with unit_of_work() as session:
            parameters = {"name": NAMES[kind], "metadata": {**mark_in(session, now), "kind": kind}}
            gone = select(func.count()).where(
                StripeOrder.target_ref == target, StripeOrder.state == "refused"
            )
            natural_key = f"{target}:{session.scalar(gone)}"
            orders.want(session, "product", target, parameters, now, natural_key=natural_key)
        carrying.carry_out(gateway, target, now)
        ref = made(kind)
    if ref is None:
        raise Unavailable("The payment provider could not be prepared.")
    return ref


def forget(kind: str, now: datetime, ref: str | None = None) -> None:
    """The product is gone at Stripe: the next use makes another. With `ref` only that one is."""
    with unit_of_work() as session:
        rows = select(StripeOrder).where(
            StripeOrder.target_ref == f"product:{kind}", StripeOrder.state == "done"
        )
        for row in session.scalars(rows):
            if ref in (None, row.result_ref):
                row.state, row.last_error, row.finished_at = "refused", "gone at Stripe", now


def made(kind: str) -> str | None:
    """The product, if it was made."""
    try:
        return db.session.scalar(
            select(StripeOrder.result_ref)
            .where(StripeOrder.target_ref == f"product:{kind}", StripeOrder.state == "done")
            .order_by(StripeOrder.id.desc())
            .limit(1)
        )
    finally:
        end_read()
