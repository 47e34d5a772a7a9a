"""Bytes to text, whatever the encoding."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from charset_normalizer import from_bytes

_MARKS = (
	(codecs.BOM_UTF8, "utf-8-sig"),
	(codecs.BOM_UTF32_LE, "utf-32"),
	(codecs.BOM_UTF32_BE, "utf-32"),
	(codecs.BOM_UTF16_LE, "utf-16"),
	(codecs.BOM_UTF16_BE, "utf-16"),
)
_CODE_PAGES = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "cp850", "cp852"]
_ACCENTED = frozenset(
	"ilość ważności jakości świadectwo wilgotność popiół wartość września października sierpień zamówienie zamówienia właściwość przydatności spożyć trwałości śląsk łódź"
	" množství šarže číslo název výroby výrobek položka objednávka použitelné dodací těžké množstvo dátum šarža výsledek hodnota zkouška"
	" größe prüfung prüfbericht geprüft für süß säcke fässer stück märz löslichkeit säure eiweiß überprüfung gültig höchstens würze weiß"
	" quantité résultat résultats référence désignation péremption méthode unité numéro critère spécification fabriqué février août décembre"
	" número descripción código artículo caducidad año según análisis producción fabricación especificación método límite cantidad albarán línea"
	" quantità unità metodo umidità validità é lotto descrição número código validade análise método fabricação informação"
	" mängd värde tillverkning bäst före mængde udløb værdi følgeseddel miktarı ürün üretim şartname sipariş".split()
)
_MANY_NULS = 0.2
_SAMPLE = 100_000


class Decoded(NamedTuple):
	"""Text, and the encoding that it was in."""

	text: str
	encoding: str


def decode(content: bytes) -> Decoded | None:
	r"""Return the text of a file, or None if it is no text.

	>>> decode("Säcke".encode("cp1252"))
	Decoded(text='Säcke', encoding='cp1252')
	>>> decode("\ufeffLot".encode())
	Decoded(text='Lot', encoding='utf-8-sig')
	>>> decode("Lot;Qty".encode("utf-16-le")).encoding
	'utf-16-le'
	>>> decode(b"PK\x03\x04\x00\x00\xff") is None
	True
	"""
	for encoding in _candidates(content):
		try:
			text = content.decode(encoding)
		except (UnicodeDecodeError, LookupError):
			continue
		if "\x00" not in text:
			return Decoded(text.replace("\r\n", "\n").replace("\r", "\n"), encoding)
	return None


def _candidates(content: bytes) -> list[str]:
	marked = [encoding for mark, encoding in _MARKS if content.startswith(mark)]
	if marked:
		return marked[:1]
	if b"\x00" in content:
		return _without_mark(content)
	return ["utf-8", *_code_pages(content)]


def _without_mark(content: bytes) -> list[str]:
	"""Return UTF-16 by where its zero bytes are."""
	half = len(content) // 2 or 1
	odd, even = content[1::2].count(0) / half, content[::2].count(0) / half
	return ["utf-16-le"] if odd > _MANY_NULS > even else ["utf-16-be"] if even > _MANY_NULS > odd else []


def _code_pages(content: bytes) -> list[str]:
	"""Return code pages, the likeliest first.

	Short texts read well in several pages. Then the page counts in which the accented words of headings are found, and
	without any the Western European one if that is possible.
	"""
	found = from_bytes(content[:_SAMPLE], cp_isolation=_CODE_PAGES)
	best = found.best()
	if best is None:
		return ["cp1252", "latin-1"]
	likely = ["cp1252"] if "cp1252" in best.could_be_from_charset else []
	pages = [*likely, best.encoding, *(match.encoding for match in found)]
	return [
		max(dict.fromkeys(pages), key=lambda page: _known_words(content, page)),
		*pages,
		"cp1252",
		"latin-1",
	]


def _known_words(content: bytes, page: str) -> int:
	"""Return how many words of headings a text has in a code page."""
	words = re.findall(r"[^\W\d_]{3,}", content[:_SAMPLE].decode(page, "replace").casefold())
	return sum(word in _ACCENTED for word in words)
