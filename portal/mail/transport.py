"""The one `send()`: SMTP where SMTP_URL names a server, files in `instance/mail/` in the demo."""

from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from flask import Flask, current_app
from flask_mailman import EmailMultiAlternatives
from flask_mailman import Mail as Mailman

from portal.config import LOOPBACK, Settings
from portal.mail.kinds import Letter

mailman = Mailman()


def install(app: Flask, settings: Settings) -> None:
    """Choose how `app` sends."""
    app.config.update(_configuration(settings))
    mailman.init_app(app)


def send(letter: Letter, address: str, *, message_key: str, now: datetime) -> None:
    """Hand the letter, dated `now`, to the mail server.

    The same `message_key` makes the same Message-ID.

    Raises: OSError or smtplib.SMTPException when it was not taken.
    """
    host = current_app.config["MAIL_DEFAULT_SENDER"].partition("@")[2]
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[address],
        headers={
            "Date": format_datetime(now),
            "Message-ID": f"<{message_key}@{host}>",
            "Auto-Submitted": "auto-generated",
            **_stopping(letter.stop_url),
        },
    )
    if letter.html is not None:
        message.attach_alternative(letter.html, "text/html")
    with mailman.get_connection() as connection:  # closed also when the server refuses
        connection.send_messages([message])


def _stopping(url: str) -> dict[str, str]:
    if not url:
        return {}
    return {
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _configuration(settings: Settings) -> dict[str, Any]:
    """Flask-Mailman's settings. `smtp://` uses STARTTLS except to this machine; `smtps://` TLS.

    The sender is the URL's `?from=`, else no-reply at the portal's host.
    """
    url = urlsplit(settings.smtp_url)
    host = urlsplit(settings.base_url).hostname or "localhost"
    sender = parse_qs(url.query).get("from", [f"no-reply@{host}"])[0]
    if not settings.smtp_url:
        return {
            "MAIL_BACKEND": "file",
            "MAIL_FILE_PATH": str(settings.instance / "mail"),
            "MAIL_DEFAULT_SENDER": sender,
        }
    is_tls = url.scheme == "smtps"
    return {
        "MAIL_BACKEND": "smtp",
        "MAIL_SERVER": url.hostname,
        "MAIL_PORT": url.port or (465 if is_tls else 587),
        "MAIL_USERNAME": unquote(url.username) if url.username else None,
        "MAIL_PASSWORD": unquote(url.password) if url.password else None,
        "MAIL_USE_SSL": is_tls,
        "MAIL_USE_TLS": not is_tls and url.hostname not in LOOPBACK,
        "MAIL_TIMEOUT": 15,
        "MAIL_DEFAULT_SENDER": sender,
    }
