"""The start of a trace: a batch, a serial number, a supplier's batch number or a voucher."""

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
	"""The nodes a trace starts from, and the type and name by which the caller gave them."""

	type: str
	name: str
	nodes: tuple[Node, ...]
	serial_no: str | None = None
	"""The serial number to which the start's batches are limited, if the caller gave one."""
	supplier: str | None = None

	@property
	def is_voucher(self) -> bool:
		"""Whether the start is a voucher.

		>>> Start("Delivery Note", "DN-1", ("B-1",)).is_voucher, start_of(["B-1"]).is_voucher
		(True, False)
		"""
		return self.type not in (BATCH, SERIAL_NO, SUPPLIER_BATCH)

	@property
	def unit(self) -> Unit | None:
		"""The start's batches and the serial number they are limited to, if any.

		>>> Start("Serial No", "SN-1", ("BATCH-1",), "SN-1").unit
		(('BATCH-1',), 'SN-1')
		"""
		batches = tuple(node for node in self.nodes if not is_serial(node))
		return (batches, self.serial_no) if self.serial_no and batches else None


def start_of(nodes: Iterable[Node]) -> Start:
	"""Return a start with the given nodes.

	>>> start_of(["B-1", "B-2"])
	Start(type='Batch', name='B-1, B-2', nodes=('B-1', 'B-2'), serial_no=None, supplier=None)
	"""
	node_tuple = tuple(nodes)
	return Start(BATCH, ", ".join(node_tuple), node_tuple)


def resolve(source: LedgerSource, start: str, start_type: str = BATCH, supplier: str | None = None) -> Start:
	"""Return the start with its nodes.

	Raises:
		UnknownStart: the ledger has no such batch, serial number, supplier's batch number or voucher.
	"""
	if start_type == BATCH:
		batch = source.batch_named(start)
		resolved = Start(BATCH, start, (batch,) if batch else ())
	elif start_type == SERIAL_NO:
		resolved = _serial_no(source, start)
	elif start_type == SUPPLIER_BATCH:
		batches = source.batches_of_supplier_batch(start, supplier)
		resolved = Start(SUPPLIER_BATCH, start, tuple(batches), supplier=supplier)
	else:
		resolved = Start(start_type, start, _nodes_of_voucher(source, start_type, start))
	if not resolved.nodes:
		raise (EmptyLedger if source.is_empty() else UnknownStart)(start_type, start)
	return resolved


def _serial_no(source: LedgerSource, serial_no: str) -> Start:
	"""Return the start of a serial number: the batches it moved with, limited to it, or the serial number itself."""
	batches = source.batches_of_serial(serial_no)
	nodes = tuple(batch or serial_node(recorded) for batch, recorded in batches)
	recorded_number = next((recorded for batch, recorded in batches if batch), None)
	return Start(SERIAL_NO, serial_no, nodes, serial_no=recorded_number)


def _nodes_of_voucher(source: LedgerSource, voucher_type: str, voucher_no: str) -> tuple[Node, ...]:
	"""Return the nodes that came in with a voucher, or if there are none, those it moved or took out."""
	rows = source.voucher_entries(voucher_type, voucher_no)
	reversed_events = {of_event for of_event, event, *_ in rows if event != of_event}
	rows_in_force = [row for row in rows if row[0] not in reversed_events]
	if rows and not rows_in_force:
		raise CancelledStart(voucher_type, voucher_no)
	by_is_inward: dict[bool, dict[Node, None]] = {True: {}, False: {}}
	for _, _, direction, batch, serial_no in rows_in_force:
		if (node := node_of(batch, serial_no)) is not None:
			by_is_inward[direction == IN][node] = None
	return tuple(by_is_inward[True] or by_is_inward[False])
