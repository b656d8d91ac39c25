"""The forms of accounts. What a field may hold is said here, what it means in the rules."""

from typing import Any

from wtforms import EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from portal.accounts import addresses, passwords
from portal.errors import Refused
from portal.web.forms import Form

ADDRESS_NEEDED = "Write your e-mail address here."
NEW_PASSWORD_HINT = "At least 12 characters. A few words in a row are fine."  # noqa: S105


def is_address(_form: Any, field: Any) -> None:
    """A validator: the field holds an e-mail address."""
    try:
        addresses.checked(field.data)
    except Refused as refusal:
        raise ValidationError(refusal.message) from refusal


def is_new_password(_form: Any, field: Any) -> None:
    """A validator: the field is empty or holds a password that may be taken."""
    if field.data:
        try:
            passwords.check(field.data)
        except Refused as refusal:
            raise ValidationError(refusal.message) from refusal


def in_one_line(value: Any) -> Any:
    """A filter: white space of any kind is one space, and nothing is nothing."""
    return " ".join(value.split()) if isinstance(value, str) else value


def _address(**more: Any) -> EmailField:
    return EmailField(
        "E-mail address",
        [InputRequired(ADDRESS_NEEDED), is_address],
        render_kw={"autocomplete": "email", "maxlength": 254},
        **more,
    )


def _name() -> StringField:
    return StringField(
        "Name",
        [Length(max=120, message="At most 120 characters are possible.")],
        filters=[in_one_line],
        description="As we should address you in mail. It is shown to nobody.",
        render_kw={"autocomplete": "name"},
    )


class JoinForm(Form):
    """Join: an address, and what may be left out."""

    email = _address()
    name = _name()
    password = PasswordField(
        "Password",
        [is_new_password],
        description=f"{NEW_PASSWORD_HINT} Without one you sign in by a link that we mail.",
        render_kw={"autocomplete": "new-password"},
    )
    next = HiddenField()


class SignInForm(Form):
    """Sign in by password."""

    email = _address()
    password = PasswordField(
        "Password",
        [InputRequired("Write your password here, or have a link mailed.")],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class LinkForm(Form):
    """Ask for a mailed link and code."""

    email = _address(id="link-email")
    next = HiddenField(id="link-next")


class CodeForm(Form):
    """Type the code of a mail in."""

    code = StringField(
        "Code",
        [
            InputRequired("Type the six digits of the mail in here."),
            Regexp(r"^\d{3} ?\d{3}$", message="The code has six digits, as in 012 345."),
        ],
        render_kw={
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "maxlength": 7,
            "class": "code",
        },
    )


class ResetForm(Form):
    """Ask for a link to set a new password."""

    email = _address()


class NewPasswordForm(Form):
    """Set a new password by a mailed link."""

    password = PasswordField(
        "New password",
        [InputRequired("Write the password you want to use from now on."), is_new_password],
        description=NEW_PASSWORD_HINT,
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(NewPasswordForm):
    """Change the password, knowing the one in use."""

    current = PasswordField(
        "Password in use now",
        [InputRequired("Write the password that you use now.")],
        render_kw={"autocomplete": "current-password"},
    )


class WelcomeForm(Form):
    """After the proof: name and password, both optional."""

    name = _name()
    password = PasswordField(
        "Password",
        [is_new_password],
        description=f"{NEW_PASSWORD_HINT} Without one you sign in by a link that we mail.",
        render_kw={"autocomplete": "new-password"},
    )


class ButtonForm(Form):
    """Nothing but a button."""
