"""The engine's queries, in SQL that both MariaDB and SQLite understand.

For the entries with alias x, `{node(x)}` is the column of the node, `{is_node(x)}` the condition that selects the given
nodes, `{same(x)}` the condition for the same node as alias t, and `{as_of(x)}` the limit of `as_of`. All are filled in
from constants of this module, never from data.

>>> "s.batch IN %(names)s" in for_batches(ENTRIES), "s.serial_no IN %(names)s" in for_serials(ENTRIES)
(True, True)
>>> "creation" in limit_to_as_of(ON_HAND_AS_OF, True), "creation" in limit_to_as_of(ON_HAND_AS_OF, False)
(True, False)
"""

import re
from functools import lru_cache

_NODE = re.compile(r"\{(node|is_node|same)\((\w)\)\}")
_AS_OF = re.compile(r"\{as_of\((\w)\)\}")


_BATCHES = {"node": "{0}.batch", "is_node": "{0}.batch IN %(names)s", "same": "{0}.batch = t.batch"}
_NO_BATCH = "COALESCE({0}.batch, '') = '' AND {0}.serial_no "
_SERIALS = {
	"node": "{0}.serial_no",
	"is_node": f"{_NO_BATCH}IN %(names)s",
	"same": f"{_NO_BATCH}= t.serial_no",
}


@lru_cache
def for_batches(query: str) -> str:
	"""Return the query for nodes that are batches."""
	return _NODE.sub(lambda m: _BATCHES[m[1]].format(m[2]), query)


@lru_cache
def for_serials(query: str) -> str:
	"""Return the query for nodes that are serial numbers without a batch."""
	return _NODE.sub(lambda m: _SERIALS[m[1]].format(m[2]), query)


@lru_cache
def limit_to_as_of(query: str, limited: bool) -> str:
	"""Return the query with or without the limit to entries recorded up to `as_of`."""
	return _AS_OF.sub(r"AND \1.creation <= %(as_of)s" if limited else "", query)


ENTRIES = """
SELECT e.of_event, e.event, e.event_type, e.direction, e.batch, e.serial_no, e.item_code, e.qty
FROM (
	SELECT DISTINCT s.of_event FROM `tabTrace Entry` s
	WHERE {is_node(s)} AND s.direction = %(side)s AND s.event_type IN %(types)s
) m
JOIN `tabTrace Entry` e ON e.of_event = m.of_event AND e.direction IN ('In', 'Out', 'Waste') {as_of(e)}
"""

HAS_CONSUMPTION = "SELECT name FROM `tabTrace Event` WHERE event_type = 'Consumption' LIMIT 1"

WORK_ORDER_ENTRIES = """
SELECT e.of_event, e.event, e.event_type, e.direction, e.batch, e.serial_no, e.item_code, e.qty, w.work_order
FROM (
	SELECT DISTINCT c.work_order FROM `tabTrace Event` s
	JOIN `tabTrace Event` c ON c.work_order = s.work_order AND c.event_type = 'Consumption'
	WHERE s.name IN %(events)s AND s.work_order <> ''
) w
JOIN `tabTrace Event` o ON o.work_order = w.work_order AND o.event_type IN ('Production', 'Consumption')
JOIN `tabTrace Entry` e ON e.of_event = o.name AND e.direction IN ('In', 'Out', 'Waste') {as_of(e)}
"""

ARRIVALS = """
SELECT {node(t)},
	SUM(CASE WHEN t.event_type IN %(making)s THEN t.qty ELSE 0 END),
	MIN(CASE WHEN t.event_type IN %(making)s THEN t.posting_datetime END),
	(
		SELECT o.posting_datetime FROM `tabTrace Entry` o
		WHERE {same(o)} AND o.direction = 'Out' {as_of(o)} ORDER BY o.posting_datetime LIMIT 1
	),
	MAX(CASE WHEN t.event <> t.of_event THEN 1 ELSE 0 END),
	MAX(CASE WHEN t.event_type IN %(making)s THEN t.of_event ELSE 0 END),
	MIN(CASE WHEN t.event_type IN %(making)s THEN t.of_event END),
	MIN(CASE WHEN t.event_type IN %(making)s THEN NULL ELSE t.posting_datetime END)
FROM `tabTrace Entry` t
WHERE {is_node(t)} AND t.direction = 'In' {as_of(t)}
GROUP BY {node(t)}
"""

POSTINGS = """
SELECT {node(t)}, t.of_event, t.event, t.direction, t.event_type, t.qty, t.posting_datetime, t.creation
FROM `tabTrace Entry` t
WHERE {is_node(t)} AND t.direction IN ('In', 'Out') {as_of(t)}
"""

FLOWS = """
SELECT {node(t)}, t.direction, t.event_type, SUM(t.qty)
FROM `tabTrace Entry` t
WHERE {is_node(t)} {as_of(t)}
GROUP BY {node(t)}, t.direction, t.event_type
"""

SERIAL_FLOWS = """
SELECT t.batch, t.warehouse, t.direction, t.event_type, SUM(t.qty)
FROM `tabTrace Entry` t
WHERE t.serial_no = %(serial_no)s {as_of(t)}
GROUP BY t.batch, t.warehouse, t.direction, t.event_type
"""

ON_HAND = """
SELECT {node(b)}, b.warehouse, SUM(b.qty)
FROM `tabBatch Balance` b
WHERE {is_node(b)}
GROUP BY {node(b)}, b.warehouse
"""

ON_HAND_AS_OF = """
SELECT {node(t)}, t.warehouse, SUM(t.qty)
FROM `tabTrace Entry` t
WHERE {is_node(t)} {as_of(t)}
GROUP BY {node(t)}, t.warehouse
"""

MOVEMENTS = """
SELECT {node(t)}, t.serial_no, t.of_event, t.event, t.event_type, t.direction, t.qty, t.supplier_batch,
	v.posting_datetime, v.company, v.voucher_type, v.voucher_no, v.party, v.against_voucher, v.ship_to, v.vehicle_no,
	v.party_type, v.recorded_at
FROM `tabTrace Entry` t
JOIN `tabTrace Event` v ON v.name = t.of_event
WHERE {is_node(t)} AND t.event_type IN %(types)s AND t.direction IN ('In', 'Out') {as_of(t)}
"""

PLACES = """
SELECT {node(t)}, t.of_event, t.warehouse
FROM `tabTrace Entry` t
WHERE {is_node(t)} AND t.event_type IN %(types)s {as_of(t)}
GROUP BY {node(t)}, t.of_event, t.warehouse
"""

BROUGHT = """
SELECT {node(t)}, t.warehouse, t.of_event
FROM `tabTrace Entry` t
WHERE {is_node(t)} AND t.warehouse IN %(places)s {as_of(t)}
GROUP BY {node(t)}, t.warehouse, t.of_event HAVING SUM(t.qty) > 0.000000001
"""

LEFT_PLACES = """
SELECT {node(t)}, t.serial_no, t.of_event, t.event, t.event_type, t.direction, t.qty, NULL,
	v.posting_datetime, v.company, v.voucher_type, v.voucher_no, NULL, NULL, NULL, NULL, NULL, v.recorded_at, t.warehouse,
	t.voucher_detail_no
FROM `tabTrace Entry` t
JOIN `tabTrace Event` v ON v.name = t.of_event
WHERE {is_node(t)} AND t.direction IN ('Out', 'Move') {as_of(t)} AND EXISTS (
	SELECT 1 FROM `tabTrace Entry` l WHERE l.of_event = t.of_event AND {same(l)} AND l.warehouse IN %(places)s AND l.qty < 0
)
"""

CONSIGNEES = """
SELECT w.name, w.consignment_customer, w.customer FROM `tabWarehouse` w
WHERE COALESCE(w.consignment_customer, '') <> '' OR COALESCE(w.customer, '') <> ''
"""

COMPANIES = """
SELECT {node(t)}, v.company
FROM `tabTrace Entry` t
JOIN `tabTrace Event` v ON v.name = t.of_event
WHERE {is_node(t)} {as_of(t)}
GROUP BY {node(t)}, v.company
"""

EVENTS = """
SELECT v.name, v.posting_datetime, v.recorded_at, v.voucher_type, v.voucher_no, v.company
FROM `tabTrace Event` v WHERE v.name IN %(events)s
"""

BATCHES = (
	"SELECT b.name, b.batch_id, b.item, b.expiry_date, b.disabled FROM `tabBatch` b WHERE b.name IN %(names)s"
)

IDENTITIES = """
SELECT {node(t)}, MIN(t.item_code), MIN(t.batch_no)
FROM `tabTrace Entry` t WHERE {is_node(t)} GROUP BY {node(t)}
"""

ITEMS = """
SELECT i.name, i.item_name, i.stock_uom, i.weight_per_unit, i.weight_uom, i.has_batch_no, i.has_serial_no, i.untracked_waste
FROM `tabItem` i WHERE i.name IN %(items)s
"""

SOLD_ITEMS = "SELECT i.name FROM `tabItem` i WHERE i.name IN %(items)s AND i.was_sold = 1"

LACKING = """
SELECT t.item_code, t.of_event, MIN(t.posting_datetime), SUM(t.qty)
FROM `tabTrace Entry` t
WHERE t.item_code IN %(items)s AND t.batch IS NULL AND t.serial_no IS NULL AND t.direction = 'Out' {as_of(t)}
GROUP BY t.item_code, t.of_event HAVING SUM(t.qty) < -0.000000001
"""

CONVERSION_FACTORS = "SELECT from_uom, to_uom, value FROM `tabUOM Conversion Factor`"

BATCH_NAMED = "SELECT b.name FROM `tabBatch` b WHERE b.name = %(name)s"

BATCH_WITH_ID = "SELECT b.name FROM `tabBatch` b WHERE b.batch_id = %(name)s"

BATCH_IN_LEDGER = "SELECT t.batch FROM `tabTrace Entry` t WHERE t.batch = %(name)s LIMIT 1"

BATCHES_OF_SERIAL = """
SELECT DISTINCT t.batch, t.serial_no FROM `tabTrace Entry` t WHERE t.serial_no = %(serial_no)s {as_of(t)}
"""

OF_SUPPLIER_BATCH = """
SELECT t.batch FROM `tabTrace Entry` t
WHERE t.supplier_batch IN %(names)s AND t.batch <> '' AND t.direction = 'In' {as_of(t)}
GROUP BY t.batch HAVING SUM(t.qty) > 0.000000001
"""

SUPPLIER_BATCHES = """
SELECT DISTINCT t.supplier_batch, v.party FROM `tabTrace Entry` t
JOIN `tabTrace Event` v ON v.name = t.of_event
WHERE t.supplier_batch <> '' AND t.event_type = 'Receipt' AND v.party <> '' {as_of(t)}
ORDER BY t.supplier_batch, v.party LIMIT 200
"""

WITH_SUPPLIER_BATCH = "SELECT b.name FROM `tabBatch` b WHERE b.supplier_batch IN %(names)s"

BEGINNING_LIKE = " UNION ".join(
	f"SELECT DISTINCT {column} FROM `tab{table}` WHERE {column} LIKE %(begin)s ESCAPE '|' AND {column} LIKE %(like)s ESCAPE '|'"
	for table, column in (
		("Trace Entry", "supplier_batch"),
		("Batch", "supplier_batch"),
		("Batch Correction", "old_supplier_batch"),
		("Batch Correction", "new_supplier_batch"),
	)
)
"""Supplier's batch numbers with the letters of another one in their order. An index finds those that begin as it does on a site."""

DISPATCHES = """
SELECT d.name, d.kind, d.voucher_type, d.voucher_no, d.vehicle_no, d.driver, d.transporter, d.waybill_no, d.seals,
	d.temperature, d.consignee, d.delivered_at, d.received_by, d.arrival_temperature, d.remarks, d.sha256
FROM `tabDispatch Record` d WHERE d.voucher_no IN %(vouchers)s {as_of(d)}
"""

FROM_SUPPLIER = """
SELECT t.batch FROM `tabTrace Entry` t
JOIN `tabTrace Event` v ON v.name = t.of_event AND v.party = %(supplier)s
WHERE t.batch IN %(names)s AND t.event_type IN ('Receipt', 'Subcontracting') AND t.direction = 'In' {as_of(t)}
GROUP BY t.batch HAVING SUM(t.qty) > 0.000000001
"""

OF_VOUCHER = """
SELECT t.of_event, t.event, t.direction, t.batch, t.serial_no
FROM `tabTrace Event` v JOIN `tabTrace Entry` t ON t.of_event = v.name {as_of(t)}
WHERE v.voucher_no = %(voucher_no)s AND v.voucher_type = %(voucher_type)s AND v.event_type <> 'Reversal'
"""

COMPANIES_OF_VOUCHER = """
SELECT DISTINCT v.company FROM `tabTrace Event` v
WHERE v.voucher_no = %(voucher_no)s AND v.voucher_type = %(voucher_type)s
"""

COMPANIES_OF_WORK_ORDER = (
	"SELECT DISTINCT v.company FROM `tabTrace Event` v WHERE v.work_order = %(voucher_no)s"
)

OF_WORK_ORDER = """
SELECT t.of_event, t.event, t.direction, t.batch, t.serial_no
FROM `tabTrace Event` v JOIN `tabTrace Entry` t ON t.of_event = v.name {as_of(t)}
WHERE v.work_order = %(voucher_no)s AND v.event_type <> 'Reversal'
"""

ANY_ENTRY = "SELECT t.name FROM `tabTrace Entry` t LIMIT 1"
