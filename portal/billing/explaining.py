"""Why an event or an order stands where it stands, as one word that a page puts into a sentence.

Pure: it judges from what the row says. `last_error` begins with the kind of the error.
"""

# What failed outside of the event: it is tried again for as long as that lasts.
AWAY = {
    "Unavailable": "away",
    "Broken": "away",
    "WrongKey": "wrong_key",
    "NotPermitted": "not_permitted",
}


def why_event(
    state: str,
    *,
    is_of_our_mode: bool,
    is_about_money: bool,
    last_error: str | None,
) -> str:
    """Why the event is done, ignored, parked or waiting.

    done; other_mode, no_money, foreign (ignored); new, away, wrong_key, not_permitted, unknown
    (Stripe would not show the object), fault (waiting or parked).
    """
    if state == "done":
        return "done"
    if state == "ignored":
        if not is_of_our_mode:
            return "other_mode"
        return "foreign" if is_about_money else "no_money"
    return _why_failed(last_error)


def why_order(state: str, last_error: str | None) -> str:
    """Why the order is done, refused or waiting: done; refused; else as with a waiting event."""
    return state if state in ("done", "refused") else _why_failed(last_error)


def _why_failed(last_error: str | None) -> str:
    if last_error is None:
        return "new"
    kind = last_error.split(" ", 1)[0]
    return "unknown" if kind == "Declined" else AWAY.get(kind, "fault")
