"""Texts that are to be shown, and never run: markup, handlers, templates, links, odd letters."""

from __future__ import annotations

_NAME_BYTES = 240  # file systems take 255, and a suffix is to follow

HOSTILE = (
    "<script>boom()</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>boom()</scr</script>ipt>",
    "</script><script>boom()</script>",
    "</style><script>boom()</script>",
    "</textarea><script>boom()</script>",
    "</title><svg onload=boom()>",
    "<img src=x onerror=boom()>",
    "<img src=x onerror='boom()'//>",
    '"><img src=x onerror=boom()>',
    "'><img src=x onerror=boom()>",
    "<svg/onload=boom()>",
    "<svg><animate onbegin=boom() attributeName=x dur=1s>",
    "<body onload=boom()>",
    "<details open ontoggle=boom()>",
    "<input autofocus onfocus=boom()>",
    "<iframe srcdoc='<script>parent.boom()</script>'></iframe>",
    "<iframe src=javascript:parent.boom()></iframe>",
    "<object data=javascript:boom()></object>",
    "<embed src=javascript:boom()>",
    "<a href=javascript:boom()>click</a>",
    "<form action=javascript:boom()><button>go</button></form>",
    "<math><mtext></mtext><mglyph><style></math><img src=x onerror=boom()>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>*{display:none!important}</style>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<video><source onerror=boom()></video>",
    "<template><img src=x onerror=boom()></template>",
    "<!--><img src=x onerror=boom()>-->",
    "<![CDATA[<script>boom()</script>]]>",
    "<b><i><u>unclosed <table><td>",
    "</div></main></body></html>",
    "<dialog open>over everything</dialog>",
    '" onmouseover="boom()" autofocus onfocus="boom()" x="',
    "' style='position:fixed;inset:0' onclick='boom()",
    "${boom()}",
    "`${boom()}`",
    "${'x'.constructor.constructor('boom()')()}",
    "{{boom()}}",
    "{{{boom()}}}",
    "{{#each this}}{{@key}}{{/each}}",
    "{{constructor.constructor('boom()')()}}",
    "@children",
    "{% raw %}{{ boom() }}",
    "javascript:boom()",
    "[click](javascript:boom())",
    "![image](https://evil.example/x.png)",
    "[x]: https://evil.example",
    "&lt;script&gt;boom()&lt;/script&gt;",
    "&#x3C;img src=x onerror=boom()&#x3E;",
    "\\u003cscript\\u003eboom()\\u003c/script\\u003e",
    "a\u202egnihtemos\u202c b",  # right to left override
    "\u2066isolated\u2069 \u200b zero width",
    "שלום <b>עולם</b> مرحبا",
    "'; DROP TABLE article; --",
    "%3Cscript%3Eboom()%3C/script%3E",
    '\\"+boom()+\\"',
    "x" * 300 + "<b>",
)


def file_name(text: str) -> str:
    """The text as near as a file system lets a file have it for a name, before its suffix."""
    allowed = text.replace("/", "\N{DIVISION SLASH}").replace("\0", "")
    return allowed.encode()[:_NAME_BYTES].decode(errors="ignore")
