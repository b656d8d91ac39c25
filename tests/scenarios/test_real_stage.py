"""The stage of the real test mode speaks to Stripe correctly, as far as a sandbox can tell."""

import json
from pathlib import Path

import pytest

from portal.money import Money
from portal.sandbox.recording import FOLDER
from portal.support.standing import Standing
from tests.sandbox.driver import NotPaid
from tests.scenarios.real_stage import RealStage
from tests.scenarios.stage import FAILING_CARD, HOUR

EIGHT = Money(800, "usd")


def test_it_subscribes_fails_recovers_and_leaves(real_stage_on_sandbox: RealStage) -> None:
    stage = real_stage_on_sandbox
    alisa = stage.person("alisa@example.org")
    page = alisa.choose("monthly", "8")
    with pytest.raises(NotPaid):
        alisa.pay(page, card="declined")
    alisa.pay(page)
    assert (stage.members(), alisa.paid) == (1, [EIGHT])
    stage.charge_to(alisa, FAILING_CARD)
    stage.let_pass(alisa.period_end + 2 * HOUR, "invoice.payment_failed")
    assert alisa.held.standing == Standing.PAST_DUE
    stage.give_card(alisa)
    stage.plan(alisa, "cancel")
    assert alisa.held.ends_at == alisa.period_end
    stage.plan(alisa, "keep")
    assert alisa.held.ends_at is None


def test_it_answers_a_dispute(real_stage_on_sandbox: RealStage) -> None:
    stage = real_stage_on_sandbox
    greta = stage.person("greta@example.org")
    greta.support("monthly", "8", card="disputed")
    stage.carry_until("charge.dispute.created")
    (dispute,) = stage.stripe.disputes.list({"charge": greta.charges[0].id}).data
    stage.answer_dispute(dispute.id, "lost")
    stage.carry_until("charge.dispute.closed")
    assert (stage.members(), greta.moves) == (0, ["joined", "disputed"])


def test_its_calls_are_noted_for_the_contract_check_as_the_sandbox_notes_them(
    real_stage_on_sandbox: RealStage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, folder = real_stage_on_sandbox, tmp_path / "notes"
    folder.mkdir()
    monkeypatch.setenv(FOLDER, str(folder))
    stage.stripe.products.create({"name": "A membership", "metadata": {"shelf": "news"}})
    stage.stripe.products.list({"limit": 1})
    by_sdk, by_sandbox = (
        [json.loads(line) for line in path.read_text().splitlines()]
        for path in sorted(folder.iterdir(), key=lambda path: not path.name.startswith("sdk-"))
    )
    assert [(row["method"], row["path"]) for row in by_sdk] == [
        ("POST", "/v1/products"),
        ("GET", "/v1/products"),
    ]
    assert by_sdk == by_sandbox
