// Dates as people type them: in the user's own form, with or without its separators, with two or four digits for the year, or in
// the international form.
const own = () => frappe.datetime.get_user_date_fmt().toUpperCase();

// Returns the date as 2026-03-31, or null.
export function as_iso(given) {
	const digits = own().replace(/[^DMY]/g, "");
	const short = (format) => format.replace("YYYY", "YY");
	const day = moment(given, ["YYYY-MM-DD", own(), short(own()), digits, short(digits)], true);
	return day.isValid() ? day.format("YYYY-MM-DD") : null;
}

export function as_shown(given) {
	const iso = as_iso(given);
	return iso ? moment(iso).format(own()) : given;
}
