"""Everything that passes through a sandbox is noted: answered, refused, dropped, delivered."""

import json
from pathlib import Path
from typing import Any

import pytest
import requests
import stripe

from portal.sandbox.recording import FOLDER
from tests.contract import traffic
from tests.sandbox.fixtures import SECRET, client_for, running
from tests.sandbox.listener import listening


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's own recordings go, away from those of the run."""
    made = tmp_path / "recordings"
    made.mkdir()
    monkeypatch.setenv(FOLDER, str(made))
    return made


def test_calls_answers_refusals_and_drops_are_noted(folder: Path, tmp_path: Path) -> None:
    with running(tmp_path / "sandbox.sqlite3") as sandbox:
        made = sandbox.client.v1.customers.create({"email": "alisa@example.org"})
        with pytest.raises(stripe.InvalidRequestError):
            sandbox.client.raw_request("post", "/v1/customers", colour="red")
        sandbox.control.fault("drop_before", method="GET", path="/v1/customers")
        with pytest.raises(stripe.APIConnectionError):
            client_for(sandbox.url).v1.customers.list({"limit": 3})
        requests.get(f"{sandbox.url}/", timeout=30)
    rows = list(traffic.read(folder))
    seen = [(row["method"], row["path"], row["status"]) for row in rows]
    customers = "/v1/customers"
    assert seen == [("POST", customers, 200), ("POST", customers, 400), ("GET", customers, 0)]
    assert rows[0]["body"] == "email=alisa%40example.org"
    assert json.loads(rows[0]["answer"])["id"] == made.id
    assert rows[2]["query"] == "limit=3"
    assert all("test_recording.py" in row["during"] for row in rows)
    assert "sk_test" not in folder.joinpath(next(folder.iterdir()).name).read_text()


def test_deliveries_are_noted(folder: Path, tmp_path: Path) -> None:
    with running(tmp_path / "sandbox.sqlite3") as sandbox, listening(SECRET) as listener:
        sandbox.control.listen(listener.url, SECRET)
        sandbox.client.v1.customers.create({"email": "alisa@example.org"})
        listener.wait_for("customer.created")
    delivered = [row for row in traffic.read(folder) if row["kind"] == "delivery"]
    assert [json.loads(row["event"])["type"] for row in delivered] == ["customer.created"]
    assert traffic.judge(delivered).events == {"customer.created"}


def test_a_line_that_was_cut_off_is_passed_over(tmp_path: Path) -> None:
    row: dict[str, Any] = {"kind": "delivery", "during": "", "event": "{}"}
    (tmp_path / "1.jsonl").write_text(json.dumps(row) + "\n" + json.dumps(row)[:20])
    assert list(traffic.read(tmp_path)) == [row]
