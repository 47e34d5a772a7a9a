"""Units of quantities and of results."""

from __future__ import annotations

import re
from typing import NamedTuple

from batch_trace.core.receiving.shared.folding import fold, tidy

_MASSES_AND_VOLUMES = "kg kgs kgm kilo kilos g gr gram grams mg t to mt tonne tonnes tonnen tons lb lbs oz l lt ltr liter litre litres liters ml cl hl gal m m2 m3 cbm"
_PIECES = (
	"pcs pc pce ea each st stk stuck pz pza szt ks kus u ud uds unit units un cs ct ctn ctns cases case carton cartons kar karton kartons cx caja cajas"
	" bag bags sack sacks sacke sac sacs drum drums fass fasser fut futs bidon bidons ibc ibcs pallet pallets palette paletten pal box boxes"
	" can cans canister kanister roll rolls rolle rollen eimer pail pails tub tubs bottle bottles fl flaschen colli kolli col big bags bigbag bigbags"
)
QUANTITY_UNITS = frozenset((_MASSES_AND_VOLUMES + " " + _PIECES).split())
MASSES_AND_VOLUMES = frozenset(_MASSES_AND_VOLUMES.split())
CONTAINERS = frozenset(_PIECES.split())
IN_KILOGRAMS = {"t": 1000.0, "to": 1000.0, "mt": 1000.0, "tonne": 1000.0, "tonnes": 1000.0, "tonnen": 1000.0}
_SHORTEST_PLURAL = 3
_PLURALS = frozenset(
	"drums bags sacks cases cartons boxes cans rolls pails tubs bottles pallets ibcs sacs bidons futs ctns bigbags units tonnes".split()
)

_BASE = (
	r"(?:%|‰|ppm|ppb|ppt|kg|mg|µg|μg|ug|mcg|ng|g|t|ml|µl|dl|cl|hl|l|kj|kcal|cal|cfu|kbe|ufc|jtk|kve|mpn|npp|nmp|iu|i\.e\.|ie|ui|u|eu|"
	r"°\s?bx|°\s?brix|°\s?sh|°\s?dh|°\s?c|°\s?f|°|deg|degrees|deg c|brix|mm|cm|um|µm|μm|nm|m|mesh|meq|mval|mmol|mol|mpa[. ]?s|mpas|cps?|pa|bar|kpa|"
	r"ntu|ebc|hrs?|h|min|sec|s|f|c|pcs|stk|j|n|ms/cm|µs/cm|us/cm|fau|hazen|apha|hu|shu|germs|colonies|pfu|ph eur units|mg koh)"
)
_UNIT = re.compile(
	rf"^{_BASE}(?:\s?(?:/|per|pro|par)\s?\d*(?:[.,]\d+)?\s?{_BASE})?(?:\s?(?:m/m|w/w|w/v|v/v|m/v|ts|tm|i\.?\s?tr\.?|dm|o2|koh/g|vol\.?))?$",
	re.I,
)
_SAMPLE = re.compile(r"^(?:in|per|pro|par|/)\s?\d*(?:[.,]\d+)?\s?(?:g|kg|ml|l|cm2|cm²)$", re.I)
_IN_BRACKETS = re.compile(r"[(\[]\s*([^()\[\]]+?)\s*[)\]]")


class Headed(NamedTuple):
	"""A heading without its unit, and the unit."""

	text: str
	unit: str | None


def is_unit(text: str) -> bool:
	"""Return whether a text is a unit of a result.

	>>> [is_unit(each) for each in ("%", "g/100 g", "cfu/g", "% m/m", "°Bx", "mg/kg", "/25 g", "MEQ/KG", "µg/kg")]
	[True, True, True, True, True, True, True, True, True]
	>>> [is_unit(each) for each in ("anhydrous", "IR", "50 % w/v", "N x 6,38", "")]
	[False, False, False, False, False]
	"""
	return bool(
		_UNIT.match(tidy(text))
		or _SAMPLE.match(tidy(text))
		or re.fullmatch(r"/\s?(?:\d+\s?)?(?:g|ml|kg)", tidy(text), re.I)
	)


def is_quantity_unit(text: str) -> bool:
	"""Return whether a text is a unit in which goods are counted.

	>>> is_quantity_unit("KG"), is_quantity_unit("Säcke"), is_quantity_unit("Charge")
	(True, True, False)
	"""
	plain = fold(text).rstrip(".")
	return plain in QUANTITY_UNITS or (len(plain) > _SHORTEST_PLURAL and plain.rstrip("s") in QUANTITY_UNITS)


def unit_of_heading(heading: str) -> Headed:
	"""Return a heading of quantities without its unit, and the unit.

	>>> unit_of_heading("Qty (kg)"), unit_of_heading("Menge in kg"), unit_of_heading("Gewicht brutto kg")
	(Headed(text='Qty', unit='kg'), Headed(text='Menge', unit='kg'), Headed(text='Gewicht brutto', unit='kg'))
	>>> unit_of_heading("Lot"), unit_of_heading("kg/drum")
	(Headed(text='Lot', unit=None), Headed(text='kg/drum', unit=None))
	"""
	for found in _IN_BRACKETS.finditer(heading):
		if is_quantity_unit(found[1]):
			return Headed(tidy(heading[: found.start()] + " " + heading[found.end() :]), found[1])
	words = re.match(r"^(.+?)(?:\s+in\s+|\s*,\s*|\s*/\s*|\s+)([^\W\d_]+\.?)$", heading.strip())
	if words and fold(words[2]) in MASSES_AND_VOLUMES:
		return Headed(words[1].strip(), words[2])
	return Headed(heading.strip(), None)


def singular(unit: str) -> str:
	"""Return a unit of containers in the singular.

	>>> singular("drums"), singular("IBC"), singular("kg"), singular("boxes")
	('drum', 'IBC', 'kg', 'box')
	"""
	plain = unit.rstrip(".")
	if plain.casefold() not in _PLURALS:
		return plain
	return plain[:-2] if plain.casefold().endswith("xes") else plain[:-1]
