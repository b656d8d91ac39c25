"""Paying a checkout session: what exists after a try, and nothing that should not."""

from dataclasses import dataclass

from portal.sandbox.objects import (
    checkout_sessions,
    customers,
    invoices,
    payment_intents,
    payment_methods,
    renewals,
    setup_intents,
    subscriptions,
)
from portal.sandbox.objects.cards import AUTHENTICATE, Card, Decline
from portal.sandbox.store import Obj
from portal.sandbox.world import World


@dataclass(frozen=True)
class Payer:
    """What the form told: who pays and with which card. `expires` is month and year."""

    card: Card
    expires: tuple[int, int]
    email: str
    name: str

    def stored(self) -> Obj:
        """Enough to continue after the bank's page."""
        return {
            "number": self.card.number,
            "expires": list(self.expires),
            "email": self.email,
            "name": self.name,
        }


def attempt(world: World, session: Obj, payer: Payer, *, is_proved: bool = False) -> Obj | Decline:
    """The completed session, or why the card was refused.

    A refused subscription leaves nothing; a refused payment leaves its payment intent and the
    failed charge, as at Stripe.
    """
    if session["mode"] == "subscription":
        return payer.card.decline or _subscribe(world, session, payer)
    if session["mode"] == "setup":
        return _keep_card(world, session, payer, is_proved=is_proved)
    return _pay(world, session, payer, is_proved=is_proved)


def fail_proof(world: World, session: Obj, payer: Payer) -> Decline:
    """The payer failed the bank's page."""
    if session["mode"] == "payment":
        intent = _intent(world, session, None)
        payment_intents.refuse(world, intent, _method(world, payer), AUTHENTICATE)
    if session["mode"] == "setup":
        setup_intents.refuse(
            world, _setup_intent(world, session), _method(world, payer), AUTHENTICATE
        )
    return AUTHENTICATE


def ask_proof(world: World, session: Obj, payer: Payer) -> None:
    """The bank's page comes next; the session remembers what was typed."""
    hidden = world.hidden(session["id"])
    if session["mode"] == "payment":
        intent = _intent(world, session, None)
        payment_intents.attempt(world, intent, _method(world, payer), payer_is_there=True)
        hidden = world.hidden(session["id"])
    if session["mode"] == "setup":
        setup_intents.attempt(world, _setup_intent(world, session), _method(world, payer))
    world.save(session, {**hidden, "proof": payer.stored()})


def _subscribe(world: World, session: Obj, payer: Payer) -> Obj:
    customer = _customer(world, session, payer)
    method = payment_methods.attach_to(world, _method(world, payer), customer["id"])
    hidden = world.hidden(session["id"])
    wanted = [(row["price"], row["quantity"]) for row in hidden["line_items"]]
    data = hidden["subscription_data"]
    subscription = subscriptions.build(
        world,
        customer,
        wanted,
        metadata=data.get("metadata", {}),
        description=data.get("description"),
        method=method["id"],
    )
    lines = renewals.period_lines(subscription)
    invoice = invoices.draft(world, subscription, lines, "subscription_create")
    invoice = invoices.finalize(world, invoice)
    if invoice["status"] == "open":
        payment_intents.attempt(
            world,
            invoices.intent_of(world, invoice),
            method,
            payer_is_there=True,
            is_proved=True,
        )
    subscription = {**subscription, "latest_invoice": invoice["id"], "status": "active"}
    world.save(subscription)
    subscriptions.plan_next(world, subscription)
    world.emit("customer.subscription.created", subscription)
    if customer["currency"] != session["currency"]:
        customer = world.get("customer", customer["id"])
        world.change(customer, "customer.updated", currency=session["currency"])
    if invoice["status"] == "open":
        tried = {**invoice, "attempt_count": 1, "attempted": True}
        invoice = invoices.mark_paid(world, tried)
    return _complete(
        world, session, payer, customer["id"],
        invoice=invoice["id"], subscription=subscription["id"],
    )  # fmt: skip


def _pay(world: World, session: Obj, payer: Payer, *, is_proved: bool) -> Obj | Decline:
    keeps = session["customer"] or session["customer_creation"] == "always"
    decline = payer.card.decline
    customer = _customer(world, session, payer)["id"] if keeps and not decline else None
    intent = _intent(world, session, customer)
    intent = payment_intents.attempt(
        world, intent, _method(world, payer), payer_is_there=True, is_proved=is_proved
    )
    if decline:
        return decline
    return _complete(world, session, payer, customer, payment_intent=intent["id"])


def _keep_card(world: World, session: Obj, payer: Payer, *, is_proved: bool) -> Obj | Decline:
    """Nothing is charged; the card is the customer's, if there is one or one is to be made."""
    keeps = session["customer"] or session["customer_creation"] == "always"
    decline = payer.card.decline
    intent = _setup_intent(world, session)
    customer = _customer(world, session, payer)["id"] if keeps and not decline else None
    intent = {**intent, "customer": customer or intent["customer"]}
    setup_intents.attempt(world, intent, _method(world, payer), is_proved=is_proved)
    if decline:
        return decline
    return _complete(world, session, payer, customer)


def _setup_intent(world: World, session: Obj) -> Obj:
    return world.get("setup_intent", session["setup_intent"])


def _complete(world: World, session: Obj, payer: Payer, customer: str | None, **made: str) -> Obj:
    done = {
        **world.get("checkout.session", session["id"]),
        **made,
        "customer": customer,
        "customer_details": checkout_sessions.details(payer.email, payer.name),
        "payment_status": "no_payment_required" if session["mode"] == "setup" else "paid",
        "status": "complete",
        "url": None,
    }
    hidden = world.hidden(session["id"])
    hidden.pop("proof", None)
    world.save(done, hidden)
    world.emit("checkout.session.completed", done)
    return done


def _customer(world: World, session: Obj, payer: Payer) -> Obj:
    if session["customer"]:
        return customers.living(world, session["customer"])
    return customers.create(world, {"email": payer.email, "name": payer.name})


def _method(world: World, payer: Payer) -> Obj:
    details = payment_methods.billing_details(payer.email, payer.name)
    return payment_methods.make(world, payer.card, details, payer.expires)


def _intent(world: World, session: Obj, customer: str | None) -> Obj:
    """The session's payment intent, made at the first try and kept for the next ones."""
    hidden = world.hidden(session["id"])
    if "intent" in hidden:
        intent = {**world.get("payment_intent", hidden["intent"])}
        if customer:
            intent["customer"] = customer
            world.save(intent)
        return intent
    data = hidden["payment_intent_data"]
    intent = payment_intents.begin(
        world,
        amount=session["amount_total"],
        currency=session["currency"],
        customer=customer or session["customer"],
        description=data.get("description"),
        metadata=data.get("metadata"),
        receipt_email=data.get("receipt_email"),
        setup_future_usage=data.get("setup_future_usage"),
    )
    world.save(session, {**hidden, "intent": intent["id"]})
    return intent
