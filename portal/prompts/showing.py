"""How a prompt looks: the fragment of a placement, its cards as plain links to /support.

Also what staff preview: `fragment` needs a request, but neither a reader nor a decision.
"""

from collections.abc import Iterable
from typing import Any

from flask import current_app, render_template, url_for
from flask_babel import lazy_gettext

from portal import clock
from portal.prompts import default_ask
from portal.prompts.desk import month_name
from portal.prompts.prompt import Placement, Prompt
from portal.prompts.reminding import month_after
from portal.prompts.wording import Said
from portal.support import amounts
from portal.web.display import money, newsroom_zone

LABELS = {
    "monthly": lazy_gettext("Monthly"),
    "yearly": lazy_gettext("Yearly"),
    "once": lazy_gettext("Once"),
}
CADENCES = ("monthly", "yearly")


def fragment(prompt: Prompt, said: Said, campaign: str | None, article: str = "") -> str:
    """The HTML of a prompt that says `said`, in its placement; `said.slug` is the variant's.

    The links carry prompt, variant, campaign and article, so that an attempt tells what
    brought it.
    """
    source = {
        "article": article or None,
        "campaign": campaign,
        "prompt": prompt.slug,
        "variant": said.slug,
    }
    cadences = prompt.cadences or CADENCES
    if prompt.placement in (Placement.BANNER, Placement.HEADER):
        name = "banner" if prompt.placement is Placement.BANNER else "line"
        first = choice_cards(cadences[0], source)
        return render_template(
            f"prompts/_{name}.html", said=said, cadence=first, **marks(prompt.slug, said.slug)
        )
    return render_template(
        "prompts/_prompt.html",
        is_inline=prompt.placement is Placement.INLINE,
        **parts(said, cadences, source, has_reminder=prompt.has_reminder),
    )


def parts(
    said: Said, cadences: Iterable[str], source: dict[str, Any], *, has_reminder: bool
) -> dict[str, Any]:
    """What the template of a whole ask is told: its words, its cards, its other ways."""
    asked_from = {name: source.get(name) for name in ("article", "prompt", "variant")}
    today = clock.now().astimezone(newsroom_zone()).date()
    return {
        "said": said,
        "cadences": [choice_cards(cadence, source) for cadence in cadences],
        "remind_url": url_for("prompts.remind", **asked_from) if has_reminder else None,
        "remind_month": month_name(month_after(today)),
        **marks(source["prompt"], source.get("variant") or ""),
    }


def marks(prompt: str, variant: str) -> dict[str, Any]:
    """By what scripts and tallies know an ask."""
    return {
        "prompt_slug": prompt,
        "variant_slug": variant,
        "memory_url": url_for("prompts.memory_page"),
    }


def choice_cards(cadence: str, source: dict[str, Any]) -> dict[str, Any]:
    """The suggested amounts of a cadence as links that lead on with the amount chosen."""
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
            for amount in amounts.suggested(currency, cadence)[: default_ask.CARDS]
        ],
        "other_url": url_for("support.choose", amount="own", **to),
        "button_label": _button(money(usual), cadence),
        "button_url": url_for("support.choose", amount=amounts.typed(usual), **to),
    }


def _button(amount: str, cadence: str) -> str:
    if cadence == "once":
        return f"Give {amount} once"
    return f"Support us with {amount} {amounts.EVERY[cadence]}"
