"""The form in which an editor writes a page."""

from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from portal.articles.editing.forms import unix_lines
from portal.articles.pages.owed import TEXT_AT_MOST, TITLE_AT_MOST
from portal.web.forms import Form


class PageForm(Form):
    """A title and a text, and the version that the editor began from."""

    title = StringField(
        "Title",
        [
            InputRequired("Write a title: it stands at the top of the page."),
            Length(max=TITLE_AT_MOST, message=f"At most {TITLE_AT_MOST} characters are possible."),
        ],
        render_kw={"maxlength": TITLE_AT_MOST},
    )
    markdown = TextAreaField(
        "Text",
        [
            InputRequired("Write the text; an empty page would help nobody."),
            Length(max=TEXT_AT_MOST, message=f"At most {TEXT_AT_MOST} characters are possible."),
        ],
        filters=[unix_lines],
        description="Markdown: ## for a heading, - for a list, [words](/address) for a link.",
        render_kw={"rows": 24, "spellcheck": "true"},
    )
    began_from = IntegerField(
        widget=HiddenInput(), validators=[NumberRange(0, 2_000_000_000)], default=0
    )

    def begin_from(self, version: int) -> None:
        """What was typed goes on from that version, whatever the browser sent."""
        self.began_from.data = version
        self.began_from.raw_data = None
