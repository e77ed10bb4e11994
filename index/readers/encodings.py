"""Text from bytes whose encoding nobody told, or told wrongly.

In order: a byte-order mark, what was declared, UTF-8, UTF-16 by its zeros, then the one-byte
encodings of Europe, told apart by the letters they give (an ``ø`` between Czech letters is a
sign that the text was not in Windows-1252), and last charset-normalizer, which knows the
encodings of East Asia. On short texts it takes one one-byte encoding for another.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from index.errors import ArticleError
from index.readers.cleaning import clean

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"{\\rtf": "an RTF document",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x7fELF": "a program",
}
# The letters beyond ASCII of each language (CLDR exemplar characters) under the encodings
# that its texts come in; those in front win a tie.
_LATIN = {
    "cp1252": ("", "äöüß", "éèêëàâçîïôûùüœæÿ", "áéíóúñü", "áàâãçéêíóôõú", "àèéìíîòóùú", "éëïóöüè",
               "æøåéäö", "åäöéü", "áðéíóúýþæö", "éèíòóúàçïü"),
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýžäĺľŕô", "áéíóöőúüű", "čćđšž", "ăâîşţ"),
    "cp1254": ("çğıöşüİâî",),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž"),
    "iso8859-2": ("ąćęłńóśźż", "áčďéěíňóřšťúůýžäĺľŕô", "čćđšž", "ăâîşţ"),
    "mac_roman": ("éèêëàâçîïôûùüœæÿ", "äöüß", "áéíóúñü"),
}  # fmt: skip
_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
_OTHERS = {
    "cp1251": (_RUSSIAN, "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
    "koi8-r": (_RUSSIAN,),
    "koi8-u": ("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",),
    "cp866": (_RUSSIAN,),
    "iso8859-5": (_RUSSIAN,),
    "cp1253": ("αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ",),
    "cp1255": ("אבגדהוזחטיךכלםמןנסעףפץצקרשת",),
    "cp1256": ("ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأإؤئ",),
}
# The commonest third of each alphabet, which makes up two thirds of any text in it.
_COMMON = frozenset("оеаинтсрвлікαοιετσνηυρίάςπיוהלאתרמבשنالميوةرتبسع")
_PUNCTUATION = frozenset("\u00a0‘’‚“”„«»‹›–—…·•°§©®™€£¿¡№´ªº²³½¼¾×±µ†")
_GOOD = 0.97  # the share of the letters beyond ASCII that must belong to one language
_COMMON_GOOD = 0.4
_SAMPLE = 20_000  # bytes looked at
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})[\"']")


def decode(data: bytes, declared: str | None = None) -> str:
    """Text from bytes, cleaned (``cleaning.clean``); ``declared`` is tried before guessing.

    Raises ``ArticleError`` for bytes that are no text.
    """
    for magic, what in _BINARY.items():
        if data.startswith(magic):
            raise ArticleError(f"looks like a binary file: it begins as {what} does; expected text")
    content = data.decode(detect_encoding(data, declared), "replace")
    strange = content.count("\x00") + content.count("\ufffd") + _controls(content)
    if strange > max(2, len(content) // 100):  # a slip or two make no binary file
        raise ArticleError("looks like a binary file; expected text")
    return clean(content)


def detect_encoding(data: bytes, declared: str | None = None) -> str:
    """The name of the encoding; raises ``ArticleError`` where none fits."""
    return (
        marked_encoding(data)
        or _as_declared(data, declared)
        or _utf16(data)
        or ("utf-8" if _is_utf8(data) else None)
        or _guessed(data[:_SAMPLE])
    )


def declared_charset(data: bytes) -> str | None:
    """The encoding that the head of an HTML page or an XML file names."""
    found = _XML.search(data[:200]) or _META.search(data[:4096])
    return found[1].decode("ascii") if found else None


def marked_encoding(data: bytes) -> str | None:
    """The encoding that a byte-order mark at the start tells."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def _as_declared(data: bytes, declared: str | None) -> str | None:
    try:
        name = codecs.lookup(declared or "").name
        # The web's rule: who says Latin-1 or ASCII writes Windows-1252.
        name = "cp1252" if name in ("iso8859-1", "ascii") else name
        if _is_utf8(data):  # whatever it calls itself
            return "utf-8"
        data.decode(name)
    except (LookupError, UnicodeError, ValueError):
        return None
    return name


def _is_utf8(data: bytes) -> bool:
    """A few broken sequences in a text that is full of whole ones are forgiven."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        content = data.decode("utf-8", "replace")
        return content.count("\ufffd") * 20 <= sum(c > "\x7f" for c in content)
    return True


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: its spaces and line ends have a zero byte, always the same one."""
    even, odd = data[0:_SAMPLE:2].count(0), data[1:_SAMPLE:2].count(0)
    if min(even, odd) or max(even, odd) * 50 < min(len(data), _SAMPLE):
        return None
    name = "utf-16-be" if even else "utf-16-le"
    return name if "\ufffd" not in data[: _SAMPLE // 2 * 2].decode(name, "replace")[:-1] else None


def _guessed(sample: bytes) -> str:
    for encodings in (_LATIN, _OTHERS):
        scores = {name: _score(sample, name, encodings[name]) for name in encodings}
        best = max(scores, key=scores.__getitem__)
        if scores[best] > 0:
            return best
    found = from_bytes(sample).best()
    if found is None:
        raise ArticleError("is not text in any known encoding; save it as UTF-8")
    return found.encoding


def _score(sample: bytes, encoding: str, alphabets: tuple[str, ...]) -> float:
    """How well one language explains the letters beyond ASCII, 0 to 1; 0 where it does not."""
    content = sample.decode(encoding, "replace")
    letters = [c for c in content if c > "\x7f" and c not in _PUNCTUATION]
    own = max(
        sum(c in alphabet or c.lower() in alphabet for c in letters) for alphabet in alphabets
    )
    if own < _GOOD * len(letters):
        return 0.0
    if encoding in _LATIN:  # most letters of a Latin script are ASCII
        if len(letters) * 3 >= len(content):
            return 0.0
        return own / len(letters) if letters else 1.0
    # In a script of its own every reading gives letters of the alphabet: how common they are tells.
    common = sum(c.lower() in _COMMON for c in letters) / (len(letters) or 1)
    return common if common >= _COMMON_GOOD else 0.0


def _controls(content: str) -> int:
    return sum(map(content.count, map(chr, (*range(1, 9), *range(14, 27), *range(28, 32), 127))))
