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
    "support/amounts.py", "support/tariffs.py",
    "campaign/rules.py", "articles/rules.py",
]  # fmt: skip

# Who may commit, and nobody else.
COMMIT_SITES = {
    "accounts/asking.py", "accounts/commands.py", "accounts/demo.py", "accounts/join_views.py",
    "accounts/letters.py", "accounts/mailed_views.py", "accounts/own_views.py",
    "accounts/reset_views.py", "accounts/sign_in_views.py",
    "articles/seed.py",
    "billing/carrying.py", "billing/commands.py", "billing/customers.py", "billing/desk.py",
    "billing/mending_in_bulk.py", "billing/nightly.py",
    "billing/missed.py", "billing/purging.py", "billing/silence.py",
    "billing/reconcile_movements.py", "billing/reconcile_payouts.py",
    "billing/installation.py", "billing/opening.py", "billing/products.py", "billing/setup.py",
    "billing/sweep.py",
    "billing/sync.py", "billing/verify.py",
    "billing/views.py", "billing/working.py",
    "campaign/commands.py", "campaign/demo.py", "campaign/jobs.py",
    "finance/views.py", "first_start.py",
    "mail/sending.py",
    "selfservice/views.py",
    "staff/views.py",
    "support/jobs.py", "support/views.py",
    "web/commands.py",
}  # fmt: skip

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
