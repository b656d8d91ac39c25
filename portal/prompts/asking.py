"""The ask on a page: the default message with its cards, which are plain links to /support."""

from typing import Any

from flask import current_app, render_template, url_for
from flask_babel import lazy_gettext

from portal.campaign import bar
from portal.prompts.default_ask import CARDS, DEFAULT, DEMO, say
from portal.support import amounts
from portal.web.display import money, number

LABELS = {"monthly": lazy_gettext("Monthly"), "yearly": lazy_gettext("Yearly")}


def render(article_slug: str | None = None) -> str:
    """The default ask, the same for everyone, so that the page around it can be kept.

    `article_slug` goes with the links, so that an article may be told what it brought.
    """
    progress = bar.of_this_request()
    values = {}
    if progress is not None:
        values = {
            "count": number(progress.count),
            "goal": number(progress.goal),
            "remaining": number(progress.remaining),
        }
    is_demo: bool = current_app.extensions["settings"].is_demo
    said = say(DEMO if is_demo else DEFAULT, progress.state if progress else "", values)
    if said is None:
        return ""
    source: dict[str, Any] = {
        "article": article_slug,
        "campaign": progress.slug if progress else None,
        "prompt": said.slug,
    }
    cadences = [_cards(cadence, source) for cadence in LABELS]
    return render_template("prompts/_ask.html", said=said, cadences=cadences)


def _cards(cadence: str, source: dict[str, Any]) -> dict[str, Any]:
    currency: str = current_app.extensions["settings"].currency
    usual = amounts.first(currency, cadence)
    to = {"cadence": cadence, **source}
    return {
        "key": cadence,
        "label": LABELS[cadence],
        "choices": [
            {
                "label": money(amount),
                "url": url_for("support.choose", amount=amounts.typed(amount), **to),
            }
            for amount in amounts.suggested(currency, cadence)[:CARDS]
        ],
        "other_url": url_for("support.choose", amount="own", **to),
        "button_label": f"Support us with {money(usual)} {amounts.EVERY[cadence]}",
        "button_url": url_for("support.choose", amount=amounts.typed(usual), **to),
    }
