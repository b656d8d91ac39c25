"""What scripts ask for a page: which prompt fits its reader; and telling what became of it.

Neither needs a session or a token, and neither stores anything of a reader.
"""

import gzip
import secrets
from urllib.parse import urlsplit

from flask import Response, current_app, jsonify, make_response, render_template, request

from portal import clock
from portal.config import Settings
from portal.errors import Busy, NotAllowed
from portal.extensions import csrf
from portal.prompts import desk, memory, reminder_views, rules, showing, sparing, tallies
from portal.prompts.blueprint import blueprint
from portal.prompts.prompt import Decision
from portal.prompts.turnstile import Turnstile
from portal.web.finished_page import takes_gzip
from portal.web.routes import everyone, private, public

# The longest memory that a browser of ours sends is about 2 kB.
MOST_BYTES = 8 * 1024

__all__ = ["blueprint", "reminder_views"]  # what the factory registers, and what hangs on it


@blueprint.post("/prompts/choose")
@private
@everyone
def choose() -> Response:
    """The prompt that fits what the browser remembers, as a fragment with its reason code.

    Decided in memory; the only read is of a browser that is signed in, to spare members.
    """
    now, payload = clock.now(), _payload("choose")
    until = sparing.member_until(now)
    if until is not None:
        return _decided("member", member_until=until.isoformat())
    reader, page = memory.read(payload, now, secrets.randbelow(rules.BUCKETS))
    office = desk.of_app()
    progress = office.progress()
    decision = rules.decide(office.board(), reader, page, now, desk.values(progress))
    tallies.of_app().skip(decision.trail)
    if decision.prompt is None or decision.said is None:
        return _decided(decision.reason)
    campaign = progress.slug if progress else None
    shown = decision.reason == "shown"
    return _decided(
        decision.reason,
        **_where(decision),
        html=showing.fragment(decision.prompt, decision.said, campaign, page.article)
        if shown
        else "",
    )


@blueprint.post("/prompts/seen")
@private
@everyone
def seen() -> Response:
    """Add one to a tally; what makes no sense is not counted."""
    act = memory.read_act(_payload("seen"))
    if act is not None:
        tallies.of_app().add(act, desk.of_app().board(), clock.now())
    return make_response("", 204)


csrf.exempt(choose)
csrf.exempt(seen)


@blueprint.get("/prompts/memory")
@public(topics=("progress", "campaign", "newsroom", "articles"))
def memory_page() -> str:
    """What this browser remembers of asks, and the switch that erases it; filled in by a script."""
    return render_template("prompts/memory.html")


def _payload(door: str) -> bytes:
    """The body of a post from one of our own pages.

    Raises: NotAllowed for one from elsewhere, Busy after too many in a minute,
    RequestEntityTooLarge.
    """
    origin = request.headers.get("Origin", "")
    if not origin or origin not in _own_origins():
        raise NotAllowed("This is for pages of this portal only.")
    turnstile: Turnstile = current_app.extensions["prompt_turnstile"]
    if not turnstile.lets(door, request.remote_addr, clock.now()):
        raise Busy
    request.max_content_length = MOST_BYTES
    return request.get_data(cache=False)


def _own_origins() -> set[str]:
    settings: Settings = current_app.extensions["settings"]
    base = urlsplit(settings.base_url)
    return {f"{request.scheme}://{request.host}", f"{base.scheme}://{base.netloc}"}


def _where(decision: Decision) -> dict[str, object]:
    prompt, variant = decision.prompt, decision.variant
    if prompt is None or variant is None:
        return {}
    return {
        "prompt": prompt.slug,
        "variant": variant.slug,
        "place": prompt.placement.value,
        "after": prompt.after_paragraph,
    }


def _decided(reason: str, **more: object) -> Response:
    tallies.DECISIONS.labels(reason).inc()
    answer = jsonify(reason=reason, **more)
    answer.vary.add("Accept-Encoding")
    if takes_gzip(request.headers.get("Accept-Encoding", "")):
        answer.set_data(gzip.compress(answer.get_data(), compresslevel=6, mtime=0))
        answer.content_encoding = "gzip"
    return answer
