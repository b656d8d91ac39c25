"""Metadata as Stripe merges it. Pure."""

from portal.sandbox.store import Obj


def merged(kept: dict[str, str], params: Obj) -> dict[str, str]:
    """What stands after an update: keys are added or replaced, an empty value removes its key.

    `metadata` sent as an empty text removes all of them; not sent, nothing changes.
    """
    if "metadata" not in params:
        return dict(kept)
    sent = params["metadata"]
    if sent == "":
        return {}
    return {name: value for name, value in {**kept, **sent}.items() if value != ""}
