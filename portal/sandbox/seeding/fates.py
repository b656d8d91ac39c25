"""What befalls an invented member: joining, and then one of a few ways to go on or to leave.

What lies ahead is planned on joining and falls due by itself, as renewals do; so a member goes on
living after the past in which they were made up. What is not possible any more does not happen.
"""

from collections.abc import Callable
from random import Random

from portal.sandbox.objects import (
    changes,
    checkout,
    checkout_sessions,
    disputes,
    endings,
    pausing,
    refunds,
    resuming,
    subscriptions,
)
from portal.sandbox.objects.cards import CARDS
from portal.sandbox.objects.checkout import Payer
from portal.sandbox.seeding.shops import prices_of
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import Refusal
from portal.sandbox.world import World

DAY = 86400
_OK, _FAILS = CARDS["4242424242424242"], CARDS["4000000000000341"]
_WAYS = {
    "stays": 60, "cancels": 10, "leaves": 2, "returns": 5, "recovers": 7, "lapses": 5,
    "is_refunded": 3, "disputes": 1, "changes": 4, "pauses": 3, "donates": 6,
}  # fmt: skip


def join(world: World, price: Obj, metadata: Obj, email: str, name: str) -> str:
    """Inside a unit: somebody has subscribed on the hosted page; the customer's id."""
    payer = _payer(world, email, name)
    session = _session(world, price, metadata, {"mode": "subscription"})
    checkout.attempt(world, session, payer)
    customer: str = world.get("checkout.session", session["id"])["customer"]
    return customer


def plan(world: World, customer: str, random: Random, interval: str, since: int) -> None:
    """What will befall the member who joined then falls due in its time."""
    way = random.choices(list(_WAYS), list(_WAYS.values()))[0]
    for day, action in _acts(random, way, 30 if interval == "month" else 360):
        world.later(customer, action, since + day * DAY + 600)


def _acts(random: Random, way: str, period: int) -> list[tuple[int, str]]:
    """What happens on that way beside renewals, by days from the first."""
    first = random.randint(3, 25) + random.randint(0, 4) * min(period, 30)
    later = first + random.randint(40, 110)
    acts: dict[str, list[tuple[int, str]]] = {
        "stays": [],
        "cancels": [(first, "member_cancels")],
        "leaves": [(first, "member_leaves")],
        "returns": [(first, "member_cancels"), (later, "member_returns")],
        "recovers": [(period - 3, "bank_refuses"), (period + random.randint(4, 9), "bank_pays")],
        "lapses": [(first + period // 2, "bank_refuses")],
        "is_refunded": [(first, random.choice(("refund_all", "refund_part")))],
        "disputes": [
            (first, "bank_disputes"),
            (first + 20, "newsroom_loses" if first % 3 else "newsroom_wins"),
        ],
        "changes": [(first, "member_changes")],
        "pauses": [(first, "member_pauses"), (later, "member_resumes")],
        "donates": [(first, random.choice(("gives_a_little", "gives", "gives_much")))],
    }
    return acts[way]


def _session(world: World, price: Obj, metadata: Obj, params: Obj) -> Obj:
    is_membership = params["mode"] == "subscription"
    data = "subscription_data" if is_membership else "payment_intent_data"
    home = world.settings.portal_home or "http://127.0.0.1/"
    return checkout_sessions.create(
        world,
        {
            **params,
            "success_url": f"{home}?session_id={{CHECKOUT_SESSION_ID}}",
            "line_items": [{"price": price["id"], "quantity": 1}],
            "metadata": metadata,
            data: {"metadata": metadata},
        },
    )


def _payer(world: World, email: str, name: str) -> Payer:
    in_three_years = 1970 + world.now() // DAY // 365 + 3
    return Payer(_OK, (12, in_three_years), email, name)


def _newest(world: World, customer: str) -> Obj:
    return world.store.where("subscription", "customer", customer)[-1]


def _charges(world: World, customer: str) -> list[Obj]:
    found = world.store.where("charge", "customer", customer)
    return [charge for charge in found if charge["status"] == "succeeded"]


def _sold(world: World, customer: str, interval: str | None, amount: int) -> Obj | None:
    """The shop's price of that amount; None for an interval means the member's own."""
    own = subscriptions.first_item(_newest(world, customer))["price"]
    interval = interval or own["recurring"]["interval"]
    return prices_of(world, own["product"]).get((interval, amount))


def _return(world: World, customer: str) -> None:
    before, who = _newest(world, customer), world.get("customer", customer)
    if before["status"] == "canceled":
        price = subscriptions.first_item(before)["price"]
        params = {"mode": "subscription", "customer": customer}
        session = _session(world, price, before["metadata"], params)
        checkout.attempt(world, session, _payer(world, who["email"], who["name"]))


def _give(amount: int) -> Callable[[World, str], None]:
    def give(world: World, customer: str) -> None:
        price, who = _sold(world, customer, "once", amount), world.get("customer", customer)
        if price:
            params = {"mode": "payment", "submit_type": "donate", "customer": customer}
            session = _session(world, price, _newest(world, customer)["metadata"], params)
            checkout.attempt(world, session, _payer(world, who["email"], who["name"]))

    return give


def _cancel(world: World, customer: str) -> None:
    if _newest(world, customer)["status"] == "active":
        changes.update(world, {"cancel_at_period_end": True}, _newest(world, customer)["id"])


def _bank(number: str) -> Callable[[World, str], None]:
    """The bank honours the kept card from now on as it would that one."""

    def set_card(world: World, customer: str) -> None:
        method = _newest(world, customer)["default_payment_method"]
        if method:
            world.save(world.get("payment_method", method), {"number": number})

    return set_card


def _refund(part: Obj) -> Callable[[World, str], None]:
    return lambda world, customer: _drop(
        refunds.create(world, {"charge": _charges(world, customer)[-1]["id"], **part})
    )


def _decide(*, is_won: bool) -> Callable[[World, str], None]:
    def decide(world: World, customer: str) -> None:
        for charge in _charges(world, customer):
            for dispute in world.store.where("dispute", "charge", charge["id"]):
                disputes.close(world, dispute, is_won=is_won)

    return decide


def _change(world: World, customer: str) -> None:
    found = _newest(world, customer)
    own = subscriptions.first_item(found)
    amount = 1500 if own["price"]["recurring"]["interval"] == "month" else 15000
    price = _sold(world, customer, None, amount)
    if found["status"] == "active" and price:
        wish = {"items": [{"id": own["id"], "price": price["id"]}], "proration_behavior": "none"}
        changes.update(world, wish, found["id"])


def _pause(world: World, customer: str) -> None:
    if _newest(world, customer)["status"] == "active":
        free = {"unused_time_from": {"type": "none"}}
        pausing.pause(world, {"bill_for": free}, _newest(world, customer)["id"])


def _resume(world: World, customer: str) -> None:
    if _newest(world, customer)["status"] == "paused":
        resuming.resume(world, {}, _newest(world, customer)["id"])


def _drop(made: Obj) -> None:
    """Nobody asked for what was made."""


def _if_possible(act: Callable[[World, str], None]) -> Callable[[World, str], None]:
    def happen(world: World, customer: str) -> None:
        try:
            act(world, customer)
        except (Refusal, IndexError):
            return  # refunded or left before, gone with a reset, or deleted by hand

    return happen


FALLS_DUE: dict[str, Callable[[World, str], None]] = {
    action: _if_possible(act)
    for action, act in {
        "bank_disputes": lambda w, who: _drop(disputes.begin(w, _charges(w, who)[-1])),
        "bank_pays": _bank(_OK.number),
        "bank_refuses": _bank(_FAILS.number),
        "gives": _give(2000),
        "gives_a_little": _give(500),
        "gives_much": _give(10000),
        "member_cancels": _cancel,
        "member_changes": _change,
        "member_leaves": lambda w, who: _drop(endings.cancel(w, {}, _newest(w, who)["id"])),
        "member_pauses": _pause,
        "member_resumes": _resume,
        "member_returns": _return,
        "newsroom_loses": _decide(is_won=False),
        "newsroom_wins": _decide(is_won=True),
        "refund_all": _refund({}),
        "refund_part": _refund({"amount": 300}),
    }.items()
}
"""By the action that falls due, what befalls the customer of that id."""
