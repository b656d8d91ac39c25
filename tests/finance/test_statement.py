"""A month's statement: the newsroom's calendar, sums per currency, a file that agrees."""

import csv
import io
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from portal.extensions import db
from portal.finance import month_csv, statement
from portal.finance.awaiting import awaiting
from portal.finance.months import Month
from portal.money import Money, as_decimal
from tests.finance.building import NOON, entry, payment, post

KYIV = ZoneInfo("Europe/Kyiv")
MARCH, APRIL = Month(2026, 3), Month(2026, 4)
# The last second of March in Kyiv, and the first of April.
LAST = datetime(2026, 3, 31, 20, 59, 59, tzinfo=UTC)
FIRST = LAST + timedelta(seconds=1)


def rows(month: Month) -> list[dict[str, str]]:
    """The month's file, as a spreadsheet would read it."""
    text = "".join(month_csv.write(statement.lines(db.session(), month), KYIV))
    return list(csv.DictReader(io.StringIO(text, newline="")))


def fill() -> None:
    payment("pi_1", "membership")
    payment("pi_2", "donation")
    post(
        entry("txn_1", occurred_at=LAST),
        entry("txn_2", occurred_at=FIRST, payment_ref="pi_2"),
        entry("txn_3", gross=-800, fee=0, category="refund", occurred_at=FIRST),
        entry("txn_4", gross=1200, fee=65, payment_ref="pi_x", is_foreign=True),
        entry("txn_5", gross=1200, fee=0, currency="jpy", payment_ref=None),
        entry("txn_6", gross=-2000, fee=0, category="payout", payment_ref=None),
    )


def test_a_month_ends_at_the_newsrooms_midnight(app_on_both: Flask) -> None:
    fill()
    assert [r["reference"] for r in rows(MARCH)] == ["txn_4", "txn_5", "txn_1"]
    assert [r["reference"] for r in rows(APRIL)] == ["txn_2", "txn_3"]
    assert (rows(MARCH)[-1]["date"], rows(MARCH)[-1]["time"]) == ("2026-03-31", "23:59:59")
    assert (rows(APRIL)[0]["date"], rows(APRIL)[0]["time"]) == ("2026-04-01", "00:00:00")


def test_every_line_says_what_it_was_for(app_on_both: Flask) -> None:
    fill()
    assert [r["for"] for r in rows(MARCH)] == ["foreign", "other", "membership"]
    assert [(r["kind"], r["for"]) for r in rows(APRIL)] == [
        ("charge", "donation"),
        ("refund", "membership"),
    ]


def test_the_file_agrees_with_the_page_to_the_cent(app_on_both: Flask) -> None:
    fill()
    for month in (MARCH, APRIL):
        sums: Counter[tuple[str, str]] = Counter()
        for row in rows(month):
            for what in ("gross", "fee", "net"):
                sums[row["currency"], what] += Decimal(row[what])  # type: ignore[assignment]
        totals = statement.totals(db.session(), month)
        assert totals
        for total in totals:
            currency = total.gross.currency.upper()
            assert sums[currency, "gross"] == as_decimal(total.gross)
            assert sums[currency, "fee"] == as_decimal(total.fee)
            assert sums[currency, "net"] == as_decimal(total.net)
    assert [
        (t.month, t.gross.currency, t.count, t.charges) for t in statement.totals(db.session())
    ] == [
        (APRIL, "usd", 2, 1),
        (MARCH, "jpy", 1, 1),
        (MARCH, "usd", 2, 2),
    ]


def test_currencies_keep_their_own_decimals(app: Flask) -> None:
    assert month_csv.amount(Money(1200, "jpy")) == "1200"
    assert month_csv.amount(Money(-5, "usd")) == "-0.05"
    assert month_csv.amount(Money(1250, "kwd")) == "1.250"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\tx", "\rx", "＝1"])
def test_no_cell_runs_as_a_formula(text: str) -> None:
    assert month_csv.text(text) == "'" + text


def test_a_long_month_comes_in_batches_and_whole(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statement, "BATCH", 3)
    # Several share one second, so that a batch ends among equals.
    post(*(entry(f"txn_{n}", occurred_at=NOON + timedelta(seconds=n // 4)) for n in range(11)))
    assert [r["reference"] for r in rows(MARCH)] == [f"txn_{n}" for n in range(11)]


def test_what_is_posted_while_the_file_is_read_is_left_out(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statement, "BATCH", 2)
    post(*(entry(f"txn_{n}") for n in range(4)))
    found = statement.lines(db.session(), MARCH)
    next(found)
    post(entry("txn_late", occurred_at=NOON + timedelta(days=1)))
    assert [line.ref for line in found] == ["txn_1", "txn_2", "txn_3"]


def test_a_payment_without_its_movement_is_awaited(app_on_both: Flask) -> None:
    payment("pi_1")
    payment("pi_2", "donation", NOON + timedelta(days=30))
    post(entry("txn_1"))
    (found,) = awaiting(db.session())
    assert (found.payment_ref, found.kind, found.amount) == ("pi_2", "donation", Money(800, "usd"))
    assert awaiting(db.session(), paid_before=NOON + timedelta(days=30)) == []
    assert awaiting(db.session(), paid_from=NOON + timedelta(days=31)) == []
