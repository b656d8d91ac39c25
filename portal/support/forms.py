"""The form of choosing: how often, how much, and where the reader came from."""

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField, SelectChoice, StringField

from portal.errors import Refused
from portal.money import Money
from portal.support import amounts
from portal.support.amounts import CADENCES, Choice
from portal.support.attempts import Source
from portal.web.display import money as shown
from portal.web.forms import Form

OWN = "own"
SOURCES = ("article", "campaign", "prompt", "variant")


class ChooseForm(Form):
    """A reader's choice. Each cadence has tiles of its own and a field for another amount."""

    cadence = RadioField(
        "How often",
        choices=[
            SelectChoice("monthly", "Monthly"),
            SelectChoice("yearly", "Yearly"),
            SelectChoice("once", "Once"),
        ],
        validate_choice=False,
    )
    amount_monthly = RadioField("How much a month", validate_choice=False)
    own_monthly = StringField("Another amount a month")
    amount_yearly = RadioField("How much a year", validate_choice=False)
    own_yearly = StringField("Another amount a year")
    amount_once = RadioField("How much", validate_choice=False)
    own_once = StringField("Another amount")
    currency = HiddenField()
    click = HiddenField()
    article = HiddenField()
    campaign = HiddenField()
    prompt = HiddenField()
    variant = HiddenField()
    # For machines only: people do not see it, and what they leave empty a program fills in.
    homepage = StringField("Leave this empty")

    def __init__(self, currency: str, **options: Any) -> None:
        super().__init__(**options)
        for cadence in CADENCES:
            offered = amounts.suggested(currency, cadence)
            self.amount_of(cadence).choices = [
                *(SelectChoice(amounts.typed(money), shown(money)) for money in offered),
                SelectChoice(OWN, "Another amount"),
            ]

    def amount_of(self, cadence: str) -> RadioField:
        """The tiles of a cadence."""
        return self[f"amount_{cadence}"]

    def own_of(self, cadence: str) -> StringField:
        """The field for another amount of a cadence."""
        return self[f"own_{cadence}"]

    def choice(self) -> Choice:
        """What was chosen. Raises: Refused, its field one of this form, when it may not be."""
        cadence = self.cadence.data or ""
        if cadence not in CADENCES:
            return amounts.check("", self.currency.data or "", cadence)
        tile, own = self.amount_of(cadence).data or OWN, self.own_of(cadence).data or ""
        if tile != OWN and own and tile != own:
            raise Refused(
                "You chose one amount and typed another. Please keep one of them.",
                field=f"own_{cadence}",
            )
        try:
            return amounts.check(own if tile == OWN else tile, self.currency.data or "", cadence)
        except Refused as refusal:
            if refusal.field != "amount":
                raise
            beside = "own" if tile == OWN else "amount"
            raise Refused(refusal.message, field=f"{beside}_{cadence}") from refusal

    def source(self) -> Source:
        """Where the reader came from."""
        return Source(**{name: self[name].data or "" for name in SOURCES})


def asked_for(args: "MultiDict[str, str]", currency: str, usual: str) -> ChooseForm:
    """The form as an address asks for it: `?cadence=&amount=` preselect when they may be chosen.

    `amount=own` opens the field for another amount. `usual` is the cadence selected when the
    address names none.
    """
    cadence = args.get("cadence", usual)
    cadence = cadence if cadence in CADENCES else usual
    try:
        chosen = amounts.check(args.get("amount", ""), currency, cadence).amount
    except Refused:
        chosen = None
    form = prefilled(currency, cadence, chosen, {name: args.get(name, "") for name in SOURCES})
    if args.get("amount") == OWN:
        form.amount_of(cadence).data = OWN
    return form


def prefilled(
    currency: str, cadence: str, chosen: Money | None, source: dict[str, str]
) -> ChooseForm:
    """A fresh form with `chosen` (or the usual amount) selected, not stamped yet."""
    data: dict[str, Any] = {
        **{f"amount_{name}": amounts.typed(amounts.first(currency, name)) for name in CADENCES},
        **source,
        "cadence": cadence,
        "currency": currency,
    }
    if chosen is not None:
        data[f"amount_{cadence}"] = amounts.typed(chosen)
        if chosen not in amounts.suggested(currency, cadence):
            data[f"amount_{cadence}"] = OWN
            data[f"own_{cadence}"] = amounts.typed(chosen)
    return ChooseForm(currency, formdata=None, data=data)
