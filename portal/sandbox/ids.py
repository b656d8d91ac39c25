"""Names of things, in Stripe's manner: a prefix that tells the kind, then random letters."""

import secrets
import string
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random

_LETTERS = string.ascii_letters + string.digits

PREFIXES = {
    "billing_portal.configuration": "bpc_",
    "billing_portal.session": "bps_",
    "balance_transaction": "txn_",
    "charge": "ch_",
    "checkout.session": "cs_test_",
    "customer": "cus_",
    "dispute": "du_",
    "event": "evt_",
    "invoice": "in_",
    "invoice_payment": "inpay_",
    "item": "li_",
    "line_item": "il_",
    "payment_intent": "pi_",
    "payment_method": "pm_",
    "payout": "po_",
    "price": "price_",
    "product": "prod_",
    "refund": "re_",
    "setup_intent": "seti_",
    "subscription": "sub_",
    "subscription_item": "si_",
    "test_helpers.test_clock": "clock_",
    "webhook_endpoint": "we_",
}


_drawing: ContextVar[Random | None] = ContextVar("drawing", default=None)


@contextmanager
def drawn_by(random: Random) -> Iterator[None]:
    """Names that this thread makes inside are drawn by `random`, so that they can be repeated."""
    token = _drawing.set(random)
    try:
        yield
    finally:
        _drawing.reset(token)


def letters(length: int) -> str:
    """Random letters and digits."""
    if random := _drawing.get():
        return "".join(random.choices(_LETTERS, k=length))
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in secrets.token_bytes(length))


def new_id(kind: str) -> str:
    """A fresh id for an object of this kind."""
    length = 58 if kind == "checkout.session" else 14 if kind in ("customer", "product") else 24
    return PREFIXES[kind] + letters(length)
