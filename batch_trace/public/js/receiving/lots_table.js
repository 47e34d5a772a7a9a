// A table of inputs for lots, one line a lot. Keys: Enter and the arrows go up and down, Tab at the end adds a line, Ctrl+D
// takes the value of the line above. What is pasted from a spreadsheet fills the cells from the one that has the cursor.
import { text } from "../shared/html";
import { as_iso, as_shown } from "./typed_dates";

// `columns`: {field, label, type ("text", "number", "date"), options, placeholder, is_required}. `on_change` gets the lots after each change.
// `aside` ({label, update}), if given, is a last column without an input: `update` gets each line's cell and lot after each change.
export function lots_table(wrapper, { columns, lots, on_change, aside }) {
	const labels = columns.map(({ label, is_required }) => `<th${is_required ? ' class="reqd"' : ""}>${text(label)}</th>`);
	if (aside) labels.push(`<th>${text(aside.label)}</th>`);
	wrapper.innerHTML = `<table class="batch-trace-lots"><thead><tr><th></th>${labels.join("")}<th></th></tr></thead>
		<tbody></tbody></table>${columns.map(choices).join("")}`;
	const body = wrapper.querySelector("tbody");

	const lines = () => [...body.children];
	const cells = (line) => [...line.querySelectorAll("input")];
	const add = (lot = {}) => {
		body.insertAdjacentHTML("beforeend", line_html(columns, aside));
		const line = body.lastElementChild;
		fill(line, lot);
		number();
		return line;
	};
	const number = () =>
		lines().forEach((line, at) => {
			line.querySelector(".batch-trace-lots-number").textContent = at + 1;
		});
	const fill = (line, lot) => {
		for (const input of cells(line)) put(input, String(lot[input.name] ?? ""));
	};
	const remove = (line) => {
		const next = line.nextElementSibling ?? line.previousElementSibling;
		line.remove();
		(next ?? add()).querySelector("input").focus();
		changed();
	};
	const read = (line) =>
		Object.fromEntries(cells(line).flatMap((input) => (value_of(input) ? [[input.name, value_of(input)]] : [])));
	const all = () => lines().map(read).filter((lot) => Object.keys(lot).length);
	const changed = () => {
		number();
		for (const line of lines()) {
			const is_used = Object.keys(read(line)).length > 0;
			for (const input of cells(line)) {
				const is_missing = is_used && input.required && !value_of(input);
				input.classList.toggle("batch-trace-missing", is_missing || is_unread(input));
			}
		}
		aside?.update(lines().map((line) => ({ cell: line.querySelector(".batch-trace-lots-aside"), lot: read(line) })));
		on_change(all());
	};
	const move = (input, by) => {
		const line = input.closest("tr");
		const at = cells(line).indexOf(input);
		const to = by < 0 ? line.previousElementSibling : (line.nextElementSibling ?? add());
		if (to) cells(to)[at].focus();
	};
	const copy_from_above = (input) => {
		const above = input.closest("tr").previousElementSibling?.querySelector(`[name="${input.name}"]`);
		if (above) input.value = above.value;
		changed();
	};
	const paste = (input, rows) => {
		let line = input.closest("tr");
		const start = cells(line).indexOf(input);
		for (const row of rows) {
			line ??= add();
			row.forEach((value, at) => start + at < columns.length && put(cells(line)[start + at], value.trim()));
			line = line.nextElementSibling;
		}
		changed();
	};

	body.addEventListener("input", changed);
	body.addEventListener("focusout", ({ target }) => target.dataset.type === "date" && put(target, value_of(target)));
	body.addEventListener("click", ({ target }) => {
		if (target.closest(".batch-trace-lots-remove")) remove(target.closest("tr"));
	});
	body.addEventListener("paste", (event) => {
		const rows = pasted(event.clipboardData.getData("text"));
		if (event.target.tagName !== "INPUT" || (rows.length === 1 && rows[0].length === 1)) return;
		event.preventDefault();
		paste(event.target, rows);
	});
	body.addEventListener("keydown", (event) => {
		const { key, target: input } = event;
		const keys = {
			Enter: () => move(input, 1),
			ArrowDown: () => move(input, 1),
			ArrowUp: () => move(input, -1),
			d: event.ctrlKey || event.metaKey ? () => copy_from_above(input) : null,
			Tab: !event.shiftKey && is_last(input) ? () => cells(add())[0].focus() : null,
		};
		const act = input.tagName === "INPUT" && keys[key];
		if (!act) return;
		event.preventDefault();
		event.stopPropagation();
		act();
	});
	const is_last = (input) => input === cells(body.lastElementChild).at(-1);

	const set = (given) => {
		body.innerHTML = "";
		given.forEach(add);
		if (!given.length) add();
		changed();
	};
	set(lots);
	return {
		set,
		add: () => add().querySelector("input").focus(),
		focus: () => body.querySelector("input").focus(),
		lots: all,
	};
}

const choices = ({ field, options }) =>
	options
		? `<datalist id="batch-trace-${field}">${options.map((one) => `<option value="${text(one)}">`).join("")}</datalist>`
		: "";

const aside_html = ({ label }) => `<td class="batch-trace-lots-aside" data-label="${text(label)}"></td>`;

const line_html = (columns, aside) => `<tr><td class="batch-trace-lots-number"></td>${columns.map(cell_html).join("")}${aside ? aside_html(aside) : ""}
	<td><button type="button" class="btn btn-xs batch-trace-lots-remove" tabindex="-1" title="${text(__("Remove this line"))}"
		aria-label="${text(__("Remove this line"))}">&times;</button></td></tr>`;

function cell_html({ field, label, type, options, placeholder, is_required }) {
	const hint = placeholder ?? (type === "date" ? frappe.datetime.get_user_date_fmt() : "");
	return `<td data-label="${text(label)}"${is_required ? ' class="reqd"' : ""}><input class="form-control input-xs" name="${field}" aria-label="${text(label)}"
		data-type="${type ?? "text"}" ${type === "number" ? 'inputmode="decimal"' : ""} autocomplete="off" placeholder="${text(hint)}"
		${options ? `list="batch-trace-${field}"` : ""} ${is_required ? "required" : ""}></td>`;
}

const pasted = (content) =>
	content
		.replace(/\r/g, "")
		.replace(/\n+$/, "")
		.split("\n")
		.map((line) => line.split("\t"));

// What a cell says, as the server takes it; a date that cannot be read stays as it was typed.
function value_of({ dataset, value }) {
	const given = value.trim();
	if (dataset.type === "number") return given && String(flt(given));
	return dataset.type === "date" ? (as_iso(given) ?? given) : given;
}

const is_unread = ({ dataset, value }) =>
	dataset.type === "date" && value.trim() !== "" && as_iso(value.trim()) === null && document.activeElement?.value !== value;

function put(input, value) {
	input.value = input.dataset.type === "date" ? as_shown(value) : value;
}
