"""Whether a person sent the support form: its age, and a field that only programs fill in."""

from datetime import datetime, timedelta

from portal.config import Settings
from portal.errors import Refused
from portal.support import stamps
from portal.support.forms import ChooseForm
from portal.support.guard import REFUSED


def screen(form: ChooseForm, settings: Settings, now: datetime) -> None:
    """Let a form through that a person may have sent.

    Otherwise the form may be shown again, with a stamp that will do. Raises: Refused.
    """
    if form.homepage.data:
        REFUSED.labels("honeypot").inc()
        raise Refused(
            "Something filled in a field that people cannot see, so this was not sent on."
            " Please try again; if it happens once more, switch off what fills in forms for you."
        )
    try:
        stamps.check(
            settings.secret_key,
            form.click.data or "",
            now,
            timedelta(seconds=settings.checkout_min_seconds),
        )
    except stamps.TooOld:
        REFUSED.labels("old").inc()
        form.click.data = ""
        raise
    except stamps.TooSoon:
        REFUSED.labels("quick").inc()
        raise
