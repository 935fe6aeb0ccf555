"""An article that was kept whatever it is: can it be compared?"""

from __future__ import annotations

import pytest
from tests.builders import make_article

from rashomon.errors import InputError
from rashomon.sources import require_comparable

ENGLISH = (
    "The old paper mill in Tessel burned down on Tuesday. Three firefighters were injured, the fire service said. "
    "The mill was built in 1911 and stood empty since the spring."
)
GERMAN = (
    "Die alte Papiermühle in Tessel ist am Dienstag abgebrannt. Drei Feuerwehrleute wurden dabei verletzt, wie die "
    "Feuerwehr mitteilte. Warum das Feuer ausbrach, wusste am Abend noch niemand in der Stadt."
)


@pytest.mark.parametrize(
    ("text", "noted", "language"),
    [(ENGLISH, "en", "en"), (ENGLISH, "nl", "en"), ("The mill burned down.", "fr", "und")],
    ids=["English", "taken for Dutch", "short"],
)
def test_a_report_comes_with_the_language_that_compare_notes(text, noted, language):
    article = make_article(text, language=noted)
    assert require_comparable(article).language == language
    assert require_comparable(article).text is text


@pytest.mark.parametrize(("text", "reason"), [("Mill fire", "no sentence"), ("", "no sentence"), (GERMAN, "German")])
def test_what_cannot_be_compared_says_why(text, reason):
    with pytest.raises(InputError, match=reason):
        require_comparable(make_article(text, language="de"))


def test_a_long_report_is_told_by_more_than_its_beginning():
    with pytest.raises(InputError, match="German"):
        require_comparable(make_article(f"{ENGLISH}\n" + f"{GERMAN}\n" * 25, language="en"))
