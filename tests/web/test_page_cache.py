"""The page cache: what it keeps, for whom, until when, and what it never keeps."""

import gzip
import time

import pytest

from portal.web import page_cache
from tests.web.rendering import House

GZIP = {"Accept-Encoding": "br, gzip, deflate"}


@pytest.fixture
def house() -> House:
    return House()


def test_a_page_is_rendered_once_and_answered_from_memory(house: House) -> None:
    assert [house.get().text for _ in range(3)] == ["answer 1 to /news"] * 3
    assert house.renderer.closed == 1


def test_a_change_of_its_topic_drops_a_page(house: House) -> None:
    house.get()
    house.watcher.tell(progress=2)
    assert house.get().text == "answer 2 to /news"
    assert len(house.cache) == 1


def test_a_change_of_another_topic_drops_nothing(house: House) -> None:
    house.get()
    house.watcher.tell(prompts=2)
    assert house.get().text == "answer 1 to /news"


def test_a_topic_that_starts_over_drops_a_page_too(house: House) -> None:
    house.watcher.tell(progress=9)
    house.get()
    house.watcher.tell(progress=3)
    assert house.get().text == "answer 2 to /news"


def test_a_page_ends_two_seconds_after_its_rendering_began(house: House) -> None:
    began: list[float] = []
    house.renderer.before_answer = lambda: began.append(time.monotonic())
    house.get()
    (page,) = house.cache._pages.values()
    assert page.ends_at <= began[0] + 2.0


def test_a_page_that_is_over_is_rendered_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_cache, "LIFE_SECONDS", 0.0)
    assert [house.get().text for _ in range(2)] == ["answer 1 to /news", "answer 2 to /news"]
    assert len(house.cache) == 0


def test_a_page_outdated_while_it_was_rendered_is_not_kept(house: House) -> None:
    house.renderer.before_answer = lambda: house.watcher.tell(progress=2)
    assert house.get().text == "answer 1 to /news"
    assert len(house.cache) == 0
    house.renderer.before_answer = lambda: house.watcher.tell(prompts=7)
    assert [house.get().text for _ in range(2)] == ["answer 2 to /news"] * 2


def test_a_rendering_that_fails_leaves_the_next_one_free(house: House) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    house.renderer.before_answer = fail
    with pytest.raises(ZeroDivisionError):
        house.get()
    house.renderer.before_answer = lambda: None
    assert house.get().text == "answer 2 to /news"
    assert house.cache._turns == {}


def test_only_declared_query_keys_make_another_page(house: House) -> None:
    house.get("/news?before=5&page=2&utm_source=letter")
    assert house.get("/news?page=2&fbclid=x&before=5").text == "answer 1 to /news"
    assert house.renderer.seen[0]["QUERY_STRING"] == "before=5&page=2"
    assert house.get("/news?before=6").text == "answer 2 to /news"
    assert house.get("/news?utm_source=letter").text == "answer 3 to /news"
    assert house.get("/news").text == "answer 3 to /news"


def test_a_private_page_is_rendered_for_each_with_its_whole_query(house: House) -> None:
    house.renderer.topics = None
    answers = [house.get("/private?token=t&before=1").text for _ in range(2)]
    assert answers == ["answer 1 to /private", "answer 2 to /private"]
    assert house.renderer.seen[0]["QUERY_STRING"] == "token=t&before=1"


@pytest.mark.parametrize("status", ["404 NOT FOUND", "500 OOPS", "503 LATER", "302 FOUND"])
def test_errors_and_redirects_are_passed_on_and_not_kept(house: House, status: str) -> None:
    house.renderer.status = status
    assert house.get().status == status
    assert len(house.cache) == 0
    house.renderer.status = "200 OK"
    assert house.get().text == "answer 2 to /news"


@pytest.mark.parametrize(
    "header", [("Set-Cookie", "a=b"), ("Cache-Control", "no-store"), ("Cache-Control", "private")]
)
def test_an_answer_for_one_person_is_not_kept(house: House, header: tuple[str, str]) -> None:
    house.renderer.headers = [header]
    house.get()
    assert len(house.cache) == 0


def test_an_answer_without_topics_is_not_kept(house: House) -> None:
    house.renderer.topics = None
    house.get()
    assert len(house.cache) == 0


def test_the_topics_never_leave_the_house(house: House) -> None:
    assert "X-Portal-Topics" not in house.get().headers
    house.watcher.is_up = False
    assert "X-Portal-Topics" not in house.get().headers


def test_a_post_goes_through(house: House) -> None:
    house.get()
    assert house.client.post("/news").text == "answer 2 to /news"


def test_head_is_the_get_without_its_body(house: House) -> None:
    head, get = house.client.head("/news"), house.get()
    assert (head.text, get.text) == ("", "answer 1 to /news")
    assert dict(head.headers) == dict(get.headers)
    assert house.client.head("/news").text == ""


def test_head_of_an_error_has_no_body(house: House) -> None:
    house.renderer.status = "404 NOT FOUND"
    assert house.client.head("/gone").data == b""


def test_gzip_and_plain_are_one_page_in_two_encodings(house: House) -> None:
    plain, packed = house.get(), house.get(headers=GZIP)
    assert house.renderer.count == 1
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert packed.headers["Content-Length"] == str(len(packed.data))
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize(
    ("accepts", "is_packed"),
    [
        ("gzip", True), ("GZIP;q=0.5", True), ("*", True), ("br;q=1.0, gzip;q=0.1", True),
        ("gzip;q=0", False), ("gzip; q=0.000, *", False), ("*;q=0", False), ("br", False),
        ("identity", False), ("x-gzip", False),
    ],
)  # fmt: skip
def test_gzip_is_sent_to_who_takes_it(house: House, accepts: str, is_packed: bool) -> None:
    answer = house.get(headers={"Accept-Encoding": accepts})
    assert ("Content-Encoding" in answer.headers) == is_packed


@pytest.mark.parametrize("headers", [{}, GZIP])
def test_who_has_these_bytes_gets_304(house: House, headers: dict[str, str]) -> None:
    etag = house.get(headers=headers).headers["ETag"]
    for asked in (etag, f'"other", W/{etag}', "*"):
        again = house.get(headers={**headers, "If-None-Match": asked})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == etag
        assert again.headers["Cache-Control"] == "public"
        assert "Content-Length" not in again.headers


def test_the_etag_of_another_encoding_or_content_gets_the_page(house: House) -> None:
    etag = house.get().headers["ETag"]
    assert house.get(headers={**GZIP, "If-None-Match": etag}).status_code == 200
    house.watcher.tell(progress=2)
    assert house.get(headers={"If-None-Match": etag}).status_code == 200


def test_a_visitors_conditions_do_not_shape_what_others_get(house: House) -> None:
    house.get(headers={"If-None-Match": '"x"', "If-Modified-Since": "today", "Range": "bytes=0-1"})
    assert not {k for k in house.renderer.seen[0] if k.startswith(("HTTP_IF", "HTTP_RANGE"))}


def test_host_scheme_and_mounting_point_make_pages_of_their_own(house: House) -> None:
    places = [
        {},
        {"base_url": "https://localhost/"},
        {"base_url": "http://other.example.org/"},
        {"base_url": "http://localhost/portal"},
    ]
    for _ in range(2):
        got = [house.get(**place).text for place in places]
        assert got == [f"answer {n} to /news" for n in (1, 2, 3, 4)]


def test_no_more_pages_than_allowed_are_kept_and_the_oldest_goes_first() -> None:
    house = House(most_pages=3)
    for name in "abcd":
        house.get(f"/{name}")
    assert len(house.cache) == 3
    assert house.get("/b").text == "answer 2 to /b"
    assert house.get("/a").text == "answer 5 to /a"


def test_no_more_bytes_than_allowed_are_kept() -> None:
    house = House(most_bytes=10_000)
    for number in range(50):
        house.get(f"/{number}")
        assert house.cache.size_bytes <= 10_000
    assert 1 <= len(house.cache) <= 4
    house.watcher.tell(progress=2)
    assert (len(house.cache), house.cache.size_bytes) == (0, 0)


def test_rendering_the_same_page_again_and_again_leaves_the_books_right(house: House) -> None:
    for number in range(5):
        house.get()
        house.watcher.tell(progress=number + 10)
    assert (len(house.cache), house.cache.size_bytes) == (0, 0)


def test_nothing_is_kept_while_the_database_cannot_be_watched(house: House) -> None:
    house.get()
    house.watcher.is_up = False
    assert [house.get().text for _ in range(2)] == ["answer 2 to /news", "answer 3 to /news"]
