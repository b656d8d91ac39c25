"""What tests of the staff's pages are told with: events, orders and notices in any state."""

import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from portal.billing.gateway import API_VERSION
from portal.billing.models import StripeEvent, StripeOrder
from portal.extensions import unit_of_work

NOW = datetime.now(UTC)
# What an event may hold and no page may show.
SECRET = "chidi.of.the.ferry@example.org"


def make_event(name: str = "", minutes_ago: int = 0, **columns: Any) -> str:
    """An event received so many minutes ago; its id. A payment of the portal's own mode."""
    event_id = f"evt_{name or secrets.token_hex(8)}"
    received_at = NOW - timedelta(minutes=minutes_ago)
    about = {"id": "pi_1", "object": "payment_intent", "invoice": "in_1", "receipt_email": SECRET}
    with unit_of_work() as session:
        session.add(
            StripeEvent(
                **{
                    "id": event_id, "type": "payment_intent.succeeded", "object_ref": "pi_1",
                    "object_kind": "payment_intent", "is_live": False, "api_version": API_VERSION,
                    "created_at": received_at, "received_at": received_at, "state": "done",
                    "attempts": 1, "next_try_at": received_at,
                    "body": json.dumps({"data": {"object": about}}).encode(), **columns,
                }
            )
        )  # fmt: skip
    return event_id


def make_order(kind: str = "cancel", state: str = "waiting", **columns: Any) -> int:
    """An order for sub_1; its number."""
    with unit_of_work() as session:
        row = StripeOrder(
            **{
                "kind": kind, "key": secrets.token_hex(8), "natural_key": secrets.token_hex(8),
                "target_ref": "sub_1", "parameters": {"customer_email": SECRET}, "state": state,
                "attempts": 0, "next_try_at": NOW, "ordered_at": NOW, **columns,
            }
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id
