// Shows what a hold would stop, before it is placed, and what it stops when it is in force.
import { doc_link, money, quantity, table, text } from "../shared/html";

frappe.provide("batch_trace");

const SHOWN = 15;

// Fills an element with the consequences of a hold; `args` are those of preview_hold, or {hold} for one in force.
batch_trace.show_consequences = async (element, args) => {
	const method = args.hold ? "batch_trace.api.holds.consequences" : "batch_trace.api.status.preview_hold";
	const asked = JSON.stringify(args);
	element.dataset.asked = asked;
	element.classList.add("batch-trace-waiting");
	const answer = await frappe.xcall(method, args);
	if (element.dataset.asked !== asked) return;
	element.classList.remove("batch-trace-waiting");
	element.innerHTML = consequences(answer, Boolean(args.hold));
};

function consequences(answer, is_placed) {
	return [
		summary(answer, is_placed),
		section(__("Batches"), batches(answer.batches), answer.batches.length, true),
		section(
			__("Named in Documents"),
			promises(answer.promises),
			answer.promises.length,
			true,
			__("These drafts cannot be submitted, and batches that are picked or reserved cannot leave."),
		),
		section(
			__("Open Customer Orders"),
			orders(answer.orders),
			answer.orders.length,
			false,
			__("Open orders for these items. They can be filled with other batches."),
		),
		section(
			__("Already with Customers"),
			shipped(answer.shipped),
			answer.shipped.length,
			false,
			__("A hold does not bring back batches that have been shipped."),
		),
	].join("");
}

function summary(answer, is_placed) {
	const { batches, value, promises, orders, shipped } = answer;
	const stocked = batches.filter((row) => row.quantity);
	const { hidden_documents, is_shipped_cut } = answer;
	const tile = (figure, words) =>
		`<div class="batch-trace-tile"><b>${figure}</b><span>${text(words)}</span></div>`;
	const more = [free(answer, is_placed), ...left_out(answer)]
		.filter(Boolean)
		.map((words) => `<p class="text-muted">${text(words)}</p>`)
		.join("");
	return `<div class="batch-trace-tiles">
		${tile(stocked.length, __("batches in stock"))}
		${tile(money(value), __("stock value"))}
		${tile(at_least(promises, "name", hidden_documents), __("documents"))}
		${tile(at_least(orders, "name", hidden_documents), __("open orders"))}
		${tile(at_least(shipped, "customer", is_shipped_cut), __("customers who have some"))}
	</div>${more}`;
}

// A number of names; where more may be hidden from the user it must not look like all, and 0 not like none.
function at_least(rows, field, is_cut) {
	const number = new Set(rows.map((row) => row[field])).size;
	if (!is_cut) return number;
	return number ? `≥ ${number}` : "?";
}

// A hold of a batch that is used up stops nothing by itself; that must not look as if nothing were affected.
function free({ left_free }, is_placed) {
	if (!left_free?.batches) return "";
	const figures = [left_free.batches, money(left_free.value)];
	return is_placed
		? __(
				"Not held: {0} batches in stock that were made from these, worth {1}. Place a hold that includes what is made from these to hold them, too.",
				figures,
		  )
		: __(
				"Not held: {0} batches in stock that were made from these, worth {1}. Tick the box above to hold them, too.",
				figures,
		  );
}

// Sentences on what the user may not read.
function left_out({ hidden, hidden_documents, is_shipped_cut }) {
	return [
		hidden &&
			__(
				"In addition, {0} batches would be held that you may not read, or that are in warehouses you may not read.",
				[hidden],
			),
		hidden_documents &&
			__("In addition, {0} documents and orders that you may not read name these batches or items.", [
				hidden_documents,
			]),
		is_shipped_cut && __("There may be more customers, because you may not read all shipments."),
	].filter(Boolean);
}

function section(title, rows, count, is_open, note) {
	if (!count) return "";
	const words = note ? `<p class="text-muted small mb-1">${text(note)}</p>` : "";
	return `<details class="batch-trace-details"${is_open ? " open" : ""}>
		<summary>${text(title)} <span class="text-muted">${count}</span></summary>${words}${rows}</details>`;
}

function listed(columns, rows, cells) {
	const left = rows.length - SHOWN;
	const shown = table(columns, rows.slice(0, SHOWN).map(cells));
	if (left <= 0) return shown;
	return `${shown}<details><summary class="text-muted small">${text(__("… and {0} more", [left]))}</summary>
		${table(columns, rows.slice(SHOWN).map(cells))}</details>`;
}

const number = (label) => ({ label, is_number: true });

function batches(rows) {
	const columns = [__("Batch"), __("Item"), number(__("Quantity")), number(__("Value")), __("Made From")];
	return listed(columns, rows, (row) => [
		doc_link("Batch", row.batch),
		text(row.item_code),
		quantity(row.quantity, row.uom),
		money(row.value),
		row.cause_batch ? doc_link("Batch", row.cause_batch) : "",
	]);
}

function promises(rows) {
	return listed([__("Document"), "", __("Batch"), number(__("Quantity"))], rows, (row) => [
		`${text(__(row.doctype))} ${doc_link(row.doctype, row.name)}`,
		row.is_draft ? `<span class="indicator-pill orange">${__("Draft")}</span>` : "",
		doc_link("Batch", row.batch),
		quantity(row.quantity),
	]);
}

function orders(rows) {
	const columns = [__("Order"), __("Customer"), __("Item"), number(__("Quantity")), __("Due")];
	return listed(columns, rows, (row) => [
		doc_link(row.doctype, row.name),
		text(row.customer),
		text(row.item_code),
		quantity(row.quantity),
		text(row.delivery_date && frappe.datetime.str_to_user(row.delivery_date)),
	]);
}

function shipped(rows) {
	const columns = [__("Customer"), __("Batch"), number(__("Quantity")), __("Voucher")];
	return listed(columns, rows, (row) => [
		text(row.customer),
		doc_link("Batch", row.batch),
		quantity(row.quantity - row.returned),
		`${text(__(row.voucher_type))} ${doc_link(row.voucher_type, row.voucher_no)}`,
	]);
}
