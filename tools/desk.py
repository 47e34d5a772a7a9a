"""A whole desk: the web server, a background worker, the scheduler, and live updates by socket.io.

Only `make demo` and `serve` start it. No test may have a worker beside it that does its jobs, so whatever
runs tests or measures stops the desk first.
"""

from __future__ import annotations

from collections.abc import Sequence

from tools import host_names, printing, processes, programs, servers, sites, web
from tools.layout import Bench
from tools.say import Failure, say

BESIDES = ("worker", "scheduler", "socketio")
"""What runs besides the web server."""


def start(bench: Bench) -> None:
	"""Start all of it anew; of a bench that somebody else runs, the web server alone and only if it is down."""
	printing.prepare(bench)
	web.start(bench)
	if not bench.private:
		return
	stop(bench)
	say("starting the background worker, the scheduler and live updates")
	(bench.path / "config").mkdir(exist_ok=True)
	_start(bench, "worker", sites.frappe(bench, None, "worker"))
	_start(bench, "scheduler", sites.frappe(bench, None, "schedule"))
	_start(bench, "socketio", [programs.need("node"), bench.apps / "frappe" / "socketio.js"])
	port = servers.socketio_port(bench)
	if not processes.wait_for(lambda: processes.answers(port), 60):
		raise Failure(f"Live updates do not answer on port {port}; see {bench.log('socketio')}")


def stop(bench: Bench) -> list[str]:
	"""Stop all but the web server; return what ran."""
	return [name for name in BESIDES if processes.stop(bench.run / f"{name}.pid")]


def pause(bench: Bench) -> None:
	"""Stop all but the web server before tests, and say so."""
	if stopped := stop(bench):
		say(f"stopped {', '.join(stopped)} of the desk; `python3 -m tools.bench serve` starts them again")


def _start(bench: Bench, name: str, command: Sequence[object]) -> None:
	env = {**sites.environment(), **host_names.environment(bench)}
	processes.start(bench.run / f"{name}.pid", command, bench.log(name), env, bench.sites)
