"""Goods that went to another company of the site and whose arrival there is not recorded: nobody knows what became of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import frappe

from batch_trace.core.answer import gaps
from batch_trace.core.terms.nodes import Node, is_serial
from batch_trace.core.terms.quantities import quantity_text
from batch_trace.ledger.sister_companies import PAIRS
from batch_trace.ledger.slices import AT_ONCE

SENT = """
	SELECT entry.batch, sold.name, sold.company, sold.represents_company, entry.item_code, entry.uom, SUM(entry.qty)
	FROM `tabTrace Entry` entry
	JOIN `tabTrace Event` event ON event.name = entry.of_event
	JOIN `tab{sale}` sold
		ON sold.name = CASE WHEN event.voucher_type = %(sale)s AND event.event_type = 'Shipment' THEN event.voucher_no
			ELSE event.against_voucher END
		AND sold.is_internal_customer = 1 AND sold.represents_company <> sold.company AND sold.represents_company <> ''
	WHERE entry.batch IN %(names)s AND entry.event_type IN ('Shipment', 'Customer Return', 'Transfer between Companies')
		AND event.voucher_type IN %(types)s
	GROUP BY entry.batch, sold.name, sold.company, sold.represents_company, entry.item_code, entry.uom
	HAVING SUM(entry.qty) < -0.000000001
	ORDER BY sold.name, entry.batch
"""


def found(nodes: Collection[Node]) -> Iterator[gaps.Gap]:
	"""Yield a gap for each batch and sale to another company of the site, as far as neither it nor a return has arrived."""
	names = [node for node in nodes if not is_serial(node)]
	for purchase, pair in PAIRS.items():
		if not frappe.db.exists(pair.sale, {"is_internal_customer": 1, "docstatus": 1}):
			continue
		for some in (tuple(names[at : at + AT_ONCE]) for at in range(0, len(names), AT_ONCE)):
			values = {"names": some, "sale": pair.sale, "types": (pair.sale, purchase)}
			for row in frappe.db.sql(SENT.format(sale=pair.sale), values):
				batch, sale, seller, buyer, item, uom, quantity = row
				args = (quantity_text(-float(quantity)), uom, batch, buyer, sale)
				about = (("Company", seller), ("Company", buyer))
				voucher = (pair.sale, sale)
				yield gaps.Gap(gaps.NOT_ARRIVED, args, batch, voucher=voucher, item=item, about=about)
