"""`make demo`: the demo company on a fresh site, one worked recall printed, the desk's address."""

from __future__ import annotations

import os
import subprocess
import sys

from tools import sites, template, web
from tools.bench import up
from tools.layout import APP, CHECKOUT, Bench, current
from tools.say import Failure, command, say

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
	template.new_site(bench, SITE, [APP])
	say("running the demo company through its documents")
	env = {**os.environ, **sites.environment()}
	code = subprocess.call(sites.frappe(bench, SITE, *COMMAND), cwd=bench.sites, env=env)
	if code:
		return code
	web.start(bench)
	web.warm(bench, SITE)
	print(
		f"\nDesk: {sites.address(bench, SITE)}/app   user: Administrator   password: {sites.ADMIN_PASSWORD}"
	)
	print("Stop everything with: make stop")
	return 0


if __name__ == "__main__":
	sys.exit(main())
