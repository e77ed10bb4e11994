"""One whole file of every format, made here: what tests read, bend and break.

Each says the same two sentences, so that a test can ask any reader for them.
"""

from __future__ import annotations

import io
import json
import zipfile
from email.message import EmailMessage

import docx

FIRST = "The second round of talks in Istanbul lasted just over an hour on Monday."
SECOND = "Both sides agreed to exchange all severely wounded prisoners, the ministry said."
TITLE = "Round two: what was agreed"
DAY = "2025-06-02"
URL = "https://orda.kz/2025/06/02/round-two"

ROW = {"title": TITLE, "text": f"{FIRST}\n\n{SECOND}", "source": "Orda.kz", "date": DAY, "url": URL}


def text() -> bytes:
    return f"{TITLE}\n\n{FIRST}\n\n{SECOND}\n".encode()


def markdown() -> bytes:
    head = f"---\ntitle: '{TITLE}'\nsource: Orda.kz\ndate: {DAY}\nurl: {URL}\n---\n\n"
    return f"{head}{FIRST}\n\n{SECOND}\n".encode()


def html(head: str = "", body: str = "") -> bytes:
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>{TITLE} | Orda.kz</title><meta property="og:site_name" content="Orda.kz">
<meta property="og:title" content="{TITLE}"><meta name="author" content="Jane Doe">
{head or f'<meta property="article:published_time" content="{DAY}T20:10:00+05:00">'}</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<div class="cookie-banner"><p>We use cookies to improve what you see. Accept all cookies.</p></div>
<article><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p>{body}</article>
<aside><h3>Related</h3><ul><li><a href="/a">Storm closes the harbour</a></li></ul></aside>
<footer><p>All rights reserved. Subscribe to our newsletter.</p></footer></body></html>""".encode()


def json_list() -> bytes:
    return json.dumps([ROW, {**ROW, "title": "Another"}]).encode()


def json_lines() -> bytes:
    return f"{json.dumps(ROW)}\n{json.dumps({**ROW, 'title': 'Another'})}\n".encode()


def csv() -> bytes:
    return f'title,text,source,date,url\n{TITLE},"{FIRST} {SECOND}",Orda.kz,{DAY},{URL}\n'.encode()


def feed(entries: int = 1) -> bytes:
    items = "".join(
        f"<item><title>{TITLE} {n}</title><link>{URL}/{n}</link><guid>tag:{n}</guid>"
        f"<pubDate>Mon, 02 Jun 2025 20:10:00 +0500</pubDate>"
        f"<description><![CDATA[<p>{FIRST}</p><p>{SECOND}</p>]]></description></item>"
        for n in range(entries)
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Orda.kz</title>{items}</channel></rss>""".encode()


def atom() -> bytes:
    return f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">
<title>Orda.kz</title><entry><title>{TITLE}</title><id>tag:1</id><link href="{URL}"/>
<published>{DAY}T20:10:00+05:00</published><author><name>Jane Doe</name></author>
<content type="html">&lt;p&gt;{FIRST}&lt;/p&gt;&lt;p&gt;{SECOND}&lt;/p&gt;</content></entry></feed>
""".encode()


def message(page: bool = False) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Orda.kz <news@orda.kz>", TITLE
    mail["Date"] = "Mon, 02 Jun 2025 20:10:00 +0500"
    mail.set_content(f"{FIRST}\n\n{SECOND}\n\n" + ("See the page." if page else FIRST * 2))
    if page:
        mail.add_alternative(html().decode(), subtype="html")
    return mail.as_bytes()


def saved_page() -> bytes:
    head = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: " + URL + "\r\nSubject: Saved\r\n"
        "Date: Sat, 1 Nov 2025 10:00:00 -0000\r\nMIME-Version: 1.0\r\nContent-Type: "
        'multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\n'
        "Content-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return head.encode() + html() + b"\r\n--b--\r\n"


def word(title: str = TITLE) -> bytes:
    document = docx.Document()
    document.add_heading(title, 0)
    for paragraph in (FIRST, SECOND):
        document.add_paragraph(paragraph)
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Bodies", "6,000"
    document.core_properties.author = "Jane Doe"
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def pdf(pages: list[list[str]] | None = None, info: str = f"/Title ({TITLE})") -> bytes:
    """A PDF of these lines, one list a page, written by hand: no library here writes text."""
    pages = pages or [[TITLE, FIRST, SECOND], ["A second page ends the story of the talks."]]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, lines in enumerate(pages):
        shown = "".join(f"/F1 10 Tf ({line}) Tj 0 -14 Td " for line in lines)
        stream = f"BT 40 800 Td {shown} ET"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * n} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    objects.append(f"<< {info} /CreationDate (D:20251101000000Z) >>")
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    return out + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R "
        f"/Info {size - 1} 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    ).encode("latin-1")


def archive(members: dict[str, bytes] | None = None) -> bytes:
    members = members or {"talks/a.txt": text(), "b.html": html(), "c.jsonl": json_lines()}
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return data.getvalue()


SAMPLES = {
    ".txt": text(),
    ".md": markdown(),
    ".html": html(),
    ".mhtml": saved_page(),
    ".pdf": pdf(),
    ".docx": word(),
    ".json": json_list(),
    ".jsonl": json_lines(),
    ".csv": csv(),
    ".rss": feed(),
    ".atom": atom(),
    ".eml": message(),
    ".zip": archive(),
}
