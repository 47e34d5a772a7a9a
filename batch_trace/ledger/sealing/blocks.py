"""Blocks chain the seals of records, so that a record that was deleted is missed.

A block names the numbers of its records and the digest of their seals, and carries the seal of the block before it. It is made
after the records are committed, by a job that no writer waits for. Numbers may be missing where a transaction was rolled back,
and a slow transaction may commit a lower number late: a block names the numbers it has, and a later one those that came late.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.utils import add_to_date, create_batch, now
from pypika import Criterion
from pypika.functions import Max

from batch_trace.core.ledger_file.keyed import Verdict, digest, holes, numbers_in, ranges
from batch_trace.ledger.bulk import STANDARD, insert
from batch_trace.ledger.compat import is_taken, next_numbers
from batch_trace.ledger.finding import Cursor, Finding, Slice
from batch_trace.ledger.sealing import anchor
from batch_trace.ledger.sealing.keys import site_keys
from batch_trace.ledger.sealing.records import sealed
from batch_trace.ledger.sealing.verification import KEY_UNKNOWN
from batch_trace.ledger.slices import AT_ONCE

BLOCK = "Trace Seal Block"
RECORDED, ON_UPGRADE, RESEALED = "Recorded", "Sealed on Upgrade", "Re-sealed"
RECORD_MISSING, BLOCK_BROKEN = "record_missing", "seal_block_broken"
RECORDS_A_BLOCK = 10_000
LATE_HOURS = 24
"""No transaction stays open for longer: a number that is missing in an older block was rolled back, or deleted before."""
NAMED = 20


class Block(NamedTuple):
	"""A block as it is stored; the keyed seal covers all the fields before it."""

	sealed_doctype: str
	number: int
	origin: str
	begins_anew: int
	first_record: int
	last_record: int
	record_count: int
	record_ranges: str
	digest: str
	previous_seal: str
	seal: str = ""

	def verdict(self) -> Verdict:
		"""Return whether it is as it was made."""
		return site_keys().verdict(BLOCK, self[:-1], self.seal)


def make_all() -> int:
	"""Put all records that are in no block into blocks; return the number of new blocks."""
	return sum(make(doctype) for doctype in sealed()) if site_keys().current else 0


def make(doctype: str, origin: str = RECORDED, *, anew: bool = False) -> int:
	"""Put the records of a doctype that are in no block into blocks; `anew` begins with the first record again.

	If another process makes the same block, leave the rest to it. The new head is anchored after the commit.
	"""
	last = _last(doctype)
	number, seal = (last.number, last.seal) if last else (0, "")
	made = 0
	for rows in _not_in_blocks(doctype, anew=anew):
		numbers = [int(name) for name, _seal in rows]
		block = Block(
			doctype, number + 1, origin, int(anew and not made), numbers[0], numbers[-1], len(rows), ranges(numbers),
			digest(rows), seal,
		)  # fmt: skip
		block = block._replace(seal=site_keys().seal(BLOCK, block[:-1]))
		if not _write(block):
			break
		number, seal, made = block.number, block.seal, made + 1
	if made:
		frappe.db.after_commit.add(anchor.write_if_due)
	return made


def _write(block: Block) -> bool:
	at, user = now(), frappe.session.user
	[name] = next_numbers(BLOCK, 1)
	try:
		insert(BLOCK, (*STANDARD, *Block._fields), [(name, at, at, user, user, *block)])
	except Exception as error:
		if not is_taken(error):
			raise
		return False
	return True


def _not_in_blocks(doctype: str, *, anew: bool) -> Iterator[Sequence[tuple]]:
	"""Yield the numbers and seals of records that are in no block, the late ones first."""
	after = 0 if anew else _end(doctype)
	late = [] if anew else _late(doctype, after)
	for start in range(0, len(late), RECORDS_A_BLOCK):
		yield late[start : start + RECORDS_A_BLOCK]
	while rows := _records(doctype, after + 1, None):
		after = rows[-1][0]
		yield rows


def _records(doctype: str, first: int, last: int | None) -> Sequence[tuple]:
	"""Return the numbers and seals of records, up to the last one or as many as a block takes."""
	table = frappe.qb.DocType(doctype)
	query = (
		frappe.qb.from_(table).select(table.name, table.seal).where(table.name >= first).orderby(table.name)
	)
	return (query.limit(RECORDS_A_BLOCK) if last is None else query.where(table.name <= last)).run()


def _late(doctype: str, end: int) -> list[tuple]:
	"""Return the records among the numbers of recent blocks that are in none of them."""
	block = frappe.qb.DocType(BLOCK)
	present = (block.sealed_doctype == doctype) & (block.number >= base(doctype))
	older = block.creation <= add_to_date(None, hours=-LATE_HOURS)
	((settled,),) = frappe.qb.from_(block).select(Max(block.last_record)).where(present & older).run()
	begin = (settled or 0) + 1
	query = frappe.qb.from_(block).select(block.record_ranges)
	texts = [text or "" for (text,) in query.where(present & (block.last_record >= begin)).run()]
	table = frappe.qb.DocType(doctype)
	late: list[tuple] = []
	for some in create_batch(holes(texts, begin, end), AT_ONCE):
		between = Criterion.any([table.name.between(first, last) for first, last in some])
		late += frappe.qb.from_(table).select(table.name, table.seal).where(between).orderby(table.name).run()
	return late


def base(doctype: str) -> int:
	"""Return the number of the block with which the present chain begins: the first, or that of the last re-seal."""
	for block in _blocks(doctype, begins_anew=1, order="desc"):
		if block.verdict() == Verdict.HOLDS:
			return block.number
	return 1


def _end(doctype: str) -> int:
	block = frappe.qb.DocType(BLOCK)
	query = frappe.qb.from_(block).select(Max(block.last_record))
	((end,),) = query.where((block.sealed_doctype == doctype) & (block.number >= base(doctype))).run()
	return end or 0


def _last(doctype: str) -> Block | None:
	return next(iter(_blocks(doctype, order="desc", limit=1)), None)


def _blocks(doctype: str, *, order: str = "asc", limit: int = 0, **filters: Any) -> list[Block]:
	rows = frappe.get_all(
		BLOCK,
		filters={"sealed_doctype": doctype, **filters},
		fields=list(Block._fields),
		order_by=f"number {order}",
		limit_page_length=limit,
		as_list=True,
	)
	return [Block(*(value if isinstance(value, int) else value or "" for value in row)) for row in rows]


def in_slices(cursor: Cursor) -> Iterator[Slice]:
	"""Verify block after block, then make the blocks of new records; the cursor is a doctype and the number of a block."""
	if not site_keys().current:
		return
	doctypes = list(sealed())
	start, after = cursor or (doctypes[0], -1)
	for doctype in doctypes[doctypes.index(start) :]:
		begin = base(doctype)
		before = next(iter(_blocks(doctype, number=after)), None) if after > 0 else None
		while block := next(iter(_blocks(doctype, number=[">", max(after, begin - 1)], limit=1)), None):
			yield [doctype, block.number], list(_of_block(block, before, begin))
			before, after = block, block.number
		make(doctype)
		after = -1


def _of_block(block: Block, before: Block | None, begin: int) -> Iterator[Finding]:
	expected = (
		(before.number + 1, before.seal) if before else (begin, block.previous_seal if begin > 1 else "")
	)
	if (block.number, block.previous_seal) != expected:
		yield _block_finding(block, _("the block before it is missing, or is another one"))
	verdict = block.verdict()
	if verdict == Verdict.UNKNOWN_KEY:
		yield _unknown_key(block)
		return
	if verdict != Verdict.HOLDS:
		yield _block_finding(block, _("it was changed, or was not made by the app"))
		return
	numbers = numbers_in(block.record_ranges)
	wanted = set(numbers)
	rows = [
		row
		for row in _records(block.sealed_doctype, block.first_record, block.last_record)
		if row[0] in wanted
	]
	if len(rows) < len(numbers):
		yield from _missing(block, sorted(wanted.difference(row[0] for row in rows)))
	elif digest(rows) != block.digest:
		yield _block_finding(
			block, _("one of its records ({0}) was sealed again afterwards").format(block.record_ranges[:140])
		)


def _missing(block: Block, numbers: Sequence[int]) -> Iterator[Finding]:
	"""Yield each missing record, or one finding if there are many."""
	for name in map(str, numbers) if len(numbers) <= NAMED else [ranges(numbers)[:140]]:
		yield Finding(
			RECORD_MISSING,
			_(
				"{0} {1} was deleted from the database after it was recorded. Nothing can repair evidence: get it from a backup, "
				"find out who deleted it, and write down what you found."
			).format(_(block.sealed_doctype), name),
			voucher_type=block.sealed_doctype,
			voucher_no=name,
			is_repairable=False,
		)


def _block_finding(block: Block, what: str) -> Finding:
	return Finding(
		BLOCK_BROKEN,
		_(
			"Trace Seal Block {0} of {1} does not hold: {2}. Compare the records with a backup, find out who changed them, and "
			"write down what you found."
		).format(block.number, _(block.sealed_doctype), what),
		voucher_type=BLOCK,
		voucher_no=f"{block.sealed_doctype} {block.number}",
		is_repairable=False,
	)


def _unknown_key(block: Block) -> Finding:
	key = block.seal.partition(":")[0]
	return Finding(
		KEY_UNKNOWN,
		_(
			"The blocks of {0} cannot be verified: they are sealed with key {1}, whose secret is not in site_config.json. "
			"Put the secret back from the backup of site_config.json, or re-seal them with a signature."
		).format(_(block.sealed_doctype), key),
		voucher_type=BLOCK,
		voucher_no=f"{block.sealed_doctype} {key}",
		is_repairable=False,
	)
