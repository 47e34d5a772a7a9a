"""The bench's web server: desk, API and static files of every site, chosen by host name."""

from __future__ import annotations

import urllib.request

from tools import host_names, processes, servers, sites
from tools.layout import CHECKOUT, Bench
from tools.say import Failure, say

LIVE_UPDATES = {"DEV_SERVER": "1"}
"""With no proxy in front, pages must ask for live updates at the port of socket.io: so Frappe tells them."""


def start(bench: Bench) -> int:
	"""Start the web server in the background, anew if it is ours already; return its port."""
	stop(bench)
	port = servers.web_port(bench)
	if not bench.private and processes.answers(port):
		return port
	say(f"starting the web server on port {port}")
	limits = ["--threads", "8", "--timeout", "120", "--graceful-timeout", "2"]
	options = ["--bind", f"127.0.0.1:{port}", *limits, "--pythonpath", CHECKOUT]
	command = [bench.path / "env" / "bin" / "gunicorn", *options, "tools.wsgi:application"]
	env = {**sites.environment(), **host_names.environment(bench), **LIVE_UPDATES}
	processes.start(bench.run / "web.pid", command, bench.log("web"), env, bench.sites)
	if not processes.wait_for(lambda: processes.answers(port), 60):
		raise Failure(f"The web server does not answer on port {port}; see {bench.log('web')}")
	return port


def stop(bench: Bench) -> None:
	"""Stop the web server."""
	processes.stop(bench.run / "web.pid")


def warm(bench: Bench, site: str) -> None:
	"""Ask the site for its log-in page, which is slow the first time."""
	url = f"http://127.0.0.1:{servers.web_port(bench)}/login"
	request = urllib.request.Request(url, headers={"Host": site})
	try:
		urllib.request.urlopen(request, timeout=60).close()
	except OSError as error:
		raise Failure(f"{site} does not answer: {error}; see {bench.log('web')}") from error
