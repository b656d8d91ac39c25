"""The mails of identity: what each kind says, with links minted at the moment of sending."""

from collections.abc import Mapping
from typing import Any

from portal import clock
from portal.accounts import tokens
from portal.accounts.models import Account
from portal.extensions import unit_of_work
from portal.mail.kinds import Letter, Recipient, register
from portal.mail.letters import link, write


def way_in(account_id: int) -> tuple[str, bool]:
    """For mails of other desks to an account: an address to follow, and whether it proves.

    (link that proves the mailbox, True) while the account is unproved, else (sign-in, False).
    Call it while composing, with no unit of work open.
    """
    with unit_of_work() as session:
        account = session.get_one(Account, account_id)
        if account.proved_at is not None:
            return link("accounts.sign_in"), False
        minted = tokens.mint(session, account_id, tokens.PROVE, clock.now())
    return link("accounts.prove", token=minted.token), True


def _prove_address(payload: Mapping[str, Any], to: Recipient) -> Letter:
    minted = _mint(to, tokens.PROVE, None)
    return write(
        "accounts/letters/prove_address.txt",
        url=link("accounts.prove", token=minted.token),
        is_invited=payload.get("role"),
    )


def _already_joined(_payload: Mapping[str, Any], _to: Recipient) -> Letter:
    return write("accounts/letters/already_joined.txt", sign_in=link("accounts.sign_in"))


def _sign_in(payload: Mapping[str, Any], to: Recipient) -> Letter:
    minted = _mint(to, tokens.SIGN_IN, payload["browser"])
    url = link("accounts.sign_in_link", token=minted.token)
    return write("accounts/letters/sign_in.txt", url=url, code=minted.code)


def _reset_password(_payload: Mapping[str, Any], to: Recipient) -> Letter:
    minted = _mint(to, tokens.RESET, None)
    url = link("accounts.new_password", token=minted.token)
    return write("accounts/letters/reset_password.txt", url=url)


def _no_account(_payload: Mapping[str, Any], _to: Recipient) -> Letter:
    return write("accounts/letters/no_account.txt", join=link("accounts.join"))


def _password_changed(_payload: Mapping[str, Any], _to: Recipient) -> Letter:
    return write("accounts/letters/password_changed.txt", reset=link("accounts.reset"))


def _mint(to: Recipient, purpose: str, browser_hash: str | None) -> tokens.Minted:
    if to.account_id is None:
        raise LookupError("links are made for accounts only")
    with unit_of_work() as session:
        return tokens.mint(session, to.account_id, purpose, clock.now(), browser_hash=browser_hash)


register("prove-address", _prove_address)
register("already-joined", _already_joined)
register("sign-in", _sign_in)
register("reset-password", _reset_password)
register("no-account", _no_account)
register("password-changed", _password_changed)
