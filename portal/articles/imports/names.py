"""What the names above a text mean, whatever system wrote them."""

# Ours first, then what Hugo, Jekyll, Eleventy, Astro, Gatsby and others say, in small letters.
NAMES = {
    "headline": ("headline", "title"),
    "slug": ("slug",),
    "permalink": ("permalink", "url"),
    "former": ("aliases", "redirect_from", "old_slugs"),
    "kind": ("kind",),
    "kicker": ("kicker", "eyebrow"),
    "standfirst": (
        "standfirst", "excerpt", "description", "summary", "subtitle", "lead", "lede", "dek",
        "teaser",
    ),
    "section": ("section", "category", "categories"),
    "author": ("author", "authors", "byline"),
    "tags": ("tags", "tag", "keywords"),
    "date": (
        "date", "published_at", "publishdate", "pubdate", "published_date", "datepublished",
        "published",
    ),
    "updated": (
        "updated", "updated_at", "lastmod", "modified", "last_modified_at", "last_updated",
        "updateddate", "modifieddate", "datemodified",
    ),
    "draft": ("draft",),
    "status": ("status",),
    "picture": (
        "picture", "image", "cover", "feature_image", "featured_image", "featuredimage",
        "cover_image", "coverimage", "hero", "heroimage", "banner", "images", "thumbnail",
    ),
    "picture_alt": (
        "picture_alt", "image_alt", "imagealt", "cover_alt", "feature_image_alt", "alt",
    ),
    "picture_caption": (
        "picture_caption", "image_caption", "cover_caption", "feature_image_caption", "caption",
    ),
    "picture_credit": ("picture_credit", "image_credit", "photo_credit", "credit"),
    "corrections": ("corrections",),
}  # fmt: skip
# How a page looked there, or what its system needed to know: nothing a reader would miss.
SAY_NOTHING = {
    "layout", "type", "weight", "order", "id", "uid", "guid", "comments", "toc", "featured", "pin",
    "pinned", "sticky", "math", "mermaid", "sitemap", "eleventynavigation", "nav_order", "lang",
    "render_with_liquid", "hidden", "showtoc", "tocopen", "excerpt_separator", "template",
}  # fmt: skip
KNOWN = {name for names in NAMES.values() for name in names} | SAY_NOTHING
YES, NO = {"true", "yes", "on", "1"}, {"false", "no", "off", "0"}
# Within a picture that is a group of names.
FILE, FILE_ALT = ("src", "path", "image", "url", "file", "filename"), ("alt", "text", "title")
