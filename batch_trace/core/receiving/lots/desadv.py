"""EDIFACT DESADV: advance notices of suppliers, in any directory from D.93A on."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from batch_trace.core.receiving.lots.judging import count_check
from batch_trace.core.receiving.lots.keys import sscc_of
from batch_trace.core.receiving.lots.notice import Notice, propose_batch, set_date, set_gtin, set_quantity
from batch_trace.core.receiving.lots.record import NO_BATCH, Draft
from batch_trace.core.receiving.lots.segments import Segment, coded_date

_LINE_DATES = {
	"361": "best_before",
	"36": "expiry",
	"94": "manufactured",
	"365": "packed",
	"351": "manufactured",
}
_FILE_DATES = {
	"11": "shipped",
	"17": "expected_on",
	"110": "shipped",
	"2": "expected_on",
	"132": "expected_on",
}
_LINE_NUMBERS = {
	"SA": "supplier_item",
	"IN": "item",
	"BP": "item",
	"NB": "supplier_batch",
	"VN": "supplier_item",
	"BB": "supplier_batch",
	"LT": "supplier_batch",
}
_GTIN_KINDS = ("EN", "SRV", "UP", "UPC", "EAN")
_DELIVERED = ("12", "11")
_SELLERS = ("SU", "SE", "SF")
_REFERENCES = {"ON": "purchase_order", "DQ": "despatch_no", "AAK": "despatch_no", "BM": "bill_of_lading"}


class _Reader:
	"""Walks through the segments of a message and keeps where it is: message, package, line, lot."""

	def __init__(self) -> None:
		self.facts: dict[str, Any] = {}
		self.message: dict[str, Any] = {}
		self.sellers: dict[str, str] = {}
		self.drafts: list[Draft] = []
		self.lines = 0
		self.counts: list[str] = []
		self.sscc: str | None = None
		self.line: Draft | None = None

	def read(self, segments: Sequence[Segment]) -> None:
		steps: dict[str, Callable[[Segment], None]] = {
			"UNH": self._unh, "BGM": self._bgm, "DTM": self._dtm, "RFF": self._rff, "NAD": self._nad, "CPS": self._cps, "GIN": self._gin, "GIR": self._gir,
			"LIN": self._lin, "PIA": self._pia, "IMD": self._imd, "QTY": self._qty, "MEA": self._mea, "FTX": self._ftx, "CNT": self._cnt, "ALI": self._ali,
		}  # fmt: skip
		for segment in segments:
			step = steps.get(segment.tag)
			if step:
				step(segment)

	def _unh(self, segment: Segment) -> None:
		self.line, self.sscc, self.message = None, None, {}

	def _bgm(self, segment: Segment) -> None:
		self.message["despatch_no"] = segment.get(2) or None
		self.facts.setdefault("despatch_no", segment.get(2) or None)

	def _dtm(self, segment: Segment) -> None:
		kind, text, code = segment.get(1), segment.get(1, 1), segment.get(1, 2)
		date = coded_date(text, code)
		if self.line is None:
			name = _FILE_DATES.get(kind)
			if name and date and name not in self.facts:
				self.facts[name] = date
		elif kind in _LINE_DATES:
			set_date(self.line, _LINE_DATES[kind], date, text)

	def _rff(self, segment: Segment) -> None:
		kind, text = segment.get(1), segment.get(1, 1)
		if self.line is not None and kind in ("BT", "LT", "AVE", "BCN"):
			self._batch(text)
		elif self.line is not None and kind == "ON":
			self.line.values["purchase_order"] = text
		elif self.line is None and kind in _REFERENCES:
			self.facts.setdefault(_REFERENCES[kind], text)
			self.message.setdefault(_REFERENCES[kind], text)

	def _nad(self, segment: Segment) -> None:
		if segment.get(2, 2) in ("9", ""):
			self.sellers.setdefault(segment.get(1), segment.get(2))

	def _cps(self, segment: Segment) -> None:
		self.line, self.sscc = None, None

	def _gin(self, segment: Segment) -> None:
		kind, texts = segment.get(1), [part for element in segment.elements[1:] for part in element if part]
		if kind in ("BJ", "AW") and texts:
			self.sscc = sscc_of(texts[0]) or None
			if self.line is not None and self.sscc:
				self.line.values["sscc"] = self.sscc
		elif kind == "BX":
			for text in texts:
				self._batch(text)

	def _gir(self, segment: Segment) -> None:
		for element in segment.elements[1:]:
			if len(element) > 1 and element[1] in ("BX", "BN", "NB"):
				self._batch(element[0])

	def _batch(self, text: str) -> None:
		"""Take the batch of a line; another one of the same line is a lot of its own."""
		line = self.line
		if line is None or not text or line.values.get("supplier_batch") == text:
			return
		if line.values.get("supplier_batch"):
			shared = {
				name: value for name, value in line.values.items() if name not in ("supplier_batch", "qty")
			}
			line.say("several batches in one line: the quantity of each is not given")
			self.line = Draft(
				line.line,
				{**shared, "qty": None},
				["several batches in one line: the quantity of each is not given"],
			)
			line.values["qty"] = None
			self.drafts.append(self.line)
		self.line.values["supplier_batch"] = text  # type: ignore[union-attr]

	def _lin(self, segment: Segment) -> None:
		self.lines += 1
		self.line = Draft(segment.place, {**self.message, **({"sscc": self.sscc} if self.sscc else {})})
		self.drafts.append(self.line)
		if segment.get(3) and segment.get(3, 1) in (*_GTIN_KINDS, ""):
			set_gtin(self.line, segment.get(3))

	def _pia(self, segment: Segment) -> None:
		for element in segment.elements[1:]:
			kind = element[1] if len(element) > 1 else ""
			name = _LINE_NUMBERS.get(kind)
			if self.line is not None and name == "supplier_batch":
				self._batch(element[0])
			elif self.line is not None and name:
				self.line.values.setdefault(name, element[0])

	def _imd(self, segment: Segment) -> None:
		if self.line is not None and segment.elements[-1:]:
			text = " ".join(part for part in segment.elements[-1][3:] if part)
			if text:
				self.line.values.setdefault("item_name", text)

	def _qty(self, segment: Segment) -> None:
		if self.line is None or segment.get(1) not in _DELIVERED:
			return
		if self.line.values.get("qty") is None and not self.line.problems:
			set_quantity(self.line, segment.get(1, 1), segment.get(1, 2))

	def _mea(self, segment: Segment) -> None:
		kind, unit, text = segment.get(2), segment.get(3), segment.get(3, 1)
		names = {
			"AAA": "net_kg",
			"AAF": "net_kg",
			"N": "net_kg",
			"AAB": "gross_kg",
			"AAD": "gross_kg",
			"G": "gross_kg",
		}
		factor = {"KGM": 1.0, "TNE": 1000.0, "GRM": 0.001, "LBR": 0.45359237}.get(unit)
		if self.line is None or kind not in names or not factor:
			return
		measured = Draft()
		set_quantity(measured, text, unit)
		if measured.values["qty"] is not None:
			self.line.values[names[kind]] = round(measured.values["qty"] * factor, 6)

	def _ftx(self, segment: Segment) -> None:
		if self.line is not None:
			propose_batch(self.line, " ".join(part for element in segment.elements[3:] for part in element))

	def _cnt(self, segment: Segment) -> None:
		if segment.get(1) == "2":
			self.counts.append(segment.get(1, 1))

	def _ali(self, segment: Segment) -> None:
		if self.line is not None and segment.get(1):
			self.line.values["origin"] = segment.get(1)


def read_desadv(segments: Sequence[Segment]) -> Notice | None:
	"""Return what a DESADV says, or None if the interchange has none."""
	messages = [segment for segment in segments if segment.tag == "UNH"]
	if messages and not any(segment.get(2) == "DESADV" for segment in messages):
		return None
	reader = _Reader()
	reader.read(segments)
	for draft in reader.drafts:
		_finish(draft)
	seller = next((reader.sellers[kind] for kind in _SELLERS if reader.sellers.get(kind)), None)
	questions = count_check(_sum(reader.counts), reader.lines)
	questions += (
		[]
		if any(segment.tag in ("UNT", "UNZ") for segment in segments)
		else ["the message has no end: it may be cut off"]
	)
	questions += ["the file has several messages"] if len(messages) > 1 else []
	return Notice("DESADV", reader.drafts, {**reader.facts, "supplier_gln": seller}, questions)


def _finish(draft: Draft) -> None:
	draft.values.setdefault("supplier_batch", None)
	if draft.values["supplier_batch"] is None and not draft.values.get("proposed_batch"):
		draft.say(NO_BATCH)
	if draft.values.get("qty") is None and not draft.problems:
		draft.say("no quantity")


def _sum(counts: Sequence[str]) -> list[str]:
	known = [int(count) for count in counts if re.fullmatch(r"[0-9]{1,9}", count)]
	return [str(sum(known))] if known else []
