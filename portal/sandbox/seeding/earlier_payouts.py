"""The payouts that the sown past would have had, each with the movements that left with it."""

from dataclasses import dataclass

from portal.sandbox.objects import balance, payouts
from portal.sandbox.objects.balance import DAY, PAID_IN
from portal.sandbox.world import World

_WAITING = (
    "SELECT id, json_extract(body, '$.currency'), json_extract(body, '$.net'), "  # noqa: S608
    "json_extract(body, '$.available_on') FROM objects "
    f"WHERE kind = 'balance_transaction' AND {PAID_IN} IS NULL"
)
Row = tuple[str, str, int, int]


@dataclass(frozen=True)
class Span:
    """Until when payouts were made, and from when on their events are still listed."""

    until: int
    told_from: int


def make(world: World, span: Span) -> None:
    """Each midnight until then has paid out what had become available; later ones are planned."""
    if not world.settings.automatic_payouts:
        return
    rows: list[Row] = world.store.rows(_WAITING)
    for currency in sorted({row[1] for row in rows}):
        own = sorted((row[3] // DAY + 1, row[0], row[2]) for row in rows if row[1] == currency)
        _make_of(world, currency, own, span)
        ahead = [row[3] for row in rows if row[1] == currency and row[3] >= _midnight(span.until)]
        if ahead:
            with world.unit():
                balance.plan_payout(world, currency, min(ahead))


def _make_of(world: World, currency: str, rows: list[tuple[int, str, int]], span: Span) -> None:
    """`rows` are the day whose midnight pays, the movement, and its net, in that order."""
    waiting: list[str] = []
    amount = 0
    for place, (day, name, net) in enumerate(rows):
        if day * DAY > span.until:
            return
        waiting.append(name)
        amount += net
        is_last_of_day = place + 1 == len(rows) or rows[place + 1][0] > day
        if is_last_of_day and amount > 0:
            told = world.retold(is_listed=day * DAY >= span.told_from)
            with world.unit(), world.clock.standing_at(day * DAY), told:
                _pay(world, currency, amount, waiting, span)
            waiting, amount = [], 0


def _pay(world: World, currency: str, amount: int, names: list[str], span: Span) -> None:
    payout = payouts.make(world, amount, currency, payouts.DESCRIPTION, is_automatic=True)
    world.emit("payout.created", payout)
    world.store.write(
        "UPDATE objects SET hidden = json_object('payout', ?) WHERE id = ?",
        ((payout["id"], name) for name in names),
    )
    if payout["arrival_date"] <= span.until:
        world.never(payout["id"], "arrive")
        with world.clock.standing_at(payout["arrival_date"]):
            payouts.arrive(world, payout)


def _midnight(until: int) -> int:
    """The last one; what was available before it has been paid out."""
    return until // DAY * DAY
