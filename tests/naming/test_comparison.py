from __future__ import annotations

import pytest

from rashomon.naming.comparison import country_of, is_demonym, is_part_of_name, same_person, same_thing, slug_of


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Kim Jong-un", "Kim Jong Un"),
        ("Roman Starovoyt", "Roman Starovoit"),
        ("Sergey Lavrov", "Sergei Lavrov"),
        ("Mohamed Morsi", "Mohammed Morsi"),
        ("Abdel Fattah al-Sisi", "Abdel-Fattah el-Sissi"),
        ("Donald Trump", "Donald J. Trump"),
        ("Bill Clinton", "William Clinton"),
        ("Ana Álvarez", "Ana Alvarez"),
        ("Fred Phelps", "Fred Phelps Sr"),
    ],
)
def test_spellings_of_one_person_agree_both_ways(left, right):
    assert same_person(left, right)
    assert same_person(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Kim Jong-un", "Kim Jong-il"),
        ("Kim Jong-un", "Kim Yo Jong"),
        ("Kim Jong-un", "Kim Il Sung"),
        ("Marquis Teague", "Jeff Teague"),
        ("Daniel Moore", "Danielle Moore"),
        ("Donald Trump", "Donald Trump Jr"),
        ("George Bush", "Jeb Bush"),
    ],
)
def test_namesakes_and_relatives_stay_apart(left, right):
    assert not same_person(left, right)
    assert not same_person(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("RAIB", "Rail Accident Investigation Branch"),
        ("Goldman Sachs", "Goldman Sachs Group Inc."),
        ("Hustle", "Memphis Hustle"),
        ("UNSC", "UN Security Council"),
    ],
)
def test_short_forms_of_an_organisation_agree(left, right):
    assert same_thing(left, "organisation", right, "organisation")
    assert same_thing(right, "organisation", left, "organisation")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("United Nations", "United Nations Security Council"),
        ("University", "University of Memphis"),
        ("House", "White House"),
        ("Ministry of Health", "Ministry of Defence"),
    ],
)
def test_a_body_is_not_its_part_nor_a_common_word(left, right):
    assert not same_thing(left, "organisation", right, "organisation")


def test_two_groups_of_one_word_are_not_one():
    assert not same_thing("Republicans", "group", "Politico", "organisation")
    assert same_thing("Texans", "group", "Houston Texans", "organisation")


def test_a_surname_is_part_of_a_name():
    assert is_part_of_name("Kim", "Kim Jong-un")
    assert is_part_of_name("Sisi", "Abdel Fattah al-Sisi")
    assert not is_part_of_name("Abdel", "Abdel Fattah al-Sisi")
    assert not is_part_of_name("Putin", "Putin")


def test_ids_are_readable_and_never_empty():
    assert slug_of("person", "Jürgen O'Neil_x") == "person:jurgen-o-neil-x"
    assert slug_of("other", "!?") == "other:x"


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Federal Republic of Velmora", "Velmora"),
        ("the People's Democratic Republic of Velmora", "Velmora"),
        ("Kingdom of Osterly", "Osterly"),
        ("Republic Wire", None),
        ("Bank of Velmora", None),
        ("Velmora", None),
    ],
)
def test_a_long_form_names_its_country(name, country):
    assert country_of(name) == country


@pytest.mark.parametrize(
    ("word", "country", "made"),
    [
        ("Velmoran", "Velmora", True),
        ("Karsovians", "Karsovia", True),
        ("Osterlian", "Osterly", True),
        ("Tarbese", "Tarbo", True),
        ("Velmora", "Velmora", False),
        ("Russian", "Russia", False),
        ("German", "Germ", False),
    ],
)
def test_demonyms_of_unlisted_countries_are_known_by_their_endings(word, country, made):
    assert is_demonym(word, country) is made
