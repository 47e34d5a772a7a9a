// Small pieces of HTML that the screens share. What comes from documents is escaped here.
export const text = (value) => frappe.utils.escape_html(String(value ?? ""));

// `words` are HTML; without them the link shows the name.
export const doc_link = (doctype, name, words = text(name)) => {
	const route = text(frappe.utils.get_form_link(doctype, name));
	return `<a href="${route}" data-doctype="${text(doctype)}" data-name="${text(name)}">${words}</a>`;
};

export const quantity = (value, uom) => {
	const number = frappe.format(value, { fieldtype: "Float" }, { inline: true });
	return uom ? `${number} ${text(__(uom))}` : number;
};

export const money = (value) => format_currency(value, frappe.boot.sysdefaults.currency);

// How long ago something was, with the exact time as a hint; Frappe keeps it up to date.
export const ago = (moment) => frappe.datetime.comment_when(text(moment));

// `columns` are labels, or {label, is_number}.
export const table = (columns, rows) => {
	const css = columns.map((column) => (column.is_number ? ' class="text-right"' : ""));
	const line = (tag, cells) =>
		`<tr>${cells.map((cell, i) => `<${tag}${css[i]}>${cell}</${tag}>`).join("")}</tr>`;
	return `<div class="table-responsive"><table class="table table-sm batch-trace-table">
		<thead>${line(
			"th",
			columns.map((column) => column.label ?? column),
		)}</thead>
		<tbody>${rows.map((cells) => line("td", cells)).join("")}</tbody>
	</table></div>`;
};
