"""A month's statement as CSV: one line per movement, amounts exact, safe to open anywhere."""

import csv
import hashlib
import io
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from portal.finance.statement import Line
from portal.money import Money, as_decimal

HEADER = (
    "date",
    "time",
    "kind",
    "for",
    "gross",
    "fee",
    "net",
    "currency",
    "paid",
    "paid_currency",
    "reference",
    "payment",
)
# Spreadsheets run a cell that begins so as a formula.
# https://owasp.org/www-community/attacks/CSV_Injection
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

BREATHE_LINES = 500


@dataclass(frozen=True)
class Written:
    """A file ready to be sent: its bytes, how many lines under the header, and its checksum."""

    file: io.BytesIO
    lines: int
    sha256: str


def write(lines: Iterable[Line], zone: ZoneInfo) -> Iterator[str]:
    """The file in pieces: a header, then a line each; dates and times are the newsroom's.

    Amounts have a point and as many decimals as their currency; money that went is negative.
    """
    yield _row(HEADER)
    for line in lines:
        local = line.occurred_at.astimezone(zone)
        yield _row(
            (
                local.date().isoformat(),
                local.strftime("%H:%M:%S"),
                text(line.category),
                text(line.purpose),
                amount(line.gross),
                amount(line.fee),
                amount(line.net),
                text(line.gross.currency.upper()),
                amount(line.paid) if line.paid else "",
                text(line.paid.currency.upper()) if line.paid else "",
                text(line.ref),
                text(line.payment_ref),
            )
        )


def keep(pieces: Iterable[str]) -> Written:
    """The finished file: some 150 bytes a line, so 4 MB for 25,000 members; others go on."""
    file = io.BytesIO()
    digest, lines = hashlib.sha256(), -1
    for lines, piece in enumerate(pieces):  # the header is line 0
        data = piece.encode()
        digest.update(data)
        file.write(data)
        if lines % BREATHE_LINES == 0:
            time.sleep(0)
    file.seek(0)
    return Written(file, lines, digest.hexdigest())


def amount(money: Money) -> str:
    """Exact, in major units: "-12.50"."""
    return str(as_decimal(money))


def text(value: str) -> str:
    """The words, with an apostrophe before what a spreadsheet would run."""
    return f"'{value}" if value.startswith(RUNS) else value


def _row(cells: Iterable[str]) -> str:
    kept = io.StringIO()
    csv.writer(kept, lineterminator="\r\n").writerow(cells)
    return kept.getvalue()
