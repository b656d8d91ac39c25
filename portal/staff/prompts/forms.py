"""The forms of prompts: the prompt itself, each of its wordings, and where nobody is asked."""

from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from portal.prompts.prompt import Audience, Placement
from portal.web.forms import Form

MOST = 2_000_000_000
PLACEMENTS = {
    Placement.END: "At an article's end",
    Placement.INLINE: "Between paragraphs",
    Placement.BANNER: "At the bottom of the window",
    Placement.HEADER: "A line below the masthead",
}
AUDIENCES = {
    Audience.EVERYONE: "Everyone who is no member",
    Audience.RETURNING: "Who comes back",
    Audience.DONORS: "Who gave once",
    Audience.LAPSED: "Former members",
}
# Which cards stand there; the first one is chosen beforehand.
CADENCES = {
    "monthly,yearly": "Monthly, yearly",
    "yearly,monthly": "Yearly, monthly",
    "monthly": "Monthly",
    "yearly": "Yearly",
    "once": "Once",
    "monthly,once": "Monthly, once",
    "monthly,yearly,once": "Monthly, yearly, once",
    "once,monthly": "Once, monthly",
}


def _count(label: str, most: int, **about: Any) -> IntegerField:
    return IntegerField(
        label,
        [
            InputRequired("Write a number."),
            NumberRange(0, most, f"Write a number from 0 to {most}."),
        ],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
        **about,
    )


def _line(label: str, most: int, *more: Any) -> StringField:
    return StringField(
        label,
        [*more, Length(max=most, message=f"At most {most} characters are possible.")],
        render_kw={"maxlength": most, "autocomplete": "off"},
    )


def _choices(names: dict[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(getattr(key, "value", key), name) for key, name in names.items()]


class Ticks(SelectMultipleField):
    """Several of a few, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PromptForm(Form):
    """All of a prompt but its wordings."""

    name = _line("Name", 120, InputRequired("Write a name; readers do not see it."))
    slug = _line("Short name", 80)
    is_live = BooleanField("Show this prompt")
    placement = SelectField("Place", choices=_choices(PLACEMENTS))
    after_paragraph = _count("After which paragraph", 10_000, default=3)
    audience = SelectField("Readers", choices=_choices(AUDIENCES))
    sections = Ticks("Only in these sections")
    tags = _line("Only with these tags", 1000)
    away_sections = Ticks("Never in these sections")
    away_tags = _line("Never with these tags", 1000)
    starts_on = DateField("From, day", [Optional()])
    starts_at = TimeField("From, time", [Optional()])
    ends_on = DateField("Until, day", [Optional()])
    ends_at = TimeField("Until, time", [Optional()])
    priority = _count("Priority", 100_000, default=100)
    most_asks = _count("Asks at most", 1000, default=4)
    in_days = _count("In how many days", 3660, default=30)
    days_after_close = _count("Days of silence after “Not now”", 3660, default=14)
    days_after_donation = _count("Days of silence after a donation", 3660, default=365)
    free_articles = _count("Articles before the first ask", 1000, default=2)
    cadences = SelectField("Amounts on the cards", choices=_choices(CADENCES))
    has_reminder = BooleanField("Offer a reminder", default=True)
    holdout_permille = _count("Of 1,000 readers, shown nothing", 1000, default=0)
    sample = _count("Readers of each before results are named", 10_000_000, default=0)
    began_from = IntegerField(widget=HiddenInput(), validators=[Optional(), NumberRange(0, MOST)])

    def offer(self, sections: list[tuple[str, str]], cadences: str = "") -> "PromptForm":
        """The same form with the newspaper's sections, and cards that were set elsewhere."""
        self.sections.choices = self.away_sections.choices = [
            SelectChoice(*one) for one in sections
        ]
        if cadences and cadences not in CADENCES:
            self.cadences.choices = [*_choices(CADENCES), SelectChoice(cadences, cadences)]
        return self

    def begin_from(self, version: int) -> None:
        """What was typed goes on from that version, whatever the browser sent."""
        self.began_from.data = version
        self.began_from.raw_data = None


class WordingForm(Form):
    """One wording; several stand on one page, so each has a prefix. One that is empty is none."""

    class Meta(Form.Meta):
        csrf = False  # the form they all are sent with has the token

    slug = _line("Its name in the results", 80)
    weight = _count("Share beside the others", 1000, default=1)
    heading = _line("Heading", 200)
    text = TextAreaField(
        "Text", [Length(max=5000, message="At most 5000 characters.")], render_kw={"rows": 6}
    )
    button = _line("Button", 80)
    signatory = _line("Signed by", 80)
    signatory_role = _line("Who that is", 80)

    @property
    def is_empty(self) -> bool:
        """True when nothing was written that a reader could see."""
        return not (self.heading.data or self.text.data or self.button.data)


class QuietForm(Form):
    """Where nobody is asked for anything."""

    sections = Ticks("Sections")
    tags = _line("Tags", 1000)
