"""PDFs in the desk: by Chromium where Frappe can drive it (version 16), else by wkhtmltopdf."""

from __future__ import annotations

import json
import subprocess

from tools import debian, programs, servers, sites
from tools.layout import Bench
from tools.say import Failure, run, say

PACKAGES = ["wkhtmltopdf", "fontconfig-config", "fonts-dejavu-core"]
PLUGINS = "usr/lib/*/qt5/plugins"


def prepare(bench: Bench) -> None:
	"""Make sure of a program that prints, and tell Frappe of it; without one the desk works all the same."""
	try:
		if _by_chromium(bench):
			chromium = {"chromium_path": str(programs.need_browser()), "chromium_start_timeout": 30}
			servers.configure(bench, chromium)
		else:
			_need_wkhtmltopdf()
	except Failure as failure:
		reason = str(failure).partition("\n")[0]
		say(f"PDFs will not work: {reason}")


def settle(bench: Bench, site: str) -> None:
	"""Choose the print settings of a site that go with the program.

	Debian's wkhtmltopdf leaves out a header that is to be repeated on each page, and Frappe's way with Chromium
	cuts it off: there it is printed once, as a part of the page.
	"""
	if _by_chromium(bench):
		_set(bench, site, "pdf_generator", "chrome")
	if _by_chromium(bench) or not _repeats_headers():
		_set(bench, site, "repeat_header_footer", 0)


def _by_chromium(bench: Bench) -> bool:
	return (bench.apps / "frappe" / "frappe" / "utils" / "pdf_generator").is_dir()


def _need_wkhtmltopdf() -> None:
	"""Make sure of wkhtmltopdf: it draws without a display, with fonts of its own where the machine has none."""
	if programs.which("wkhtmltopdf"):
		return
	root = debian.unpack("pdf", PACKAGES)
	plugins = next(root.glob(PLUGINS), root)
	variables = {"QT_QPA_PLATFORM": "offscreen", "QT_PLUGIN_PATH": str(plugins)}
	debian.wrap("wkhtmltopdf", root, "usr/bin/wkhtmltopdf", variables={**programs.fonts(root), **variables})


def _repeats_headers() -> bool:
	program = programs.which("wkhtmltopdf")
	if not program:
		return False
	return "patched qt" in subprocess.run([program, "--version"], capture_output=True, text=True).stdout


def _set(bench: Bench, site: str, field: str, value: str | int) -> None:
	arguments = json.dumps(["Print Settings", field, value])
	command = sites.frappe(bench, site, "execute", "frappe.db.set_single_value", "--args", arguments)
	run(f"print settings of {site}", command, bench.log(f"site-{site}"), bench.sites, sites.environment())
