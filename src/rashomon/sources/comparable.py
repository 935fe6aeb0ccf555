"""Whether an article that was kept in any language and of any length can be compared."""

from __future__ import annotations

from dataclasses import replace

from rashomon.errors import InputError
from rashomon.records import Article
from rashomon.sources.language import has_sentence, require_language

_LANGUAGE = "en"
_UNKNOWN = "und"
# Of a longer article the language may have been found by its beginning alone.
_WHOLLY_READ = 2_000


def require_comparable(article: Article) -> Article:
    """`article`, whose language `find_language` has found, as `compare` takes it from a file: English, or "und".

    Raises:
        InputError: it has no sentence (a headline of one word, say), or is surely in another language.
    """
    if not has_sentence(article.text):
        raise InputError("has no sentence in it; give a report in full sentences")
    if article.language in (_LANGUAGE, _UNKNOWN) and len(article.text) <= _WHOLLY_READ:
        return article  # found when it came, by the same means: no need to find it again
    language = require_language(article.text, _LANGUAGE)
    return article if article.language == language else replace(article, language=language)
