"""What one look at Stripe found, in our own words."""

from dataclasses import dataclass

from portal.finance.ledger import Entry
from portal.support.facts import Fact

# Marks what is ours among everything else on the same Stripe account.
APP = "newsroom-portal"


@dataclass(frozen=True, slots=True)
class Root:
    """The object that is fetched and versioned as a whole.

    `kind`: checkout.session, subscription, payment_intent, charge (one without a payment
    intent). `via` is the payment that led to a subscription, for when that is not ours.
    """

    kind: str
    ref: str
    via: str | None = None
    is_foreign: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """The facts and movements that a root shows now, and the root it leads on to, if any.

    `parts` are the references of all that was seen as belonging to the root: it never changes.
    """

    is_ours: bool
    facts: tuple[Fact, ...] = ()
    entries: tuple[Entry, ...] = ()
    leads_to: Root | None = None
    parts: frozenset[str] = frozenset()
