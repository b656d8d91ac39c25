"""What is wrong with a prompt before it is put up, in words for whoever wrote it. Pure.

A prompt with a fault may be kept as a draft; `rules.decide` shows none that cannot be shown.
"""

from portal.prompts import default_ask
from portal.prompts.prompt import HELD, Placement, Prompt, Variant
from portal.prompts.wording import PLACEHOLDERS, unknown_in

# Two lines on the narrowest telephones: the header's height is kept free before it is known.
HEADER_LONGEST = 70
# Small enough to leave two thirds of a telephone to the page.
BANNER_LONGEST = 220
# What a filled placeholder adds, at most: "31 December 2026" for "{deadline}" and the like.
PLACEHOLDER_GROWS = 6


def faults(prompt: Prompt) -> list[tuple[str, str]]:
    """Each fault with the field it belongs to: a field of the prompt, or a variant's slug."""
    found: list[tuple[str, str]] = []
    if prompt.slug == default_ask.SLUG:
        found.append(("slug", f"“{prompt.slug}” is the name of the default ask."))
    if prompt.starts_at and prompt.ends_at and prompt.ends_at <= prompt.starts_at:
        found.append(("ends_at", "It ends before it begins."))
    if not any(variant.weight > 0 for variant in prompt.variants):
        found.append(("variants", "No wording has a weight, so nothing would be shown."))
    slugs = [variant.slug for variant in prompt.variants]
    if len(set(slugs)) != len(slugs):
        found.append(("variants", "Two wordings have one name."))
    if HELD in slugs:
        found.append(("variants", f"“{HELD}” is what readers of the holdout are counted as."))
    for variant in prompt.variants:
        found.extend((variant.slug, words) for words in _of_variant(variant, prompt.placement))
    return found


def _of_variant(variant: Variant, placement: Placement) -> list[str]:
    found = []
    if not variant.heading.strip():
        found.append("It has no heading.")
    texts = (variant.heading, *variant.paragraphs, variant.button)
    known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    found += [
        f"{unknown} is not known. There are {known}."
        for unknown in unknown_in((*texts, variant.signatory, variant.signatory_role))
    ]
    length = sum(len(text) + PLACEHOLDER_GROWS * text.count("{") for text in texts)
    most = {Placement.HEADER: HEADER_LONGEST, Placement.BANNER: BANNER_LONGEST}.get(placement)
    if most is not None and length > most:
        found.append(f"It is too long for its place: about {length} characters of {most}.")
    if placement is Placement.HEADER and variant.paragraphs:
        found.append("Its place has one line: there is no room for paragraphs.")
    return found
