"""The floor plan of the house: which desk lies on which floor, and who may do what.

A room imports only from lower floors; desks on one floor never import each other.
"""

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PORTAL = PROJECT / "portal"

FLOORS = {
    "money": 0, "clock": 0, "errors": 0, "services": 0,
    "config": 1, "extensions": 1, "jobs": 1,
    "web": 2, "audit": 2,
    "mail": 3,
    "accounts": 4,
    "support": 5,
    "campaign": 6, "finance": 6,
    "billing": 7, "prompts": 7,
    "articles": 8,
    "selfservice": 9, "staff": 9,
    "demo_time": 10, "app": 10, "supervised": 10, "seeding": 10, "first_start": 10, "server": 10,
    "gunicorn_conf": 10, "cli": 10,
}  # fmt: skip

# The sandbox stands apart; the migrations' env.py is run by Alembic.
APART = {"sandbox", "migrations"}

# The two files of floor 1 that the rest of floor 1 is made from.
SAME_FLOOR = {("extensions", "jobs"), ("jobs", "config")}

# Within floor 10: the factory is called by what runs it.
FLOOR_TEN = [
    "demo_time", "app", "supervised", "seeding", "first_start", "server", "gunicorn_conf", "cli",
]  # fmt: skip

# Files that only think: the standard library and other pure files, nothing else.
PURE = [
    "money.py", "clock.py", "errors.py", "services.py",
    "support/standing.py", "support/counting.py", "support/facts.py",
    "support/history.py", "support/leaving.py", "support/news.py",
    "support/amounts.py", "support/breaker.py", "support/ceilings.py", "support/tariffs.py",
    "campaign/rules.py", "articles/rules.py",
    "prompts/prompt.py", "prompts/rules.py", "prompts/wording.py", "prompts/default_ask.py",
    "prompts/memory.py", "prompts/checking.py", "prompts/experiment.py",
    "prompts/intervals.py", "prompts/reasons.py", "prompts/results.py",
    "articles/pictures/widths.py",
    "articles/pages/owed.py", "articles/editing/slugs.py", "articles/editing/fields.py",
    "articles/editing/differences.py", "articles/searching/words.py",
]  # fmt: skip

# Who may commit, and nobody else.
COMMIT_SITES = {
    "accounts/asking.py", "accounts/commands.py", "accounts/demo.py", "accounts/join_views.py",
    "accounts/letters.py", "accounts/mailed_views.py", "accounts/own_views.py",
    "accounts/reset_views.py", "accounts/sign_in_views.py",
    "articles/editing/correction_views.py", "articles/editing/draft_views.py",
    "articles/editing/jobs.py",
    "articles/editing/writing_views.py",
    "articles/editing/revision_views.py", "articles/editing/shelf_views.py",
    "articles/editing/tag_views.py",
    "articles/imports/bringing_in.py",
    "articles/pages/editing_views.py", "articles/pages/history_views.py",
    "articles/pages/seed.py", "articles/pictures/desk_views.py",
    "articles/rendering_again.py", "articles/searching/jobs.py", "articles/seed.py",
    "billing/carrying.py", "billing/customers.py", "billing/desk.py", "billing/installation.py",
    "billing/missed.py", "billing/opening.py", "billing/products.py", "billing/proof/verify.py",
    "billing/purging.py", "billing/reconciling/mending_in_bulk.py",
    "billing/reconciling/movements.py", "billing/reconciling/nightly.py",
    "billing/reconciling/payouts.py", "billing/reconciling/reconcile.py",
    "billing/replaying.py", "billing/setup/making.py", "billing/silence.py", "billing/sweep.py",
    "billing/sync.py", "billing/views.py", "billing/working.py",
    "campaign/commands.py", "campaign/demo.py", "campaign/jobs.py",
    "finance/views.py",
    "first_start.py",
    "mail/sending.py",
    "prompts/demo.py", "prompts/jobs.py", "prompts/reminder_views.py", "prompts/tallies.py",
    "selfservice/views.py",
    "staff/notices_views.py", "staff/prompts/edit_views.py", "staff/prompts/list_views.py",
    "support/entering.py", "support/jobs.py",
    "web/commands.py",
}  # fmt: skip

# Who may write memberships, payments, the ledger or the count, and why. Everything that comes from
# Stripe reaches them as facts, through `applying` and `ledger.post`.
MONEY_WRITERS = {
    "support/seen_memberships.py": "a membership and its periods as they were last seen",
    "support/seen_payments.py": "a settled charge, and what was taken back of it",
    "support/duplicates.py": "which of one account's memberships is the second",
    "support/headcount.py": "who counts, each move of the count, and the number",
    "finance/ledger.py": "a movement of money, appended once",
}

# What looks the same and is not: the rows of other tables, beside those in one file.
MONEY_LOOKALIKES = {
    "billing/sweep.py": "sets state",  # of an attempt whose time is over
    "billing/proof/stored.py": "sets is_foreign",  # of its own sum of a payment's movements
    "campaign/closing.py": "sets something by its name",  # the final count of a campaign
}

# The only ways to those files from above, and who may go through them.
MONEY_DOORS = {
    "applying.apply": set[str](),
    "applying.apply_all": {"billing/sync.py"},
    "ledger.post": {"billing/sync.py", "billing/reconciling/movements.py"},
    "seen_memberships.apply": {"support/applying.py"},
    "seen_payments.settle": {"support/applying.py"},
    "seen_payments.reverse": {"support/applying.py"},
}

STRIPE_IMPORTS = {"billing/gateway.py", "sandbox/shapes.py"}


def modules() -> list[Path]:
    """Every Python file of the portal but the migrations' steps."""
    return sorted(
        p for p in PORTAL.rglob("*.py") if "versions" not in p.relative_to(PORTAL).parts[:-1]
    )


def room(path: Path) -> str:
    """The desk or top-level file that a module belongs to."""
    first = path.relative_to(PORTAL).parts[0]
    return first.removesuffix(".py")
