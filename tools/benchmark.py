"""`make bench`: the speed figures, on a site of their own that is filled once and kept."""

from __future__ import annotations

import subprocess
import sys

from tools import desk, sites, template
from tools.bench import up
from tools.layout import APP, CHECKOUT, Bench, current
from tools.say import command, run
from tools.site_suites import variables

SITE = "perf.localhost"


@command
def main() -> int:
	"""Make the site, if it is not there yet, and run the benchmarks on it."""
	bench = up(current())
	desk.pause(bench)
	if (bench.sites / SITE / "site_config.json").exists():
		_bring_up_to_date(bench)
	else:
		template.new_site(bench, SITE, [APP])
	return subprocess.call(
		[bench.python, "-m", "benchmarks", *sys.argv[1:]], cwd=CHECKOUT, env=variables(bench, SITE)
	)


def _bring_up_to_date(bench: Bench) -> None:
	"""Give a site of an earlier time the fields and doctypes of now."""
	migrate = sites.frappe(bench, SITE, "migrate", "--skip-search-index")
	run(f"migrating {SITE}", migrate, bench.log(f"site-{SITE}"), bench.sites, sites.environment())


if __name__ == "__main__":
	sys.exit(main())
