from __future__ import annotations

import pytest

from rashomon.errors import InputError
from rashomon.sources.language import find_language, has_sentence, require_language

ENGLISH = (
    "The council voted on Tuesday to close the old bridge for a year. Engineers had found cracks in two of its piers, "
    "and the cost of the repair is put at three million pounds. Shop owners on both banks protested."
)
GERMAN = (
    "Der Stadtrat beschloss am Dienstag, die alte Brücke für ein Jahr zu sperren. Fachleute hatten Risse in zwei "
    "Pfeilern gefunden, und die Kosten der Reparatur werden auf drei Millionen Euro geschätzt."
)
NAMES = (
    "Kim Jong-un, Choe Son-hui, Pak Jong-chon, Jo Yong-won and Kang Sun-nam met Sergey Lavrov, Andrey Belousov, " * 2
)
RUSSIAN = "Городской совет решил во вторник закрыть старый мост на год."


def test_english_is_english() -> None:
    assert require_language(ENGLISH, "en") == "en"


def test_a_text_full_of_english_needs_no_language_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rashomon.sources.language._load_classifier", lambda: pytest.fail("loaded for plain English"))
    assert find_language(ENGLISH * 2) == ("en", True)


@pytest.mark.parametrize("english", [ENGLISH, ENGLISH * 2])
def test_a_text_half_in_another_language_is_left_to_the_language_model(english: str) -> None:
    assert find_language(GERMAN * 4 + english) == ("de", True)


@pytest.mark.parametrize(("text", "name"), [(GERMAN, "German"), (RUSSIAN, "Russian"), (RUSSIAN * 5, "Russian")])
def test_another_language_is_refused_by_name(text: str, name: str) -> None:
    with pytest.raises(InputError, match=name):
        require_language(text, "en")


@pytest.mark.parametrize(
    "text", ["Merci beaucoup!", "He died.", "", "👍", NAMES, "“Vive la France!” he said. Nobody laughed."]
)
def test_short_and_mixed_texts_are_not_refused(text: str) -> None:
    assert require_language(text, "en") in ("en", "und")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He died.", True),
        ("Council votes to close bridge", True),
        ("12 34 56\n7 8", False),
        ("Index", False),
        ("!!! ???", False),
        ("Apples\nPears\nPlums", False),
        ("", False),
        ("“They left!”", True),
        ("市议会周二决定关闭旧桥一年。", True),
    ],
)
def test_sentences_are_told_from_lists(text: str, expected: bool) -> None:
    assert has_sentence(text) is expected
