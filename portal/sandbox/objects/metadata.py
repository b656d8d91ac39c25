"""Metadata as Stripe merges it. Pure."""

from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import invalid

MOST_KEYS = 50


def merged(kept: dict[str, str], params: Obj) -> dict[str, str]:
    """What stands after an update: keys are added or replaced, an empty value removes its key.

    `metadata` sent as an empty text removes all of them; not sent, nothing changes.

    Raises: Refusal for more keys than an object has room for.
    """
    if "metadata" not in params:
        return dict(kept)
    sent = params["metadata"]
    if sent == "":
        return {}
    after = {name: value for name, value in {**kept, **sent}.items() if value != ""}
    if len(after) > MOST_KEYS:
        raise invalid(f"Metadata can have at most {MOST_KEYS} keys", "metadata")
    return after
