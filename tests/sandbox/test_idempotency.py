"""Idempotency keys: replayed, mismatched, concurrent; and the faults that make them needed."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
import stripe

from portal.sandbox.wire.idempotency import Keys
from tests.sandbox.fixtures import KEY, Running, client_for, running
from tests.sandbox.shop import session_params

HEADERS = {"Authorization": f"Bearer {KEY}", "Idempotency-Key": "attempt-1"}


def create(sandbox: Running, email: str, **options: Any) -> requests.Response:
    """A raw call that makes a customer."""
    url = f"{sandbox.url}/v1/customers"
    return requests.post(url, data={"email": email}, headers=HEADERS, timeout=30, **options)


def test_the_same_key_replays_the_first_answer(sandbox: Running) -> None:
    first, again = create(sandbox, "alisa@example.org"), create(sandbox, "alisa@example.org")
    assert first.json() == again.json()
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Original-Request"] == first.headers["Request-Id"]
    assert len(sandbox.client.v1.customers.list().data) == 1
    assert len(sandbox.client.v1.events.list().data) == 1


def test_the_same_key_with_other_parameters_is_refused(sandbox: Running) -> None:
    create(sandbox, "alisa@example.org")
    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        sandbox.client.v1.customers.create(
            {"email": "bohdan@example.org"}, {"idempotency_key": "attempt-1"}
        )
    with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
        sandbox.client.v1.products.create({"name": "x"}, {"idempotency_key": "attempt-1"})


def test_parameters_that_were_refused_leave_the_key_free(sandbox: Running) -> None:
    options: Any = {"idempotency_key": "attempt-2"}
    wrong: Any = {**session_params(), "mode": "x"}
    with pytest.raises(stripe.InvalidRequestError):
        sandbox.client.v1.checkout.sessions.create(wrong, options)
    made = sandbox.client.v1.checkout.sessions.create(session_params(), options)
    assert made.status == "open"


def test_an_error_of_the_operation_itself_is_replayed(sandbox: Running) -> None:
    options: Any = {"idempotency_key": "attempt-3"}
    params: Any = session_params(customer="cus_of_nobody")
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError, match="No such customer") as refused:
            sandbox.client.v1.checkout.sessions.create(params, options)
    assert refused.value.headers and refused.value.headers["Idempotent-Replayed"] == "true"


def test_two_at_once_are_a_conflict(sandbox: Running) -> None:
    sandbox.control.fault("slow", seconds=20, method="POST", path="/v1/customers")
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(create, sandbox, "alisa@example.org")
        sandbox.control.call("POST", "/faults/await")
        second = create(sandbox, "alisa@example.org")
        sandbox.control.calm()
        assert first.result().status_code == 200
    assert second.status_code == 409
    assert second.json()["error"]["code"] == "idempotency_key_in_use"
    assert len(sandbox.client.v1.customers.list().data) == 1


@pytest.mark.parametrize("kind", ["timeout_after", "drop_after"])
def test_executed_without_an_answer_it_is_replayed_to_the_retry(
    sandbox: Running, kind: str
) -> None:
    sandbox.control.fault(kind, seconds=0.1, path="/v1/customers")
    with pytest.raises(requests.ConnectionError):
        create(sandbox, "alisa@example.org")
    again = create(sandbox, "alisa@example.org")
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(sandbox.client.v1.customers.list().data) == 1


@pytest.mark.parametrize("kind", ["timeout_before", "drop_before"])
def test_not_executed_the_retry_is_the_first(sandbox: Running, kind: str) -> None:
    sandbox.control.fault(kind, seconds=0.1, path="/v1/customers")
    with pytest.raises(requests.ConnectionError):
        create(sandbox, "alisa@example.org")
    assert sandbox.client.v1.customers.list().data == []
    assert "Idempotent-Replayed" not in create(sandbox, "alisa@example.org").headers


def test_the_sdk_itself_retries_a_dropped_connection(sandbox: Running) -> None:
    sandbox.control.fault("drop_after", method="POST")
    patient = client_for(sandbox.url, retries=2)
    made = patient.v1.customers.create({"email": "alisa@example.org"})
    assert [row.id for row in patient.v1.customers.list().data] == [made.id]


def test_a_saved_500_is_replayed_and_a_429_is_not(sandbox: Running) -> None:
    sandbox.control.fault("rate_limit")
    assert create(sandbox, "alisa@example.org").status_code == 429
    sandbox.control.fault("error_500_after")
    answers = [create(sandbox, "alisa@example.org") for _ in range(2)]
    assert [row.status_code for row in answers] == [500, 500]
    assert answers[1].headers["Idempotent-Replayed"] == "true"
    assert len(sandbox.client.v1.customers.list().data) == 1


def test_keys_survive_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite3"
    with running(path) as first:
        made = create(first, "alisa@example.org").json()
    with running(path) as second:
        again = create(second, "alisa@example.org")
        assert again.json() == made
        assert again.headers["Idempotent-Replayed"] == "true"


def test_what_was_done_is_remembered_in_the_same_moment(
    sandbox: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    v1 = sandbox.client.v1
    with monkeypatch.context() as dying:
        dying.setattr(Keys, "keep", lambda *told: 1 // 0)
        with pytest.raises(stripe.APIError):
            v1.customers.create({"name": "Alisa"}, {"idempotency_key": "k"})
    assert v1.customers.list().data == []
    made = v1.customers.create({"name": "Alisa"}, {"idempotency_key": "k"})
    assert [row.id for row in v1.customers.list().data] == [made.id]
