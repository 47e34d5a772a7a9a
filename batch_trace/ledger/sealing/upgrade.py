"""Seals records that have no keyed seal: those of versions without one, and those of a site that lost its key."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import frappe

from batch_trace.ledger.sealing import blocks, records, verification


def seal_all(but: dict[str, Collection[int]] | None = None) -> None:
	"""Seal each record without a keyed seal as it stands now, and put it into blocks that say so.

	`but` names records that older versions sealed and that no longer fit that seal: they stay as they are, and are found.
	"""
	for doctype in records.sealed():
		seal_unsealed(doctype, but=(but or {}).get(doctype, ()))
		blocks.make(doctype, blocks.ON_UPGRADE)


def seal_unsealed(doctype: str, but: Collection[int] = ()) -> int:
	"""Seal the records of a doctype that have no keyed seal; return how many."""
	after = count = 0
	while rows := verification.records_after(doctype, after):
		after = rows[-1][0]
		chosen = [row for row in rows if ":" not in (row[1] or "") and row[0] not in but]
		count += len(chosen)
		write(doctype, [(name, records.seal(doctype, name, facts)) for name, _made, *facts in chosen])
	return count


def write(doctype: str, seals: Sequence[tuple[int, str]]) -> None:
	"""Store seals of records, by number."""
	if not seals:
		return
	rows = " UNION ALL ".join(f"SELECT %(n{i})s AS name, %(s{i})s AS seal" for i in range(len(seals)))
	values = {f"n{i}": name for i, (name, _seal) in enumerate(seals)}
	values |= {f"s{i}": seal for i, (_name, seal) in enumerate(seals)}
	frappe.db.sql(
		f"UPDATE `tab{doctype}` record JOIN ({rows}) made ON made.name = record.name SET record.seal = made.seal",
		values,
	)
