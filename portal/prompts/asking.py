"""What a page holds of asking before any script runs: the default ask, and the header's line.

It is the same for everyone, so that the page around it can be kept.
"""

from collections.abc import Iterable
from typing import Any

from flask import current_app, render_template, request, url_for

from portal import clock
from portal.campaign import bar
from portal.prompts import desk, rules, showing
from portal.prompts.default_ask import DEFAULT, DEMO, SLUG, say
from portal.prompts.prompt import Board, Placement
from portal.web.display import number

# Where a prompt may come beside articles; an article's page says itself what it is about.
LISTS = ("articles.feed", "articles.section", "articles.author")
ARTICLE = "articles.article"


def render(article_slug: str | None = None, section: str = "", tags: Iterable[str] = ()) -> str:
    """The default ask at an article's end; nothing while asks pause, or where none belongs.

    `article_slug` goes with the links, so that an article may be told what it brought.
    """
    board, about = desk.board(), sorted(set(tags))
    if board.is_paused or rules.is_quiet(board, section, frozenset(about)):
        return ""
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
        "prompt": SLUG,
    }
    return render_template(
        "prompts/_ask.html",
        page=_page(article_slug or "", section, about),
        **showing.parts(said, showing.CADENCES, source, has_reminder=True),
    )


def line() -> str:
    """Below the masthead: a line of fixed height while a prompt for it is live, and the script.

    On an article's page the script comes with the ask.
    """
    if request.endpoint not in (*LISTS, ARTICLE):
        return ""
    board = desk.board()
    if board.is_paused:
        return ""
    is_list = request.endpoint in LISTS
    slug = (request.view_args or {}).get("slug", "")
    section = slug if request.endpoint == "articles.section" else ""
    has_script = is_list and bool(board.prompts) and not rules.is_quiet(board, section, frozenset())
    return render_template(
        "prompts/_below_masthead.html",
        has_line=_has_line(board),
        page=_page("", section, []) if has_script else None,
    )


def _has_line(board: Board) -> bool:
    now = clock.now()
    return any(
        prompt.placement is Placement.HEADER
        and prompt.is_live
        and (prompt.starts_at is None or prompt.starts_at <= now)
        and (prompt.ends_at is None or now < prompt.ends_at)
        for prompt in board.prompts
    )


def _page(article: str, section: str, tags: list[str]) -> dict[str, str]:
    """What the script tells when it asks which prompt fits, and where it asks."""
    return {
        "article": article,
        "section": section,
        "tags": " ".join(tags),
        "choose": url_for("prompts.choose"),
        "seen": url_for("prompts.seen"),
        "support": url_for("support.choose"),
    }
