"""The memory that one trace takes above the idle process: `python -m benchmarks.memory BATCH` prints megabytes."""

from __future__ import annotations

import re
import resource
import sys
from pathlib import Path

from batch_trace.api.trace import trace
from benchmarks.site import connected


def peak() -> float:
	"""Return the most memory this process ever had, in megabytes.

	Linux hands `getrusage` of a new process the peak of its parent; its own peak stands in /proc.
	"""
	status = Path("/proc/self/status")
	if status.exists() and (told := re.search(r"VmHWM:\s+(\d+) kB", status.read_text())):
		return int(told[1]) / 1024
	return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
	with connected():
		trace("YEAST-001-000001", max_depth=0)
		idle = peak()
		answer = trace(sys.argv[1])
		print(peak() - idle)
