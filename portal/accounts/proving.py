"""What a proof of the mailbox changes, so that registering a stranger's address gains nothing.

Anyone may register any address, so before the proof nobody signs in and nothing of money is
shown. The first mailed link or code that is used proves the address. It drops every password,
name, session and older link; only what was chosen in the very browser that now brings the link
stays, since there the one who chose and the one who reads the mailbox are the same person.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts import sessions, tokens
from portal.accounts.models import Account

# In the place of a browser: the newsroom itself gave the name with a role.
INVITED = "invited"


def choose(
    session: Session, account: Account, *, name: str | None, password_hash: str | None, by: str
) -> bool:
    """Keep what somebody who joins chose, and in which browser (its hash), in a unit of work.

    False, and nothing changed, when the account is proved: only its owner changes that.
    """
    session.refresh(account, with_for_update=True)  # a proof at this very moment goes first
    if account.proved_at is not None:
        return False
    account.name, account.password_hash, account.chosen_by_hash = name, password_hash, by
    return True


def invite(account: Account, name: str | None) -> None:
    """Keep the name that the newsroom gives an unproved account, and no password of anyone's."""
    account.name, account.password_hash, account.chosen_by_hash = name, None, INVITED


def prove(session: Session, account: Account, now: datetime, *, by: str) -> bool:
    """The mailbox is proved by the browser `by` (its hash). True if that is news.

    Inside the unit of work that used the mailed link or code.
    """
    session.refresh(account, with_for_update=True)
    if account.proved_at is not None:
        return False
    if account.chosen_by_hash != by:
        account.password_hash = None
    if account.chosen_by_hash not in (by, INVITED):
        account.name = None
    account.chosen_by_hash = None
    account.proved_at = now
    sessions.revoke_all(session, account.id, now)
    tokens.use_up_all(session, account.id, now)
    return True
