app_name = "batch_trace"
app_title = "Batch Trace"
app_publisher = "batch_trace contributors"
app_description = "Batch control and batch traceability for ERPNext"
app_email = "batch_trace@example.com"
app_license = "gpl-3.0"
add_to_apps_screen = [
	{
		"name": app_name,
		"logo": "/assets/batch_trace/images/batch_trace.svg",
		"title": app_title,
		"route": "/app/Batch Trace",
		"has_permission": "batch_trace.api.desk.has_app_permission",
	}
]

required_apps = ["frappe/erpnext"]
export_python_type_annotations = True
require_type_annotated_api_methods = True

before_install = "batch_trace.setup.install.before_install"
after_install = "batch_trace.setup.install.after_install"
after_migrate = "batch_trace.setup.install.after_migrate"
before_uninstall = "batch_trace.setup.uninstall.before_uninstall"
after_uninstall = "batch_trace.setup.uninstall.after_uninstall"

fixtures = [{"doctype": "Role", "filters": [["name", "like", "Batch %"]]}]

ignore_links_on_delete = [
	"Trace Event",
	"Trace Entry",
	"Batch Balance",
	"Batch Pick",
	"Dispatch Record",
	"Trace Gap",
	"Trace Gap Repair",
	"Batch Control Change",
	"Batch Correction",
	"Batch Disposition Evidence",
	"Batch Hold",
	"Batch Override",
	"Batch Reservation",
	"Batch Reservation Use",
	"Corrected Movement",
	"Customer Certificate Result",
	"Submitted Row",
]
auto_cancel_exempted_doctypes = [
	"Batch Hold",
	"Batch Disposition",
	"Batch Override",
	"Batch Reservation",
	"Certificate of Analysis",
	"Customer Certificate",
]
company_data_to_be_ignored = [
	"Trace Event",
	"Trace Entry",
	"Batch Balance",
	"Batch Pick",
	"Batch Reservation Use",
	"Dispatch Record",
	"Trace Gap",
	"Trace Gap Repair",
]

app_include_js = "batch_trace.bundle.js"
app_include_css = "batch_trace.bundle.css"
extend_bootinfo = "batch_trace.extends.boot.extend_bootinfo"
doctype_list_js = {"Batch": "public/js/status/batch_list.js"}

permission_query_conditions = {
	"Batch Attribute Value": "batch_trace.control.holds.places.batch_conditions",
	"Batch Control Change": "batch_trace.control.holds.control_changes.conditions",
	"Batch Correction": "batch_trace.control.holds.places.batch_conditions",
	"Batch Disposition": "batch_trace.control.holds.places.disposition_conditions",
	"Batch Disposition Batch": "batch_trace.control.holds.places.disposition_row_conditions",
	"Batch Disposition Evidence": "batch_trace.control.holds.places.disposition_evidence_conditions",
	"Batch Disposition Part": "batch_trace.control.holds.places.disposition_part_conditions",
	"Batch Hold": "batch_trace.control.holds.access.hold_conditions",
	"Batch Hold Batch": "batch_trace.control.holds.access.hold_row_conditions",
	"Batch Override": "batch_trace.control.holds.places.batch_conditions",
	"Batch Pick": "batch_trace.ledger.parties.pick_conditions",
	"Batch Reservation": "batch_trace.control.reservations.access.conditions",
	"Batch Reservation Batch": "batch_trace.control.reservations.access.row_conditions",
	"Batch Reservation Use": "batch_trace.control.reservations.access.use_conditions",
	"Certificate of Analysis": "batch_trace.control.certificates.access.conditions",
	"Certificate of Analysis Reading": "batch_trace.control.certificates.access.row_conditions",
	"Corrected Movement": "batch_trace.control.holds.places.batch_conditions",
	"Customer Certificate": "batch_trace.control.holds.places.batch_conditions",
	"Customer Certificate Result": "batch_trace.control.certificates.access.issued_row_conditions",
	"Dispatch Record": "batch_trace.control.dispatch.access.conditions",
	"Electronic Signature": "batch_trace.control.signatures.access.signature_conditions",
	"Trace Event": "batch_trace.ledger.parties.event_conditions",
}
has_permission = {
	"Batch Attribute Value": "batch_trace.control.holds.places.may_read_of_batch",
	"Batch Control Change": "batch_trace.control.holds.control_changes.may_read",
	"Batch Correction": "batch_trace.control.holds.places.may_read_of_batch",
	"Batch Disposition": "batch_trace.control.holds.places.may_read_disposition",
	"Batch Hold": "batch_trace.control.holds.access.may_read_hold",
	"Batch Override": "batch_trace.control.holds.places.may_read_of_batch",
	"Batch Pick": "batch_trace.ledger.parties.may_read_pick",
	"Batch Reservation": "batch_trace.control.reservations.access.may_read",
	"Certificate of Analysis": "batch_trace.control.certificates.access.may_read",
	"Corrected Movement": "batch_trace.control.holds.places.may_read_of_batch",
	"Customer Certificate": "batch_trace.control.holds.places.may_read_of_batch",
	"Dispatch Record": "batch_trace.control.dispatch.access.may_read",
	"Electronic Signature": "batch_trace.control.signatures.access.may_read_signature",
	"Trace Event": "batch_trace.ledger.parties.may_read_event",
}
jinja = {"methods": ["batch_trace.control.signatures.printing.batch_trace_signatures"]}

override_doctype_dashboards = {
	"Batch": "batch_trace.extends.connections.batch",
	"Customer": "batch_trace.extends.connections.customer",
	"Delivery Note": "batch_trace.extends.connections.delivery_note",
	"Item": "batch_trace.extends.connections.item",
	"Purchase Receipt": "batch_trace.extends.connections.purchase_receipt",
	"Quality Inspection": "batch_trace.extends.connections.quality_inspection",
	"Sales Order": "batch_trace.extends.connections.sales_order",
	"Supplier": "batch_trace.extends.connections.supplier",
	"Work Order": "batch_trace.extends.connections.work_order",
}
override_whitelisted_methods = {
	"frappe.client.submit": "batch_trace.api.submitting.submit",
	"frappe.desk.query_report.export_query": "batch_trace.api.report_export.export_query",
	"frappe.desk.form.save.savedocs": "batch_trace.api.submitting.savedocs",
	"erpnext.stock.doctype.serial_and_batch_bundle.serial_and_batch_bundle.get_auto_data": (
		"batch_trace.api.pickers.auto_data"
	),
	"erpnext.stock.doctype.serial_and_batch_bundle.serial_and_batch_bundle.update_serial_or_batch": (
		"batch_trace.api.bundles.update_serial_or_batch"
	),
	"erpnext.stock.doctype.batch.batch.split_batch": "batch_trace.api.splitting.split_batch",
	"erpnext.stock.get_item_details.get_item_details": "batch_trace.api.item_details.get_item_details",
	"erpnext.selling.doctype.sales_order.sales_order.create_pick_list": "batch_trace.api.pick_lists.of_sales_order",
	"erpnext.stock.doctype.material_request.material_request.create_pick_list": (
		"batch_trace.api.pick_lists.of_material_request"
	),
}

batch_trace_moved = [
	"batch_trace.control.guard.guard.on_moved",
	"batch_trace.control.guard.serial_numbers.on_moved",
	"batch_trace.control.guard.shared_bundles.on_moved",
	"batch_trace.control.guard.samples.on_moved",
	"batch_trace.control.orders.order_guard.on_moved",
	"batch_trace.control.decisions.arrivals.on_moved",
	"batch_trace.control.decisions.certificates.on_moved",
	"batch_trace.control.decisions.rejections.on_moved",
	"batch_trace.control.decisions.rejected_drafts.on_moved",
	"batch_trace.control.decisions.rejected_anew.on_moved",
	"batch_trace.control.guard.counted.on_moved",
	"batch_trace.control.guard.lost_and_found.on_moved",
	"batch_trace.control.guard.between_companies.on_moved",
	"batch_trace.control.decisions.returns.on_moved",
	"batch_trace.control.decisions.company_transfers.on_moved",
	"batch_trace.control.policy.requirements.check",
	"batch_trace.control.attributes.handing_down.on_moved",
	"batch_trace.control.policy.shipment_terms.on_moved",
	"batch_trace.control.dispatch.requirement.on_moved",
	"batch_trace.control.dispatch.returned.on_moved",
	"batch_trace.control.numbering.ended.on_moved",
	"batch_trace.control.holds.sent_back.on_moved",
	"batch_trace.control.holds.back_already.on_moved",
	"batch_trace.control.holds.received_elsewhere.on_moved",
	"batch_trace.control.holds.unaccounted.on_moved",
	"batch_trace.control.holds.followers.on_moved",
	"batch_trace.control.guard.found.on_moved",
	"batch_trace.control.reservations.reservation_guard.on_moved",
	"batch_trace.control.allocation.picks.on_moved",
	"batch_trace.control.amended.differences.on_moved",
]
batch_trace_appended = [
	"batch_trace.control.guard.enough.on_appended",
	"batch_trace.control.guard.samples.on_appended",
	"batch_trace.control.guard.counted.on_appended",
	"batch_trace.control.guard.lost_and_found.on_appended",
	"batch_trace.control.guard.possibly_sold.on_appended",
	"batch_trace.control.guard.between_companies.on_appended",
	"batch_trace.control.orders.order_guard.on_appended",
	"batch_trace.control.holds.followers.on_appended",
	"batch_trace.control.holds.sent_back.on_appended",
	"batch_trace.control.decisions.returns.on_appended",
	"batch_trace.control.decisions.undone.on_appended",
	"batch_trace.control.decisions.rejected_anew.on_appended",
	"batch_trace.control.decisions.recorded_anew.on_appended",
	"batch_trace.control.attributes.handing_down.on_appended",
	"batch_trace.control.holds.aftermath.on_appended",
	"batch_trace.control.reservations.reservation_guard.on_appended",
]
batch_trace_corrected = [
	"batch_trace.control.reservations.reservation_guard.on_corrected",
]
batch_trace_check_stages = {
	"submitted documents": "batch_trace.control.submitted.difference.in_slices",
	"counts": "batch_trace.control.guard.lost_and_found.in_slices",
}
batch_trace_sealed = {
	"Trace Event": "batch_trace.ledger.writer.SEALED",
	"Trace Gap Repair": "batch_trace.ledger.repair.SEALED",
	"Sealed State": "batch_trace.ledger.sealing.states.SEALED",
	"Submitted Row": "batch_trace.control.submitted.record.SEALED",
	"Electronic Signature": "batch_trace.control.signatures.signing.FACTS",
	"Batch Control Change": "batch_trace.control.loosening.evidence.SEALED",
	"Batch Correction": "batch_trace.control.corrections.evidence.SEALED",
	"Corrected Movement": "batch_trace.ledger.corrected_movements.SEALED",
	"Batch Pick": "batch_trace.control.allocation.pick_record.SEALED",
	"Dispatch Record": "batch_trace.ledger.dispatch_records.SEALED",
	"Batch Reservation Use": "batch_trace.control.reservations.uses.SEALED",
}
batch_trace_sealed_states = {
	"Batch Trace Settings": "batch_trace.control.submitted.decisive.SETTINGS",
	"Batch Control Policy": "batch_trace.control.submitted.decisive.RULES",
	"Customer Batch Rule": "batch_trace.control.submitted.decisive.RULES",
	"Batch Attribute": "batch_trace.control.submitted.decisive.RULES",
	"Batch Attribute Value": "batch_trace.control.submitted.decisive.ATTRIBUTE_VALUE",
	"Sampling Plan": "batch_trace.control.submitted.decisive.RULES",
	"Batch": "batch_trace.control.submitted.decisive.BATCH",
	"Batch Hold": "batch_trace.control.submitted.decisive.HOLD",
	"Batch Disposition": "batch_trace.control.submitted.decisive.DECISION",
	"Batch Override": "batch_trace.control.submitted.decisive.OVERRIDE",
	"Certificate of Analysis": "batch_trace.control.submitted.decisive.CERTIFICATE",
	"Customer Certificate": "batch_trace.control.submitted.decisive.ISSUED",
	"Batch Reservation": "batch_trace.control.submitted.decisive.RESERVATION",
	"Trace Gap": "batch_trace.control.submitted.decisive.GAP",
	"Item": "batch_trace.control.submitted.decisive.ITEM",
	"Item Group": "batch_trace.control.submitted.decisive.ITEM_GROUP",
	"Warehouse": "batch_trace.control.submitted.decisive.WAREHOUSE",
}
batch_trace_usable_instead = ["batch_trace.control.allocation.alternatives.usable"]
batch_trace_history_read = ["batch_trace.control.holds.descendants.hold_all_due"]

doc_events = {
	"Stock Ledger Entry": {"on_submit": "batch_trace.extends.stock_ledger_entry.on_submit"},
	"Serial and Batch Bundle": {
		"on_submit": "batch_trace.extends.serial_and_batch_bundle.on_submit",
		"before_cancel": "batch_trace.extends.serial_and_batch_bundle.before_cancel",
	},
	"Repost Item Valuation": {"on_change": "batch_trace.extends.repost_item_valuation.on_change"},
	"Batch": {
		"before_rename": "batch_trace.extends.batch.before_rename",
		"before_insert": "batch_trace.extends.batch.before_insert",
		"before_naming": "batch_trace.extends.batch.before_naming",
		"on_change": "batch_trace.ledger.sealing.states.on_change",
		"after_delete": "batch_trace.ledger.sealing.states.after_delete",
		"after_rename": "batch_trace.ledger.sealing.states.after_rename",
		"validate": "batch_trace.extends.batch.validate",
		"before_save": "batch_trace.extends.batch.before_save",
		"on_update": "batch_trace.extends.batch.on_update",
		"on_trash": "batch_trace.extends.batch.on_trash",
	},
	"Item": {
		"before_rename": "batch_trace.extends.item.before_rename",
		"validate": "batch_trace.extends.item.validate",
		"on_update": "batch_trace.extends.item.on_update",
	},
	"Item Group": {
		"before_rename": "batch_trace.extends.item_group.before_rename",
		"validate": "batch_trace.extends.item_group.validate",
		"on_update": "batch_trace.extends.item_group.on_update",
	},
	("Item", "Item Group"): {
		"on_change": "batch_trace.ledger.sealing.states.on_change",
		"after_delete": "batch_trace.ledger.sealing.states.after_delete",
		"after_rename": "batch_trace.ledger.sealing.states.after_rename",
	},
	"Pick List": {
		"after_mapping": "batch_trace.extends.pick_list.after_mapping",
		"before_validate": "batch_trace.extends.pick_list.before_validate",
		"before_save": "batch_trace.extends.pick_list.before_save",
		"before_submit": "batch_trace.extends.pick_list.before_submit",
	},
	"Quality Inspection": {
		"before_validate": "batch_trace.extends.quality_inspection.before_validate",
		"validate": "batch_trace.extends.quality_inspection.validate",
		"before_submit": "batch_trace.extends.quality_inspection.before_submit",
		"on_submit": "batch_trace.extends.quality_inspection.on_submit",
		"on_cancel": "batch_trace.extends.quality_inspection.on_cancel",
	},
	"Stock Reservation Entry": {
		"before_validate": [
			"batch_trace.extends.stock_reservation_entry.before_validate",
			"batch_trace.extends.own_rows.before_save",
		],
		"before_submit": "batch_trace.extends.stock_reservation_entry.before_submit",
		"before_update_after_submit": [
			"batch_trace.extends.stock_reservation_entry.before_update_after_submit",
			"batch_trace.extends.own_rows.before_save",
		],
		"before_cancel": "batch_trace.extends.own_rows.after_submission",
	},
	"Serial No": {"validate": "batch_trace.extends.serial_no.validate"},
	"File": {
		"before_validate": "batch_trace.extends.file.before_validate",
		"on_trash": "batch_trace.extends.file.on_trash",
	},
	"User": {"before_rename": "batch_trace.extends.user.before_rename"},
	"Warehouse": {
		"before_rename": "batch_trace.extends.warehouse.before_rename",
		"after_rename": "batch_trace.extends.warehouse.after_rename",
		"on_change": "batch_trace.ledger.sealing.states.on_change",
		"after_delete": "batch_trace.ledger.sealing.states.after_delete",
		"validate": "batch_trace.extends.warehouse.validate",
	},
	(
		"Purchase Receipt",
		"Purchase Invoice",
		"Subcontracting Receipt",
	): {
		"on_submit": "batch_trace.extends.receipt.on_submit",
		"on_cancel": "batch_trace.extends.receipt.on_cancel",
	},
	(
		"Asset Capitalization",
		"Delivery Note",
		"Landed Cost Voucher",
		"POS Invoice",
		"Sales Invoice",
		"Stock Entry",
		"Stock Reconciliation",
	): {
		"on_submit": "batch_trace.extends.stock_voucher.on_submit",
		"on_cancel": "batch_trace.extends.stock_voucher.on_cancel",
	},
	(
		"Asset Capitalization",
		"Delivery Note",
		"Pick List",
		"POS Invoice",
		"Purchase Invoice",
		"Purchase Receipt",
		"Sales Invoice",
		"Stock Entry",
		"Stock Reconciliation",
		"Subcontracting Receipt",
	): {"on_update": "batch_trace.extends.draft.on_update"},
	("Delivery Note", "POS Invoice", "Sales Invoice"): {
		"validate": "batch_trace.extends.stock_voucher.validate"
	},
	("Delivery Note", "Sales Invoice"): {"validate": "batch_trace.extends.shipment.validate"},
	"Stock Entry": {"validate": "batch_trace.extends.stock_entry.validate"},
	"Stock Reconciliation": {
		"validate": "batch_trace.extends.stock_reconciliation.validate",
		"on_submit": "batch_trace.extends.stock_reconciliation.on_submit",
	},
	"Subcontracting Receipt": {
		"before_validate": "batch_trace.extends.subcontracting_receipt.before_validate",
		"validate": "batch_trace.extends.subcontracting_receipt.validate",
	},
	(
		"Asset Capitalization",
		"Delivery Note",
		"POS Invoice",
		"Purchase Invoice",
		"Purchase Receipt",
		"Sales Invoice",
		"Stock Entry",
		"Stock Reconciliation",
		"Subcontracting Receipt",
	): {"before_validate": "batch_trace.extends.stock_voucher.before_validate"},
	(
		"Asset Capitalization",
		"Delivery Note",
		"POS Invoice",
		"Purchase Invoice",
		"Purchase Receipt",
		"Sales Invoice",
		"Stock Entry",
		"Subcontracting Receipt",
	): {"before_cancel": "batch_trace.extends.corrected_voucher.before_cancel"},
	("Purchase Invoice", "Purchase Receipt", "Stock Entry", "Subcontracting Receipt"): {
		"before_validate": "batch_trace.extends.new_batches.before_validate",
		"on_trash": "batch_trace.extends.new_batches.on_trash",
	},
	"Batch Numbering Rule": {
		"before_validate": "batch_trace.extends.plain_text.before_validate",
		"before_print": "batch_trace.extends.plain_text.before_print",
	},
	(
		"Asset Capitalization",
		"Batch Disposition",
		"Batch Hold",
		"Batch Reservation",
		"Certificate of Analysis",
		"Customer Certificate",
		"Delivery Note",
		"Landed Cost Voucher",
		"Pick List",
		"POS Invoice",
		"Purchase Invoice",
		"Purchase Receipt",
		"Quality Inspection",
		"Sales Invoice",
		"Serial and Batch Bundle",
		"Stock Entry",
		"Stock Reconciliation",
		"Subcontracting Receipt",
	): {
		"before_validate": "batch_trace.extends.own_rows.before_save",
		"before_update_after_submit": "batch_trace.extends.own_rows.after_submission",
		"before_cancel": "batch_trace.extends.own_rows.after_submission",
	},
	(
		"Customer",
		"Journal Entry",
		"Payment Entry",
		"Purchase Order",
		"Purchase Taxes and Charges Template",
		"Quotation",
		"Sales Order",
		"Sales Taxes and Charges Template",
		"Subcontracting Order",
		"Supplier Quotation",
	): {
		"before_validate": "batch_trace.extends.own_rows.before_save",
		"before_update_after_submit": "batch_trace.extends.own_rows.before_save",
		"before_cancel": "batch_trace.extends.own_rows.before_save",
	},
	(
		"Advance Tax",
		"Asset Capitalization Asset Item",
		"Asset Capitalization Service Item",
		"Asset Capitalization Stock Item",
		"Delivery Note Item",
		"Item Wise Tax Detail",
		"Landed Cost Item",
		"Landed Cost Purchase Receipt",
		"Landed Cost Taxes and Charges",
		"Landed Cost Vendor Invoice",
		"POS Invoice Item",
		"Packed Item",
		"Payment Schedule",
		"Pick List Item",
		"Pricing Rule Detail",
		"Purchase Invoice Advance",
		"Purchase Invoice Item",
		"Purchase Receipt Item",
		"Purchase Receipt Item Supplied",
		"Purchase Taxes and Charges",
		"Quality Inspection Reading",
		"Sales Invoice Advance",
		"Sales Invoice Item",
		"Sales Invoice Payment",
		"Sales Invoice Timesheet",
		"Sales Taxes and Charges",
		"Sales Team",
		"Serial and Batch Entry",
		"Stock Entry Detail",
		"Stock Reconciliation Item",
		"Subcontracting Receipt Item",
		"Subcontracting Receipt Supplied Item",
		"Tax Withheld Vouchers",
		"Tax Withholding Entry",
	): {
		"before_insert": "batch_trace.extends.own_rows.before_row_is_saved",
		"before_validate": "batch_trace.extends.own_rows.before_row_is_saved",
		"before_update_after_submit": "batch_trace.extends.own_rows.before_row_is_saved",
		"before_cancel": "batch_trace.extends.own_rows.before_row_is_saved",
		"before_rename": "batch_trace.extends.own_rows.before_row_goes",
		"on_trash": "batch_trace.extends.own_rows.before_row_goes",
	},
	(
		"Batch Attribute",
		"Batch Attribute Value",
		"Batch Control Policy",
		"Batch Disposition",
		"Batch Hold",
		"Batch Override",
		"Batch Reservation",
		"Batch Trace Settings",
		"Certificate of Analysis",
		"Customer Batch Rule",
		"Sampling Plan",
		"Customer Certificate",
		"Trace Gap",
	): {
		"before_validate": "batch_trace.extends.plain_text.before_validate",
		"before_print": "batch_trace.extends.plain_text.before_print",
		"on_change": "batch_trace.ledger.sealing.states.on_change",
		"after_delete": "batch_trace.ledger.sealing.states.after_delete",
		"after_rename": "batch_trace.ledger.sealing.states.after_rename",
	},
	(
		"Asset Capitalization",
		"Batch",
		"Delivery Note",
		"Pick List",
		"POS Invoice",
		"Purchase Invoice",
		"Purchase Receipt",
		"Sales Invoice",
		"Serial and Batch Bundle",
		"Stock Entry",
		"Subcontracting Receipt",
	): {"before_validate": "batch_trace.extends.plain_text.before_validate"},
	"Certificate Wording": {
		"before_validate": "batch_trace.extends.plain_text.before_validate",
		"before_print": "batch_trace.extends.plain_text.before_print",
	},
	("Electronic Signature", "Batch Pick", "Dispatch Record", "Trace Event", "Trace Entry"): {
		"before_print": "batch_trace.extends.plain_text.before_print"
	},
	("Customer", "Supplier", "Warehouse Type"): {
		"after_rename": "batch_trace.ledger.sealing.states.follow_links"
	},
	("Sales Order", "Work Order", "Customer", "Project"): {
		"on_change": "batch_trace.extends.reserved_for.on_change"
	},
}

scheduler_events = {
	"cron": {"*/5 * * * *": ["batch_trace.ledger.sealing.scheduled.often"]},
	"daily_long": [
		"batch_trace.ledger.check.daily",
		"batch_trace.ledger.sealing.scheduled.daily",
		"batch_trace.control.status.dates.daily",
		"batch_trace.control.reservations.lifetime.daily",
		"batch_trace.control.reorder.requests.daily",
	],
}
