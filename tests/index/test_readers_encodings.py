"""Bytes to text: encodings told apart, what is no text turned away, what misleads taken out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ArticleError
from index.readers.encodings import declared_charset, decode

FRENCH = "La deuxième rencontre s'est achevée à Istanbul; où, personne ne l'a précisé. Ça va."
SHORT = "Où est le garçon?"
GERMAN = "Die Gespräche über die Übergabe dauerten länger; ein Gruß aus Görlitz."
SPANISH = "El señor Núñez llegó mañana. ¿Qué pasó? ¡Sí!"
ENGLISH = "He said “no” – and left. That’s all."
POLISH = "Spotkanie w Stambule zakończyło się późno; źródła mówią o sześciu tysiącach żołnierzy."
CZECH = "Delegace se sešly v Istanbulu; příští schůzka bude koncem června, řekl ministr."
TURKISH = "Görüşmeler İstanbul'da Çırağan Sarayı'nda yapıldı, heyetler bir saat görüştü."
RUSSIAN = "Вторая встреча делегаций в Стамбуле продолжалась немногим более часа."
UKRAINIAN = "Друга зустріч делегацій у Стамбулі тривала трохи більше години, їх було дві."
GREEK = "Η δεύτερη συνάντηση των αντιπροσωπειών διήρκεσε μία ώρα."
CHINESE = "第二轮会谈于今天在伊斯坦布尔举行，持续了一个多小时。"
JAPANESE = "第二回の会合は今日イスタンブールで開かれ、一時間あまり続いた。"
KOREAN = "두 번째 회담은 오늘 이스탄불에서 열렸으며 한 시간 조금 넘게 진행되었다."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((text, "cp1252") for text in (FRENCH, SHORT, GERMAN, SPANISH, ENGLISH)),
        *((text, "latin-1") for text in (FRENCH, SHORT, GERMAN, SPANISH)),
        *((text, "utf-8") for text in (FRENCH, RUSSIAN, CHINESE)),
        *((text, "utf-8-sig") for text in (FRENCH, UKRAINIAN)),
        *((text, "utf-16") for text in (ENGLISH, RUSSIAN, CHINESE)),
        *((text, "utf-16-le") for text in (ENGLISH, UKRAINIAN)),
        *((text, "utf-16-be") for text in (ENGLISH, UKRAINIAN)),
        (FRENCH, "utf-32"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859-2"),
        (CZECH, "cp1250"),
        (TURKISH, "cp1254"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "cp866"),
        (RUSSIAN.upper(), "cp1251"),
        (UKRAINIAN, "cp1251"),
        (UKRAINIAN, "koi8-u"),
        (GREEK, "cp1253"),
        (CHINESE, "gb18030"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "euc_kr"),
    ],
)
def test_encodings_are_told_apart(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text
    assert decode((text + "\n").encode(encoding) * 20) == (text + "\n") * 20


def test_what_is_declared_is_believed_where_it_can_be() -> None:
    assert decode("naïve".encode("cp1252"), "iso-8859-1") == "naïve"
    assert decode("Привет".encode("koi8-r"), "koi8-r") == "Привет"
    assert decode("naïve".encode(), "iso-8859-1") == "naïve", "it is UTF-8 whatever it says"
    assert decode("naïve".encode("cp1252"), "no-such-encoding") == "naïve"


def test_pages_and_feeds_declare_their_encoding() -> None:
    assert declared_charset(b'<html><meta charset="windows-1251">') == "windows-1251"
    assert declared_charset(b'<meta content="text/html; charset=koi8-r">') == "koi8-r"
    assert declared_charset(b"<?xml version='1.0' encoding='gb18030'?><rss/>") == "gb18030"
    assert declared_charset(b"<html><p>charset=nothing</p>") is None


def test_a_broken_byte_in_utf8_does_not_spoil_the_rest() -> None:
    data = (RUSSIAN * 20).encode()
    assert decode(data[:301] + b"\xff" + data[301:]).count("Стамбуле") >= 19


def test_line_ends_of_all_systems_become_one() -> None:
    assert decode(b"one\r\ntwo\rthree\nfour\x0cfive") == "one\ntwo\nthree\nfour\nfive"
    assert decode("a\u2028b\u2029c\x85d".encode()) == "a\nb\nc\nd"


def test_controls_and_overrides_are_left_out() -> None:
    # One stray NUL in a page of text is a slip, not a binary file.
    assert decode(b"They m\x00et\x07 at noon." + b" And left." * 20).startswith("They met at noon.")
    assert decode("safe \u202etxt.exe\u202c \u2066x\u2069".encode()) == "safe txt.exe x"
    assert decode("exchan\u00adge".encode()) == "exchange"


def test_marks_that_belong_to_a_script_are_kept() -> None:
    hebrew = "שלום\u200f, \u200ehello\u200e می\u200cخواهم"
    assert decode(hebrew.encode()) == hebrew


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x00\x01\x02\x03" * 100, "binary"),
        (bytes(range(256)) * 8, "not text"),
        (b"PK\x03\x04" + b"\x00\xff" * 500, "begins as a ZIP archive"),
        (b"%PDF-1.4 some text", "begins as a PDF"),
        (b"{\\rtf1 They met.}", "begins as an RTF document"),
    ],
)
def test_binary_files_are_turned_away(content: bytes, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        decode(content)


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_turned_away(data: bytes) -> None:
    try:
        text = decode(data)
    except ArticleError:
        return
    assert not set(text) & set("\r\x00\x1b\u202e\ufeff")
    assert text.encode().decode() == text
