"""What people may read is in a picture: `make screens` photographs it, and writes down what the pictures say."""

from __future__ import annotations

from tests.browser import spoken
from tests.house import elsewhere
from tests.house.sentences import normal, sentences


def test_every_sentence_that_a_reply_is_made_of_is_in_a_picture() -> None:
    said = normal(spoken.all_words())

    unseen = [each for each in sentences() if normal(each.words) not in said and not elsewhere.tells(each)]

    assert not unseen, "in no picture; write a story in tests/browser/replies, then `make screens`:\n" + "\n".join(
        f"{each.place}:{each.line}: {each.words}" for each in unseen
    )


def test_what_is_read_elsewhere_is_in_no_picture_and_still_in_the_code() -> None:
    known = list(sentences())
    code = "\n".join(normal(each.words) for each in known)
    said = normal(spoken.all_words())

    assert [each for each in elsewhere.FILES if each not in {known.place for known in known}] == []
    assert [each for each in elsewhere.SENTENCES if normal(each) not in code] == []
    assert [each for each in elsewhere.SENTENCES if normal(each) in said] == []


def test_each_picture_has_its_words() -> None:
    assert sorted(spoken.read()) == sorted(picture.stem for picture in spoken.FOLDER.glob("*.png"))
