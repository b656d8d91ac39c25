"""The one blueprint that the view modules of staff add their routes to."""

from flask import Blueprint

blueprint = Blueprint("staff", __name__, url_prefix="/staff")
