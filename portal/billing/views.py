"""The webhook: verified bytes become one row, and 200 is answered once it is committed."""

from datetime import datetime

from flask import Blueprint, Response, current_app, request
from prometheus_client import Counter
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from portal import clock
from portal.billing import event_shape, inbox
from portal.billing.event_shape import EventSeen, NotAnEvent
from portal.billing.gateway import Gateway, NotVerified
from portal.billing.jobs import work_on
from portal.config import Settings
from portal.extensions import csrf, limiter, unit_of_work
from portal.web.routes import everyone, private

# Stripe's largest events (invoices with hundreds of lines) are well below it.
MAX_BYTES = 512 * 1024

REFUSED = Counter(
    "portal_stripe_webhook_refused", "Posts to the webhook that were no event of ours"
)

blueprint = Blueprint("billing", __name__)


@blueprint.post("/stripe/webhook")
@limiter.exempt
@private
@everyone
def webhook() -> Response:
    """200 for every verified event, kept or known already; 400 and no row for all else."""
    gateway: Gateway = current_app.extensions["stripe_gateway"]
    settings: Settings = current_app.extensions["settings"]
    now = clock.now()
    try:
        payload = _payload()
        # Signed by the machine's time, also where the demo's is ahead of it.
        signed_by = clock.machine_now().timestamp()
        gateway.verify(payload, request.headers.get("Stripe-Signature", ""), signed_by)
        seen = event_shape.read(payload)
    except (NotVerified, NotAnEvent, RequestEntityTooLarge, BadRequest):
        REFUSED.inc()
        return _answer("This is no event of ours.", 400)
    if _keep(seen, payload, now, settings):
        work_on.enqueue(seen.id)
    return _answer("Kept.", 200)


csrf.exempt(webhook)  # it is signed, and nobody is signed in


def _keep(seen: EventSeen, payload: bytes, now: datetime, settings: Settings) -> bool:
    with unit_of_work() as session:
        return inbox.keep(session, seen, payload, now, is_live=settings.is_live)


def _payload() -> bytes:
    request.max_content_length = MAX_BYTES
    payload = request.get_data(cache=False)
    if len(payload) > MAX_BYTES:
        raise RequestEntityTooLarge
    return payload


def _answer(words: str, status: int) -> Response:
    return Response(words + "\n", status, content_type="text/plain; charset=utf-8")
