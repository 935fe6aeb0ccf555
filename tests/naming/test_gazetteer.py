from __future__ import annotations

import pytest

from rashomon.naming.gazetteer import (
    capital_of,
    country_of_capital,
    find_city,
    find_name,
    find_state,
    gender_of_first_name,
    is_ambiguous,
    scan_names,
)


@pytest.mark.parametrize(
    ("surface", "name", "sort"),
    [
        ("DPRK", "North Korea", "country"),
        ("Democratic People's Republic of Korea", "North Korea", "country"),
        ("the Netherlands", "Netherlands", "country"),
        ("UAE", "United Arab Emirates", "country"),
        ("U.S.", "United States", "country"),
        ("UK", "United Kingdom", "country"),
        ("Britain", "United Kingdom", "country"),
        ("Norwegian", "Norway", "adjective"),
        ("North Koreans", "North Korea", "people"),
        ("Frenchmen", "France", "people"),
        ("Danes", "Denmark", "people"),
        ("Vermont", "Vermont", "state"),
        ("Southeast Asia", "Southeast Asia", "region"),
        ("UNSC", "United Nations Security Council", "organisation"),
        ("UN Security Council", "United Nations Security Council", "organisation"),
        ("NATO", "North Atlantic Treaty Organization", "organisation"),
    ],
)
def test_a_listed_name_is_found_with_its_full_name(surface, name, sort):
    known = find_name(surface)
    assert known is not None
    assert (known.name, known.sort) == (name, sort)


@pytest.mark.parametrize("word", ["us", "Island", "who", "Lovelace", "", "polish"])
def test_common_words_and_unlisted_names_are_not_found(word):
    assert find_name(word) is None


def test_cities_are_found_whatever_their_case_and_accents():
    assert find_city("zürich") == find_city("ZURICH")
    assert find_city("Kiev") == find_city("Kyiv")
    pyongyang = find_city("Pyongyang")
    assert pyongyang is not None
    assert pyongyang.country == "KP"
    assert pyongyang.people > 1000
    assert find_city("Nowhereville") is None


def test_of_cities_of_one_name_the_largest_is_meant():
    paris = find_city("Paris")
    assert paris is not None
    assert paris.country == "FR"


def test_capitals_and_countries_lead_to_each_other():
    assert country_of_capital("Kiev") == country_of_capital("Kyiv") == "Ukraine"
    assert capital_of("North Korea") == "Pyongyang"
    assert country_of_capital("Rotterdam") is None
    assert capital_of("Atlantis") is None


def test_a_scan_takes_the_longest_name_and_leaves_parts_of_words_alone():
    text = "The U.N. Security Council met; Russians and NORTH KOREA agreed, Chinatown did not."
    found = [(text[start:end], known.name) for start, end, known in scan_names(text, 0, len(text))]
    assert found == [
        ("U.N. Security Council", "United Nations Security Council"),
        ("Russians", "Russia"),
        ("NORTH KOREA", "North Korea"),
    ]


def test_a_scan_stays_within_its_bounds():
    text = "Norway and Sweden"
    assert [text[s:e] for s, e, _ in scan_names(text, 7, len(text))] == ["Sweden"]
    assert list(scan_names(text, 0, 5)) == []


def test_names_that_persons_and_firms_bear_too_are_marked():
    assert is_ambiguous("Jordan")
    assert is_ambiguous("Georgia")
    assert not is_ambiguous("Norway")


def test_first_names_tell_a_gender_only_where_they_do():
    assert gender_of_first_name("Maria") == "f"
    assert gender_of_first_name("DMITRY") == "m"
    assert gender_of_first_name("Robin") == "open"
    assert gender_of_first_name("Table") is None


def test_postal_codes_lead_to_states():
    state = find_state("AZ")
    assert state is not None
    assert state.name == "Arizona"
    assert find_state("QQ") is None
