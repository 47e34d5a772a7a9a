"""The tables of a ledger file: named as on the site, with the columns that the engine and the verification need."""

TABLES: dict[str, tuple[str, ...]] = {
	"tabTrace Event": (
		"name INTEGER PRIMARY KEY",
		"event_type TEXT",
		"company TEXT",
		"posting_datetime TEXT",
		"recorded_at TEXT",
		"voucher_type TEXT",
		"voucher_no TEXT",
		"part TEXT",
		"work_order TEXT",
		"bom_no TEXT",
		"party_type TEXT",
		"party TEXT",
		"recorded_party TEXT",
		"against_voucher TEXT",
		"ship_to TEXT",
		"vehicle_no TEXT",
		"operator TEXT",
		"reverses INTEGER",
		"sequence INTEGER",
		"previous_hash TEXT",
		"hash TEXT",
	),
	"tabTrace Entry": (
		"name INTEGER PRIMARY KEY",
		"creation TEXT",
		"event INTEGER",
		"of_event INTEGER",
		"event_type TEXT",
		"posting_datetime TEXT",
		"batch TEXT",
		"batch_no TEXT",
		"serial_no TEXT",
		"item_code TEXT",
		"direction TEXT",
		"qty REAL",
		"uom TEXT",
		"warehouse TEXT",
		"voucher_detail_no TEXT",
		"supplier_batch TEXT",
	),
	"tabBatch Balance": ("batch TEXT", "serial_no TEXT", "item_code TEXT", "warehouse TEXT", "qty REAL"),
	"tabBatch": (
		"name TEXT PRIMARY KEY",
		"batch_id TEXT",
		"item TEXT",
		"expiry_date TEXT",
		"manufacturing_date TEXT",
		"disabled INTEGER",
		"supplier_batch TEXT",
	),
	"tabBatch Correction": (
		"name INTEGER PRIMARY KEY",
		"creation TEXT",
		"batch TEXT",
		"old_supplier_batch TEXT",
		"new_supplier_batch TEXT",
		"user TEXT",
	),
	"tabCorrected Movement": (
		"name INTEGER PRIMARY KEY",
		"creation TEXT",
		"batch TEXT",
		"right_batch TEXT",
		"qty REAL",
		"company TEXT",
		"voucher_type TEXT",
		"voucher_no TEXT",
		"user TEXT",
		"reason TEXT",
	),
	"tabItem": (
		"name TEXT PRIMARY KEY",
		"item_name TEXT",
		"stock_uom TEXT",
		"weight_per_unit REAL",
		"weight_uom TEXT",
		"has_batch_no INTEGER",
		"has_serial_no INTEGER",
		"untracked_waste INTEGER",
		"was_sold INTEGER",
	),
	"tabWarehouse": ("name TEXT PRIMARY KEY", "consignment_customer TEXT", "customer TEXT"),
	"tabUOM Conversion Factor": ("category TEXT", "from_uom TEXT", "to_uom TEXT", "value REAL"),
}
"""Column definitions by table, in the order in which rows are written."""

INDEXES = (
	"CREATE INDEX entry_batch ON `tabTrace Entry` (batch, direction, posting_datetime)",
	"CREATE INDEX entry_serial ON `tabTrace Entry` (serial_no)",
	"CREATE INDEX entry_item ON `tabTrace Entry` (item_code, batch, serial_no)",
	"CREATE INDEX entry_of_event ON `tabTrace Entry` (of_event)",
	"CREATE INDEX entry_supplier_batch ON `tabTrace Entry` (supplier_batch)",
	"CREATE INDEX event_work_order ON `tabTrace Event` (work_order)",
	"CREATE INDEX event_voucher ON `tabTrace Event` (voucher_no)",
	"CREATE INDEX event_type ON `tabTrace Event` (event_type)",
	"CREATE INDEX balance_batch ON `tabBatch Balance` (batch)",
	"CREATE INDEX balance_serial ON `tabBatch Balance` (serial_no)",
	"CREATE INDEX batch_id ON `tabBatch` (batch_id)",
	"CREATE INDEX batch_supplier_batch ON `tabBatch` (supplier_batch)",
)


def columns(table: str) -> list[str]:
	"""Return the names of a table's columns.

	>>> columns("tabBatch Balance")
	['batch', 'serial_no', 'item_code', 'warehouse', 'qty']
	"""
	return [definition.split()[0] for definition in TABLES[table]]
