"""The README tells operators of every notice and every metric there is."""

import ast
import re

from flask.testing import FlaskClient

from portal.billing.marks import EVENT_VERIFIED, mark
from portal.billing.reconciling.reconcile import RECONCILED
from portal.billing.sweep import SWEPT
from portal.campaign import proofs
from portal.campaign.proofs import Proof
from portal.extensions import unit_of_work
from tests.house.plan import PROJECT, modules
from tests.staff.desk import NOW

README = (PROJECT / "README.md").read_text()


def kinds(source: str) -> set[str]:
    """The kinds of notice that a module raises."""
    called = {"notice", "notices.notice"}
    return {
        node.args[1].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in called
        and len(node.args) > 1
        and isinstance(node.args[1], ast.Constant)
        and isinstance(node.args[1].value, str)
    }


def test_the_readme_says_what_to_do_at_every_notice() -> None:
    raised = set[str]().union(*(kinds(path.read_text()) for path in modules()))
    listed = set(re.findall(r"^\| `([a-z-]+)` \|", README, re.MULTILINE))
    assert {"proof", "event-parked"} <= raised
    assert raised - listed == set()


def test_the_readme_names_every_metric(client: FlaskClient) -> None:
    with unit_of_work() as session:
        for name in (EVENT_VERIFIED, SWEPT, RECONCILED):
            mark(session, name, NOW, "0 0")
        proofs.record_proof(session, Proof(NOW, True, 0, 0, 0, 0))
    said = set(re.findall(r"^# TYPE (portal_\w+)", client.get("/metrics").text, re.MULTILINE))
    known = {name for name in said if not name.endswith("_created")}
    assert {"portal_proof_agrees", "portal_sweep_age_seconds"} <= known
    assert {name for name in known if name not in README} == set()
