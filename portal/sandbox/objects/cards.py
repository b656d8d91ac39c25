"""The test cards and how each behaves. Pure; no other number is ever taken."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Decline:
    """Why a card is refused, in Stripe's words, and the field of the form it concerns."""

    code: str
    message: str
    decline_code: str | None = None
    field: str = "number"

    @property
    def more(self) -> dict[str, str]:
        """The bank's own word, as an error's further field."""
        return {"decline_code": self.decline_code} if self.decline_code else {}


GENERIC = Decline("card_declined", "Your card was declined.", "generic_decline")
AUTHENTICATE = Decline(
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
    "authentication_required",
)


@dataclass(frozen=True)
class Card:
    """One test card. `decline` refuses every charge, `fails_later` only those without the payer."""

    number: str
    token: str
    brand: str = "visa"
    decline: Decline | None = None
    fails_later: Decline | None = None
    asks_3ds: bool = False
    is_disputed: bool = False

    @property
    def last4(self) -> str:
        """The only digits that are ever stored."""
        return self.number[-4:]


CARDS = {
    card.number: card
    for card in (
        Card("4242424242424242", "pm_card_visa"),
        Card("5555555555554444", "pm_card_mastercard", "mastercard"),
        Card("378282246310005", "pm_card_amex", "amex"),
        Card("4000000000000002", "pm_card_visa_chargeDeclined", decline=GENERIC),
        Card(
            "4000000000009995",
            "pm_card_visa_chargeDeclinedInsufficientFunds",
            decline=Decline(
                "card_declined", "Your card has insufficient funds.", "insufficient_funds"
            ),
        ),
        Card(
            "4000000000000069",
            "pm_card_chargeDeclinedExpiredCard",
            decline=Decline("expired_card", "Your card has expired.", None, "expiry"),
        ),
        Card(
            "4000000000000127",
            "pm_card_chargeDeclinedIncorrectCvc",
            decline=Decline(
                "incorrect_cvc", "Your card's security code is incorrect.", None, "cvc"
            ),
        ),
        Card(
            "4000002760003184",
            "pm_card_authenticationRequired",
            asks_3ds=True,
            fails_later=AUTHENTICATE,
        ),
        Card("4000000000000341", "pm_card_chargeCustomerFail", fails_later=GENERIC),
        Card("4000000000000259", "pm_card_createDispute", is_disputed=True),
    )
}
TOKENS = {card.token: card for card in CARDS.values()}
