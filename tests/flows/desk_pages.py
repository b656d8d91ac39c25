"""What editors meet when something is refused, overtaken or left behind: more visits of pages."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.flows.pages import House, Visit, on_the_desk, sent

TYPED = """form => {
  const typed = [["headline", "Half a story"], ["body_markdown", "It rained."]];
  localStorage[`typed:${form.dataset.keeps}:/staff/articles/new`] =
    JSON.stringify({ at: Date.now(), sent: false, typed });
}"""


def overtaken(path: str, label: str) -> Callable[[Page, House], None]:
    """Save what somebody else saved in another window meanwhile. No path: the newest article."""

    def go(page: Page, house: House) -> None:
        if path:
            page.goto(f"{house.portal.url}{path}")
        else:
            on_the_desk()(page, house)
        other = page.context.new_page()
        other.goto(page.url)
        for window, words in ((other, "Theirs."), (page, "Mine.")):
            window.get_by_label(label, exact=True).first.fill(words)
            window.locator("main form.writing, main form[data-keeps]").first.evaluate(
                "form => form.requestSubmit()"
            )
            if window is other:
                expect(other.locator("main [role=status]", has_text="aved").first).to_be_visible()
        expect(page.locator(".conflict")).to_be_visible()
        other.close()

    return go


def without_headline(page: Page, house: House) -> None:
    """Save an article that has no headline."""
    page.goto(f"{house.portal.url}/staff/articles/new")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errors")).to_be_visible()


def offered_again(page: Page, house: House) -> None:
    """Come back to where something was typed and not saved."""
    page.goto(f"{house.portal.url}/staff/articles/new")
    page.locator("[data-writing]").evaluate(TYPED)
    page.reload()
    expect(page.get_by_role("button", name="Take it up again")).to_be_visible()


def signed_out(page: Page, house: House) -> None:
    """Save after the sign-in ended."""
    page.goto(f"{house.portal.url}/staff/pages/contact")
    page.get_by_label("Text").fill("An hour's work.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_label("What you typed")).to_have_value("An hour's work.")


def shown_by_link(page: Page, house: House) -> None:
    """Make a link to show a text with."""
    on_the_desk()(page, house)
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_label("The link")).to_be_visible()


def refused_upload(page: Page, house: House) -> None:
    """Send a text that calls itself a picture."""
    page.goto(f"{house.portal.url}/staff/pictures")
    file = {"name": "tide.jpg", "mimeType": "image/jpeg", "buffer": b"High water at nine."}
    page.get_by_label("Files").set_input_files(files=[file])  # type: ignore[list-item]
    page.get_by_role("button", name="Take in").click()
    expect(page.get_by_role("alert")).to_contain_text("tide.jpg")


def same_section(page: Page, house: House) -> None:
    """Add a section of a name that there is."""
    page.goto(f"{house.portal.url}/staff/articles/sections")
    page.get_by_label("Another section").fill("city")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("alert")).to_contain_text("already")


DESK_VISITS = [
    Visit("articles.new_article", "article without a headline", without_headline, "editor", 422),
    Visit("articles.new_article", "typed before", offered_again, "editor"),
    Visit("articles.edit_article", "article of two", overtaken("", "Text"), "editor", 409),
    Visit("articles.share_draft", "link to show", shown_by_link, "editor"),
    Visit(
        "articles.edit_page", "page of two", overtaken("/staff/pages/terms", "Text"), "editor", 409
    ),
    Visit("articles.edit_page", "signed out while writing", signed_out, "editor", 403),
    Visit("articles.upload_pictures", "no picture at all", refused_upload, "editor", 422),
    Visit("articles.shelf_sections", "section twice", same_section, "editor", 422),
    Visit(
        "articles.new_author", "author without a name",
        sent("/staff/articles/authors/new", role="Editor", name=""), "editor", 422,
    ),
    Visit(
        "staff.edit_prompt", "prompt of two",
        overtaken("/staff/prompts/front-banner", "Heading"), "editor", 409,
    ),
]  # fmt: skip
