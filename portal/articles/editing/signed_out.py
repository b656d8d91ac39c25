"""What becomes of a text that is sent after a sign-in ended: it comes back, whole."""

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

# What a form sends beside its text.
NOT_TYPED = {"csrf_token", "do"}
TEXTS = {"body_markdown", "markdown", "bio", "words"}  # the one worth seeing of a form
# A long text in Cyrillic, as a browser encodes it, is more than Flask takes by itself.
MOST_BYTES = 2 * 1024 * 1024
OWN_PAGE = {None, "same-origin", "none"}


def typed_is_kept() -> Response | None:
    """A page that holds all that was typed, to be sent again after signing in beside it.

    None for a form sent from another site: nobody's words are put before an editor there.
    """
    if request.headers.get("Sec-Fetch-Site") not in OWN_PAGE:
        return None
    request.max_form_memory_size = MOST_BYTES
    typed = [pair for pair in request.form.items(multi=True) if pair[0] not in NOT_TYPED]
    longest = max(typed, key=lambda pair: (pair[0] in TEXTS, len(pair[1])), default=("", ""))
    page = render_template("articles/editing/signed_out.html", typed=typed, longest=longest)
    return make_response(page, 403)
