"""/staff/prompts/<slug>/preview: a prompt in its place on a real article, as wide as one likes.

The article stands in a frame of the page, so that its own width decides how it is laid out, as
on a telephone; a smaller window of one's own would need a telephone. That one route may be
framed by our own pages (`frame-ancestors 'self'`); it is behind the sign-in, and like every
other page it cannot be framed from elsewhere. It loads no script that asks or counts.
"""

from typing import Any
from urllib.parse import quote

from flask import render_template, request, url_for
from markupsafe import Markup

from portal.accounts.access import requires
from portal.articles.addresses import absolute
from portal.articles.metadata import news_article, share_picture_url
from portal.campaign import bar
from portal.extensions import db
from portal.prompts import desk, keeping, rules, showing
from portal.prompts.prompt import Placement, Prompt, Variant
from portal.prompts.wording import PLACEHOLDERS
from portal.staff.blueprint import blueprint
from portal.staff.prompts import on_article
from portal.web.routes import private

# A common telephone, and a desk: CSS pixels.
WIDTHS = ("phone", "desk")
# Where the frame opens: at the prompt.
ANCHOR = "looked-at"


@blueprint.get("/prompts/<slug>/preview")
@private
@requires("editor", "staff")
def preview_prompt(slug: str) -> str:
    """Choose an article, a wording and a width, and look."""
    prompt, _ = keeping.find(db.session(), slug)
    read = on_article.read(db.session(), request.args.get("article", ""))
    variant = _variant(prompt)
    values = desk.values(bar.of_this_request())
    width = request.args.get("width", "")
    shown: dict[str, Any] = {
        "article": read.piece.slug,
        "wording": variant.slug if variant else None,
    }
    return render_template(
        "staff/prompts/preview.html",
        prompt=prompt,
        variant=variant,
        is_said=variant is not None and rules.said_of(variant, values) is not None,
        read=read,
        articles=on_article.offered(db.session()),
        width=width if width in WIDTHS else WIDTHS[0],
        page_url=url_for("staff.previewed_page", slug=slug, _anchor=ANCHOR, **shown),
        last=max(0, len(read.paragraphs) - 1),
    )


@blueprint.get("/prompts/<slug>/preview/page")
@private
@requires("editor", "staff")
def previewed_page(slug: str) -> str:
    """The article's page with the prompt in its place, as its template shows it to readers."""
    prompt, _ = keeping.find(db.session(), slug)
    read = on_article.read(db.session(), request.args.get("article", ""))
    html = _fragment(prompt, read)
    place = prompt.placement

    def slot(name: str, **options: Any) -> Markup:
        """The places that templates ask for, the ask's filled by this prompt alone."""
        if name == "bar":
            return _safe(bar.render(**options))
        if name == "ask" and place is Placement.END:
            return _safe(html)
        if name == "below_masthead" and place is Placement.HEADER:
            return _safe(f'<div class="prompt-line-place">{html}</div>')
        return Markup()

    return render_template(
        "staff/prompts/previewed.html",
        slot=slot,
        piece=read.piece,
        body=read.body(html if place is Placement.INLINE else "", prompt.after_paragraph),
        banner=_safe(html) if place is Placement.BANNER else "",
        related=read.around.related,
        by_author=read.around.by_author,
        current_section=read.piece.section.slug,
        days=[],
        more_url=None,
        canonical=absolute(read.piece.url),
        picture_url=share_picture_url(read.piece),
        share_by_mail=f"mailto:?subject={quote(read.piece.headline, safe='')}",
        metadata=lambda newsroom: news_article(read.piece, newsroom),
    )


previewed_page.may_be_framed_by = "'self'"  # type: ignore[attr-defined]


def _fragment(prompt: Prompt, read: on_article.Read) -> str:
    """The prompt as it reads now; a placeholder without a value stands as it was typed."""
    variant, progress = _variant(prompt), bar.of_this_request()
    if variant is None:
        return ""
    as_typed = {name: f"{{{name}}}" for name in PLACEHOLDERS}
    said = rules.said_of(variant, {**as_typed, **desk.values(progress)})
    if said is None:
        return ""
    campaign = progress.slug if progress else None
    html = showing.fragment(prompt, said, campaign, read.piece.slug)
    # Members of the staff look at it, too, whose browsers hide every ask.
    return html.replace(" data-ask ", f' data-ask data-looked-at id="{ANCHOR}" ', 1)


def _variant(prompt: Prompt) -> Variant | None:
    wanted = request.args.get("wording", "")
    named = next((one for one in prompt.variants if one.slug == wanted), None)
    return named or next(iter(prompt.variants), None)


def _safe(html: str) -> Markup:
    return Markup(html)  # noqa: S704 - rendered templates
