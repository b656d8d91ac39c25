"""The base of every form: CSRF by Flask-WTF, trimmed text, errors beside the field."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.meta import DefaultMeta

from portal.errors import Refused


class Form(FlaskForm):
    """A form whose text fields are trimmed and that can take an error found later."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Trim what was typed, but never a password."""
            filters = unbound_field.kwargs.get("filters", [])
            if "Password" not in unbound_field.field_class.__name__ and "List" not in (
                unbound_field.field_class.__name__
            ):
                filters = [*filters, _trimmed]
            options["filters"] = filters
            return DefaultMeta.bind_field(self, form, unbound_field, options)

    def show(self, refusal: Refused) -> None:
        """Put a refusal beside the field it names, or above the form."""
        field = self._fields.get(refusal.field) if refusal.field else None
        if field is None:
            self.form_errors.append(refusal.message)
        else:
            field.errors = [*field.errors, refusal.message]


class PressForm(Form):
    """A button without a field; what it does stands on the page."""


def _trimmed(value: Any) -> Any:
    """Without white space around it, and without NULs, which no text column can hold."""
    return value.replace("\0", "").strip() if isinstance(value, str) else value
