"""Between a prompt and the forms it is typed in."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from portal.articles.editing.slugs import slug_of
from portal.errors import Refused
from portal.prompts.keeping import CAPS, paragraphs_in
from portal.prompts.prompt import Audience, Caps, Placement, Prompt, Variant
from portal.staff.prompts import newspaper
from portal.staff.prompts.forms import PromptForm, WordingForm
from portal.web.local_time import moment_of

SAME = ("name", "is_live", "after_paragraph", "priority", "has_reminder", "holdout_permille",
        "sample")  # fmt: skip
LONGEST_SLUG = 80
MOST_WORDINGS = 8
# What our own addresses below /staff/prompts are called.
TAKEN = ("new", "pause", "quiet", "why")


def values_of(session: Session, prompt: Prompt, zone: ZoneInfo) -> dict[str, Any]:
    """A prompt as the form's values."""
    values = {name: getattr(prompt, name) for name in (*SAME, "slug")}
    values |= {name: getattr(prompt.caps, name) for name in CAPS}
    for name in ("sections", "away_sections"):
        values[name] = sorted(getattr(prompt, name))
    for name in ("tags", "away_tags"):
        values[name] = newspaper.tag_names(session, getattr(prompt, name))
    for name, moment in (("starts", prompt.starts_at), ("ends", prompt.ends_at)):
        local = moment.astimezone(zone) if moment else None
        values[f"{name}_on"] = local.date() if local else None
        values[f"{name}_at"] = local.time() if local else None
    return values | {
        "placement": prompt.placement.value,
        "audience": prompt.audience.value,
        "cadences": ",".join(prompt.cadences),
    }


def wordings_of(prompt: Prompt | None) -> list[WordingForm]:
    """A form for each wording, and an empty one for the next."""
    variants = prompt.variants if prompt else ()
    kept = [
        WordingForm(
            None,
            prefix=f"wording{number}-",
            **{**asdict(variant), "text": "\n\n".join(variant.paragraphs)},
        )
        for number, variant in enumerate(variants)
    ]
    return kept + [WordingForm(None, prefix=f"wording{len(kept)}-")][: MOST_WORDINGS - len(kept)]


def prompt_of(
    session: Session,
    form: PromptForm,
    wordings: Sequence[WordingForm],
    zone: ZoneInfo,
    slug: str | None,
) -> Prompt:
    """The prompt that was typed, of the given slug, or of one of its own if it is new.

    Raises: Refused of a field that cannot be read.
    """
    own = slug or slug_of(form.slug.data or form.name.data, LONGEST_SLUG)
    if not own:
        raise Refused("Write a short name in Latin letters.", field="slug")
    if own in TAKEN:
        raise Refused(f"“{own}” cannot be a short name. Write another.", field="slug")
    return Prompt(
        slug=own,
        placement=Placement(form.placement.data),
        audience=Audience(form.audience.data),
        variants=tuple(variants_of(wordings)),
        sections=frozenset(form.sections.data),
        away_sections=frozenset(form.away_sections.data),
        tags=newspaper.tag_slugs(session, form.tags.data or "", field="tags"),
        away_tags=newspaper.tag_slugs(session, form.away_tags.data or "", field="away_tags"),
        starts_at=_moment(form, "starts", zone),
        ends_at=_moment(form, "ends", zone),
        caps=Caps(**{name: getattr(form, name).data for name in CAPS}),
        cadences=tuple(form.cadences.data.split(",")),
        **{name: getattr(form, name).data for name in SAME},
    )


def variants_of(wordings: Sequence[WordingForm]) -> list[Variant]:
    """What was written, without what was left empty; a wording without a name is given one."""
    found: list[Variant] = []
    for wording in wordings:
        if wording.is_empty:
            continue
        taken = {variant.slug for variant in found}
        letters = iter("abcdefghijklmnopqrstuvwxyz")
        slug = slug_of(wording.slug.data or "", LONGEST_SLUG)
        found.append(
            Variant(
                slug=slug or next(letter for letter in letters if letter not in taken),
                heading=wording.heading.data or "",
                paragraphs=paragraphs_in(wording.text.data or ""),
                button=wording.button.data or "",
                signatory=wording.signatory.data or "",
                signatory_role=wording.signatory_role.data or "",
                weight=wording.weight.data or 0,
            )
        )
    return found


def _moment(form: PromptForm, name: str, zone: ZoneInfo) -> datetime | None:
    day, at = form[f"{name}_on"].data, form[f"{name}_at"].data
    if day is None:
        if at is not None:
            raise Refused("Choose the day, too.", field=f"{name}_on")
        return None
    return moment_of(day, at or time(), zone, field=f"{name}_at")
