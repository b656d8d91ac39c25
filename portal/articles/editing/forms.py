"""The forms of the writing desk. Lengths and what readers need are checked when it is saved."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import HiddenInput

from portal.articles.editing.fields import LONGEST, Fields, names_of_tags
from portal.articles.editing.reading import Choices
from portal.errors import Refused
from portal.web.forms import Form
from portal.web.local_time import moment_of

MOST_ROWS = 2_147_483_647


def unix_lines(text: str | None) -> str | None:
    """Browsers send CRLF; a text is kept as every other machine writes it."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if text else text


def _row_id(typed: str | int) -> int:
    """A number that a column of ids can be asked for. Raises: ValueError."""
    number = int(typed)
    if not 0 < number <= MOST_ROWS:
        raise ValueError
    return number


def _text(label: str, name: str, **about: Any) -> StringField:
    return StringField(
        label, render_kw={"maxlength": LONGEST[name], "autocomplete": "off", **about}
    )


class WritingForm(Form):
    """All of an article, what to do with it is the button's."""

    kind = SelectField(
        "Kind", choices=[SelectChoice("article", "Article"), SelectChoice("brief", "Brief")]
    )
    section_id = SelectField("Section", coerce=_row_id)
    author_id = SelectField("Author", coerce=_row_id)
    kicker = _text("Kicker", "kicker")
    headline = _text("Headline", "headline", required=True)
    standfirst = TextAreaField(
        "Standfirst", filters=[unix_lines], render_kw={"rows": 3, "maxlength": 500}
    )
    body_markdown = TextAreaField("Text", filters=[unix_lines], render_kw={"rows": 28})
    tags = StringField("Tags", render_kw={"autocomplete": "off"})
    slug = _text("Address", "slug", spellcheck="false", autocapitalize="off")
    picture_id = IntegerField("Picture", [Optional(), NumberRange(1, MOST_ROWS)])
    picture_alt = _text("What the picture shows", "picture_alt")
    picture_caption = _text("Caption", "picture_caption")
    picture_credit = _text("Credit", "picture_credit")
    began_from = IntegerField(
        widget=HiddenInput(), validators=[Optional(), NumberRange(0, MOST_ROWS)]
    )
    tells = BooleanField("Tell readers that it was updated", default=True)
    note = TextAreaField("Correction", filters=[unix_lines], render_kw={"rows": 3})
    due_on = DateField("Day", [Optional()])
    due_at = TimeField("Time", [Optional()])

    def offer(self, choices: Choices) -> "WritingForm":
        """The same form with sections and authors to choose from."""
        self.section_id.choices = [SelectChoice(*one) for one in choices.sections]
        self.author_id.choices = [SelectChoice(*one) for one in choices.authors]
        return self

    def fields(self) -> Fields:
        """What was typed."""
        return Fields(
            **{name: getattr(self, name).data or "" for name in LONGEST},
            kind=self.kind.data,
            section_id=self.section_id.data,
            author_id=self.author_id.data,
            picture_id=None if self.picture_id.errors else self.picture_id.data,
            tags=names_of_tags(self.tags.data or ""),
        )

    def due(self, zone: ZoneInfo) -> datetime:
        """The moment chosen, in the newsroom's timezone. Raises: Refused (field "due_on")."""
        if self.due_on.data is None or self.due_at.data is None:
            raise Refused("Choose a day and a time.", field="due_on")
        return moment_of(self.due_on.data, self.due_at.data, zone, field="due_on")


class CorrectionForm(Form):
    """One correction: its place below the text, what the editor saw there, what it is to say."""

    place = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, 9_999)])
    was = StringField(widget=HiddenInput(), filters=[unix_lines])
    words = TextAreaField("Correction", filters=[unix_lines], render_kw={"rows": 3})
    take_back = SubmitField()


def typed_as(fields: Fields) -> dict[str, Any]:
    """The fields as the form's values."""
    return {**fields.to_json(), "tags": ", ".join(fields.tags)}
