"""Ten thousand forgeries: none is accepted, none leaves a row, none is answered with a 500."""

import json
import os
import random
from collections import Counter
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from portal.billing.gateway import API_VERSION
from portal.billing.views import REFUSED
from portal.extensions import db, end_read
from tests import databases
from tests.billing.forging import KINDS, dressed, signed
from tests.settings import WEBHOOK_SECRET, make_settings

OLDER = "whsec_older_0123456789abcdef"
BODY = json.dumps(
    {
        "id": "evt_forged",
        "object": "event",
        "type": "customer.subscription.updated",
        "livemode": False,
        "api_version": API_VERSION,
        "created": 1_790_000_000,
        "data": {"object": {"id": "sub_1", "object": "subscription"}},
    }
).encode()


def test_five_thousand_where_there_is_one_secret(tmp_path: Path) -> None:
    refused(tmp_path, 5000, WEBHOOK_SECRET)


def test_three_thousand_while_the_secret_is_changed_for_another(tmp_path: Path) -> None:
    refused(tmp_path, 3000, WEBHOOK_SECRET, OLDER)


def test_two_thousand_where_no_secret_is_configured_yet(tmp_path: Path) -> None:
    refused(tmp_path, 2000)


def refused(folder: Path, number: int, *secrets: str) -> None:
    """So many are refused, each kind as often; what Stripe signs is taken all the same."""
    seed = int(os.environ.get("PORTAL_FORGERY_SEED", random.randrange(2**32)))
    chance, answers = random.Random(seed), Counter[tuple[str, int]]()
    settings = make_settings(
        folder,
        DATABASE_URL=databases.fresh_sqlite(folder),
        STRIPE_WEBHOOK_SECRETS=",".join(secrets) or "setup",
    )
    with databases.running(settings) as app:
        before, counted = rows(), REFUSED._value.get()
        client = app.test_client()
        for turn in range(number):
            kind = list(KINDS)[turn % len(KINDS)]
            post = KINDS[kind](chance, BODY, chance.choice(secrets or (WEBHOOK_SECRET, "setup")))
            answer = client.post("/stripe/webhook", **dressed(chance, kind, post))
            answers[kind, answer.status_code] += 1
        each = number // len(KINDS)
        assert answers == {(kind, 400): each for kind in KINDS}, f"PORTAL_FORGERY_SEED={seed}"
        assert REFUSED._value.get() - counted == number
        assert rows() == before, f"PORTAL_FORGERY_SEED={seed}"
        assert [accepted(app, one) for one in (*secrets, "whsec_nobodys")] == [
            *(200 for _ in secrets), 400,
        ]  # fmt: skip
        assert rows().get("stripe_events", 0) == min(1, len(secrets))


def accepted(app: Flask, secret: str) -> int:
    """How the very same body is answered when it is signed rightly."""
    header = {"Stripe-Signature": signed(BODY, secret)}
    return app.test_client().post("/stripe/webhook", data=BODY, headers=header).status_code


def rows() -> dict[str, int]:
    """How many rows each table has; without those that have none."""
    found = {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in db.metadata.sorted_tables
    }
    end_read()
    return {name: count for name, count in found.items() if count}
