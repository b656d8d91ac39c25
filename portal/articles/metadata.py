"""What an article says of itself to machines, in the words of schema.org."""

from typing import Any

from flask import url_for

from portal.articles.addresses import absolute, base_url
from portal.articles.pictures import sharing
from portal.articles.pieces import Author, FullPiece
from portal.web.newsroom import Newsroom
from portal.web.static_files import static_url

LANGUAGE = "en"
# Longer headlines are cut by those who show them (Google, "Article structured data").
HEADLINE_AT_MOST = 110


def news_article(piece: FullPiece, newsroom: Newsroom) -> dict[str, Any]:
    """The piece as a NewsArticle, free to read, as JSON-LD.

    With every property that https://schema.org/NewsArticle and Google's "Article structured
    data" (developers.google.com/search/docs/appearance/structured-data/article) recommend.
    """
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": absolute(piece.url)},
        "url": absolute(piece.url),
        "headline": _cut(piece.headline),
        "datePublished": piece.published_at.isoformat(timespec="seconds"),
        "dateModified": (piece.updated_at or piece.published_at).isoformat(timespec="seconds"),
        "author": [_person(piece.author)],
        "publisher": _publisher(newsroom),
        "articleSection": piece.section.name,
        "inLanguage": LANGUAGE,
        "wordCount": piece.words,
        "isAccessibleForFree": True,
    }
    if piece.standfirst:
        described["description"] = piece.standfirst
    if piece.tags:
        described["keywords"] = [tag.name for tag in piece.tags]
    if piece.picture:
        described["image"] = [absolute(file) for file in piece.picture.files_largest_first]
    if piece.corrections:
        described["correction"] = [correction.text for correction in piece.corrections]
    return described


def person(author: Author, newsroom: Newsroom) -> dict[str, Any]:
    """An author's page as a ProfilePage (https://schema.org/ProfilePage), as JSON-LD."""
    described = _person(author)
    if author.bio:
        described["description"] = author.bio
    if author.portrait:
        described["image"] = absolute(author.portrait)
    described["worksFor"] = _publisher(newsroom)
    return {"@context": "https://schema.org", "@type": "ProfilePage", "mainEntity": described}


def share_picture_url(piece: FullPiece) -> str:
    """The complete address of the picture that stands for the piece where it is shared."""
    return absolute(sharing.address(piece))


def _person(author: Author) -> dict[str, Any]:
    described = {"@type": "Person", "name": author.name, "url": absolute(author.url)}
    if author.role:
        described["jobTitle"] = author.role
    return described


def _publisher(newsroom: Newsroom) -> dict[str, Any]:
    return {
        "@type": "NewsMediaOrganization",
        "name": newsroom.name,
        "url": f"{base_url()}/",
        "logo": {"@type": "ImageObject", "url": absolute(static_url("favicon.svg"))},
        "publishingPrinciples": absolute(url_for("articles.page", slug="about")),
        "ownershipFundingInfo": absolute(url_for("articles.page", slug="how-we-are-funded")),
    }


def _cut(headline: str) -> str:
    if len(headline) <= HEADLINE_AT_MOST:
        return headline
    return headline[: HEADLINE_AT_MOST - 1].rsplit(" ", 1)[0] + "…"
