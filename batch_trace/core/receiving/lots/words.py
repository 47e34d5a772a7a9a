"""The headings of lot lists, and the words around them."""

from __future__ import annotations

import re

from batch_trace.core.receiving.lots.document_words import DOCUMENT
from batch_trace.core.receiving.lots.goods_words import GOODS
from batch_trace.core.receiving.shared.folding import fold
from batch_trace.core.receiving.shared.vocabulary import Vocabulary

_FIRST = (
	*(
		"expiry",
		"best_before",
		"retest",
		"manufactured",
		"packed",
		"harvested",
		"ordered",
		"qty",
		"gross_kg",
		"net_kg",
	),
	*("origin", "despatch_no", "purchase_order", "maker_batch", "supplier_batch"),
)
LOTS = Vocabulary({**GOODS, **DOCUMENT}, _FIRST)

DATES = ("expiry", "best_before", "retest", "manufactured", "packed", "harvested")
ENDS = ("expiry", "best_before", "retest")
NUMBERS = ("qty", "ordered", "packages", "gross_kg", "net_kg")

_TOTAL = re.compile(
	r"^(?:grand |sub ?|zwischen|gesamt)?(?:total(?:s|e|en|t|i)?|summe|gesamt(?:summe|menge|gewicht)?|sum|somme|suma|razem|lacznie|celkem|totaal|toplam|i alt|summa|totalt|ogolem|subtotal|sous-total|totale complessivo|total general)\b[\s:.\w]*$"
)


def is_total(cell: str) -> bool:
	"""Return whether a cell says that its line has totals.

	>>> is_total("Summe"), is_total("TOTAL:"), is_total("Grand total kg"), is_total("Sumatra coffee")
	(True, True, True, False)
	"""
	return bool(_TOTAL.match(fold(cell)))
