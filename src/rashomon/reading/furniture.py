"""The furniture of a page: bylines, datelines, header lines, photo credits, "read more", comment and cookie lines."""

from __future__ import annotations

import re

_AGENCIES = (
    r"Reuters|AP|AFP|CNN|CNN Business|Xinhua|UPI|IANS|PTI|ANI|BBC|dpa|DPA|EFE|TASS|Tass|RT|Kyodo|Yonhap|Bloomberg|"
    r"Associated Press|The Associated Press|Anadolu|AA|ANSA|NPR|KCNA|SMH|AAP|PA|Press Association|NNA|WAM|APP|CP|"
    r"The Canadian Press|CBS|CBS News|NBC|ABC|Fox News|MarketWatch|Sputnik|Interfax|RNS|TNS|CNS|Thomson Reuters Foundation"
)
_NAME = r"(?:(?:(?:al-|el-|ul-|d['’])?[A-Z][\w.'’-]{0,30}|de|da|del|van|von|der|den|bin|al|el|la|le|di|du|ter|ten|ibn|abu)(?:\s|\Z))"
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
    r"(?:first\s)?(?:published|updated|posted|last (?:updated|modified)|modified|source|author|authors|writer|date|byline|"
    r"dateline|url|link|credit|credits|section|category|categories|tags?|topics?|keywords|filed under|filed|copyright|language|"
    r"issued|reporter|editor|edition|time|location|language|via|print edition|original|story by|reported by|written by|"
    r"additional reporting|reporting by|editing by|compiled by|translated by|produced by|photography|contact|email|e-mail|phone|"
    r"twitter|facebook|instagram|telegram|isbn|doi)"
    r"(?:\s(?:on|at|by))?\s?:\s?(?:\S|\Z)",
    re.IGNORECASE,
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
_LINES = re.compile(
    r"""(?:
      comments?(?:\s(?:are|have\sbeen)\s(?:now\s)?(?:closed|disabled|off|turned\soff))?
      | (?:\d+|no|view|show|add|post|leave|see|read)\s(?:all\s)?(?:an?\s)?(?:the\s)?(?:your\s)?\d*\s?(?:comments?|reply|replies|shares?)\b.{0,40}
      | be\sthe\sfirst\sto\s(?:comment|share|like)\b.{0,60}
      | (?:please\s)?(?:log\s?in|sign\s(?:in|up)|register|subscribe|join)\b.{0,20}\b(?:to|for|now|today|here|newsletter|updates)\b.{0,160}
      | (?:sign\sup|subscribe|register|log\s?in|sign\sin|click\shere|tap\shere|follow\sus|like\sus|find\sus|download\sour|get\sour|share|share\sthis|print|e-?mail|save|tweet)(?:\s(?:on|via|with|this|now|here|us|article|story|page|post|facebook|twitter|whatsapp|email|e-mail|linkedin|print|x|,|&|and|or)){0,14}[.!:|]?
      | (?:click|tap)\s(?:here|on\sthe\slink)\b.{0,120}
      | (?:like|follow)\s(?:us|@\w+|the\s(?:bbc|author|reporter)|our|.{1,40}\son\s(?:twitter|facebook|instagram|x|telegram))\b.{0,160}
      | (?:read|see|view|watch|listen|learn|find\sout|hear)\s(?:more|also|next|on|the\sfull\sstory|full\s(?:story|article|report)|it\shere|here)\b(?:.{0,20}:.{0,200}|.{0,60})
      | (?:also|more|related|further|recommended)\s?(?:read(?:ing)?|on\s(?:this|that)(?:\s(?:story|topic))?|stories|articles|topics|links|news|content|coverage|from\s[\w\s]{1,30}|see|watch)?\s?:.{0,200}
      | (?:related|recommended|further|more)\s(?:reading|stories|articles|topics|links|news|content|coverage|videos?)
      | (?:you\s(?:may|might)\salso\s(?:like|be\sinterested).{0,60}|what\sdo\syou\sthink\b.{0,160}|have\syour\ssay\b.{0,80}|tell\sus\s(?:what|in)\b.{0,120})
      | (?:don['’]t\smiss|most\s(?:read|popular|viewed|shared)|trending(?:\snow)?|top\sstories|editor['’]?s['’]?\spicks?|in\sthis\s(?:story|article)|up\snext|what\sto\sread\snext)\b.{0,60}
      | (?:advertisement(?:\s-.{0,60})?|sponsored(?:\scontent)?|promoted|ad|story\scontinues\sbelow.{0,40}|article\scontinues\s(?:below|after).{0,60}|continue\sreading.{0,60}|scroll\s(?:down\s|below\s)?(?:to|for)\b.{0,60}|skip\s(?:to|advert|ad)\b.{0,60}|back\sto\stop|loading.{0,3}|play\svideo|video\sunavailable|media\splayback\b.{0,60}|image\scaption|enlarge\sthis\simage\b.{0,120}|embed|copy\slink|link\scopied|close)
      | (?:©|\(c\)|copyright\b).{0,240}
      | .{0,160}\ball\srights\sreserved\b.{0,240}
      | (?:this|these)\s(?:material|content|article|story|post|report|page|site|website)\s(?:may\snot\sbe|was\s(?:originally|first|last)|has\sbeen\s(?:updated|corrected|edited|amended)|is\s(?:part|subject|copyright|protected)|originally|first\sappeared|uses\scookies|was\s(?:edited|updated|corrected|amended|produced|generated))\b.{0,300}
      | (?:we|this\s(?:web)?site|our\s(?:web)?site|[\w.]{2,30})\suses?\scookies\b.{0,300}
      | (?:by\s(?:continuing|using|clicking|browsing)\b.{0,80}\b(?:cookies|terms|consent|privacy|agree)|accept\s(?:all\s)?cookies|manage\scookies|cookie\s(?:policy|settings|preferences)|privacy\spolicy|terms\s(?:of\s(?:use|service)|and\sconditions))\b.{0,240}
      | (?:an?\s)?(?:earlier|previous)\sversion\sof\sthis\s(?:story|article|report|post|headline)\b.{0,400}
      | (?:correction|clarification|editor['’]?s?['’]?\snote|update|disclaimer|disclosure|note\sto\s(?:readers|editors))\s?:.{0,40}\b(?:version|article|story|report|headline|post|updated|corrected)\b.{0,400}
      | \(?(?:additional\s)?(?:reporting|writing|editing|compiled|translated|translation|written|edited|produced|photos?|photography|video|graphics|research|contributions?)\s(?:and\s(?:writing|editing|reporting)\s)?(?:by|from)\s[A-Z].{0,240}
      | (?:with\s)?(?:files|reporting|additional\sreporting|input|inputs|contributions?)\s(?:from|by)\s.{1,160}
      | .{3,120}\b(?:contributed\sto\sthis\s(?:report|story|article|post)|is\sa\s(?:staff|senior|freelance)\s(?:writer|reporter|correspondent)\b.{0,80})\.?.{0,120}
      | (?:the\s)?(?:associated\spress|reuters|afp|ap|bloomberg|cnn|bbc\snews|bbc|xinhua|upi|npr|press\sassociation)(?:\s(?:staff|news\sagency))?\.?
      | (?:staff|agencies|staff\s(?:writer|reporter|report)|web\sdesk|news\sdesk|online\sdesk|wire\s(?:report|services|reports)|press\srelease|our\s(?:correspondent|staff\sreporter)|agence\sfrance-presse)\.?
      | (?:photo|image|picture|video|graphic|illustration|screenshot|screengrab)s?\s?(?:credit|source|courtesy|copyright|by|gallery|caption|via)\b(?!.{1,80}caption).{0,120}
      | [\w.\s'’-]{2,40}\s?/\s?(?:the\s)?(?:getty(?:\simages)?|afp|ap|reuters|epa|pa|verge|guardian|bbc|cnn|shutterstock|alamy|bloomberg|npr|xinhua|tass|redux|zuma|rex)(?:[\s/][\w\s]{1,20})?
      | .{2,60}\s(?:image|photo|picture)s?\svia\s[\w\s]{2,30}
      | (?:https?://|www\.)\S{1,300}
      | .{4,160}\sread\smore
      | pic\.twitter\.com/\S{1,40}
      | [@\#]\w{1,40}(?:\s[@\#]\w{1,40}){0,12}
      | \d{1,2}[:.]\d{2}\s?(?:[ap]\.?m\.?)?\s?(?:gmt|bst|est|edt|utc|pst|pdt|ist|cet)?
      | \d{1,3}\s(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?)\s(?:ago|read)
      | (?:\#{2,}|\*{2,}|-{3,}|_{3,}|~{2,}|•{2,}|={3,}|\.{3,}|[-*_•|\#]\s[-*_•|\#\s]{1,40})
      | (?:ends|end|30|-\s?30\s?-|\#\#\#|more\sto\s(?:come|follow)|developing(?:\sstory)?|breaking(?:\snews)?)[.:]?
      | (?:watch|listen|video|photos?|gallery|slideshow|audio|podcast|in\spictures|live\supdates?|live)\s?:.{0,200}
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_BYLINE = re.compile(
    rf"(?:[Bb]y|BY)\s(?:{_NAME}|\d{{1,2}},?\s?){{1,6}}"
    rf"(?:(?:,\s?|and\s|&\s|\|\s?|for\s|in\s|of\s|at\s|the\s|-\s|–\s|—\s|@\w+\s?){{1,2}}(?:{_NAME}){{1,6}}){{0,6}}"
)
_ROLE_BYLINE = re.compile(
    rf"(?:{_NAME}){{2,4}}\Z|(?:[A-Z][\w.'’-]{{0,30}}\s){{1,3}}[A-Z][\w.'’-]{{0,30}},\s(?:(?:{_AGENCIES})|[\w\s]{{0,30}}"
    r"(?:[Cc]orrespondent|[Rr]eporter|[Ee]ditor|[Ww]riter|[Nn]ews|[Tt]imes|[Pp]ost|[Hh]erald|[Tt]ribune|[Gg]uardian|[Pp]ress|"
    r"Telegraph|Journal|Chronicle|Gazette|Today))(?:\s[\w\s]{0,30})?\Z"
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
_CREDITS = (
    r"AP|AFP|Reuters|REUTERS|Getty(?:\sImages)?|EPA|Shutterstock|iStock|Alamy|Rex|PA|Xinhua|Bloomberg|CNN|Associated Press|TASS|Sputnik"
    r"|Press Association|Handout|File|FILE|Courtesy|Photo|Image|Picture|Credit|Source|Instagram|Facebook|Twitter"
)
_CREDIT_TAIL = re.compile(
    rf"\s*(?:[(\[](?:{_CREDITS})\b[^()\n]{{0,80}}[)\]]|[(\[][^()\n]{{2,60}}(?:/\s?|\bvia\s)(?:{_CREDITS})[^()\n]{{0,30}}[)\]])\.?\Z"
    rf"|(?<=[.!?\"”])\s*(?:(?:Photo|Image|Picture|Photograph|Credit)s?\s?(?:by|:|courtesy|credit)[^.\n]{{2,80}}"
    rf"|(?:[A-Z][\w.'’-]{{0,24}}\s){{1,3}}?(?:[A-Z][\w.'’-]{{0,24}})?\s?/\s?(?:{_CREDITS})(?:/?\s?[A-Z]\w+){{0,3}})\.?\Z"
)
_TAIL_LENGTH = 140
_OUTLET_TAIL = re.compile(
    r"\s(?:[|«»]|[-–—](?=\s))\s?(?:[A-Z][\w.'’]{0,20}\s){0,4}(?:\w{0,20}(?:News|Times|Post|Tribune|Herald|Guardian|Telegraph|Journal|"
    r"Chronicle|Gazette|Today|Mail|Press|Reuters|Xinhua|BBC|CNN|NPR|AP|AFP|CBC|ABC|NBC|CBS|Sky|Politico|Independent|Mirror|Star|Sun|"
    r"Bloomberg|Online|Jazeera|Haaretz|com|org))\Z"
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
    return bool(_BYLINE.fullmatch(line) or _ROLE_BYLINE.fullmatch(line) and "," in line)


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
