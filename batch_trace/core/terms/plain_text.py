"""Text that users type: it is text, never HTML."""

from __future__ import annotations

import re

MARKUP = re.compile(r"<(?=[A-Za-z/!?])")


def plain(text: str) -> str:
	"""Return a text in which nothing starts a tag, wherever it is shown: a space goes after such a "<".

	>>> plain('<img src=x onerror="alert(1)">')
	'< img src=x onerror="alert(1)">'
	>>> plain("stored at < 5 °C, a<b, <3")
	'stored at < 5 °C, a< b, <3'
	>>> plain(plain("</b>")) == plain("</b>")
	True
	"""
	return MARKUP.sub("< ", text)
