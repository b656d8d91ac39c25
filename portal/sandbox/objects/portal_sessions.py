"""Billing portal sessions: one customer's way to their own cards and subscriptions."""

from portal.sandbox.objects import customers
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import missing, not_played
from portal.sandbox.wire.operations import Operation
from portal.sandbox.world import World


def create(world: World, params: Obj) -> Obj:
    """A session whose `url` shows the portal, or at once the form its flow asks for.

    Raises: Refusal for no customer, or a flow that is not played.
    """
    if "customer" not in params:
        raise missing("customer")
    customer = customers.living(world, params["customer"], "customer")
    flow = params.get("flow_data")
    if flow and flow["type"] != "payment_method_update":
        raise not_played(f"the portal flow {flow['type']}", "flow_data.type")
    session = world.add(
        "billing_portal.session",
        configuration=_configuration(world)["id"],
        customer=customer["id"],
        flow=_flow(flow) if flow else None,
        return_url=params.get("return_url"),
        url="",
    )
    session["url"] = f"{world.settings.public_url}/p/session/{session['id']}"
    world.save(session)
    return session


def _flow(sent: Obj) -> Obj:
    after = sent.get("after_completion", {"type": "portal_homepage"})
    return {
        "after_completion": {"hosted_confirmation": None, "redirect": None, **after},
        "subscription_cancel": None,
        "subscription_update": None,
        "subscription_update_confirm": None,
        "type": sent["type"],
    }


def _configuration(world: World) -> Obj:
    """The default configuration, made when it is first needed."""
    found = world.store.rows(
        "SELECT id FROM objects WHERE kind = 'billing_portal.configuration' ORDER BY seq LIMIT 1"
    )
    if found:
        return world.get("billing_portal.configuration", found[0][0])
    return world.add(
        "billing_portal.configuration",
        active=True,
        business_profile={
            "headline": None, "privacy_policy_url": None, "terms_of_service_url": None,
        },
        features={
            "customer_update": {"allowed_updates": [], "enabled": False},
            "invoice_history": {"enabled": True},
            "payment_method_update": {"enabled": True, "payment_method_configuration": None},
            "subscription_cancel": {
                "cancellation_reason": {"enabled": False, "options": []},
                "enabled": True,
                "mode": "at_period_end",
                "proration_behavior": "none",
            },
            "subscription_pause": {
                "duration": {"interval_options": [], "type": "indefinite"}, "enabled": False,
            },
            "subscription_update": {
                "billing_cycle_anchor": None,
                "default_allowed_updates": [],
                "enabled": False,
                "proration_behavior": "none",
                "schedule_at_period_end": {"conditions": []},
                "trial_update_behavior": "end_trial",
            },
        },
        is_default=True,
        login_page={"enabled": False, "url": None},
        metadata={},
        updated=world.now(),
    )  # fmt: skip


OPERATIONS = [
    Operation(
        "POST", "/v1/billing_portal/sessions", "billing_portal.SessionCreateParams", create,
        "customer return_url flow_data.type flow_data.after_completion.type "
        "flow_data.after_completion.redirect.return_url",
    ),
]  # fmt: skip
