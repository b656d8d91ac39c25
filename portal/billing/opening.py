"""Opening the checkout of an attempt: the call is kept in its row, and made under its id."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy.orm import Session

from portal.billing import customers, parameters, products
from portal.billing.gateway import Broken, CheckoutSession, Declined, Gateway
from portal.billing.owners import metadata_of
from portal.config import Settings
from portal.errors import Missing, Refused, Unavailable
from portal.extensions import unit_of_work
from portal.support.models import Attempt
from portal.support.payment_desk import OpenCheckout

SETTLED = {"paid", "processing", "expired", "refused"}
# How far Stripe's clock may be behind ours when a checkout is looked for by its time.
CLOCKS_APART_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Call:
    """The call that opens a checkout, as it was committed; its key is the attempt's id at first.

    The key changes only when Stripe broke down under it, for it would repeat that answer.
    """

    attempt_id: str
    key: str
    parameters: dict[str, Any]
    began_at: datetime


def open_checkout(
    gateway: Gateway, settings: Settings, attempt_id: str, now: datetime
) -> OpenCheckout:
    """The attempt's checkout; the same one however often it is asked for.

    Raises: Missing without such an attempt; Refused when it is over, or Stripe declines it;
    Unavailable when Stripe does not answer: the attempt is then unknown until the sweep.
    """
    call = _prepared(gateway, settings, attempt_id, now)
    if isinstance(call, OpenCheckout):
        return call
    is_sent = False
    try:
        session = _made_before(gateway, call)
        if session is None:
            is_sent = True
            session = gateway.ask(
                lambda v1: v1.checkout.sessions.create(
                    cast(Any, call.parameters), {"idempotency_key": call.key}
                )
            )
    except Unavailable as error:
        # Another process may be about to send a key that this one has not: it stays.
        _note_unknown(call, is_broken=is_sent and isinstance(error, Broken))
        raise
    except Declined as error:
        _note(attempt_id, state="refused")
        _forget(error, call.parameters, now)
        raise
    return _opened(attempt_id, session)


def _prepared(
    gateway: Gateway, settings: Settings, attempt_id: str, now: datetime
) -> OpenCheckout | Call:
    """The checkout if it is open already, else the call that opens it, committed once."""
    with unit_of_work() as session:
        attempt = _attempt(session, attempt_id)
        if attempt.checkout_ref and attempt.checkout_url and attempt.state == "open":
            return OpenCheckout(attempt.checkout_ref, attempt.checkout_url)
        if attempt.state in SETTLED:
            raise Refused("This attempt to pay is over. Nothing was charged by it again.")
        if attempt.parameters is not None:
            return _call(attempt)
        account_id = attempt.account_id
        kind = "membership" if attempt.cadence else "donation"
    customer = customers.customer_of(gateway, account_id, now) if account_id else None
    product = products.product_of(gateway, kind, now)
    with unit_of_work() as session:
        attempt = _attempt(session, attempt_id)
        if attempt.parameters is None:
            metadata = metadata_of(session, attempt.id, attempt.account_id, now)
            given = parameters.of_checkout(attempt, metadata, settings.base_url, customer, product)
            attempt.parameters = {"key": attempt.id, "call": given}
        return _call(attempt)


def _call(attempt: Attempt) -> Call:
    kept = cast(dict[str, Any], attempt.parameters)
    return Call(attempt.id, kept["key"], dict(kept["call"]), attempt.created_at)


def _made_before(gateway: Gateway, call: Call) -> CheckoutSession | None:
    """The checkout that a call which broke down had opened all the same."""
    if call.key == call.attempt_id:
        return None
    since = int(call.began_at.timestamp()) - CLOCKS_APART_SECONDS
    found = gateway.ask(
        lambda v1: list(
            v1.checkout.sessions.list({"created": {"gte": since}, "limit": 100}).auto_paging_iter()
        )
    )
    return next((one for one in found if one.client_reference_id == call.attempt_id), None)


def _opened(attempt_id: str, made: CheckoutSession) -> OpenCheckout:
    if made.url is None:  # found, hours later, when it is over
        _note(attempt_id, ref=made.id)
        raise Unavailable("We are still checking what became of this payment.")
    _note(attempt_id, state="open", ref=made.id, url=made.url)
    return OpenCheckout(made.id, made.url)


def _note(
    attempt_id: str, *, state: str | None = None, ref: str | None = None, url: str | None = None
) -> None:
    with unit_of_work() as session:
        attempt = _attempt(session, attempt_id)
        attempt.checkout_ref = attempt.checkout_ref or ref
        attempt.checkout_url = attempt.checkout_url or url
        if state is not None and attempt.state in ("made", "unknown"):
            attempt.state = state


def _note_unknown(call: Call, *, is_broken: bool) -> None:
    with unit_of_work() as session:
        attempt = _attempt(session, call.attempt_id)
        if attempt.state == "made":
            attempt.state = "unknown"
        if is_broken and attempt.parameters and attempt.parameters["key"] == call.key:
            fresh = f"{attempt.id}-{secrets.token_hex(4)}"
            attempt.parameters = {**attempt.parameters, "key": fresh}


def _attempt(session: Session, attempt_id: str) -> Attempt:
    found = session.get(Attempt, attempt_id, with_for_update=True)
    if found is None:
        raise Missing("There is no such attempt to pay.")
    return found


def _forget(error: Declined, given: dict[str, Any], now: datetime) -> None:
    """What Stripe no longer has is made anew by the next attempt."""
    if error.code != "resource_missing":
        return
    if error.param == "customer":
        customers.forget(int(given["metadata"]["account_id"]))
    elif "product" in error.param:
        products.forget("donation" if given["mode"] == "payment" else "membership", now)
