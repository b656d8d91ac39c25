"""The forms of the pictures' pages. What a file is, is checked when it is taken in."""

from wtforms import MultipleFileField, StringField
from wtforms.validators import Length

from portal.web.forms import Form


def _words(label: str, most: int) -> StringField:
    return StringField(
        label,
        [Length(max=most, message=f"At most {most} characters are possible.")],
        render_kw={"maxlength": most, "autocomplete": "off"},
    )


class WordsForm(Form):
    """What is offered with a picture where it is used."""

    alt = _words("What it shows", 300)
    credit = _words("Credit", 120)


class UploadForm(WordsForm):
    """One picture or several, with words for all of them."""

    picture = MultipleFileField(
        "Pictures", render_kw={"accept": "image/jpeg,image/png,image/webp", "required": True}
    )
