"""People of a history, and what they do on the portal: each act is a request of its own.

The acts are what the pages do, without rendering them: see `support/views.py` and
`selfservice/views.py`.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from sqlalchemy import select

from portal import clock
from portal.accounts.models import Account
from portal.errors import PortalError
from portal.extensions import db, end_read, unit_of_work
from portal.money import Money
from portal.support import entering, traces
from portal.support.amounts import Choice
from portal.support.attempts import Source
from portal.support.beginning import Wish
from portal.support.models import Membership, Payment
from portal.support.payment_desk import payment_desk
from portal.support.standing import Cadence, Standing
from tests.simulation.machine import Machine

NAMES = ("alisa", "bohdan", "chidi", "daria", "emeka", "farah", "goran", "hanna", "ines", "jonas")
CADENCES = (Cadence.MONTHLY, Cadence.MONTHLY, Cadence.MONTHLY, Cadence.YEARLY, None)


@dataclass
class Tab:
    """A hosted checkout somewhere in a browser, and the click that led to it."""

    ref: str
    click: str


@dataclass
class Person:
    """Somebody with one mailbox; signed in while `account_id` is set."""

    name: str
    currency: str
    account_id: int | None = None
    tabs: list[Tab] = field(default_factory=list)
    paid: list[str] = field(default_factory=list)
    """Checkouts whose thanks page was not looked at yet."""

    has_paid: bool = False

    @property
    def email(self) -> str:
        return f"{self.name}@example.org"

    @property
    def address(self) -> str:
        """Where on the network the person is."""
        return f"198.51.100.{NAMES.index(self.name) + 1}"


@dataclass(frozen=True)
class Click:
    """One press on "support": the form shown and what was chosen on it."""

    key: str
    choice: Choice


class Portal:
    """What people can do to the portal. Every method is the body of one process."""

    def __init__(self, machine: Machine, chance: Random) -> None:
        self._machine = machine
        self._chance = chance
        self.owners: dict[str, str | None] = {}
        """The address of whoever was signed in at each attempt; None for guests."""
        self.clicked: dict[str, set[str]] = {}
        """The checkouts that each click led to."""
        self.led_elsewhere: Counter[str] = Counter()

    def register(self, person: Person) -> None:
        """The person proved the mailbox, and is signed in from now on."""
        with unit_of_work() as session:
            found = session.scalar(select(Account).where(Account.email_key == person.email))
            if found is None:
                now = clock.now()
                found = Account(
                    email=person.email, email_key=person.email, role="reader", created_at=now
                )
                session.add(found)
            found.proved_at = found.proved_at or clock.now()
            session.flush()
            account_id = found.id
        person.account_id = account_id  # not before the commit: it may die on the way there

    def choice(self, person: Person) -> Choice:
        """What the person would like to pay."""
        amount = Money(self._chance.choice((500, 800, 1200, 2500)), person.currency)
        return Choice(amount, self._chance.choice(CADENCES))

    def click(self, person: Person, click: Click) -> None:
        """The checkout begins, or goes on, and the browser is led there."""
        place, near = f"home of {person.name}", "one town"
        found = traces.marks("simulated", place=place, near=near, visitor=f"tab of {person.name}")
        wish = Wish(click.choice, Source(), click.key, person.account_id, found)
        way = entering.enter(wish, person.address, clock.now())
        if way.to != "checkout":
            self.led_elsewhere[way.to] += 1
            return
        ref = way.where.rsplit("/", 1)[-1]
        with self._machine.fate.aside():
            attempt = str(self._machine.world.get("checkout.session", ref)["client_reference_id"])
        self.owners.setdefault(attempt, person.email if wish.account_id is not None else None)
        self.clicked.setdefault(click.key, set()).add(ref)
        person.tabs.append(Tab(ref, click.key))

    def look_at_thanks(self, ref: str) -> None:
        """The thanks page asks for its own checkout."""
        payment_desk().sync_checkout(ref)

    def change_something(self, person: Person) -> str:
        """The person changes the membership on the account page; the word for what was done."""
        row = self._running(person)
        if row is None:
            return "nothing to change"
        membership_id, standing, ends_at, currency = row
        end_read()
        chance, desk = self._chance, payment_desk()
        if standing is Standing.PAUSED:
            return self._done("resume", lambda: desk.resume(membership_id))
        if ends_at is not None:
            return self._done("undo cancel", lambda: desk.undo_cancel(membership_id))
        amount = Money(chance.choice((600, 900, 3000)), currency)
        cadence = chance.choice((Cadence.MONTHLY, Cadence.YEARLY))
        acts: dict[str, Callable[[], None]] = {
            "cancel": lambda: desk.cancel(membership_id),
            "change": lambda: desk.change(membership_id, amount, cadence),
            "pause": lambda: desk.pause(membership_id),
        }
        name = chance.choice(("cancel", "change", "change", "pause", "pause"))
        return self._done(name, acts[name])

    def refund(self) -> str:
        """Staff give a payment back, whole or in part."""
        found = db.session.execute(
            select(Payment.id, Payment.amount_minor, Payment.currency).order_by(Payment.id)
        ).all()
        end_read()
        if not found:
            return "nothing to refund"
        payment_id, minor, currency = self._chance.choice(found)
        part = Money(minor // 4, currency) if self._chance.random() < 0.4 else None
        name = "refund" if part is None else "refund in part"
        desk = payment_desk()
        return self._done(name, lambda: desk.refund(payment_id, part, "requested_by_customer"))

    def _done(self, name: str, act: Callable[[], None]) -> str:
        try:
            act()
        except PortalError as error:
            return f"{name}: {type(error).__name__}"
        return name

    def _running(self, person: Person) -> tuple[int, Standing, object, str] | None:
        row = db.session.execute(
            select(Membership.id, Membership.standing, Membership.ends_at, Membership.currency)
            .where(
                Membership.account_id == person.account_id, Membership.standing != Standing.ENDED
            )
            .order_by(Membership.id.desc())
            .limit(1)
        ).first()
        return (row[0], row[1], row[2], row[3]) if row else None
