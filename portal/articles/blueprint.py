"""The blueprint of the articles desk, for the modules that hang views on it."""

from flask import Blueprint

blueprint = Blueprint("articles", __name__)

# What a page with the bar, the ask and a feed shows; a change of any of it makes the page stale.
PAGE_TOPICS = ("articles", "newsroom", "progress", "campaign", "prompts")
LIST_TOPICS = ("articles", "newsroom")
