"""A batch in a sentence."""

from __future__ import annotations

import re

_FREE_BATCH = re.compile(
	r"\b(?:lots?|batch(?:es)?|charge|ch\.-b\.|lote|lotto|partij|partia|partii)\s*(?:no\.?|nr\.?|#|n°|number)?\s*[:.]?\s*(?=\S*\d)([^\s,;]+)",
	re.I,
)


def batch_in(text: str) -> str | None:
	"""Return the batch that a sentence names.

	>>> batch_in("LOT KB26/47, NO EXPIRY"), batch_in("Certificate for batch 26-0077 of citric acid"), batch_in("no batch")
	('KB26/47', '26-0077', None)
	"""
	found = _FREE_BATCH.search(text)
	return found[1].strip(".:()") if found else None
