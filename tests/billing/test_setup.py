"""`portal billing setup`: says what it will do, does it, and does it once."""

from click.testing import CliRunner, Result
from flask import Flask

from portal.billing import event_types, marks
from portal.billing.commands import billing
from portal.billing.gateway import API_VERSION
from portal.billing.models import StripeOrder
from portal.billing.roots import KINDS
from portal.config import Settings
from portal.extensions import db, end_read
from portal.support.payment_desk import payment_desk
from tests.billing.story import Story, member
from tests.sandbox.fixtures import Running
from tests.settings import make_settings

HOOK = "http://127.0.0.1:8000/stripe/webhook"


def run(*options: str, typed: str = "") -> Result:
    """The command, as an operator types it."""
    end_read()
    return CliRunner().invoke(billing, ["setup", *options], input=typed)


def secret_in(output: str) -> str:
    """The one secret that was shown."""
    (found,) = {word for word in output.split() if word.startswith("whsec_")}
    return found


def endpoints(sandbox: Running) -> list[tuple[str, str | None, str]]:
    """Address, version and status of each."""
    found = sandbox.client.v1.webhook_endpoints.list().data
    return [(one.url, one.api_version, one.status) for one in found]


def test_an_empty_account_gets_what_is_needed_and_then_nothing_more(
    story_on_both: Story, sandbox_server: Running
) -> None:
    done = run("--yes")
    assert (done.exit_code, done.output.count("will be made")) == (0, 4), done.output
    v1 = sandbox_server.client.v1
    assert {one.name for one in v1.products.list().data} == {"Membership", "Donation"}
    (pages,) = v1.billing_portal.configurations.list().data
    assert pages.default_return_url == "http://127.0.0.1:8000/account"
    features = pages.features
    assert features.subscription_cancel.enabled and features.payment_method_update.enabled
    assert not features.customer_update.enabled and not features.subscription_update.enabled
    assert endpoints(sandbox_server) == [(HOOK, API_VERSION, "enabled")]
    (hook,) = v1.webhook_endpoints.list().data
    assert sorted(hook.enabled_events) == event_types.wanted()
    assert secret_in(done.output)
    calls = len(v1.events.list({"limit": 100}).data)
    for options in ((), ("--yes",), ("--dry-run",)):
        again = run(*options)
        assert (again.exit_code, "Nothing to do." in again.output) == (0, True), again.output
        assert "whsec_" not in again.output
    assert len(v1.events.list({"limit": 100}).data) == calls
    assert endpoints(sandbox_server) == [(HOOK, API_VERSION, "enabled")]


def test_a_dry_run_and_a_no_change_nothing(story: Story, sandbox_server: Running) -> None:
    dry = run("--dry-run")
    assert (dry.exit_code, "Nothing was done." in dry.output) == (0, True)
    assert story.how_many(StripeOrder) == 0
    refused = run(typed="n\n")
    assert refused.exit_code == 1
    v1 = sandbox_server.client.v1
    assert v1.products.list().data == []
    assert v1.billing_portal.configurations.list().data == []
    assert v1.webhook_endpoints.list().data == []
    assert run(typed="y\n").exit_code == 0
    assert len(v1.webhook_endpoints.list().data) == 1


def test_the_secret_that_was_shown_signs_and_is_known_again(
    story: Story, sandbox_server: Running
) -> None:
    done = run("--yes")
    secret = secret_in(done.output)
    assert "not among STRIPE_WEBHOOK_SECRETS" in run().output
    assert secret not in str(db.session.query(marks.BillingMark.value).all())
    with Told(story.app, f"whsec_another_0123456789,{secret}"):
        assert "not among" not in run().output


def test_the_billing_portal_is_opened_with_what_was_made(
    story: Story, sandbox_server: Running
) -> None:
    run("--yes")
    membership = member(story)
    assert membership
    account = story.memberships()[0].account_id
    assert payment_desk().card_link(account, "http://127.0.0.1:8000/account")
    (pages,) = sandbox_server.client.v1.billing_portal.configurations.list().data
    (order,) = db.session.query(StripeOrder).filter_by(kind="card")
    assert order.parameters["configuration"] == pages.id
    assert order.state == "done"


def test_a_card_can_be_changed_when_the_configuration_is_switched_off(
    story: Story, sandbox_server: Running
) -> None:
    run("--yes")
    member(story)
    account = story.memberships()[0].account_id
    v1 = sandbox_server.client.v1
    (pages,) = v1.billing_portal.configurations.list().data
    v1.billing_portal.configurations.update(pages.id, {"active": False})
    end_read()
    assert payment_desk().card_link(account, "http://127.0.0.1:8000/account")
    mended = run("--yes")
    assert "switched on" in mended.output
    (pages,) = v1.billing_portal.configurations.list({"active": True, "is_default": False}).data
    assert "Nothing to do." in run().output


def test_every_kind_that_is_worked_on_has_its_events() -> None:
    assert event_types.WANTED.keys() == KINDS
    assert len(set(event_types.wanted())) == len(event_types.wanted())


class Told:
    """Settings for a while."""

    def __init__(self, app: Flask, secrets: str, **environ: str) -> None:
        self._app, self._before = app, app.extensions["settings"]
        before: Settings = self._before
        self._after = make_settings(
            before.instance,
            DATABASE_URL=before.database_url,
            STRIPE_API_BASE=before.stripe_api_base,
            STRIPE_WEBHOOK_SECRETS=secrets,
            **environ,
        )

    def __enter__(self) -> None:
        self._app.extensions["settings"] = self._after

    def __exit__(self, *_: object) -> None:
        self._app.extensions["settings"] = self._before
