"""The form of asking for a reminder: an address, a month, and where the reader came from."""

from collections.abc import Iterable
from datetime import date

from wtforms import EmailField, HiddenField, RadioField, SelectChoice
from wtforms.validators import InputRequired

from portal.prompts.desk import month_name
from portal.web.forms import Form


class ReminderForm(Form):
    """One mail, at the beginning of the month chosen."""

    month = RadioField(
        "When", validators=[InputRequired("Please choose a month.")], validate_choice=True
    )
    email = EmailField(
        "E-mail address",
        validators=[InputRequired("Please write the address that the reminder should go to.")],
        render_kw={"autocomplete": "email", "maxlength": 254},
    )
    prompt = HiddenField()
    variant = HiddenField()
    # For machines only: people do not see it, and what they leave empty a program fills in.
    homepage = EmailField("Leave this empty")

    def __init__(self, months: Iterable[date], **options: object) -> None:
        super().__init__(**options)
        self.months = tuple(months)
        self.month.choices = [SelectChoice(m.isoformat(), _label(m)) for m in self.months]

    def chosen_month(self) -> date:
        """The first day of the chosen month; the form must have been validated."""
        return date.fromisoformat(self.month.data or "")


def _label(month: date) -> str:
    """ "December", and the year where it is another than the first month's."""
    return f"{month_name(month)} {month.year}" if month.month == 1 else month_name(month)
