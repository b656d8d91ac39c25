"""Evidence against a dispute: staged, submitted, and decisive where test mode says so."""

import pytest
import stripe

from tests.sandbox.driver import CARDS
from tests.sandbox.fixtures import Running
from tests.sandbox.shop import donate, event_kinds


@pytest.fixture
def dispute(sandbox: Running) -> stripe.Dispute:
    """An open dispute."""
    donate(sandbox, CARDS["disputed"])
    (found,) = sandbox.client.v1.disputes.list().data
    return found


@pytest.mark.parametrize(
    ("word", "outcome"), [("winning_evidence", "won"), ("losing_evidence", "lost")]
)
def test_decisive_evidence_is_reviewed_and_then_decided(
    sandbox: Running, dispute: stripe.Dispute, word: str, outcome: str
) -> None:
    v1 = sandbox.client.v1
    answered = v1.disputes.update(dispute.id, {"evidence": {"uncategorized_text": word}})
    assert answered.status == "under_review"
    assert answered.evidence_details.submission_count == 1
    sandbox.control.settle()
    assert v1.disputes.retrieve(dispute.id).status == outcome
    assert event_kinds(sandbox)[-2:].count("charge.dispute.closed") == 1
    with pytest.raises(stripe.InvalidRequestError, match="already closed"):
        v1.disputes.update(dispute.id, {"submit": True})


def test_staged_evidence_waits_and_other_evidence_decides_nothing(
    sandbox: Running, dispute: stripe.Dispute
) -> None:
    v1 = sandbox.client.v1
    staged = v1.disputes.update(
        dispute.id,
        {
            "evidence": {
                "product_description": "A year of news",
                "uncategorized_text": "losing_evidence",
            },
            "metadata": {"seen": "yes"},
            "submit": False,
        },
    )
    assert (staged.status, staged.evidence_details.has_evidence) == ("needs_response", True)
    sandbox.control.settle()
    v1.disputes.update(dispute.id, {"evidence": {"uncategorized_text": "We did send it."}})
    sandbox.control.settle()
    kept = v1.disputes.retrieve(dispute.id)
    assert kept.status == "under_review"
    assert kept.evidence.product_description == "A year of news"
    assert kept.metadata.to_dict() == {"seen": "yes"}
