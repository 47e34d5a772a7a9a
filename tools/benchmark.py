"""`make bench`: the speed figures, on a site of their own that is filled once and kept."""

from __future__ import annotations

import subprocess
import sys

from tools import template
from tools.bench import up
from tools.layout import APP, CHECKOUT, current
from tools.say import Failure
from tools.site_suites import variables

SITE = "perf.localhost"


def main() -> int:
	"""Make the site, if it is not there yet, and run the benchmarks on it."""
	try:
		bench = up(current())
		if not (bench.sites / SITE / "site_config.json").exists():
			template.new_site(bench, SITE, [APP])
	except Failure as failure:
		print(f"error: {failure}", file=sys.stderr)
		return 1
	return subprocess.call(
		[bench.python, "-m", "benchmarks", *sys.argv[1:]], cwd=CHECKOUT, env=variables(bench, SITE)
	)


if __name__ == "__main__":
	sys.exit(main())
