"""What differs between two texts: marked word by word, and nothing of either is lost."""

from hypothesis import given
from hypothesis import strategies as st

from portal.articles.editing.differences import (
    GONE,
    LEFT_OUT,
    NEW,
    SAME,
    Part,
    differences,
    words,
)

TEXTS = st.text(alphabet="ab Ї\n,.'", max_size=60)


def test_a_changed_word_is_marked_alone() -> None:
    assert words("The council met at nine.", "The council met at ten.") == [
        Part(SAME, "The council met at "), Part(GONE, "nine"), Part(NEW, "ten"), Part(SAME, "."),
    ]  # fmt: skip


def test_a_changed_phrase_is_marked_as_one() -> None:
    assert words("He said no thanks today.", "He said yes please today.") == [
        Part(SAME, "He said "), Part(GONE, "no thanks"), Part(NEW, "yes please"),
        Part(SAME, " today."),
    ]  # fmt: skip


def test_what_did_not_change_far_away_is_left_out() -> None:
    old = "\n\n".join(f"Paragraph {number}." for number in range(20))
    found = differences(old, old.replace("Paragraph 10.", "Paragraph ten."))
    assert [part.kind for part in found] == [LEFT_OUT, SAME, GONE, NEW, SAME, LEFT_OUT]
    assert (found[0].text, found[-1].text) == ("9", "8")


def test_long_rewritten_texts_are_compared_in_a_moment() -> None:
    old, new = " ".join(f"w{n}" for n in range(9_000)), " ".join(f"v{n}" for n in range(9_000))
    assert differences(old, new) == [Part(GONE, old), Part(NEW, new)]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_marks(old: str, new: str) -> None:
    found = words(old, new)
    assert "".join(p.text for p in found if p.kind != NEW) == old
    assert "".join(p.text for p in found if p.kind != GONE) == new


@given(TEXTS, TEXTS)
def test_nothing_new_or_gone_is_left_out(old: str, new: str) -> None:
    found = differences(old, new)
    for text, other in ((old, NEW), (new, GONE)):
        kept = [p.text for p in found if p.kind not in (other, LEFT_OUT)]
        place = 0
        for piece in kept:
            place = text.index(piece, place) + len(piece)
    assert (old == new) == all(p.kind in (SAME, LEFT_OUT) for p in found)
