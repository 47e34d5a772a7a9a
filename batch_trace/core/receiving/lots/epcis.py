"""EPCIS documents, JSON and XML: what was commissioned, packed and shipped."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from batch_trace.core.receiving.lots.keys import Keys, keys_of
from batch_trace.core.receiving.lots.notice import Notice, set_date
from batch_trace.core.receiving.lots.record import NO_BATCH, Draft
from batch_trace.core.receiving.shared.dates import read_date

_ILMD = {
	"bestBeforeDate": "best_before", "itemExpirationDate": "expiry", "productionDate": "manufactured", "manufacturedDate": "manufactured",
	"packagingDate": "packed", "packDate": "packed", "harvestEndDate": "harvested", "sellByDate": "expiry", "expirationDate": "expiry",
}  # fmt: skip
_DEEPEST = 10
_DECLARES = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.I)
_UNREADABLE = "the document is not well-formed, or declares entities, which are not read"
Event = dict[str, Any]


def is_epcis(text: str) -> bool:
	"""Return whether a text is an EPCIS document, JSON or XML."""
	start = text.lstrip()[:1]
	return "EPCIS" in text and start in ("{", "<")


def read_epcis(text: str) -> Notice | str | None:
	"""Return what an EPCIS document says, why it cannot be read, or None if it is none."""
	try:
		events = _json_events(text) if text.lstrip().startswith("{") else _xml_events(text)
	except (ValueError, ElementTree.ParseError, RecursionError):
		return _UNREADABLE
	return _Shipment(events).notice() if events is not None else None


def _json_events(text: str) -> list[Event] | None:
	document = json.loads(text)
	if not isinstance(document, dict):
		return None
	body = document.get("epcisBody")
	body = body if isinstance(body, dict) else {}
	events = body.get("eventList", document.get("eventList", [document] if "eventTime" in document else None))
	return [event for event in events if isinstance(event, dict)] if isinstance(events, list) else None


def _name(tag: object) -> str:
	return str(tag).rpartition("}")[2]


def _xml_events(text: str) -> list[Event] | None:
	if _DECLARES.search(text):
		raise ValueError(_UNREADABLE)
	root = ElementTree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
	found = [event for event in root.iter() if _name(event.tag).endswith("Event")]
	return [_xml_event(event) for event in found] if _name(root.tag).startswith("EPCIS") else None


def _xml_event(event: Element) -> Event:
	"""Return an event of XML with the names of JSON."""
	found: Event = {"type": _name(event.tag)}
	for node in event.iter():
		name = _name(node.tag)
		if name in ("eventTime", "eventTimeZoneOffset", "action", "bizStep", "parentID"):
			found[name] = (node.text or "").strip()
		elif name in ("epcList", "childEPCs"):
			found[name] = [(each.text or "").strip() for each in node]
		elif name in ("quantityList", "childQuantityList"):
			found[name] = [{_name(part.tag): (part.text or "").strip() for part in each} for each in node]
		elif name == "ilmd":
			found["ilmd"] = {
				_name(part.tag): (part.text or "").strip() for part in node.iter() if part is not node
			}
		elif name in ("bizTransaction", "source"):
			found.setdefault(f"{name}List", []).append(
				{"type": node.get("type", ""), name: (node.text or "").strip()}
			)
	return found


class _Shipment:
	"""What the events of a document say together."""

	def __init__(self, events: Iterable[Event]) -> None:
		self.facts: dict[str, Any] = {}
		self.master: dict[tuple[str | None, str | None], dict[str, str]] = {}
		self.packed: dict[str, list[Event]] = {}
		self.shipped: list[Event] = []
		self.questions: list[str] = []
		for event in sorted(events, key=lambda event: str(event.get("eventTime", ""))):
			self._event(event)

	def _event(self, event: Event) -> None:
		step = str(event.get("bizStep", "")).rpartition("/")[2].rpartition(":")[2]
		ilmd = event.get("ilmd")
		if isinstance(ilmd, Mapping):
			self._remember(event, {str(name).rpartition(":")[2]: str(value) for name, value in ilmd.items()})
		parent = keys_of(str(event.get("parentID") or "")).sscc
		if parent:
			self._pack(parent, event)
		if step in ("shipping", "departing", "staging_outbound") and event.get("action") != "DELETE":
			self.shipped.append(event)
			self._facts_of(event)

	def _pack(self, parent: str, event: Event) -> None:
		if event.get("action") == "DELETE":
			self.packed.pop(parent, None)
			self.questions.append(f"pallet {parent} was unpacked: only what was packed later counts")
		else:
			self.packed.setdefault(parent, []).append(event)

	def _remember(self, event: Event, facts: dict[str, str]) -> None:
		for identifier, _, _ in _contents(event):
			keys = keys_of(identifier)
			self.master[keys.gtin, keys.lot or keys.serial] = facts

	def _facts_of(self, event: Event) -> None:
		self.facts.setdefault("shipped", _utc(str(event.get("eventTime", ""))))
		for transaction in _dicts(event.get("bizTransactionList")):
			kind = str(transaction.get("type", "")).rpartition("/")[2].rpartition(":")[2]
			number = re.split(r"[/:]", str(transaction.get("bizTransaction", "")))[-1]
			name = {"desadv": "despatch_no", "po": "purchase_order", "bol": "bill_of_lading"}.get(kind)
			if name and number:
				self.facts.setdefault(name, number)
		for source in _dicts(event.get("sourceList")):
			gln = keys_of(str(source.get("source", ""))).gln
			if gln:
				self.facts.setdefault("supplier_gln", gln)

	def notice(self) -> Notice:
		"""Return the lots that were shipped: what is on the pallets, and what was shipped without one."""
		drafts: list[Draft] = []
		for event in self.shipped:
			self._add(drafts, event, None, 0)
		if not self.shipped:
			self.questions.append("no event says what was shipped; everything that was packed was read")
			for sscc, events in self.packed.items():
				for event in events:
					self._add(drafts, event, sscc, 0)
		drafts = _merged(drafts)
		for number, draft in enumerate(drafts, 1):
			draft.line = number
		return Notice("EPCIS", drafts, self.facts, list(dict.fromkeys(self.questions)))

	def _add(self, drafts: list[Draft], event: Event, sscc: str | None, depth: int) -> None:
		if depth > _DEEPEST:
			self.questions.append("packages are packed in each other in a circle")
			return
		for identifier, quantity, uom in _contents(event):
			keys = keys_of(identifier)
			if keys.sscc and keys.sscc in self.packed:
				for inner in self.packed[keys.sscc]:
					self._add(drafts, inner, keys.sscc, depth + 1)
			elif keys.sscc:
				self.questions.append(f"what is on pallet {keys.sscc} is not said")
			elif keys.gtin:
				drafts.append(self._draft(keys, quantity, uom, sscc))
			else:
				self.questions.append(f"{identifier[:100]} names no product")

	def _draft(self, keys: Keys, quantity: str, uom: str | None, sscc: str | None) -> Draft:
		facts = self.master.get((keys.gtin, keys.lot or keys.serial), {})
		batch = keys.lot or facts.get("lotNumber") or None
		draft = Draft(
			None,
			{
				"gtin": keys.gtin,
				"supplier_batch": batch,
				"qty": _number(quantity),
				"uom": uom,
				**({"sscc": sscc} if sscc else {}),
			},
		)
		for name, field in _ILMD.items():
			if facts.get(name):
				found = read_date(facts[name])
				set_date(draft, field, found.iso if found else None, facts[name])
		if facts.get("countryOfOrigin"):
			draft.values["origin"] = facts["countryOfOrigin"]
		draft.say(None if batch else NO_BATCH)
		draft.say(None if draft.values["qty"] is not None else "no quantity")
		return draft


def _merged(drafts: list[Draft]) -> list[Draft]:
	"""Add up what stands several times on one pallet, such as single units of a lot."""
	found: dict[tuple[Any, ...], Draft] = {}
	for draft in drafts:
		key = tuple(draft.values.get(name) for name in ("gtin", "supplier_batch", "sscc", "uom"))
		before = found.get(key)
		if before and before.values["qty"] is not None and draft.values["qty"] is not None:
			before.values["qty"] += draft.values["qty"]
		else:
			found[(*key, len(found)) if before else key] = draft
	return list(found.values())


def _dicts(value: object) -> list[dict[str, Any]]:
	return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _contents(event: Event) -> list[tuple[str, str, str | None]]:
	"""Return what an event holds: identifiers with quantities and units; a single unit counts as one."""
	found: list[tuple[str, str, str | None]] = []
	for name in ("epcList", "childEPCs"):
		texts = event.get(name)
		found += (
			[(each, "1", None) for each in texts if isinstance(each, str)] if isinstance(texts, list) else []
		)
	for name in ("quantityList", "childQuantityList"):
		found += [
			(str(each.get("epcClass", "")), str(each.get("quantity", "")), each.get("uom") or None)
			for each in _dicts(event.get(name))
		]
	return found


def _number(text: str) -> float | None:
	return float(text) if re.fullmatch(r"\d{1,15}(?:\.\d+)?(?:[eE][+-]?\d{1,2})?", text) else None


def _utc(text: str) -> str | None:
	"""Return a point in time without fractions of seconds.

	>>> _utc("2026-11-20T06:30:00.000Z"), _utc("soon")
	('2026-11-20T06:30:00Z', None)
	"""
	found = re.match(r"^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:\d{2})?$", text)
	return found[1] + (found[2] or "") if found else None
