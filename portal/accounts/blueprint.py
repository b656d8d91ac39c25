"""The one blueprint that the view modules of accounts add their routes to."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)
