"""`make bench`: fill the site once, measure, and print each figure against its target."""

from __future__ import annotations

import os
import sys

from benchmarks import allocating, backfilling, capturing, fill, receiving, tracing, verifying
from benchmarks.site import connected
from benchmarks.table import HEAD, Figure, show

SECTIONS = {
	"trace": tracing.figures,
	"capture": capturing.figures,
	"receipt": receiving.figures,
	"backfill": backfilling.figures,
	"fefo": allocating.figures,
	"verify": verifying.figures,
}


def main(wanted: list[str]) -> int:
	"""Measure the sections named (all, if none is) and print the table."""
	with connected():
		if set(wanted) - {"fefo", "receipt", "verify"} or not wanted:
			fill.ensure()
		print(f"\n{HEAD}", flush=True)
		found: list[Figure] = []
		for name, figures in SECTIONS.items():
			if name in wanted or not wanted:
				section = figures()
				show(section)
				found += section
	missed = [figure for figure in found if (figure.ratio or 0) > 1]
	busy = os.getloadavg()[0]
	print(f"\n{len(missed)} of {len(found)} figures miss their target; load of this machine: {busy:.1f}")
	return 0


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
