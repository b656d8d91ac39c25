"""What a prompt is, who reads, on which page, and what was decided: frozen values. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from portal.prompts.wording import Said


class Placement(StrEnum):
    """Where on a page a prompt stands."""

    END = "end"  # after an article's text, where the default ask stands otherwise
    INLINE = "inline"  # between two paragraphs of an article
    BANNER = "banner"  # at the bottom of the window
    HEADER = "header"  # one line below the masthead


class Audience(StrEnum):
    """For whom a prompt is. Members are never asked, so there is no word for them."""

    EVERYONE = "everyone"
    RETURNING = "returning"  # asked here on an earlier day, or reads the third article or more
    DONORS = "donors"  # gave once, and is no member
    LAPSED = "lapsed"  # was a member, as this browser remembers


@dataclass(frozen=True, slots=True)
class Caps:
    """How often and how soon again a prompt may come. All ranges count whole days (UTC).

    `most_asks` counts the asks of all prompts together. 0 switches the cap off it stands for.
    """

    most_asks: int = 4
    in_days: int = 30
    days_after_close: int = 14
    days_after_donation: int = 365
    free_articles: int = 2  # with consent: nothing on the first ones


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording of a prompt; `weight` is its share beside the others', 0 rests it.

    Texts may hold {count}, {goal}, {remaining}, {deadline} and {month}.
    """

    slug: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    button: str = ""  # of the one main link; empty: it names the usual amount
    signatory: str = ""
    signatory_role: str = ""
    weight: int = 1


NOWHERE: frozenset[str] = frozenset()
# In attributions, the variant of readers who were held back and shown nothing.
HELD = "held"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A message asking for support, in a placement, with an audience, caps and variants.

    `sections` and `tags` are slugs; empty means everywhere, and one match of either is enough.
    One match of `away_sections` or `away_tags` keeps it away. The schedule is half-open
    [starts_at, ends_at). A lower `priority` comes first. `holdout_permille` of the readers who
    would be asked are shown nothing, so that what asking brings can be told.
    """

    slug: str
    name: str
    placement: Placement
    variants: tuple[Variant, ...]
    audience: Audience = Audience.EVERYONE
    sections: frozenset[str] = NOWHERE
    tags: frozenset[str] = NOWHERE
    away_sections: frozenset[str] = NOWHERE
    away_tags: frozenset[str] = NOWHERE
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    priority: int = 100
    is_live: bool = True
    caps: Caps = field(default_factory=Caps)
    after_paragraph: int = 3  # of an inline prompt
    cadences: tuple[str, ...] = ("monthly", "yearly")  # of its cards, the first one preselected
    has_reminder: bool = True
    holdout_permille: int = 0
    sample: int = 0  # readers of each variant, fixed beforehand, before results are named
    measured_from: date | None = None  # when an experiment began


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the newsroom has decided about asking: prompts in order, and where never.

    On `quiet_sections` and `quiet_tags` nobody is asked at all, by the default ask neither.
    """

    prompts: tuple[Prompt, ...] = ()
    is_paused: bool = False
    quiet_sections: frozenset[str] = NOWHERE
    quiet_tags: frozenset[str] = NOWHERE


@dataclass(frozen=True, slots=True)
class Reader:
    """What a browser remembers and sent along. Nothing of it is stored by us.

    `mark` (0-999) is the bucket kept with consent, else thrown anew for this page.
    `articles` is how many were read, this one included; None without consent.
    """

    asked_on: tuple[date, ...] = ()
    closed_on: date | None = None
    donated_on: date | None = None
    reminded_until: date | None = None
    member_until: datetime | None = None
    mark: int = 0
    articles: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Where the reader is, and which places lie open: none that would move what is in view.

    `paragraphs` is the first and last paragraph after which something may be put in.
    """

    placements: frozenset[str] = NOWHERE
    paragraphs: tuple[int, int] = (0, 0)
    article: str = ""
    section: str = ""
    tags: frozenset[str] = NOWHERE


@dataclass(frozen=True, slots=True)
class Decision:
    """What to show, and why: `reason` is "shown", "held" or "nothing".

    `trail` names each prompt that was passed over before, with the filter that did it.
    """

    reason: str
    prompt: Prompt | None = None
    variant: Variant | None = None
    said: Said | None = None
    trail: tuple[tuple[str, str], ...] = ()


Values = Mapping[str, str]
