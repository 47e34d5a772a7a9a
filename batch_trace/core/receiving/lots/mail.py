"""Lots out of mails and other free text: proposals only, and everything that is not clear is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from batch_trace.core.receiving.lots.cells import Habits, date_into
from batch_trace.core.receiving.lots.mail_lots import Amount, NamedLot, amount_in, amounts_of, lots_in
from batch_trace.core.receiving.lots.mail_words import (
	DATE,
	DATE_KEYS,
	FOLLOWS,
	LOT_KEY,
	NO_LOT,
	NUMBERS,
	SHIPS,
	languages_of_text,
)
from batch_trace.core.receiving.lots.record import NO_BATCH, Draft
from batch_trace.core.receiving.shared import dates as dt
from batch_trace.core.receiving.shared.dates import DateOrder, read_date
from batch_trace.core.receiving.shared.folding import fold
from batch_trace.core.receiving.shared.numbers import NumberHabit, habit_of

_CODE = re.compile(r"^(?=\S*\d)(?=\S*[^\W\d_])([\w./-]+)[,:]?\s*(.*)$", re.S)
_LONGEST = 2000
_AT_START = re.compile(r"^[\s\-*•>]*\d")
_CERTIFICATE = re.compile(
	r"\b(?:coas?|certificates?|zertifikate?|analysenzertifikate?|certificat|certificado|certificato|certificaat|swiadectwo)\b"
)


class Mail(NamedTuple):
	"""The lots of a mail, its facts, and what to ask about it."""

	drafts: list[Draft]
	facts: dict[str, Any]
	questions: list[str]


def read_mail(text: str) -> Mail:
	"""Return the lots that a text names.

	>>> mail = read_mail("Order 4500: 20 drums RM-310 Glycerin  lot G/311 (16 drums), G/312 (4)  exp. 10/2028")
	>>> [(draft.values["supplier_batch"], draft.values["qty"], draft.values["uom"]) for draft in mail.drafts]
	[('G/311', 16.0, 'drum'), ('G/312', 4.0, 'drum')]
	>>> read_mail("Dear customer, your lot will follow.").drafts
	[]
	"""
	dates = [found[0] for found in DATE.finditer(text)]
	text = "\n".join(line[:_LONGEST] for line in text.split("\n"))
	languages = languages_of_text(text)
	order = dt.order_of(dates, languages)
	habit = habit_of((amount for amount, _ in amounts_of(text)), languages)
	drafts: list[Draft] = []
	for number, line in _lines(text):
		drafts += _lots_of_line(number, line, Habits(habit, order))
	_certificates(text, drafts)
	unclear = dt.ambiguous(dates)
	questions = ["read from free text: compare every line with the mail"] if drafts else []
	questions += (
		[f"dates can be read in two ways: {', '.join(unclear)}"] if unclear and not order.order else []
	)
	return Mail(drafts, _facts(text, order), questions)


def _lines(text: str) -> Iterator[tuple[int, str]]:
	"""Yield the lines with their numbers; a line that goes on with a batch or a date belongs to the line above it."""
	number, held = 0, ""
	for at, line in enumerate(text.expandtabs(4).split("\n"), 1):
		goes_on = held and re.match(rf"^\s*[-*•]?\s*(?:{LOT_KEY.pattern}|{DATE_KEYS.pattern})", line, re.I)
		if goes_on and amount_in(held, NumberHabit(".")):
			held = f"{held}  {line.strip()}"
			continue
		if held:
			yield number, held
		number, held = at, line
	if held:
		yield number, held


def _lots_of_line(number: int, line: str, habits: Habits) -> list[Draft]:
	"""Return the lots that a line names; it needs an amount, and a batch, or an item that has none."""
	ends = DATE_KEYS.search(line)
	key = LOT_KEY.search(line)
	missing = NO_LOT.search(line)
	cut = (
		min(found.start() for found in (ends, key, missing) if found)
		if (ends or key or missing)
		else len(line)
	)
	head = amount_in(line[:cut], habits.numbers)
	said = line[key.end() : ends.start() if ends and ends.start() > key.end() else len(line)] if key else ""
	lots = lots_in(said, habits.numbers) if key else []
	if not head and lots:
		head = amount_in(_behind(said, lots), habits.numbers)
		head = head._replace(start=0, end=0) if head else None
	if not head and not (lots and any(lot.amount or lot.each for lot in lots)):
		return []
	if not lots and not missing and not (_AT_START.match(line) and head and _item(line[:cut], head)):
		return []
	drafts = [Draft(number, {"supplier_batch": lot.number}) for lot in lots] or [
		Draft(number, {"supplier_batch": None}, [NO_BATCH])
	]
	for draft in drafts:
		draft.values.update(_item(line[:cut], head))
		_end(draft, line, ends, habits)
	_amounts(drafts, lots, head)
	return drafts


def _behind(said: str, lots: list[NamedLot]) -> str:
	"""Return what stands behind the last lot of a line that has no quantities beside its lots."""
	return said.rpartition(lots[-1].number)[2] if not any(lot.amount or lot.each for lot in lots) else ""


def _item(text: str, head: Amount | None) -> dict[str, str]:
	"""Return the item of a line: its code, if a word has letters and digits, and its name."""
	rest = (text[: head.start] + " " + text[head.end :] if head else text).strip(" -*•>,;:()x")
	rest = re.sub(r"^(?:of|x|à|von|de|di|van)\s+", "", rest)
	code = _CODE.match(rest)
	name = re.split(r"\s{2,}", code[2] if code else rest)[0].strip(" ,;:-(")
	return {**({"item": code[1]} if code else {}), **({"item_name": name} if name else {})}


def _end(draft: Draft, line: str, key: re.Match[str] | None, habits: Habits) -> None:
	found = DATE.search(line, key.end()) if key else None
	if not key:
		return
	kind = "best_before" if re.match(r"best|bb|mhd|mindest|tht|ddm|dluo|tmc", fold(key[0])) else "expiry"
	date_into(draft, kind, found[0] if found else line[key.end() :].strip(), habits)


def _amounts(drafts: list[Draft], lots: list[NamedLot], head: Amount | None) -> None:
	"""Set the quantities: of the lot, of each package, or of the line if it has only one lot."""
	said = [lot.amount for lot in lots if lot.amount]
	each_lot: list[NamedLot | None] = [*lots] if lots else [None]
	for draft, lot in zip(drafts, each_lot, strict=True):
		if lot and lot.each and head and head.value is not None and lot.each.value is not None:
			draft.values |= {"qty": head.value * lot.each.value, "uom": lot.each.uom, "packages": head.value}
		elif lot and lot.amount:
			draft.values |= {"qty": lot.amount.value, "uom": lot.amount.uom or (head.uom if head else None)}
		elif head and len(drafts) == 1:
			draft.values |= {"qty": head.value, "uom": head.uom}
		else:
			draft.values |= {"qty": None}
			draft.say("the quantity of each lot is not given")
		for amount in (head, lot.amount if lot else None, lot.each if lot else None):
			draft.say(f"quantity {amount.doubt}" if amount and amount.doubt else None)
	total = sum(amount.value or 0 for amount in said)
	if (
		head
		and head.value is not None
		and len(said) == len(drafts)
		and said
		and all(amount.uom in (None, head.uom) for amount in said)
	):
		if abs(total - head.value) > 1e-9 * max(total, head.value):
			drafts[-1].say(f"the lots have {total:.12g}, the line has {head.value:.12g}")


def _facts(text: str, order: DateOrder) -> dict[str, Any]:
	facts: dict[str, Any] = {}
	for name, pattern in NUMBERS:
		found = pattern.search(text)
		if found:
			facts[name] = found[1].strip(".,;:()")
	for line in text.split("\n"):
		date = DATE.search(line)
		read = read_date(date[0], order) if date and SHIPS.search(fold(line)) else None
		if read and read.iso and not DATE_KEYS.search(line):
			facts.setdefault("shipped", read.iso)
	return facts


def _certificates(text: str, drafts: list[Draft]) -> None:
	"""Say of which lots the certificate is still to come."""
	for sentence in re.split(r"(?<=[.!?])\s+|\n\s*\n", text):
		if not _CERTIFICATE.search(fold(sentence)):
			continue
		for clause in re.split(r"[,;]|\band\b|\bund\b|\bet\b|\by\b", fold(sentence)):
			if not FOLLOWS.search(clause):
				continue
			ends = re.findall(r"[\w/.-]*\d[\w/-]*", clause)
			named = [
				draft
				for draft in drafts
				if any((draft.text("supplier_batch") or "").casefold().endswith(end) for end in ends)
			]
			for draft in named or ([] if ends else drafts):
				draft.say("certificate follows")
