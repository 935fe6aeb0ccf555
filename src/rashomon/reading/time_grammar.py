"""The grammar of English time expressions: patterns over classes of tokens, each with the name of its meaning.

A pattern is written in the names of the classes of `data/times.json`, and of the shapes in `time_tokens`. `<name X>`
keeps what X matched under that name. The words in small letters (n, unit, ...) are shorthands, spelled out below.
Patterns have no nested repetition that could match one stretch in two ways, so they run in time linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from rashomon.reading.time_tokens import class_letters

_SHORTHANDS = {
    "int": "[DAYNUM YEARNUM INTEGER MILITARY]",
    "ord": "[ORDINAL ORDWORD SECOND]",
    "number": "(?:int int SLASH int|[DAYNUM YEARNUM INTEGER REAL MILITARY] (?:(?:HY|AND)? FRACTION)?|FRACTION"
              "|A MULTIPLE|NUMWORD (?:(?:HY|AND)? [NUMWORD MULTIPLE]){0,5})",
    "vague": "(?:A? FEW|A? COUPLE OF?)",
    "one": "[UNIT QUARTER SECOND WEEKEND]",
    "many": "[UNITS QUARTERS WEEKENDS]",
    "either": "[UNIT QUARTER SECOND WEEKEND UNITS QUARTERS WEEKENDS]",
    "bound": "(?:APPROX|MORE THAN|AT LEAST|UP TO|AS (?:MUCH|FEW) AS|SOME)",
    "rough": "APPROX",
    "relative": "[LAST NEXT THIS CURRENT LATEST THAT SAME]",
    "stage": "(?:[EARLY LATE MID] HY|THE? [EARLY LATE MID]|THE? [BEGIN END MIDDLE] OF)",
    "lead": "(?:stage|EARLIER|LATER)",
    "day": "(?:DAYNUM|ORDINAL)",
    "year": "(?:YEARNUM|SHORTYEAR)",
    "weekday": "(?:WEEKDAY|WDSHORT)",
    "clock": "(?:CLOCK (?:HY? AMPM)?|[DAYNUM NUMWORD] (?:AMPM|OCLOCK (?:AMPM)?)|NOON)",
    "zone": "(?:LOCAL TIME|OPEN? ZONE|ZONENAME TIME)",
    "partof": "(?:IN THE PART|AT PART)",
    "datewords": "(?:(?:weekday COMMA?)? MONTH day (?:COMMA? year)?|day MONTH year?|WEEKDAY|TODAY|YESTERDAY|TOMORROW)",
}  # fmt: skip

# Meaning and pattern. Of two matches that overlap the one that begins first wins, then the longer, then the upper.
_RULES = """
iso          ISO
slashed      SLASHED
month_day    <lead lead>? (?:THE <part PART> OF)? (?:(?:THIS? NEXT)? <weekday weekday> COMMA?)? <mod [LAST THIS NEXT]>? <month MONTH> <day day> (?:COMMA? <year year>)?
day_more     (?<=[AND OR TO HY THROUGH]) <day DAYNUM>
month_day    <lead lead>? (?:(?:THIS? NEXT)? <weekday weekday> COMMA?)? <month MONTH> THE? <day ORDWORD> (?:COMMA? <year year>)?
month_day    (?:<weekday weekday> COMMA?)? (?:<day DAYNUM>|THE? <day2 ord>) OF? <month MONTH> (?:COMMA? <year year>)?
month_year   <lead lead>? <month MONTH> (?:COMMA|OF)? <year year>
month_words  <lead lead>? <month MONTH> <words NUMWORD (?:HY? [NUMWORD MULTIPLE]){1,4}>
month_rel    <lead lead>? <month MONTH> (?:OF)? <mod [THIS LAST NEXT THAT]> UNIT
month        <lead lead>? (?:<mod [LAST NEXT THIS]> NEXT?)? <month MONTH>
year         <lead lead>? (?:THE UNIT)? <year YEARNUM>
year         <year SHORTYEAR>
year_words   (?:THE UNIT)? <words NUMWORD (?:HY? [NUMWORD MULTIPLE]){1,4}>
decade       THE? <lead [EARLY LATE MID BEGIN END] HY? (?:OF THE)?>? <decade DECADE>
century      THE? <lead [EARLY LATE MID]>? HY? <ord ord> HY? <unit UNIT>
weekday      <lead stage>? (?:THE? <mod [LAST NEXT THIS]> NEXT?)? <weekday WEEKDAY> (?:<part PART>|AT PART)?
weekday      <part PART> (?:OF|ON) THE? <weekday WEEKDAY>
weekday      THE? <part PART> OF <weekday WEEKDAY>
weekday      <weekday WEEKDAY> (?:OF)? <week [LAST NEXT THIS]> UNIT
early_hours  THE? <lead EARLY> UNITS (?:OF|ON) (?:THE PART|(?:<weekday WEEKDAY>|<deictic [TODAY YESTERDAY TOMORROW]>|<month MONTH> <day day>) PART?)
deictic      <lead lead>? <deictic [TODAY YESTERDAY TOMORROW TONIGHT]> (?:<part PART>|AT PART)?
deictic      THE UNIT <shift [BEFORE AFTER]> <deictic [YESTERDAY TOMORROW]>
part         <lead lead>? (?:<mod [LAST THIS THAT]>|<the THE> (?:<mod2 [LAST NEXT SAME]>)?) <part PART>
overnight    OVERNIGHT
clock        rough? <clock clock> <zone zone>? partof? (?:COMMA? (?:ON|THIS)? <date datewords>)?
clock        <clock DAYNUM> (?:IN THE PART)
clock        <weekday weekday> (?:COMMA|AT|BY|rough){0,3} <clock [CLOCK DAYNUM] AMPM|CLOCK|NOON> <zone zone>?
clock        <deictic [TODAY YESTERDAY TOMORROW TONIGHT]> (?:COMMA|AT|BY|rough){0,3} <clock CLOCK AMPM?|DAYNUM AMPM|NOON> <zone zone>?
clock        <month MONTH> <day day> (?:COMMA <year year>)? (?:COMMA|AT|BY|rough){0,3} <clock CLOCK AMPM?|DAYNUM AMPM|NOON> <zone zone>?
military     <clock [YEARNUM MILITARY]> <zone ZONE> (?:COMMA? ON? <date datewords>)?
dawn         DAWN
unit_rel     <lead lead>? THE? <mod relative> <fiscal FISCAL>? <unit [UNIT QUARTER WEEKEND]>
unit_rel     <lead lead>? THE <fiscal FISCAL>? <unit [UNIT QUARTER WEEKEND]> <after [BEFORE AFTER AHEAD]>?
unit_rel     <lead [EARLIER LATER]> IN THE <unit UNIT>
unit_rel     THE? <mod LATEST> <unit PERIOD>
week_of      THE <week UNIT> OF <month MONTH> <day day> (?:COMMA? <year year>)?
weekend      WEEKEND
season       <lead lead>? (?:THIS LAST|<mod [LAST NEXT THIS THAT]>|THE (?:<mod2 [LAST NEXT]>)?) <season SEASON> (?:OF? <year year>|OF <words NUMWORD (?:HY? [NUMWORD MULTIPLE]){1,4}>)?
season       <lead lead>? <season SEASON> (?:OF)? <year year>
season       <lead stage> <season SEASON>
season       (?<=[IN BY SINCE UNTIL]) <season SEASON>
past_units   (?:THE|EVERY OF THE|AT LEAST THE)? <mod [LAST NEXT LATEST RECENT]> bound? (?:<n vague|number>|number TO <n2 number>) (?:NEXT)? <unit either> (?:OR SO)?
past_units   THE <n number|vague> <mod [LAST NEXT]> <unit either>
recent_units THE? <mod [RECENT LAST NEXT FUTURE]> <unit many> (?:AND many)?
recent_units (?:THE)? <unit many> <mod AHEAD>
first_units  THE <which [ORDWORD FIRSTW LAST]> <n number|vague> <unit many>
first_units  THE <which [ORDWORD FIRSTW LAST]> <unit many>
nth_unit     <lead lead>? (?:FISCAL HY?)? <ord ord> HY <unit [QUARTER HALF]>
nth_unit     THE FISCAL HY <ord ord> <unit [QUARTER HALF]>
nth_unit     <lead lead>? THE? <fiscal FISCAL>? <ord ord> <unit [QUARTER HALF]> (?:(?:OF)? (?:THE)? (?:FISCAL (?:UNIT)?)? <year year>|(?:OF)? <mod [LAST NEXT THIS CURRENT]> UNIT|OF THE UNIT)?
nth_unit     THE <final FIRSTW> <unit [QUARTER HALF]> OF (?:<year year>|<mod [LAST NEXT THIS CURRENT]> UNIT)
nth_unit     <lead lead>? THE? <year YEARNUM> (?:FISCAL)? <ord ord> HY? <unit [QUARTER HALF]>
nth_unit     <lead lead>? <mod [LAST NEXT THIS]> UNIT S (?:FISCAL)? <ord ord> HY? <unit [QUARTER HALF]>
nth_unit     THE? <mod3 LAST> <unit HALF> OF <year YEARNUM>
year_period  THE <year YEARNUM> [PERIOD QUARTER]
fiscal       THE? FISCAL (?:UNIT)? <year year>
year_ago     THE? <unit UNIT> HY <mod [EARLIER AGO]> (?:<ord ord>)? <what QUARTER|PERIOD>
year_ago     THE? <unit UNIT> HY <mod [EARLIER AGO]> <n number> many
year_ago     <unit UNIT> HY <mod [EARLIER AGO]>
duration     THE bound? <n number|vague> (?:MORE|ADDED){0,2} <unit many>
duration     bound? <n number|vague> (?:OR SO|MORE|ADDED){0,2} <unit either> <more (?:AND? A? HALF|(?:COMMA|AND){0,2} <n2 number> HY? <unit2 either>)>?
duration     bound? <n number> HY <unit either> (?:HY? LONGW)?
duration     bound? <n A> (?:ADDED|MORE)? <unit one> <more AND? A? HALF>?
duration     bound? <n HALF A|A HALF> HY? <unit one>
duration     <n FEW|SOME> HY <unit either> (?:HY? LONGW)?
duration     <unit UNIT> HY LONGW
vague        <unit UNITS> HY LONGW
vague        SOME TIME|A WHILE
duration     <n A> <unit one> OR (?:TO|NUMWORD|vague)
duration     <unit many> OR many
bare         <unit many>
duration     <n MANY OF> <unit many>
range        <n number> (?:HY|TO|OR) <n2 number> HY? <unit either>
age          <n number> HY <unit one> HY? OLD
age          <n number> <unit either> OLD
ago          bound? <n number|vague|A|HALF A|A HALF> <unit either> (?:OR [TO SO])? (?:AND A HALF)? <dir AGO>
ago          <unit many> <dir AGO>
later        bound? <n number|vague|A> <unit either> <dir [EARLIER LATER]>
later        bound? <n number|vague|A> <unit either> <dir [BEFORE AFTER]>
later        <dir [EARLIER LATER]> <that THAT> <unit [UNIT WEEKEND]>
every        <every EVERY> (?:<other OTHERW>|<n number>)? (?:FISCAL)? <unit either|PART|WEEKDAY|MONTH|SEASON> (?:<part PART>)?
every        <weekday WEEKDAY> <part PARTS>
every        <weekday WEEKDAYS> (?:<part PART|PARTS>)?
daily        DAILY
now          (?:THE PRESENT|NOW|CURRENT|THESE UNITS)
past_ref     RECENTLY|RECENT|THE LAST
future_ref   THE FUTURE|SOON|THE NEAR (?:TERM|FUTURE)|THE? NEXT FUTURE
year_end     rough? <unit UNIT> [HY S]? END
feast        <lead lead>? (?:<mod [LAST NEXT THIS]>)? <feast FEAST> (?:PART)? (?:COMMA? OF? <year year>)? <week UNIT|WEEKEND>?
"""  # noqa: E501
_PIECE = re.compile(r"<\w+ |>|[A-Z]+|[a-z]+|\s+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A match of a rule: half-open indices of tokens, the rule's meaning, and the match for its named parts."""

    start: int
    end: int
    meaning: str
    match: re.Match[str]


def _spell(pattern: str) -> str:
    """`pattern` as a regular expression over the letters of classes."""
    letters = class_letters()

    def piece(match: re.Match[str]) -> str:
        text = match[0]
        if text[0] == "<":
            return f"(?P<{text[1:-1]}>"
        if text == ">":
            return ")"
        if text.isspace():
            return ""
        return letters[text] if text.isupper() else f"(?:{_spell(_SHORTHANDS[text])})"

    return _PIECE.sub(piece, pattern)


@cache
def _rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    lines = (line.split(None, 1) for line in _RULES.strip().splitlines())
    return tuple((meaning, re.compile(_spell(pattern))) for meaning, pattern in lines)


def find_candidates(letters: str) -> list[Candidate]:
    """All matches of all rules in a text given as its letters: first the one that begins first, then the longest."""
    found = [
        (match.start(), -match.end(), rank, Candidate(match.start(), match.end(), meaning, match))
        for rank, (meaning, pattern) in enumerate(_rules())
        for match in pattern.finditer(letters)
    ]
    found.sort(key=lambda item: item[:3])
    return [candidate for _, _, _, candidate in found]
