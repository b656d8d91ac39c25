"""Billing portal sessions: one customer's way to their own cards and subscriptions."""

from portal.sandbox.objects import customers, portal_configurations
from portal.sandbox.objects.session_rules import is_address
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import invalid, missing, not_played
from portal.sandbox.wire.operations import Operation
from portal.sandbox.world import World


def create(world: World, params: Obj) -> Obj:
    """A session whose `url` shows the portal, or at once the form its flow asks for.

    Raises: Refusal for no customer, a configuration that will not do, or a flow not played.
    """
    if "customer" not in params:
        raise missing("customer")
    customer = customers.living(world, params["customer"], "customer")
    flow = params.get("flow_data")
    _check_addresses(params, flow or {})
    if flow and flow["type"] != "payment_method_update":
        raise not_played(f"the portal flow {flow['type']}", "flow_data.type")
    configuration = portal_configurations.chosen(world, params.get("configuration"))
    if flow and not configuration["features"]["payment_method_update"]["enabled"]:
        raise invalid(
            "The payment_method_update feature is disabled in the portal configuration.",
            "flow_data[type]",
        )
    session = world.add(
        "billing_portal.session",
        configuration=configuration["id"],
        customer=customer["id"],
        flow=_flow(flow) if flow else None,
        return_url=params.get("return_url") or configuration["default_return_url"],
        url="",
    )
    session["url"] = f"{world.settings.public_url}/p/session/{session['id']}"
    world.save(session)
    return session


def _check_addresses(params: Obj, flow: Obj) -> None:
    """Raises: Refusal for a way back that is none, or is missing."""
    if "return_url" in params and not is_address(params["return_url"]):
        raise invalid("Not a valid URL", "return_url", "url_invalid")
    after = flow.get("after_completion", {})
    at = "flow_data[after_completion][redirect]"
    if after.get("type") == "redirect" and "redirect" not in after:
        raise missing(at)
    if "redirect" in after and not is_address(after["redirect"]["return_url"]):
        raise invalid("Not a valid URL", f"{at}[return_url]", "url_invalid")


def _flow(sent: Obj) -> Obj:
    after = sent.get("after_completion", {"type": "portal_homepage"})
    return {
        "after_completion": {"hosted_confirmation": None, "redirect": None, **after},
        "subscription_cancel": None,
        "subscription_update": None,
        "subscription_update_confirm": None,
        "type": sent["type"],
    }


OPERATIONS = [
    Operation(
        "POST", "/v1/billing_portal/sessions", "billing_portal.SessionCreateParams", create,
        "customer configuration return_url flow_data.type flow_data.after_completion.type "
        "flow_data.after_completion.redirect.return_url",
    ),
]  # fmt: skip
