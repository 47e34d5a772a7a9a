"""What a trace can start from: a batch, a serial number, a supplier's batch number, or a voucher."""

from collections.abc import Iterable
from typing import NamedTuple

from batch_trace.core.genealogy.edges import Unit
from batch_trace.core.ledger_file.source import IN, LedgerSource
from batch_trace.core.terms.errors import CancelledStart, EmptyLedger, UnknownStart
from batch_trace.core.terms.nodes import Node, is_serial, node_of, serial_node

BATCH = "Batch"
SERIAL_NO = "Serial No"
SUPPLIER_BATCH = "Supplier Batch"


class Start(NamedTuple):
	"""The nodes a trace starts from, and what they were asked for as."""

	type: str
	name: str
	nodes: tuple[Node, ...]
	serial_no: str | None = None
	"""The one serial number of the start's batches that counts, if one was asked for."""
	supplier: str | None = None

	@property
	def is_voucher(self) -> bool:
		"""Whether a voucher was asked for.

		>>> Start("Delivery Note", "DN-1", ("B-1",)).is_voucher, start_of(["B-1"]).is_voucher
		(True, False)
		"""
		return self.type not in (BATCH, SERIAL_NO, SUPPLIER_BATCH)

	@property
	def unit(self) -> Unit | None:
		"""The batches that are narrowed to a serial number, and that number.

		>>> Start("Serial No", "SN-1", ("BATCH-1",), "SN-1").unit
		(('BATCH-1',), 'SN-1')
		"""
		batches = tuple(node for node in self.nodes if not is_serial(node))
		return (batches, self.serial_no) if self.serial_no and batches else None


def start_of(nodes: Iterable[Node]) -> Start:
	"""Return a start of known nodes.

	>>> start_of(["B-1", "B-2"])
	Start(type='Batch', name='B-1, B-2', nodes=('B-1', 'B-2'), serial_no=None, supplier=None)
	"""
	found = tuple(nodes)
	return Start(BATCH, ", ".join(found), found)


def resolve(source: LedgerSource, start: str, start_type: str = BATCH, supplier: str | None = None) -> Start:
	"""Find the nodes to start from, or refuse with `UnknownStart`."""
	if start_type == BATCH:
		batch = source.batch_named(start)
		found = Start(BATCH, start, (batch,) if batch else ())
	elif start_type == SERIAL_NO:
		found = _serial_no(source, start)
	elif start_type == SUPPLIER_BATCH:
		batches = source.batches_of_supplier_batch(start, supplier)
		found = Start(SUPPLIER_BATCH, start, tuple(batches), supplier=supplier)
	else:
		found = Start(start_type, start, _nodes_of_voucher(source, start_type, start))
	if not found.nodes:
		raise (EmptyLedger if source.is_empty() else UnknownStart)(start_type, start)
	return found


def _serial_no(source: LedgerSource, serial_no: str) -> Start:
	"""A serial number stands for itself, or narrows the batches it was moved with."""
	found = source.batches_of_serial(serial_no)
	nodes = tuple(batch or serial_node(recorded) for batch, recorded in found)
	narrowed = next((recorded for batch, recorded in found if batch), None)
	return Start(SERIAL_NO, serial_no, nodes, serial_no=narrowed)


def _nodes_of_voucher(source: LedgerSource, voucher_type: str, voucher_no: str) -> tuple[Node, ...]:
	"""Return what a voucher brought in, or else what it moved or took out."""
	rows = source.voucher_entries(voucher_type, voucher_no)
	reverted = {of_event for of_event, event, *_ in rows if event != of_event}
	standing = [row for row in rows if row[0] not in reverted]
	if rows and not standing:
		raise CancelledStart(voucher_type, voucher_no)
	by_side: dict[bool, dict[Node, None]] = {True: {}, False: {}}
	for _, _, direction, batch, serial_no in standing:
		if (node := node_of(batch, serial_no)) is not None:
			by_side[direction == IN][node] = None
	return tuple(by_side[True] or by_side[False])
