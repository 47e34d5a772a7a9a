"""X12 856: ship notices, with their tree of shipment, order, pallet and item."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from batch_trace.core.receiving.lots.keys import sscc_of
from batch_trace.core.receiving.lots.notice import Notice, propose_batch, set_date, set_gtin, set_quantity
from batch_trace.core.receiving.lots.record import NO_BATCH, Draft
from batch_trace.core.receiving.lots.segments import Segment, coded_date

_FILE_DATES = {"011": "shipped", "017": "expected_on", "067": "expected_on", "002": "expected_on"}
_LINE_DATES = {
	"036": "expiry",
	"094": "manufactured",
	"405": "manufactured",
	"511": "expiry",
	"361": "best_before",
	"510": "packed",
	"208": "expiry",
}
_NUMBERS = {
	"LT": "supplier_batch",
	"B8": "supplier_batch",
	"VN": "supplier_item",
	"VP": "supplier_item",
	"VA": "supplier_item",
	"BP": "item",
	"IN": "item",
	"CB": "item",
	"PI": "item",
	"SK": "item",
}
_GTINS = ("UK", "UP", "EN", "UA", "UI", "EO")
_REFERENCES = {"BM": "bill_of_lading", "PK": "despatch_no"}


def read_856(segments: Sequence[Segment]) -> Notice | None:
	"""Return what an 856 says, or None if the interchange has none."""
	sets = [segment.get(1) for segment in segments if segment.tag == "ST"]
	if "856" not in sets:
		return None
	facts: dict[str, Any] = {}
	levels: dict[str, dict[str, Any]] = {}
	parents: dict[str, str] = {}
	drafts: list[Draft] = []
	level, kind, item = "", "S", ""
	for segment in segments:
		if segment.tag == "HL":
			level, kind = segment.get(1), segment.get(3)
			parents[level], levels[level] = segment.get(2), {}
		elif segment.tag == "LIN":
			drafts.append(Draft(segment.place, _inherited(level, parents, levels)))
			_numbers(drafts[-1], segment)
			item = level
		elif drafts and (level == item or (parents.get(level) == item and kind != "I")):
			_of_item(drafts[-1], segment)
		else:
			_of_level(levels.setdefault(level, {}), facts, segment, kind)
	for draft in drafts:
		_finish(draft)
	questions = (
		[]
		if any(segment.tag in ("SE", "IEA") for segment in segments)
		else ["the message has no end: it may be cut off"]
	)
	return Notice("X12 856", drafts, facts, [*questions, *_counted(segments, len(parents), len(drafts))])


def _counted(segments: Sequence[Segment], levels: int, lines: int) -> list[str]:
	"""Return what to ask if the count of levels or lines differs; senders count either."""
	said = [segment.get(1) for segment in segments if segment.tag == "CTT"]
	wrong = [each for each in said if re.fullmatch(r"[0-9]{1,9}", each) and int(each) not in (levels, lines)]
	return [f"the message says that it has {each} levels, but {levels} were found" for each in wrong]


def _inherited(level: str, parents: dict[str, str], levels: dict[str, dict[str, Any]]) -> dict[str, Any]:
	"""Return what the levels above an item say; the nearest counts."""
	found: dict[str, Any] = {}
	seen: set[str] = set()
	while level and level not in seen:
		seen.add(level)
		found = {**levels.get(level, {}), **found}
		level = parents.get(level, "")
	return found


def _of_level(level: dict[str, Any], facts: dict[str, Any], segment: Segment, kind: str) -> None:
	if segment.tag == "BSN":
		facts.setdefault("despatch_no", segment.get(2) or None)
	elif segment.tag == "DTM" and segment.get(1) in _FILE_DATES:
		facts.setdefault(_FILE_DATES[segment.get(1)], coded_date(segment.get(2)))
	elif segment.tag == "REF" and segment.get(1) in _REFERENCES:
		facts.setdefault(_REFERENCES[segment.get(1)], segment.get(2) or None)
	elif segment.tag == "PRF" and segment.get(1):
		level["purchase_order"] = segment.get(1)
	elif segment.tag == "MAN" and segment.get(1) in ("GM", "AA"):
		level["sscc"] = sscc_of(segment.get(2))
	elif segment.tag == "N1" and segment.get(1) in ("SU", "VN", "SF") and segment.get(3) == "UL":
		facts.setdefault("supplier_gln", segment.get(4) or None)


def _of_item(draft: Draft, segment: Segment) -> None:
	if segment.tag == "SN1":
		set_quantity(draft, segment.get(2), segment.get(3))
	elif segment.tag == "DTM" and segment.get(1) in _LINE_DATES:
		set_date(draft, _LINE_DATES[segment.get(1)], coded_date(segment.get(2)), segment.get(2))
	elif segment.tag == "REF" and segment.get(1) in ("LT", "BT", "LS"):
		_set_batch(draft, segment.get(2))
	elif segment.tag == "PID" and segment.get(5):
		draft.values.setdefault("item_name", segment.get(5))
	elif segment.tag == "MAN" and segment.get(1) in ("GM", "AA"):
		draft.values["sscc"] = sscc_of(segment.get(2))
	elif segment.tag in ("MSG", "NTE"):
		propose_batch(draft, f"{segment.get(1)} {segment.get(2)}")


def _numbers(draft: Draft, segment: Segment) -> None:
	"""Take the numbers of an item, which stand in pairs of kind and number."""
	for place in range(2, len(segment.elements), 2):
		kind, text = segment.get(place), segment.get(place + 1)
		if kind in _GTINS and text and not draft.values.get("gtin"):
			set_gtin(draft, text)
		elif _NUMBERS.get(kind) == "supplier_batch":
			_set_batch(draft, text)
		elif kind in _NUMBERS and text:
			draft.values.setdefault(_NUMBERS[kind], text)


def _set_batch(draft: Draft, text: str) -> None:
	before = draft.values.get("supplier_batch")
	if before and text and before != text:
		draft.say(f"two batches in one line: {before} and {text}; the quantity of each is not given")
	elif text:
		draft.values["supplier_batch"] = text


def _finish(draft: Draft) -> None:
	draft.values.setdefault("supplier_batch", None)
	if draft.values["supplier_batch"] is None and not draft.values.get("proposed_batch"):
		draft.say(NO_BATCH)
	if draft.values.get("qty") is None:
		draft.say("no quantity")
