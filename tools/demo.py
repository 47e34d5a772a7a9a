"""`make demo`: the demo company on a fresh site, one worked recall printed, the desk's address."""

from __future__ import annotations

import os
import subprocess
import sys

from tools import desk, printing, sites, template, web
from tools.bench import up
from tools.layout import APP, CHECKOUT, Bench, current
from tools.say import Failure, command, run, say

SITE = "demo.localhost"
COMMAND = ("batch-trace", "demo")
WITHOUT_ERPNEXT = ("-m", "batch_trace.core.cli", "demo")


@command
def main() -> int:
	"""Show the app on ERPNext, or on the recorded ledger where ERPNext cannot be had."""
	try:
		bench = up(current())
	except Failure as failure:
		reason = str(failure).partition("\n")[0]
		print(f"ERPNext cannot be had here ({reason}); the same case on the recorded ledger:", flush=True)
		return subprocess.call([sys.executable, *WITHOUT_ERPNEXT], cwd=CHECKOUT)
	return _on_erpnext(bench)


def _on_erpnext(bench: Bench) -> int:
	desk.pause(bench)
	template.new_site(bench, SITE, [APP])
	say("running the demo company through its documents")
	env = {**os.environ, **sites.environment()}
	code = subprocess.call(sites.frappe(bench, SITE, *COMMAND), cwd=bench.sites, env=env)
	if code:
		return code
	_open_desk(bench)
	print(
		f"\nDesk: {sites.address(bench, SITE)}/app   user: Administrator   password: {sites.ADMIN_PASSWORD}"
	)
	print("Stop everything with: make stop")
	return 0


def _open_desk(bench: Bench) -> None:
	"""Start all that a desk needs; the scheduler is on for this site alone."""
	desk.start(bench)
	printing.settle(bench, SITE)
	log, env = bench.log(f"site-{SITE}"), sites.environment()
	run(
		f"switching the scheduler of {SITE} on",
		sites.frappe(bench, SITE, "enable-scheduler"),
		log,
		bench.sites,
		env,
	)
	web.warm(bench, SITE)


if __name__ == "__main__":
	sys.exit(main())
