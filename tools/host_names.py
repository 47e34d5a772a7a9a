"""Names such as demo.localhost for programs that ask the operating system, as wkhtmltopdf and node do.

Browsers know that all of .localhost is this machine. glibc does not everywhere: there libnss-wrapper answers,
for the processes of the desk and what they start alone. Nothing of the system is changed.
"""

from __future__ import annotations

import socket

from tools import debian, files
from tools.layout import Bench
from tools.say import Failure, say

PROBE = "batch-trace.localhost"


def environment(bench: Bench) -> dict[str, str]:
	"""Return the environment in which the names of the bench's sites are known."""
	if _known():
		return {}
	try:
		root = debian.unpack("names", ["libnss-wrapper"])
	except Failure:
		say(
			"sites are not known by name here: no live updates and no PDFs (please install libnss-myhostname)"
		)
		return {}
	library = next(root.rglob("libnss_wrapper.so"), None)
	file = bench.run / "hosts"
	sites = sorted(config.parent.name for config in bench.sites.glob("*/site_config.json"))
	files.replace(file, "".join(f"127.0.0.1 {name}\n" for name in ["localhost", *sites]))
	return {"NSS_WRAPPER_HOSTS": str(file), "LD_PRELOAD": str(library or "libnss_wrapper.so")}


def _known() -> bool:
	try:
		socket.getaddrinfo(PROBE, 80)
	except OSError:
		return False
	return True
