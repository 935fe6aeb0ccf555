"""The furniture of a page: bylines, datelines, header lines, photo credits, "read more", comment and cookie lines."""

from __future__ import annotations

import re

from rashomon.data import load_table

_TABLE = load_table("furniture")
_AGENCIES = "|".join(_TABLE["agencies"])
_JOINING = frozenset(_TABLE["joining"])
_NAME = r"(?:[A-Z][\w.'’-]{0,30}(?:\s|\Z))"
_PLACE = r"[A-Z\u00C0-\u00DE][A-Z\u00C0-\u00DE.'’-]+"
_DASH = r"(?:\s?(?:—|–|―|--)\s?|\s-\s|\s?-\s)"
_DATELINE = re.compile(
    rf"""(?:
      (?:{_PLACE}(?:\s{_PLACE}){{0,3}}          # TUCSON, AZ - / PYONGYANG, NORTH KOREA - / WASHINGTON (AP) --
        (?:(?:,\s|\s?/\s?)[A-Z][\w.\u00C0-\u017F]{{0,20}}(?:\s[A-Z][\w.]{{0,20}}){{0,2}}){{0,3}}
        (?:,?\s\(?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{{0,6}}\.?\s\d{{1,2}}(?:,\s\d{{4}})?\)?)?
        (?:\s?\([A-Z][\w.'’\s]{{1,24}}\))?
        (?:{_DASH}|\s?:\s))
      |(?:[A-Z][\w.\u00C0-\u017F'-]{{1,20}}(?:,?\s[A-Z][\w.\u00C0-\u017F'-]{{0,20}}){{0,4}}
        (?:,?\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{{0,6}}\.?\s\d{{1,2}})?
        \s?\((?:{_AGENCIES})\)(?:{_DASH}|\s?:\s|\s))
      |(?:\(?(?:{_AGENCIES})\)?(?:{_DASH}|\s?:\s(?=[A-Z])))
      |(?:\((?:{_AGENCIES})\)\s?(?=[A-Z“"]))
    )""",
    re.VERBOSE,
)
_HEADER = re.compile(
    rf"(?:first\s)?(?:{'|'.join(_TABLE['headers'])})(?:\s(?:on|at|by))?\s?:\s?(?:\S|\Z)", re.IGNORECASE
)
_DATE_LINE = re.compile(
    r"(?:(?:published|updated|posted|last updated|last modified|created|first published)\s?(?:on|at)?:?\s)?"
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s)?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s(?:of\s)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?,?\s\d{4}"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})"
    r"(?:,?(?:\s(?:at|\||-|–|/))?\s?[T ]?\d{1,2}[:.h]\d{2}(?::\d{2})?\s?(?:[ap]\.?m\.?)?\s?(?:[a-z]{2,5}|z)?)?\.?",
    re.IGNORECASE,
)
_LINES = re.compile("|".join(f"(?:{line})" for line in _TABLE["lines"]), re.IGNORECASE)
_ROLE_BYLINE = re.compile(
    rf"(?:{_NAME}){{2,4}}\Z|(?:[A-Z][\w.'’-]{{0,30}}\s){{1,3}}[A-Z][\w.'’-]{{0,30}},\s(?:(?:{_AGENCIES})|[\w\s]{{0,30}}"
    r"(?:[Cc]orrespondent|[Rr]eporter|[Ee]ditor|[Ww]riter|[Nn]ews|[Tt]imes|[Pp]ost|[Hh]erald|[Tt]ribune|[Gg]uardian|[Pp]ress|"
    r"Telegraph|Journal|Chronicle|Gazette|Today))(?:\s[\w\s]{0,30})?\Z"
)
# What a writer is called after the name in a byline: "court reporter", "our man in Lisbon", "foreign desk".
_BYLINE_ROLE = re.compile(
    r"(?:[\w'’-]{1,20},?\s){0,5}(?:correspondents?|reporters?|editors?|writers?|journalists?|columnists?|critics?|desk|"
    r"staff|bureau|team|freelancer?|photographers?|contributors?|in\s[\w\s]{2,30}|at\s[\w\s]{2,30})"
    r"(?:\s(?:in|at|for|with|of)\s[\w\s]{2,30})?",
    re.IGNORECASE,
)
_CALL_OUT = re.compile(
    r"(?:do|did|have|has|were|was|are|is|got|know)\s(?:you|your)\b.{3,160}\?|(?:got|know)\s.{3,120}\?", re.IGNORECASE
)
_CAPTION_LEAD = re.compile(
    r"(?:file\s)?(?:photo|image|picture|pictured|caption|foto)(?:\scaption)?\s?(?:\(.{1,40}\)\s?)?:\s?"
    r"|image\scopyright.{1,60}?image\scaption\s"
    r"|enlarge\sthis\simage.{0,20}?caption\s"
    r"|(?:above|left|right|top|below)\s?:\s",
    re.IGNORECASE,
)
_CREDIT_LEAD = re.compile(
    r"(?:Getty(?:\sImages)?|GETTY(?:\sIMAGES)?|Reuters|REUTERS|AFP(?:/Getty(?:\sImages)?)?|AP|EPA|PA|Rex(?:\sFeatures)?|Shutterstock|Alamy|"
    r"Twitter|Instagram|Facebook|USA Today Sports|Usa Today Sports)\s(?=[A-Z][\w'’-]*\s[\w'’-]+\s[\w'’-]+\s)"
)
_CREDITS = "|".join(re.escape(name) for name in _TABLE["credits"])
_CREDIT_TAIL = re.compile(
    rf"\s*(?:[(\[](?:{_CREDITS})\b[^()\n]{{0,80}}[)\]]|[(\[][^()\n]{{2,60}}(?:/\s?|\bvia\s)(?:{_CREDITS})[^()\n]{{0,30}}[)\]])\.?\Z"
    rf"|(?<=[.!?\"”])\s*(?:(?:Photo|Image|Picture|Photograph|Credit)s?\s?(?:by|:|courtesy|credit)[^.\n]{{2,80}}"
    rf"|(?:[A-Z][\w.'’-]{{0,24}}\s){{1,3}}?(?:[A-Z][\w.'’-]{{0,24}})?\s?/\s?(?:{_CREDITS})(?:/?\s?[A-Z]\w+){{0,3}})\.?\Z"
)
_TAIL_LENGTH = 140
_OUTLET_TAIL = re.compile(
    r"\s(?:[|«»]|[-–—](?=\s))\s?(?:[A-Z][\w.'’]{0,20}\s){0,4}"
    rf"(?:\w{{0,20}}(?:{'|'.join(_TABLE['outlets'])})|\w{{1,30}}\.(?:com|org|net))\Z"
    r"|\s[|«]\s[^|«]{2,40}\Z"
)


def is_boilerplate(line: str) -> bool:
    """True where the whole line is a header line ("Published: ..."), a date, a call to read, share or subscribe, a
    comment or cookie notice, a credit or a rule."""
    if len(line) > 700:
        return False
    if not any(char.isalnum() for char in line):
        return True
    return bool(
        (_HEADER.match(line) and len(line) <= 200)
        or _DATE_LINE.fullmatch(line)
        or _LINES.fullmatch(line.rstrip(".>»→ "))
    )


def is_byline(line: str) -> bool:
    """True for a line that only names who wrote the report ("By Jane Doe", "Jane Doe, Reuters")."""
    if len(line) > 160 or line.endswith((".", "!", "?")) or line.count(" ") > 16:
        return False
    words = line.split()
    if words and words[0].lower() == "by" and len(words) > 1:
        names, _, role = line.partition(",")
        names_only = all(_is_name(word.strip(",();")) or word in _JOINING for word in words[1:])
        return names_only or (_are_names(names.split()[1:]) and bool(_BYLINE_ROLE.fullmatch(role.strip(" ."))))
    return "," in line and bool(_ROLE_BYLINE.fullmatch(line))


def _are_names(words: list[str]) -> bool:
    """True for one to six words that are a name or several ("Ann Lee and Tom Reed")."""
    return 0 < len(words) < 7 and all(_is_name(word.strip("();")) or word in _JOINING for word in words)


def _is_name(word: str) -> bool:
    """True for a word that names write: a capital, also after a prefix ("al-Masri"), a number or a handle ("@doe")."""
    return word[:1].isupper() or word[:1] in "@" or word.isdigit() or (word.partition("-")[2][:1].isupper())


def is_call_out(sentence: str) -> bool:
    """True for a question to the reader, which is furniture before a line such as "Email our newsdesk"."""
    return len(sentence) <= 200 and bool(_CALL_OUT.fullmatch(sentence))


def dateline_of(line: str) -> int:
    """The length of the dateline that `line` begins with ("LONDON (Reuters) - "), 0 where there is none."""
    match = _DATELINE.match(line[:160])
    if match is None or len(line) - match.end() < 15:
        return 0
    return match.end()


def outlet_tail(headline: str) -> int:
    """The length of an outlet's name at the end of a headline (" - The Daily Herald"), 0 where there is none."""
    offset = max(10, len(headline) - 80)
    match = _OUTLET_TAIL.search(headline, offset)
    return len(headline) - match.start() if match else 0


def caption_of(line: str) -> tuple[int, int]:
    """The lengths of what is no text at both ends of a caption ("Photo: ", "(AP Photo/...)"); (0, 0) for no caption."""
    lead = _CAPTION_LEAD.match(line[:160])
    if lead is None and len(line) < 200 and line[-1:] not in '.!?:"”':
        lead = _CREDIT_LEAD.match(line)
    first = lead.end() if lead else 0
    offset = max(first, len(line) - _TAIL_LENGTH)
    tail = _CREDIT_TAIL.search(line, offset) if len(line) <= 1200 else None
    last = len(line) - tail.start() if tail else 0
    return (first, last) if len(line) - first - last >= 10 else (0, 0)
