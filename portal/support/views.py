"""The pages of support: choose, check out, thanks."""

from dataclasses import asdict

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask import current_app as app
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.accounts.forms import JoinForm
from portal.accounts.identity import current_account, this_browser_hash
from portal.config import Settings
from portal.errors import Busy, Missing, Refused, Unavailable
from portal.extensions import db, end_read
from portal.support import (
    amounts,
    checkouts,
    entering,
    guard,
    limits,
    reading,
    screening,
    stamps,
    traces,
)
from portal.support.amounts import Choice
from portal.support.beginning import Wish
from portal.support.forms import ChooseForm, asked_for, prefilled
from portal.support.offers import offers
from portal.support.payment_desk import payment_desk
from portal.support.tariffs import TARIFFS
from portal.web.display import newsroom_zone
from portal.web.routes import everyone, private

blueprint = Blueprint("support", __name__)


@blueprint.get("/support")
@private
@everyone
def choose() -> Response:
    """The form; an address may preselect, and a checkout left without paying keeps its choice."""
    try:
        checkout = checkouts.by_attempt(db.session(), request.args.get("attempt", ""))
    except Missing:
        usual = "once" if _held() else "monthly"
        return _choose(asked_for(request.args, _currency(request.args.get("currency")), usual))
    cadence = checkout.cadence.value if checkout.cadence else "once"
    currency = _currency(checkout.amount.currency)
    chosen = checkout.amount if checkout.amount.currency == currency else None
    return _choose(prefilled(currency, cadence, chosen, checkout.source), left=checkout)


@blueprint.post("/support/checkout")
@private
@everyone
def checkout() -> AnyResponse:
    """Write the attempt, open the hosted checkout and lead there; or ask for an address first."""
    form = ChooseForm(_currency(request.form.get("currency")))
    try:
        choice = form.choice()
        if not form.validate():
            return _choose(form, 422)
        screening.screen(form, _settings(), clock.now())
        way = entering.enter(_wish(form, choice), request.remote_addr, clock.now())
        if way.to == "address":
            return _address_first(form, choice)
        is_paid = way.to == "thanks"
        url = url_for("support.thanks", session_id=way.where) if is_paid else way.where
        return redirect(url, 303)
    except Refused as refusal:
        form.show(refusal)
        return _choose(form, 422)
    except Busy as busy:
        guard.REFUSED.labels("ceiling").inc()
        form.show(Refused(busy.message))
        response = _choose(form, 429)
        response.headers["Retry-After"] = str(busy.retry_after_seconds)
        return response
    except Unavailable:
        page = render_template("support/unavailable.html", form=form, choice=choice)
        return make_response(page, 503, {"Retry-After": "60"})


@blueprint.get("/support/thanks")
@private
@everyone
def thanks() -> AnyResponse:
    """How the checkout that the reader comes back from stands, as far as is known."""
    ref = request.args.get("session_id", "")
    checkout = checkouts.by_ref(db.session(), ref)
    if checkout.state not in ("paid", "expired"):
        end_read()
        try:
            limits.count_look(request.remote_addr)
            payment_desk().sync_checkout(ref)
        except (Busy, Unavailable):
            app.logger.info("the provider was not asked or silent; thanks shows what is known")
        except Exception:  # whatever it is, who may have paid is not told that it failed
            app.logger.exception("the thanks page could not sync its checkout")
            end_read()
        checkout = checkouts.by_ref(db.session(), ref)
    is_signed_in = current_account() is not None
    return make_response(
        render_template("support/thanks.html", checkout=checkout, is_signed_in=is_signed_in)
    )


def _wish(form: ChooseForm, choice: Choice) -> Wish:
    found = traces.marks(
        _settings().secret_key,
        place=limits.place(request.remote_addr),
        near=limits.neighbourhood(request.remote_addr),
        visitor=this_browser_hash(),
    )
    return Wish(choice, form.source(), form.click.data or "", _account_id(), found)


def _address_first(form: ChooseForm, choice: Choice) -> Response:
    """The page that asks a guest for a proved address; the choice is kept for afterwards."""
    guard.REFUSED.labels("address").inc()
    source = {name: slug for name, slug in asdict(form.source()).items() if slug}
    back = url_for(
        "support.choose",
        cadence=form.cadence.data,
        amount=amounts.typed(choice.amount),
        currency=choice.amount.currency,
        **source,
    )
    page = render_template(
        "support/address_first.html", form=JoinForm(None, next=back), choice=choice, back=back
    )
    return make_response(page, 403)


def _choose(
    form: ChooseForm, status: int = 200, left: checkouts.Checkout | None = None
) -> Response:
    currency = _currency(form.currency.data)
    form.currency.data = currency
    form.click.data = form.click.data or stamps.issue(_settings().secret_key, clock.now())
    today = clock.now().astimezone(newsroom_zone()).date()
    page = render_template(
        "support/choose.html",
        form=form,
        offers=offers(currency, today),
        currency=currency,
        held=_held(),
        left=left,
    )
    return make_response(page, status)


def _account_id() -> int | None:
    """Of whoever is signed in with a proved address; everyone else pays as a guest."""
    account = current_account()
    return account.id if account is not None and account.is_proved else None


def _held() -> reading.HeldMembership | None:
    account_id = _account_id()
    return reading.running_membership(db.session(), account_id) if account_id else None


def _currency(wished: str | None) -> str:
    """The wished currency when we take it, else the newsroom's own."""
    return wished if wished in TARIFFS else _settings().currency


def _settings() -> Settings:
    settings: Settings = app.extensions["settings"]
    return settings
