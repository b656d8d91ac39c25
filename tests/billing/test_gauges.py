"""What /metrics says of billing: read at each scrape, in every process, whoever died."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from portal.billing.marks import EVENT_VERIFIED, mark
from portal.billing.reconciling.reconcile import RECONCILED
from portal.billing.silence import SUSPECTED
from portal.billing.sweep import SWEPT
from portal.campaign import proofs
from portal.campaign.proofs import Proof
from portal.extensions import db, unit_of_work
from tests.articles.queries import counted
from tests.staff.desk import NOW, SECRET, make_event, make_order

HOUR = timedelta(hours=1)


def figures(client: FlaskClient) -> dict[str, float]:
    """Every sample by its name and labels. Raises if a name was said twice."""
    lines = [x for x in client.get("/metrics").text.splitlines() if not x.startswith("#")]
    pairs = [line.rsplit(" ", 1) for line in lines]
    assert len({name for name, _ in pairs}) == len(pairs)
    return {name: float(value) for name, value in pairs}


def test_nothing_has_happened_yet(client: FlaskClient) -> None:
    found = figures(client)
    assert found['portal_stripe_events_unsettled{state="waiting"}'] == 0
    assert found['portal_stripe_events_unsettled{state="parked"}'] == 0
    assert found["portal_stripe_event_waiting_seconds"] == 0
    assert found["portal_stripe_silent"] == 0
    assert found["portal_figures_read"] == 1
    assert not {"portal_proof_agrees", "portal_sweep_age_seconds"} & set(found)


def test_every_figure_is_what_the_database_says(client: FlaskClient) -> None:
    make_event(state="waiting", minutes_ago=5)
    make_event(state="waiting", minutes_ago=30)
    make_event(state="parked")
    make_order(ordered_at=NOW - HOUR)
    make_order(attempts=8)
    make_order(state="refused")
    with unit_of_work() as session:
        mark(session, EVENT_VERIFIED, NOW - 2 * HOUR)
        mark(session, SWEPT, NOW - timedelta(minutes=1), "4")
        mark(session, RECONCILED, NOW - 3 * HOUR, "5 2")
        mark(session, SUSPECTED, NOW, (NOW - HOUR).isoformat())
        proofs.record_proof(
            session, Proof(NOW - HOUR, False, 3, 2, 0, 0, ("Somebody differs.",), 1)
        )
    with time_machine.travel(NOW, tick=False):
        found = figures(client)
    expected = {
        'portal_stripe_events_unsettled{state="waiting"}': 2,
        'portal_stripe_events_unsettled{state="parked"}': 1,
        "portal_stripe_event_waiting_seconds": 1800,
        'portal_stripe_orders_unsettled{state="waiting"}': 2,
        'portal_stripe_orders_unsettled{state="failing"}': 1,
        "portal_stripe_order_waiting_seconds": 3600,
        "portal_stripe_silent": 1,
        "portal_stripe_event_verified_age_seconds": 7200,
        "portal_sweep_age_seconds": 60,
        "portal_reconcile_age_seconds": 10800,
        'portal_reconcile_differences{state="mended"}': 5,
        'portal_reconcile_differences{state="left"}': 2,
        "portal_proof_agrees": 0,
        "portal_proof_differences": 1,
        "portal_proof_age_seconds": 3600,
    }
    assert {name: found.get(name) for name in expected} == expected
    assert SECRET not in client.get("/metrics").text


def test_a_scrape_costs_seven_queries_however_much_there_is(client: FlaskClient) -> None:
    for n in range(20):
        make_event(state="waiting", minutes_ago=n)
    with counted() as seen:
        client.get("/metrics")
    assert len(seen) <= 7


def test_several_processes_share_their_counters_and_read_the_rest(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    make_event(state="parked")
    found = figures(client)
    assert found['portal_stripe_events_unsettled{state="parked"}'] == 1


def test_the_counters_are_said_while_the_database_is_away(app: Flask, client: FlaskClient) -> None:
    client.get("/healthz")
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE stripe_events RENAME TO gone")
    found = figures(client)
    assert found["portal_figures_read"] == 0
    assert "portal_stripe_silent" not in found
    assert any(name.startswith("portal_requests_total") for name in found)
