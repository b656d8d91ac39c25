"""What may be done to an article in which state, and what it must have before readers see it."""

from dataclasses import dataclass
from datetime import datetime

from portal.articles.editing.fields import LONGEST, LONGEST_TAG, MOST_TAGS, Fields
from portal.articles.editing.models import Act
from portal.articles.editing.slugs import is_slug
from portal.articles.models import State
from portal.errors import Refused

ANY = frozenset(State)
FITS: dict[Act, frozenset[State]] = {
    Act.SAVED: ANY,
    Act.RESTORED: ANY,
    Act.IMPORTED: ANY,
    Act.PUBLISHED: frozenset({State.DRAFT, State.SCHEDULED}),
    Act.SCHEDULED: frozenset({State.DRAFT, State.SCHEDULED}),
    Act.UPDATED: frozenset({State.PUBLISHED}),
    Act.CORRECTED: frozenset({State.PUBLISHED}),
    Act.UNPUBLISHED: frozenset({State.PUBLISHED, State.SCHEDULED}),
}
# After these, readers have seen or will see the text without another look at it.
SHOWING = {Act.PUBLISHED, Act.SCHEDULED, Act.UPDATED, Act.CORRECTED}

LONGEST_NOTE = 500
NOT_DESCRIBED = "![…]("  # the line of a picture that nobody has described yet

IS_NOW = {
    State.DRAFT: "The article is not published (any more).",
    State.SCHEDULED: "The article is scheduled by now.",
    State.PUBLISHED: "The article is published already.",
}


@dataclass(frozen=True)
class Terms:
    """What an act needs beside the text.

    `note`: of a correction. `due_at`: of a schedule. `tells`: readers are told of the update.
    `published_at`, `updated_at`, `corrections`: the past of an imported article. With the first it
    is published at once, with a `due_at` scheduled, else a draft.
    """

    note: str = ""
    due_at: datetime | None = None
    tells: bool = True
    published_at: datetime | None = None
    updated_at: datetime | None = None
    corrections: tuple[tuple[datetime, str], ...] = ()


NOTHING_MORE = Terms()


def check_fits(act: Act, state: State) -> None:
    """Accept what the state allows. Raises: Refused, which says what the state is by now."""
    if state not in FITS[act]:
        raise Refused(f"{IS_NOW[state]} Nothing was changed; what you typed is kept here.")


def check_terms(act: Act, terms: Terms, now: datetime) -> None:
    """Accept what comes with the act. Raises: Refused (the field)."""
    if act is Act.CORRECTED and not terms.note:
        raise Refused(
            "Say what was wrong and what is right; it stands below the text.", field="note"
        )
    if len(terms.note) > LONGEST_NOTE:
        raise Refused(f"At most {LONGEST_NOTE} characters are possible.", field="note")
    if act is Act.SCHEDULED and (terms.due_at is None or terms.due_at <= now):
        raise Refused(
            "This moment is past. Choose a later one, or publish the article now.", field="due_on"
        )


def check_lengths(fields: Fields) -> None:
    """Accept what the columns can hold. Raises: Refused (the field)."""
    for name, most in LONGEST.items():
        length = len(getattr(fields, name))
        if length > most:
            raise Refused(
                f"This has {length:,} characters; at most {most:,} are possible.", field=name
            )
    if len(fields.tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in fields.tags):
        raise Refused(
            f"At most {MOST_TAGS} tags are possible, of at most {LONGEST_TAG} characters each.",
            field="tags",
        )
    if not fields.headline:
        raise Refused("Give it a headline, if only for now.", field="headline")
    if fields.slug and not is_slug(fields.slug):
        raise Refused(
            "An address has small Latin letters, digits and single hyphens: flood-wall-vote.",
            field="slug",
        )


def check_whole(fields: Fields) -> None:
    """Accept what may stand before readers. Raises: Refused (the field)."""
    if not fields.body_markdown.strip():
        raise Refused(
            "There is no text yet. Readers would see an empty page.", field="body_markdown"
        )
    if NOT_DESCRIBED in fields.body_markdown:
        raise Refused(
            "A picture in the text is not described: write what it shows in place of … in ![…].",
            field="body_markdown",
        )
    if fields.picture_id is not None and not fields.picture_alt:
        raise Refused(
            "Say in a few words what the picture shows, for those who cannot see it.",
            field="picture_alt",
        )
