r"""The nodes of the graph: batches, and serial numbers of items without batches.

A batch and a serial number may have the same name, so a serial number starts with a mark that no batch name contains.

>>> serial_node("SN-1")
'\x00SN-1'
>>> is_serial(serial_node("SN-1")), is_serial("BATCH-1")
(True, False)
>>> name_of(serial_node("SN-1")), name_of("BATCH-1")
('SN-1', 'BATCH-1')
"""

from typing import TypeAlias

Node: TypeAlias = str

SERIAL_MARK = "\x00"


def serial_node(name: str) -> Node:
	"""Return the node of a serial number whose item has no batches."""
	return SERIAL_MARK + name


def is_serial(node: Node) -> bool:
	"""Return whether the node is a serial number, not a batch."""
	return node[:1] == SERIAL_MARK


def name_of(node: Node) -> str:
	"""Return the name of the node's Batch or Serial No."""
	return node[1:] if node[:1] == SERIAL_MARK else node


def batch_of(node: Node) -> str | None:
	"""Return the batch's name, or None for a serial number.

	>>> batch_of("BATCH-1"), batch_of(serial_node("SN-1"))
	('BATCH-1', None)
	"""
	return None if node[:1] == SERIAL_MARK else node


def serial_of(node: Node) -> str | None:
	"""Return the serial number's name, or None for a batch.

	>>> serial_of("BATCH-1"), serial_of(serial_node("SN-1"))
	(None, 'SN-1')
	"""
	return node[1:] if node[:1] == SERIAL_MARK else None


def node_of(batch: str | None, serial_no: str | None) -> Node | None:
	r"""Return the node of an entry, or None for stock without batch and serial number.

	>>> node_of("BATCH-1", "SN-1"), node_of("", "SN-1"), node_of(None, None)
	('BATCH-1', '\x00SN-1', None)
	"""
	if batch:
		return batch
	return SERIAL_MARK + serial_no if serial_no else None
