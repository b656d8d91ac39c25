"""Memberships, money and the count move in a few listed files only; and this test can fail."""

import pytest

import portal.app  # noqa: F401 - so that every desk's tables are known
from portal.extensions import db
from tests.house import plan
from tests.house.plan import PORTAL, modules, room
from tests.house.writes import Guarded, calls, written

TABLES = {
    "Membership": "memberships",
    "Period": "periods",
    "Payment": "payments",
    "Reversal": "reversals",
    "LedgerEntry": "ledger_entries",
    "Counted": "counted",
    "CountChange": "count_changes",
    "Headcount": "headcount",
}
DOORS = frozenset(plan.MONEY_DOORS)


def guarded() -> Guarded:
    """The tables, and which of their columns are theirs alone."""
    tables = db.metadata.tables
    ours = {c.name for name in TABLES.values() for c in tables[name].columns}
    others = {c.name for n, t in tables.items() if n not in TABLES.values() for c in t.columns}
    return Guarded(TABLES, own=ours - others, shared=ours & others)


def sources() -> dict[str, str]:
    """The source of every module of the desks."""
    return {
        str(path.relative_to(PORTAL)): path.read_text()
        for path in modules()
        if room(path) not in plan.APART
    }


def test_only_the_listed_files_write_memberships_money_and_the_count() -> None:
    writing = {
        name: found for name, text in sources().items() if (found := written(text, guarded()))
    }
    unlisted = {
        name: left
        for name, found in writing.items()
        if name not in plan.MONEY_WRITERS
        and (left := [one for one in found if one.rpartition(" in line ")[0] != look_alike(name)])
    }
    assert unlisted == {}
    assert set(plan.MONEY_LOOKALIKES) - set(writing) == set(), "listed, and there is none"
    assert set(plan.MONEY_WRITERS) - set(writing) == set(), "listed, and write nothing"


def test_only_the_listed_files_apply_facts_and_post_entries() -> None:
    found = {door: set[str]() for door in DOORS}
    for name, text in sources().items():
        for door in calls(text, DOORS):
            found[door].add(name)
    assert found == {door: set(files) for door, files in plan.MONEY_DOORS.items()}


def test_what_matters_most_is_guarded_wherever_it_is_set() -> None:
    assert {"standing", "paid_through", "gross_minor", "fee_minor", "net_minor"} <= guarded().own
    assert {"amount_minor", "currency", "account_id"} <= guarded().shared
    assert set(TABLES.values()) <= set(db.metadata.tables)


def look_alike(name: str) -> str:
    """What the file does that only looks like it."""
    return plan.MONEY_LOOKALIKES.get(name, "")


PLANTED = {
    "row.standing = Standing.ENDED": "sets standing",
    "membership.paid_through += MONTH": "sets paid_through",
    "a, row.paid_through = 1, now": "sets paid_through",
    "row.paid_through: datetime = now": "sets paid_through",
    "setattr(row, 'standing', word)": "sets standing",
    "object.__setattr__(row, 'standing', word)": "sets standing",
    "from portal.support.models import Payment\nsession.add(Payment())": "makes a Payment",
    "from portal.support.models import Payment as P\nsession.add(P())": "makes a P",
    "from portal.support import models\nsession.add(models.Membership())": "makes a Membership",
    "import portal.finance.models as m\nm.LedgerEntry(ref='txn_1')": "makes a LedgerEntry",
    "from portal.support.models import Payment\ns.execute(update(Payment).values(kind='x'))":
        "calls update with Payment",
    "from portal.support.models import Payment\ns.execute(sa.delete(Payment))":
        "calls delete with Payment",
    "from portal.support.models import Period\ns.query(Period).filter().update({})":
        "calls update with Period",
    "from portal.finance.models import LedgerEntry\nLedgerEntry.__table__.insert()":
        "calls insert with LedgerEntry",
    "from portal.support.models import Payment\ns.bulk_insert_mappings(Payment, rows)":
        "calls bulk_insert_mappings with Payment",
    "from portal.support.models import Payment\nrow.amount_minor = 1": "sets amount_minor",
    "from portal.support.models import Payment\nsession.delete(row)": "deletes a row",
    "from portal.support.models import Payment\nsetattr(row, name, 1)": "sets something",
    "db.session.execute(text('UPDATE memberships SET standing = 1'))": "writes memberships by SQL",
    "text('''insert\n into  ledger_entries (ref) VALUES (1)''')": "writes ledger_entries by SQL",
    "text('DELETE FROM headcount')": "writes headcount by SQL",
    "c.exec_driver_sql('REPLACE INTO payments VALUES (1)')": "writes payments by SQL",
    "text('INSERT OR REPLACE INTO periods VALUES (1)')": "writes periods by SQL",
    "text('UPDATE OR IGNORE payments SET currency = 1')": "writes payments by SQL",
    "text('TRUNCATE TABLE payments')": "writes payments by SQL",
    "db.metadata.tables['payments'].insert()": "takes the table payments",
    "t = metadata.tables.get('headcount')\ns.execute(t.update())": "takes the table headcount",
    "sqlalchemy.table('payments', column('id')).insert()": "takes the table payments",
    "from sqlalchemy import Table\nTable('counted', m).delete()": "takes the table counted",
    "vars(row)['standing'] = Standing.ENDED": "sets standing",
    "row.__dict__['paid_through'] = now": "sets paid_through",
    "row.__dict__.update(standing=word)": "sets standing",
    "vars(row).update({'standing': word})": "sets standing",
    "from portal.support.models import Payment\nvars(row)[name] = 1": "sets something",
    "import portal.support.models as m\nT = m.Payment\nsession.add(T())": "makes a T",
    "from portal.support.models import Payment\nT = Payment\ns.execute(update(T))":
        "calls update with T",
}  # fmt: skip


@pytest.mark.parametrize("source", PLANTED)
def test_a_planted_write_is_found(source: str) -> None:
    assert any(found.startswith(PLANTED[source]) for found in written(source, guarded()))


@pytest.mark.parametrize(
    "source",
    [
        "from portal.support.models import Membership\nselect(Membership.standing)",
        "from portal.support.models import Payment\nselect(Payment).with_for_update()",
        "known.update(one.id for one in page)",
        "attempt.amount_minor = 800",  # another table's row, where no payment is known
        "if row.standing == Standing.ENDED: pass",
        "seen = Seen(standing=word, paid_through=now)",
        "'an update payments page'",
        "vars(row)['standing']",
        "tables['payments of March']",
        "table('search_index')",
        "frame = {}\nframe['standing'] = word",
    ],
)
def test_reading_is_no_writing(source: str) -> None:
    assert written(source, guarded()) == []


@pytest.mark.parametrize(
    "source",
    [
        "from portal.finance import ledger\nledger.post(session, entry, now)",
        "from portal.finance.ledger import post\npost(session, entry, now)",
        "from portal.finance import ledger\nhanded_on(ledger.post)",
    ],
)
def test_another_way_through_a_door_is_found(source: str) -> None:
    assert calls(source, DOORS) == {"ledger.post"}
