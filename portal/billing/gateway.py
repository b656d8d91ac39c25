"""The one door to Stripe: its client, its errors in our words, its signatures.

THE import of the SDK. Other modules of this desk say what they want of the typed client
(`gateway.ask(lambda v1: v1.subscriptions.retrieve(ref))`) and name the types exported here.
"""

import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar

import stripe
import structlog

from portal.config import Settings
from portal.errors import Refused, Unavailable
from portal.extensions import has_open_transaction

API_VERSION = "2026-10-28.endive"
CONNECT_SECONDS, READ_SECONDS = 3.05, 8.0
# A whole call, retries and all, ends sooner than this: a web worker lives 60 seconds.
CALL_SECONDS = 25.0
RATE_LIMIT_WAITS = (0.5, 1.5, 4.0)
TOLERANCE_SECONDS = 300

AnyObject = stripe.StripeObject
BalanceTransaction = stripe.BalanceTransaction
Charge = stripe.Charge
CheckoutSession = stripe.checkout.Session
Dispute = stripe.Dispute
EventsAsked = stripe.params.EventListParams
Invoice = stripe.Invoice
ListObject = stripe.ListObject
InvoicePayment = stripe.InvoicePayment
PaymentIntent = stripe.PaymentIntent
PortalConfiguration = stripe.billing_portal.Configuration
Payout = stripe.Payout
Refund = stripe.Refund
Subscription = stripe.Subscription
V1 = stripe.V1Services
WebhookEndpoint = stripe.WebhookEndpoint
Options = stripe.RequestOptions

T = TypeVar("T")
log = structlog.get_logger(__name__)
_must_end_at: ContextVar[float] = ContextVar("must_end_at")


class Declined(Refused):
    """Stripe understood the call and said no; `code` and `param` are its own words."""

    default = "The payment provider did not accept this. Nothing was changed."

    def __init__(self, message: str | None, code: str | None, param: str | None) -> None:
        super().__init__(message)
        self.code = code or ""
        self.param = param or ""


class Broken(Unavailable):
    """Stripe answered with an error of its own. It repeats that answer under the same key.

    Whether the write was executed is unknown: look for its effect, then use another key.
    """

    default = "The payment provider does not answer just now."


class WrongKey(Unavailable):
    """Stripe does not know the key."""

    default = "The payment provider does not answer just now."


class NotPermitted(Unavailable):
    """The key, a restricted one, may not do this; `permission` is Stripe's word for what lacks."""

    default = "The payment provider does not answer just now."

    def __init__(self, permission: str) -> None:
        super().__init__()
        self.permission = permission


class NotVerified(ValueError):
    """The bytes do not carry a signature of ours, or not one of now."""


class Gateway:
    """Calls Stripe, or whatever speaks its API at `STRIPE_API_BASE`. Safe between threads."""

    def __init__(self, settings: Settings) -> None:
        stripe.enable_telemetry = False
        base: Any = None
        if settings.stripe_api_base:  # an unset base would fall back to the real hosts
            base = dict.fromkeys(("api", "files", "connect"), settings.stripe_api_base)
        self._client = stripe.StripeClient(
            settings.stripe_secret_key,
            stripe_version=API_VERSION,
            base_addresses=base,
            http_client=_InTime(timeout=(CONNECT_SECONDS, READ_SECONDS)),
            max_network_retries=2,
        )
        self._secrets = settings.stripe_webhook_secrets

    def ask(self, call: Callable[[V1], T]) -> T:
        """The answer to `call`, made with no transaction open and ended within 25 seconds.

        Raises: RuntimeError with a transaction open; Declined when Stripe says no; Unavailable
        (Broken if it answered that it failed) when a write may have been executed or not.
        """
        if has_open_transaction():
            raise RuntimeError("Stripe is never called while a transaction is open")
        began = time.monotonic()
        token = _must_end_at.set(began + CALL_SECONDS)
        try:
            return self._patiently(call)
        except stripe.CardError as error:
            raise Declined(error.user_message, error.code, error.param) from error
        except stripe.IdempotencyError:
            raise  # our own mistake: a key was used with other parameters
        except stripe.InvalidRequestError as error:
            log.warning("stripe_declined", code=error.code, param=error.param)
            raise Declined(None, error.code, error.param) from error
        except stripe.StripeError as error:
            log.warning("stripe_unavailable", kind=type(error).__name__, code=error.code)
            if (error.http_status or 0) >= 500:
                raise Broken from error
            if isinstance(error, stripe.AuthenticationError):
                raise WrongKey from error
            if isinstance(error, stripe.PermissionError):
                lacks = re.search(r"\brak_[a-z_]{1,60}", error.user_message or "")
                raise NotPermitted(lacks[0] if lacks else "") from error
            raise Unavailable("The payment provider does not answer just now.") from error
        finally:
            _must_end_at.reset(token)

    def events(self, asked: EventsAsked) -> dict[str, Any]:
        """A page of Stripe's events as it came, the newest first: hundreds of them, and few new.

        As plain values: making typed objects of all that they show took longer than all the rest.
        Raises: as `ask`.
        """
        request: Any = self._client.raw_request  # the SDK gives it no types
        page: dict[str, Any] = self.ask(lambda _: request("get", "/v1/events", **asked)).data
        return page

    def verify(self, payload: bytes, header: str, now_seconds: float) -> None:
        """Return if `header` signs `payload` with one of our secrets within five minutes of now.

        Raises: NotVerified.
        """
        moments = re.findall(r"(?:^|,)\s*t=(\d{1,12})(?=,|$)", header, re.ASCII)
        if len(moments) != 1 or not header.isascii() or len(header) > 2000:
            raise NotVerified("the signature header is malformed")
        if abs(int(moments[0]) - now_seconds) > TOLERANCE_SECONDS:
            raise NotVerified("the signature is not of now")
        for secret in self._secrets:
            try:
                stripe.WebhookSignature.verify_header(payload, header, secret, TOLERANCE_SECONDS)
            except (stripe.SignatureVerificationError, ValueError, TypeError):
                continue
            return
        raise NotVerified("no secret of ours signed this")

    def _patiently(self, call: Callable[[V1], T]) -> T:
        for wait in RATE_LIMIT_WAITS:  # the SDK does not retry what is over the limit
            try:
                return call(self._client.v1)
            except stripe.RateLimitError:
                if not _is_time_left(wait):
                    raise
                time.sleep(wait)
        return call(self._client.v1)


class _InTime(stripe.RequestsClient):
    """Tries only while a slow answer would still come in time for the whole call."""

    def request(  # type: ignore[override]
        self, method: str, url: str, headers: Any, post_data: Any = None
    ) -> tuple[bytes, int, Any]:
        if not _is_time_left():
            late = stripe.APIConnectionError  # the SDK gives it no types
            raise late("no time is left", should_retry=False)  # type: ignore[no-untyped-call]
        return super().request(method, url, headers, post_data)


def _is_time_left(wait: float = 0.0) -> bool:
    slowest = wait + CONNECT_SECONDS + READ_SECONDS
    return time.monotonic() + slowest <= _must_end_at.get()
