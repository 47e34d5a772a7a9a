"""What the vouchers of this transaction bring in."""

from __future__ import annotations

from collections import defaultdict

from batch_trace.ledger import capture, stock


def batches(item_code: str, warehouse: str) -> set[str]:
	"""Return the batches of an item that vouchers of this transaction bring into a warehouse, from ERPNext's stock ledger."""
	numbers: dict[str, list[str]] = defaultdict(list)
	for voucher_type, voucher_no in sorted(capture.moving()):
		numbers[voucher_type].append(voucher_no)
	return {
		m.batch
		for voucher_type, names in numbers.items()
		for voucher in stock.read(voucher_type, names).values()
		if not voucher.is_cancelled
		for m in voucher.movements
		if m.batch and m.qty > 0 and (m.item_code, m.warehouse) == (item_code, warehouse)
	}
