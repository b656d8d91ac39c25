"""The demo's mail page: what would have been sent, newest first, with links that work."""

from flask import Blueprint, current_app, render_template, request

from portal.config import LOOPBACK, Settings
from portal.errors import Missing
from portal.mail import demo_box
from portal.mail.letters import paragraphs
from portal.web.routes import everyone, private

blueprint = Blueprint("mail", __name__)


@blueprint.get("/demo/mail")
@private
@everyone
def demo_mail() -> str:
    """Every mail of the demo; not there in production, nor from another machine."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.is_demo or request.remote_addr not in LOOPBACK:
        raise Missing
    mails = demo_box.newest(settings.instance / "mail")
    return render_template(
        "mail/demo.html", mails=[(mail, paragraphs(mail.text)) for mail in mails],
        is_sent_for_real=bool(settings.smtp_url),
    )  # fmt: skip
