"""What an article says of itself to machines, in the words of schema.org."""

from typing import Any

from portal.articles.addresses import absolute, base_url
from portal.articles.pieces import FullPiece
from portal.web.newsroom import Newsroom


def news_article(piece: FullPiece, newsroom: Newsroom) -> dict[str, Any]:
    """The piece as a NewsArticle (https://schema.org/NewsArticle), free to read, as JSON-LD."""
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": absolute(piece.url),
        "headline": piece.headline,
        "datePublished": piece.published_at.isoformat(timespec="seconds"),
        "dateModified": (piece.updated_at or piece.published_at).isoformat(timespec="seconds"),
        "author": {
            "@type": "Person",
            "name": piece.author.name,
            "url": absolute(piece.author.url),
            "jobTitle": piece.author.role,
        },
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": newsroom.name,
            "url": f"{base_url()}/",
        },
        "articleSection": piece.section.name,
        "wordCount": piece.words,
        "isAccessibleForFree": True,
    }
    if piece.standfirst:
        described["description"] = piece.standfirst
    if piece.picture:
        described["image"] = [absolute(piece.picture.large)]
    if piece.corrections:
        described["correction"] = [correction.text for correction in piece.corrections]
    return described
