"""Letters on the wire: a real SMTP server on loopback, files in the demo, the demo's mail page."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from portal import clock
from portal.accounts import letters as letters
from portal.extensions import db, unit_of_work
from portal.mail import demo_box, outbox, transport
from portal.mail.kinds import Letter
from portal.mail.letters import link, paragraphs, write
from portal.mail.models import Mail
from tests import databases
from tests.settings import make_settings


class Postbox:
    """What the server took; it refuses mailboxes named "full"."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("full@"):
            return "452 4.2.2 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.taken.append(envelope)
        return "250 taken"


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, int]]:
    """A real SMTP server."""
    box = Postbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture
def smtp_app(tmp_path: Path, postbox: tuple[Postbox, int]) -> Iterator[Flask]:
    """The portal sending to that server."""
    settings = make_settings(
        tmp_path,
        DATABASE_URL=databases.fresh_sqlite(tmp_path),
        SMTP_URL=f"smtp://127.0.0.1:{postbox[1]}?from=news@example.org",
    )
    with databases.running(settings) as app:
        yield app


def parsed(envelope: Envelope) -> EmailMessage:
    content = envelope.content
    assert isinstance(content, bytes)
    return message_from_bytes(content, EmailMessage, policy=default)


def test_a_mail_reaches_a_real_server_in_two_parts(
    smtp_app: Flask, postbox: tuple[Postbox, int]
) -> None:
    with unit_of_work() as session:
        outbox.queue(session, kind="no-account", key="one", to_address="alisa@example.org")
    (envelope,) = postbox[0].taken
    assert envelope.rcpt_tos == ["alisa@example.org"]
    mail = parsed(envelope)
    assert mail["From"] == "news@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == "<1.no-account@example.org>"
    assert mail["Subject"] == "No account with this address"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text and html
    assert "\nhttp://127.0.0.1:8000/join\n" in text.get_content().replace("\r\n", "\n")
    assert '<a href="http://127.0.0.1:8000/join">' in html.get_content()


def test_what_a_real_server_refuses_for_now_waits(
    smtp_app: Flask, postbox: tuple[Postbox, int], capsys: pytest.CaptureFixture[str]
) -> None:
    with unit_of_work() as session:
        outbox.queue(session, kind="no-account", key="one", to_address="full@example.org")
    assert postbox[0].taken == []
    db.session.expire_all()
    row = db.session.query(Mail).one()
    assert (row.state, row.attempts) == ("waiting", 1)
    assert "full@" not in (row.last_error or "")
    logged = capsys.readouterr().out
    assert "SMTPRecipientsRefused 452" in logged
    assert "full@" not in logged


def test_the_same_mail_tried_twice_has_the_same_message_id(
    smtp_app: Flask, postbox: tuple[Postbox, int]
) -> None:
    for _ in range(2):
        transport.send(
            Letter("Hello", "Text\n"), "alisa@example.org", message_key="7.hello", now=clock.now()
        )
    first, second = map(parsed, postbox[0].taken)
    assert first["Message-ID"] == second["Message-ID"]


def test_a_mail_is_dated_in_the_time_that_the_portal_lives_in(app: Flask, tmp_path: Path) -> None:
    ahead = tmp_path / "clock"
    ahead.write_text(str(30 * 86400))
    clock.follow(ahead)
    try:
        app.test_client().post("/join", data={"email": "alisa@example.org"})
        (mail,) = demo_box.newest(app.extensions["settings"].instance / "mail")
        assert abs(mail.sent_at - clock.now()) < timedelta(minutes=1)
    finally:
        clock.follow(None)


@pytest.mark.parametrize(
    ("url", "port", "starttls", "tls"),
    [
        ("smtp://ada:p%40ss@mail.example.org:2525", 2525, True, False),
        ("smtp://mail.example.org", 587, True, False),
        ("smtps://mail.example.org", 465, False, True),
        ("smtp://127.0.0.1:1025", 1025, False, False),
    ],
)
def test_the_url_says_how_to_send(
    tmp_path: Path, url: str, port: int, starttls: bool, tls: bool
) -> None:
    found = transport._configuration(make_settings(tmp_path, SMTP_URL=url))
    assert (found["MAIL_PORT"], found["MAIL_USE_TLS"], found["MAIL_USE_SSL"]) == (
        port,
        starttls,
        tls,
    )
    assert found["MAIL_PASSWORD"] == ("p@ss" if "ada" in url else None)


def test_the_demo_page_shows_mails_newest_first_with_links_that_work(app: Flask) -> None:
    client = app.test_client()
    assert "No mail yet" in client.get("/demo/mail").text
    client.post("/join", data={"email": "alisa@example.org"})
    client.post("/sign-in/link", data={"email": "nobody@example.org"})
    page = client.get("/demo/mail").text
    assert page.index("nobody@example.org") < page.index("alisa@example.org")
    assert '<a href="http://127.0.0.1:8000/prove/' in page


def test_the_demo_page_is_for_this_machine_and_the_demo_only(tmp_path: Path, app: Flask) -> None:
    away = app.test_client().get("/demo/mail", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert away.status_code == 404
    settings = make_settings(
        tmp_path, DATABASE_URL=databases.fresh_sqlite(tmp_path), PORTAL_MODE="production",
        PORTAL_BASE_URL="https://news.example.org", SMTP_URL="smtp://mail.example.org",
        STRIPE_SECRET_KEY="sk_test_of_a_real_account", STRIPE_API_BASE="",
        PORTAL_TRUSTED_PROXIES="1",
    )  # fmt: skip
    with databases.running(settings) as production:
        client = production.test_client()
        assert client.get("/demo/mail").status_code == 404
        assert client.get("/demo").status_code == 404


def test_links_in_mails_carry_the_base_address_with_its_path(tmp_path: Path) -> None:
    settings = make_settings(
        tmp_path,
        DATABASE_URL=databases.fresh_sqlite(tmp_path),
        PORTAL_BASE_URL="http://127.0.0.1:8000/portal",
    )
    with databases.running(settings):
        assert link("accounts.join") == "http://127.0.0.1:8000/portal/join"


def test_a_template_makes_subject_text_and_html(app: Flask) -> None:
    letter = write("accounts/letters/sign_in.txt", url="http://127.0.0.1/x?a=1&b=2", code="012345")
    assert letter.subject == "Your link to sign in"
    assert "\n\nhttp://127.0.0.1/x?a=1&b=2\n\n" in letter.text
    assert "012 345" in letter.text
    assert letter.html
    assert '<a href="http://127.0.0.1/x?a=1&amp;b=2">' in letter.html


def test_only_a_line_that_is_an_address_becomes_a_link() -> None:
    assert paragraphs("See https://a.example/ now\nhttps://b.example/\n\njavascript:x") == [
        [("See https://a.example/ now", False), ("https://b.example/", True)],
        [("javascript:x", False)],
    ]
