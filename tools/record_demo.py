"""`python -m tools.record_demo [SITE]`: record the ledger of a site that has the demo company into the package."""

from __future__ import annotations

import os
import subprocess
import sys

from tools import servers, sites
from tools.demo import SITE
from tools.layout import current
from tools.say import command

RECORD = "batch_trace.setup.demo.record.record"


@command
def main(site: str = SITE) -> int:
	"""Run the recording on the site, which `make demo` has filled."""
	bench = current()
	servers.start(bench)
	env = {**os.environ, **sites.environment()}
	return subprocess.call(sites.frappe(bench, site, "execute", RECORD), cwd=bench.sites, env=env)


if __name__ == "__main__":
	sys.exit(main(*sys.argv[1:]))
