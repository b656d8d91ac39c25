"""A guest who pays without a browser: the support form over HTTP, then the hosted page."""

import re

import requests

from tests.sandbox.driver import pay

HIDDEN = re.compile(r'<input[^>]*name="(\w+)"[^>]*type="hidden"[^>]*value="([^"]*)"')


def pay_as_guest(
    portal_url: str, email: str, *, cadence: str = "monthly", amount: str = "8"
) -> requests.Response:
    """Choose, pay with the card that works, and come back; the thanks page's answer."""
    with requests.Session() as session:
        back = pay(begin_checkout(session, portal_url, cadence, amount), email=email)
        return session.get(back, timeout=30)


def begin_checkout(
    session: requests.Session, portal_url: str, cadence: str = "monthly", amount: str = "8"
) -> str:
    """Choose; the address of the hosted page that the portal leads on to."""
    page = session.get(f"{portal_url}/support", timeout=30)
    fields = dict(HIDDEN.findall(page.text))
    assert "csrf_token" in fields
    fields |= {"cadence": cadence, f"amount_{cadence}": amount}
    opened = session.post(
        f"{portal_url}/support/checkout", data=fields, allow_redirects=False, timeout=30
    )
    assert opened.status_code == 303, opened.text
    return opened.headers["Location"]
