"""The forms of sections, authors and tags."""

from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.web.forms import Form


class NameForm(Form):
    """A name alone."""

    name = StringField(
        "Name",
        [InputRequired("Give it a name."), Length(max=80, message="At most 80 characters.")],
        render_kw={"maxlength": 80, "autocomplete": "off"},
    )


class TogetherForm(Form):
    """The name of another tag."""

    into = StringField(
        "The tag that stays",
        [InputRequired("Name the tag that stays.")],
        render_kw={"maxlength": 80, "autocomplete": "off", "list": "tags"},
    )


class SectionForm(NameForm):
    """A section and its place in the masthead, the lowest number first."""

    position = IntegerField(
        "Place", [InputRequired("A number, please."), NumberRange(0, 999)], default=0
    )


class AuthorForm(Form):
    """Who writes, as readers see them."""

    name = StringField(
        "Name",
        [InputRequired("Give a name."), Length(max=120, message="At most 120 characters.")],
        render_kw={"maxlength": 120, "autocomplete": "off"},
    )
    role = StringField(
        "Role", [Length(max=120, message="At most 120 characters.")], render_kw={"maxlength": 120}
    )
    bio = TextAreaField(
        "Bio",
        [Length(max=5_000, message="At most 5,000 characters.")],
        render_kw={"rows": 8, "maxlength": 5_000},
    )
    picture_id = IntegerField("Portrait", [Optional(), NumberRange(1, 2_147_483_647)])
    portrait_alt = StringField(
        "What the portrait shows",
        [Length(max=300, message="At most 300 characters.")],
        render_kw={"maxlength": 300, "autocomplete": "off"},
    )
