"""Putting a text into an article, so that everything derived from it follows."""

from portal.articles import body, rules
from portal.articles.models import Article


def write(article: Article, markdown: str) -> None:
    """The article holds the text, its rendering, its length and its reading time."""
    rendered = body.render(markdown)
    article.body_markdown = markdown
    article.body_html = rendered.html
    article.words = rendered.words
    article.reading_minutes = rules.reading_minutes(rendered.words)
