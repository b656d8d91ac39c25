"""/staff/prompts/<slug>/results: what a prompt did, and what may be said of its wordings."""

from datetime import UTC

from flask import render_template, request

from portal import clock
from portal.accounts.access import requires
from portal.extensions import db
from portal.prompts import keeping, measuring, results
from portal.prompts.prompt import HELD
from portal.staff.blueprint import blueprint
from portal.web.routes import private

MOST_PER_THOUSAND = 999.0


@blueprint.get("/prompts/<slug>/results")
@private
@requires("editor", "staff")
def prompt_results(slug: str) -> str:
    """Figures at any time; a comparison only once the sample that was fixed is full."""
    prompt, _ = keeping.find(db.session(), slug)
    today = clock.now().astimezone(UTC).date()
    usual, other = _rate("usual"), _rate("other")
    is_pair = usual is not None and other is not None and usual != other
    return render_template(
        "staff/prompts/results.html",
        prompt=prompt,
        measured=measuring.measure(db.session(), prompt, today),
        today=today,
        held=HELD,
        usual=request.args.get("usual", "")[:8],
        other=request.args.get("other", "")[:8],
        needed=results.sample_for(usual / 1000, other / 1000) if is_pair else None,  # type: ignore[operator]
        is_pair=is_pair or not request.args,
    )


def _rate(name: str) -> float | None:
    """A typed number per 1,000; None when it is none, or not between 0 and 1,000."""
    try:
        rate = float(request.args.get(name, ""))
    except ValueError:
        return None
    return rate if 0 < rate <= MOST_PER_THOUSAND else None
