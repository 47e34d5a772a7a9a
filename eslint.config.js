// Checks of the desk's scripts. No packages are needed: pre-commit and `npx eslint` run it as it is.

const desk = [
	"$",
	"__",
	"cint",
	"cur_frm",
	"erpnext",
	"flt",
	"format_currency",
	"format_number",
	"frappe",
	"is_null",
	"locals",
];
const browser = ["clearTimeout", "console", "document", "navigator", "setTimeout", "window"];
const readonly = (names) => Object.fromEntries(names.map((name) => [name, "readonly"]));

module.exports = [
	{ ignores: ["**/node_modules/", "**/dist/", ".bench/", ".press/"] },
	{
		files: ["batch_trace/**/*.js"],
		languageOptions: {
			ecmaVersion: 2022,
			sourceType: "module",
			globals: { ...readonly(desk), ...readonly(browser), batch_trace: "writable" },
		},
		linterOptions: { reportUnusedDisableDirectives: "error" },
		rules: {
			eqeqeq: ["error", "always", { null: "ignore" }],
			"no-const-assign": "error",
			"no-dupe-keys": "error",
			"no-eval": "error",
			"no-implied-eval": "error",
			"no-redeclare": "error",
			"no-undef": "error",
			"no-unreachable": "error",
			"no-unused-vars": "error",
			"no-var": "error",
			"prefer-const": "error",
		},
	},
];
