"""All routes of accounts: joining, signing in and out, new passwords, sign-ins, demo logins."""

from portal.accounts import demo_views as demo_views
from portal.accounts import join_views as join_views
from portal.accounts import mailed_views as mailed_views
from portal.accounts import own_views as own_views
from portal.accounts import reset_views as reset_views
from portal.accounts import sign_in_views as sign_in_views
from portal.accounts.blueprint import blueprint as blueprint
