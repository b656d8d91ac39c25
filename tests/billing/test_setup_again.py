"""The setup repeated, cut off, run twice at once, and beside another portal on the account."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import stripe

from portal import clock
from portal.billing import marks, orders
from portal.billing.gateway import API_VERSION
from portal.billing.installation import own_mark
from portal.billing.models import StripeOrder
from portal.billing.setup import plan as setup_plan
from portal.billing.setup.making import Taken, take
from portal.errors import Unavailable
from portal.extensions import db, end_read, unit_of_work
from portal.support.payment_desk import payment_desk
from tests import databases
from tests.billing.story import Story
from tests.billing.test_setup import HOOK, Told, endpoints, run, secret_in
from tests.sandbox.fixtures import Running
from tests.settings import make_settings


def hooks(sandbox: Running) -> list[stripe.WebhookEndpoint]:
    """All endpoints, the newest first."""
    return list(sandbox.client.v1.webhook_endpoints.list().data)


def pages(sandbox: Running) -> list[stripe.billing_portal.Configuration]:
    """All configurations of the billing portal but the account's default one."""
    found = sandbox.client.v1.billing_portal.configurations.list().data
    return [one for one in found if not one.is_default]


@pytest.mark.parametrize(
    "path", ["/v1/products", "/v1/billing_portal/configurations", "/v1/webhook_endpoints"]
)
@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "error_500", "error_500_after"])
def test_what_was_cut_off_is_finished_by_the_next_run(
    story: Story, sandbox_server: Running, path: str, fault: str
) -> None:
    sandbox_server.control.fault(fault, method="POST", path=path, times=3)
    first = run("--yes")
    assert (first.exit_code, "Run this again" in first.output) == (1, True), first.output
    sandbox_server.control.calm()
    second = run("--yes")
    assert second.exit_code == 0, second.output
    assert secret_in(second.output)
    assert len(sandbox_server.client.v1.products.list({"active": True}).data) in (2, 3)
    assert len(pages(sandbox_server)) == 1
    with Told(story.app, secret_in(second.output)):
        run("--yes")  # one whose answer was lost, if any, is removed
        assert "Nothing to do." in run().output
    assert endpoints(sandbox_server) == [(HOOK, API_VERSION, "enabled")]
    signed = marks.value_of(db.session(), marks.ENDPOINT) or ""
    assert signed.partition(" ")[0] == hooks(sandbox_server)[0].id


def test_a_crash_between_the_call_and_the_commit_shows_the_same_secret_again(
    story_on_both: Story, sandbox_server: Running
) -> None:
    shown = _cut_off_after_the_call(story_on_both)
    again = run("--yes")
    assert (again.exit_code, secret_in(again.output)) == (0, shown)
    assert len(hooks(sandbox_server)) == 1
    assert "whsec_" not in run("--yes").output


def test_a_crash_that_stripe_has_forgotten_leads_to_another_endpoint(
    story: Story, sandbox_server: Running
) -> None:
    lost = _cut_off_after_the_call(story)
    with unit_of_work() as session:
        row = session.query(StripeOrder).filter_by(kind="create_endpoint").one()
        row.ordered_at -= timedelta(days=2)
    again = run("--yes")
    secret = secret_in(again.output)
    assert secret != lost
    assert "stays until" in run().output
    with Told(story.app, secret):
        assert "will be removed" in run("--yes").output
        assert "Nothing to do." in run().output
    assert len(hooks(sandbox_server)) == 1


def _cut_off_after_the_call(story: Story) -> str:
    """The setup dies as soon as Stripe has made the endpoint; the secret, that nobody noted."""
    shown: list[str] = []

    def die(taken: Taken) -> None:
        shown.append(taken.secret)
        raise KeyboardInterrupt

    settings = story.app.extensions["settings"]
    for step in setup_plan.draw(story.gateway, settings, has_webhook=True):
        if step.noun == "endpoint":
            with pytest.raises(KeyboardInterrupt):
                take(story.gateway, step, clock.now(), die)
    (secret,) = shown
    return secret


def test_the_sweep_leaves_to_the_operator_what_shows_a_secret(
    story: Story, sandbox_server: Running
) -> None:
    sandbox_server.control.fault("drop_before", method="POST", path="/v1/webhook", times=3)
    assert run("--yes").exit_code == 1
    story.sweep(timedelta(days=1))
    assert hooks(sandbox_server) == []
    end_read()
    assert orders.due(db.session(), clock.now() + timedelta(days=9), 9) == []
    end_read()


def test_two_setups_at_once_make_one_of_each(story_on_both: Story, sandbox_server: Running) -> None:
    story, plans = story_on_both, []
    settings = story.app.extensions["settings"]
    for _ in range(2):  # both have looked before either does anything
        plans.append(setup_plan.draw(story.gateway, settings, has_webhook=True))
    begin, told, problems = threading.Barrier(2), list[Taken](), list[BaseException]()

    def set_up(plan: list[Any]) -> None:
        with story.app.app_context():
            begin.wait(10)
            try:
                for step in plan:
                    if step.act:
                        take(story.gateway, step, clock.now(), told.append)
            except BaseException as problem:
                problems.append(problem)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=set_up, args=(plan,)) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert problems == []
    assert len(hooks(sandbox_server)) == 1
    assert len(pages(sandbox_server)) == 1
    assert len(sandbox_server.client.v1.products.list().data) == 2
    assert len({one.secret for one in told if one.secret}) == 1
    assert "Nothing to do." in run().output


def test_another_portal_on_the_account_is_left_alone(
    story: Story, sandbox_server: Running, tmp_path_factory: pytest.TempPathFactory
) -> None:
    run("--yes")
    before = hooks(sandbox_server)[0]
    ours = pages(sandbox_server)[0]
    folder = tmp_path_factory.mktemp("other")
    settings = make_settings(
        folder,
        DATABASE_URL=databases.fresh_sqlite(folder),
        STRIPE_API_BASE=sandbox_server.url,
        PORT="9000",
    )
    with databases.running(settings):
        done = run("--yes")
        assert "1 of others on this account: left alone" in done.output
        assert "Nothing to do." in run("--yes").output
    assert "1 of others on this account: left alone" in run("--yes").output
    assert {one.url for one in hooks(sandbox_server)} == {HOOK, HOOK.replace("8000", "9000")}
    after = sandbox_server.client.v1.webhook_endpoints.retrieve(before.id)
    assert after.to_dict() == before.to_dict()
    assert len(pages(sandbox_server)) == 2
    kept = sandbox_server.client.v1.billing_portal.configurations.retrieve(ours.id)
    assert kept.to_dict() == ours.to_dict()


def test_one_made_by_hand_at_the_same_address_is_named_and_left_alone(
    story: Story, sandbox_server: Running
) -> None:
    by_hand = sandbox_server.client.v1.webhook_endpoints.create(
        {"url": HOOK, "enabled_events": ["*"], "metadata": {"app": "newsroom-portal"}}
    )
    done = run("--yes")
    assert f"{by_hand.id} at the same address, made elsewhere: left alone" in done.output
    assert len(hooks(sandbox_server)) == 2


def test_another_address_changes_what_exists(story: Story, sandbox_server: Running) -> None:
    run("--yes")
    (before,) = hooks(sandbox_server)
    with Told(story.app, "whsec_any_0123456789abcdef", PORT="9000"):
        done = run("--yes")
        assert f"{before.id} will be changed: address" in done.output
        assert "return address" in done.output
        assert "whsec_" not in done.output
        assert "Nothing to do." in run("--yes").output
    (after,) = hooks(sandbox_server)
    assert (after.id, after.url) == (before.id, HOOK.replace("8000", "9000"))
    (kept,) = pages(sandbox_server)
    assert kept.default_return_url == "http://127.0.0.1:9000/account"


def test_what_was_changed_by_hand_is_changed_back_or_left(
    story: Story, sandbox_server: Running
) -> None:
    run("--yes")
    v1 = sandbox_server.client.v1
    (hook,), (kept,) = hooks(sandbox_server), pages(sandbox_server)
    v1.webhook_endpoints.update(hook.id, {"enabled_events": ["invoice.paid"], "disabled": True})
    features: Any = {"subscription_cancel": {"enabled": True, "mode": "immediately"}}
    profile: Any = {"headline": "Thank you for keeping us independent"}
    v1.billing_portal.configurations.update(
        kept.id, {"features": features, "business_profile": profile}
    )
    done = run("--yes")
    assert "kinds of events, switched on" in done.output
    assert "will be changed: features" in done.output
    assert "its name and headline differ and are left alone" in done.output
    assert "Nothing to do." in run("--yes").output
    (hook,), (kept,) = hooks(sandbox_server), pages(sandbox_server)
    assert (len(hook.enabled_events) > 20, hook.status) == (True, "enabled")
    assert kept.features.subscription_cancel.mode == "at_period_end"
    assert kept.business_profile.headline == profile["headline"]


def test_an_endpoint_of_another_version_is_replaced_once_the_new_secret_is_known(
    story: Story, sandbox_server: Running
) -> None:
    """As after an upgrade of the portal, whose earlier version spoke another API."""
    v1 = sandbox_server.client.v1
    version: Any = "2026-04-22.dahlia"
    old = v1.webhook_endpoints.create(
        {
            "url": HOOK,
            "enabled_events": ["*"],
            "api_version": version,
            "metadata": own_mark(clock.now()),
        }
    )
    with unit_of_work() as session:
        marks.mark(session, marks.ENDPOINT, clock.now(), f"{old.id} of-old")
    done = run("--yes")
    assert f"{old.id} speaks API 2026-04-22.dahlia" in done.output
    assert "after a comma, beside the others" in done.output
    assert len(hooks(sandbox_server)) == 2
    assert f"{old.id} stays until the new one's secret" in run("--yes").output
    with Told(story.app, f"whsec_of_old_0123456789,{secret_in(done.output)}"):
        assert f"{old.id} has been replaced: will be removed" in run("--yes").output
        assert "Nothing to do." in run("--yes").output
    assert endpoints(sandbox_server) == [(HOOK, API_VERSION, "enabled")]


def test_what_was_removed_in_the_dashboard_is_made_anew(
    story: Story, sandbox_server: Running
) -> None:
    run("--yes")
    v1 = sandbox_server.client.v1
    v1.webhook_endpoints.delete(hooks(sandbox_server)[0].id)
    archived = v1.products.list().data[0]
    v1.products.update(archived.id, {"active": False})
    done = run("--yes")
    assert f"{archived.id} is gone or archived: another will be made" in done.output
    assert secret_in(done.output)
    assert len(hooks(sandbox_server)) == 1
    assert len(v1.products.list({"active": True}).data) == 2
    assert "Nothing to do." in run("--yes").output


def test_an_unavailable_stripe_changes_nothing(story: Story, sandbox_server: Running) -> None:
    sandbox_server.control.fault("drop_before", method="GET", path="/v1/billing", times=9)
    assert run("--yes").exit_code == 1
    sandbox_server.control.calm()
    assert sandbox_server.client.v1.products.list().data == []
    with pytest.raises(Unavailable):
        sandbox_server.control.fault("drop_before", method="GET", path="/v1/billing", times=9)
        settings = story.app.extensions["settings"]
        setup_plan.draw(story.gateway, settings, has_webhook=True)
    assert payment_desk()
