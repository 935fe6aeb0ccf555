"""Bytes to text. What is no text (a picture, an archive, noise) is refused with the reason in plain words."""

from __future__ import annotations

import codecs
import re

from rashomon.errors import InputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "a PDF; save its text as a .txt file"),
    (b"PK\x03\x04", "a ZIP archive or an office document; unpack it or save it as text"),
    (b"\x1f\x8b", "compressed (gzip); unpack it first"),
    (b"BZh", "compressed (bzip2); unpack it first"),
    (b"\xfd7zXZ\x00", "compressed (xz); unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it first"),
    (b"Rar!\x1a\x07", "a RAR archive; unpack it first"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document; save it as text"),
    (b"{\\rtf", "a rich-text (RTF) document; save it as plain text"),
    (b"\x89PNG", "a picture (PNG), not text"),
    (b"\xff\xd8\xff", "a picture (JPEG), not text"),
    (b"GIF8", "a picture (GIF), not text"),
    (b"\x7fELF", "a program, not text"),
    (b"MZ\x90\x00", "a program, not text"),
    (b"ID3", "a sound file, not text"),
    (b"OggS", "a sound or video file, not text"),
    (b"SQLite format 3", "a database, not text"),
)
_META_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})", re.IGNORECASE)
# Codecs of Python that no page is in; some take time that grows with the square of the length.
_NO_TEXT_CODECS = ("idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "utf-7")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# Control characters that no text holds in number: C0 but tab, line ends, form feed and escape; C1 but next-line.
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_CONTROL_SHARE = 0.1
# A few stray NUL bytes, as bad exports leave them, do not make a text binary.
_STRAY_NULS = 0.005
_REFUSE_BINARY = "is no text (binary data); give a text file, a saved page or JSON lines"


def decode(data: bytes, *, html: bool = False, charset: str = "") -> str:
    """The text of `data`, without a byte order mark and with its line ends as they are.

    The encoding is, in this order: the byte order mark; UTF-16 without a mark, where every other byte is zero; UTF-8
    where all of it is that; `charset`, as a server states it, where that fits; for `html`, the one that the page
    declares; UTF-8 with a few bad bytes, which become U+FFFD; Windows-1252; Latin-1.

    Raises:
        InputError: the bytes are a known binary format, or hold what no text holds.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_declared(data[len(mark) :], encoding)
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise InputError(f"is {what}")
    if data[:4] == b"RIFF" or data[4:8] == b"ftyp":
        raise InputError("is a picture, sound or video file, not text")
    if b"\0" in data:
        wide = _sixteen_bits(data)
        if wide is not None:
            return _decode_declared(data, wide)
        if data.count(0) > _STRAY_NULS * len(data):
            raise InputError(_REFUSE_BINARY)
    labels = [charset, _declared(data) if html else ""]
    texts = (_decode_as(data, label) for label in labels if label and not _is_utf_8(data))
    text = next((text for text in texts if text is not None), None)
    return _refuse_noise(_decode_bytes(data) if text is None else text)


def replace_surrogates(text: str) -> str:
    """`text` with lone surrogates (which no encoding can write) as U+FFFD; same length, same offsets."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def _decode_declared(data: bytes, encoding: str) -> str:
    try:
        return _refuse_noise(data.decode(encoding))
    except UnicodeDecodeError as error:
        name = encoding.upper().removesuffix("-LE").removesuffix("-BE")
        raise InputError(
            f"cannot be decoded: it begins as {name} but is damaged at byte {error.start}; save it again as UTF-8"
        ) from error


def _sixteen_bits(data: bytes) -> str | None:
    """Which UTF-16 without a mark `data` is in: most of its high bytes are zero, hardly any of its low bytes."""
    if len(data) % 2:
        return None
    even, odd = data[0::2], data[1::2]
    for high, low, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if high.count(0) > len(high) * 0.6 and low.count(0) < len(low) * 0.02:
            return encoding
    return None


def _is_utf_8(data: bytes) -> bool:
    """True where `data` holds more than ASCII and all of it is UTF-8: no other encoding looks so by chance."""
    try:
        return not data.isascii() and bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _declared(data: bytes) -> str:
    """The encoding that a page or an XML document declares, "" where none."""
    head = data[:4096]
    found = _XML_ENCODING.search(head[:300]) or _META_CHARSET.search(head)
    return found.group(1).decode("ascii", "replace") if found else ""


def _decode_as(data: bytes, label: str) -> str | None:
    """`data` in the encoding `label`; None where that is unknown or wrong."""
    try:
        name = codecs.lookup(label.lower()).name
        if name in _NO_TEXT_CODECS:
            return None
        if name.startswith(("utf-16", "utf-32")):  # a page whose declaration reads as ASCII is not in these
            name = "utf-8"
        if name in ("iso8859-1", "ascii"):  # as browsers do
            name = "cp1252"
        return data.decode(name)
    except (LookupError, ValueError):
        return None


def _decode_bytes(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    lenient = data.decode("utf-8", "replace")
    bad = lenient.count("\ufffd")
    good = sum(1 for character in lenient if character > "\x7f") - bad
    if good >= 4 * bad:
        return lenient
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _refuse_noise(text: str) -> str:
    if len(_CONTROL.findall(text)) > len(text) * _CONTROL_SHARE:
        raise InputError(_REFUSE_BINARY)
    return text
