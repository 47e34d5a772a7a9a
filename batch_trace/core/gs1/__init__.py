"""GS1 without guessing: reads what scanners deliver, and writes element strings, bracketed texts and Digital Links.

Front door: `parse` and `build` with plain data, `scanned.read` with types, `words` for what is wrong. A text that reads in
two ways is an error with both readings, never one of them. It knows no items, no batches and no documents:
`batch_trace/control/scanning/` finds those. It needs `biip`, so no command loads it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from batch_trace.core.gs1 import scanned, words, writing
from batch_trace.core.gs1.shared.reading import Reading, Unreadable
from batch_trace.core.gs1.shared.settings import Settings

__all__ = ["Reading", "Settings", "Unreadable", "build", "parse"]


def parse(text: str, settings: Settings | None = None) -> dict[str, Any]:
	"""Return what a scanned text says, as plain data; nothing is raised.

	>>> parse("]C1010401234567890117261231" + "10L4711")["elements"]
	{'01': '04012345678901', '17': '261231', '10': 'L4711'}
	>>> parse("010401234567890210A")["error"]
	'(01): The check digit is wrong. It should be 1.'
	"""
	return plain(scanned.read(text, settings))


def plain(reading: Reading, translate: Callable[[str], str] = str) -> dict[str, Any]:
	"""Return a reading as plain data. Elements keep their order; with an error there are none."""
	return {
		"kind": reading.kind,
		"elements": dict(reading.elements),
		"fields": dict(reading.fields),
		"symbology": reading.symbology,
		"error": words.of_error(reading, translate),
		"code": reading.code or None,
		"ai": reading.ai or None,
		"remarks": [
			{"code": remark.code, "detail": remark.detail, "text": words.of_remark(remark, translate)}
			for remark in reading.remarks
		],
		"readings": [plain(each, translate) for each in reading.readings],
	}


def build(elements: Mapping[str, str], form: str = "element string", base: str | None = None) -> str:
	r"""Return elements as text: "element string" (FNC1 as U+001D), "brackets" or "digital link" (at `base`).

	>>> build({"01": "04012345678901", "10": "L4711", "17": "261231"})
	'010401234567890110L4711\x1d17261231'
	>>> build({"01": "04012345678901", "10": "L4711"}, "digital link")
	'https://id.gs1.org/01/04012345678901/10/L4711'

	Raises:
		Unreadable: a value is not what its application identifier asks for, or elements contradict each other.
		ValueError: there is no such form.
	"""
	return writing.write(elements, form, base)
