"""The blueprint of the prompts desk, for the modules that hang views on it."""

from flask import Blueprint

blueprint = Blueprint("prompts", __name__)
