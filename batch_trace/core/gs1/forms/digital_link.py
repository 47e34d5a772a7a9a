"""GS1 Digital Link: a web address of any domain with a key, its qualifiers and its attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from batch_trace.core.gs1.forms import compressed
from batch_trace.core.gs1.identifiers import content, dictionary
from batch_trace.core.gs1.shared.check_digits import is_digits
from batch_trace.core.gs1.shared.reading import Elements, Unreadable

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_SHORT_NAMES = {
	"gtin": "01", "itip": "8006", "cpid": "8010", "gln": "414", "party": "417", "gsrnp": "8017", "gsrn": "8018", "gcn": "255",
	"sscc": "00", "gdti": "253", "ginc": "401", "gsin": "402", "grai": "8003", "giai": "8004", "gmn": "8013",
	"cpv": "22", "lot": "10", "ser": "21", "glnx": "254", "cpsn": "8011", "srin": "8019", "refno": "8020", "exp": "17",
}  # fmt: skip
"""Names that older versions of the standard allowed in place of numbers."""

_SAFE = "!'()*-._~"
_BASE = "https://id.gs1.org"


def is_address(text: str) -> bool:
	"""Return whether a text is a web address.

	>>> is_address("HTTPS://ID.GS1.ORG/01/04012345678901"), is_address("http:8080")
	(True, False)
	"""
	return _ADDRESS.match(text) is not None


def split(text: str) -> Elements | None:
	"""Return the elements of a Digital Link, None if the address has no key of GS1.

	>>> split("https://example.com/some/path/01/9506000134352/10/AB%2F12?3103=001500&donor=x")
	(('01', '09506000134352'), ('10', 'AB/12'), ('3103', '001500'))
	>>> split("https://id.gs1.org/AQnYUc1gmiCNV4JG")
	(('01', '05412345000013'), ('10', 'ABC123'))
	>>> split("https://www.example.com/products/lemonade?batch=77") is None
	True

	Raises:
		Unreadable: an element is broken, or qualifiers do not stand in their order.
	"""
	try:
		address = urlsplit(text.strip())
	except ValueError:
		return None
	path = address.path.removesuffix("/") + ("/" if _ends_empty(address.path) else "")
	segments = path.split("/")[1:]
	key = _key(segments)
	found = list(_path(segments, key)) if key is not None else _compressed(segments)
	if not found:
		return None
	return tuple(found + [each for each in _attributes(address.query) if each not in found])


def _ends_empty(path: str) -> bool:
	"""Return whether the last of an even number of segments after the key is empty, as in `/10/`."""
	segments = path.split("/")[1:]
	key = _key(segments)
	return bool(segments) and not segments[-1] and key is not None and (len(segments) - key) % 2 == 0


def _ai(segment: str) -> str:
	return _SHORT_NAMES.get(segment.lower(), segment)


def _key(segments: list[str]) -> int | None:
	"""Return where the key stands in a path: the first segment that is one, with a value of digits or letters after it."""
	for number, segment in enumerate(segments[:-1]):
		identifier = dictionary.find(_ai(segment))
		if identifier and identifier.qualifiers is not None and segments[number + 1]:
			return number
	return None


def _path(segments: list[str], key: int) -> Iterator[tuple[str, str]]:
	parts = segments[key:]
	pairs = [(_ai(ai), unquote(value)) for ai, value in zip(parts[::2], parts[1::2], strict=False)]
	if key >= 2 and _ai(segments[key - 2]) in _qualifying(pairs[0][0]):
		raise Unreadable("order", pairs[0][0], ", ".join(_qualifying(pairs[0][0])))
	if len(parts) % 2:
		if not compressed.may_be(parts[-1]):
			last = _ai(parts[-1])
			raise Unreadable("empty", last if is_digits(last) else "")
		pairs += compressed.expand(parts[-1])
	else:
		_check_order(pairs)
	yield from (_checked(ai, value) for ai, value in pairs)


def _check_order(pairs: list[tuple[str, str]]) -> None:
	key = dictionary.find(pairs[0][0])
	ways = (key.qualifiers if key else None) or ((),)
	given = [ai for ai, _value in pairs[1:]]
	if not any(given == [ai for ai in way if ai in given] for way in ways):
		raise Unreadable("order", pairs[0][0], ", ".join(next(iter(ways))))


def _qualifying(key: str) -> list[str]:
	"""Return the application identifiers that may qualify a key, in their order."""
	identifier = dictionary.find(key)
	return [ai for way in (identifier.qualifiers if identifier else None) or () for ai in way]


def _checked(ai: str, value: str) -> tuple[str, str]:
	identifier = dictionary.find(ai)
	if identifier is None:
		raise Unreadable("unknown_ai", ai)
	if ai in ("01", "02", "03") and is_digits(value) and len(value) in (8, 12, 13):
		value = value.zfill(14)
	content.check(identifier, value)
	return ai, value


def _attributes(query: str) -> Iterator[tuple[str, str]]:
	for name, value in parse_qsl(query.replace(";", "&"), keep_blank_values=True):
		ai = _ai(name)
		if is_digits(ai):
			yield _checked(ai, value)


def _compressed(segments: list[str]) -> list[tuple[str, str]]:
	"""Return the elements of a compressed path, none if its last segment is something else."""
	if not segments or not compressed.may_be(segments[-1]):
		return []
	try:
		found = [_checked(ai, value) for ai, value in compressed.expand(segments[-1])]
	except Unreadable:
		return []
	return _in_order(found) if any(_is_key(ai) for ai, _value in found) else []


def _in_order(elements: list[tuple[str, str]]) -> list[tuple[str, str]]:
	"""Return elements with the key first and its qualifiers next, as in an address that is not compressed."""
	values = dict(elements)
	key = next(ai for ai, _value in elements if _is_key(ai))
	first = [key, *_qualifiers(key, values)]
	return [(ai, values[ai]) for ai in first] + [each for each in elements if each[0] not in first]


def join(elements: Elements, base: str = _BASE) -> str:
	"""Return a Digital Link: the key first, then its qualifiers in their order, then attributes.

	>>> join((("17", "261231"), ("10", "L/1"), ("01", "04012345678901")))
	'https://id.gs1.org/01/04012345678901/10/L%2F1?17=261231'

	Raises:
		Unreadable: there is no key, or an element that an address cannot have.
	"""
	values = dict(elements)
	key = next((ai for ai, _value in elements if _is_key(ai)), None)
	if key is None:
		raise Unreadable("no_key")
	path = [key, *_qualifiers(key, values)]
	rest = [(ai, value) for ai, value in elements if ai not in path]
	for ai, _value in rest:
		identifier = dictionary.find(ai)
		if identifier is None or not identifier.is_attribute:
			raise Unreadable("no_attribute", ai)
	address = base.rstrip("/") + "".join(f"/{ai}/{quote(values[ai], safe=_SAFE)}" for ai in path)
	query = "&".join(f"{ai}={quote(value, safe=_SAFE)}" for ai, value in rest)
	return f"{address}?{query}" if query else address


def _is_key(ai: str) -> bool:
	"""Return whether an element can be the key of an address."""
	identifier = dictionary.find(ai)
	return identifier is not None and identifier.qualifiers is not None


def _qualifiers(key: str, values: dict[str, str]) -> list[str]:
	identifier = dictionary.find(key)
	ways = (identifier.qualifiers if identifier else None) or ((),)
	return max(([ai for ai in way if ai in values] for way in ways), key=len)
