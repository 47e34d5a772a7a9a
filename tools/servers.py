"""The servers of one bench: what they are called, their ports, and MariaDB and Redis themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from tools import database, processes, programs
from tools.files import replace
from tools.layout import HOME, Bench
from tools.say import Failure, say

NAMES = ("mariadb", "redis", "web", "worker", "scheduler", "socketio")
FIRST_PORT = {"mariadb": 23306, "redis": 26379, "web": 28000, "socketio": 29000}


def start(bench: Bench) -> None:
	"""Start MariaDB and Redis unless they run; of an existing bench only look whether they do."""
	if not bench.private:
		return
	bench.run.mkdir(parents=True, exist_ok=True)
	_write_config(bench)
	if not processes.running(bench.run / "redis.pid"):
		_start_redis(bench)
	if not processes.running(bench.run / "mariadb.pid"):
		_start_mariadb(bench)


def stop_all() -> list[str]:
	"""Stop the servers of every bench that was started from this checkout; return their names."""
	folders = sorted({*HOME.glob("*/run"), *HOME.glob("existing/*/run")})
	files = [folder / f"{name}.pid" for folder in folders for name in reversed(NAMES)]
	return [f"{file.stem} of {file.parent.parent.name}" for file in files if processes.stop(file)]


def status(bench: Bench) -> dict[str, str]:
	"""Say of each server whether it runs, and where."""
	file = bench.run / "ports.json"
	ports: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
	pids = {name: processes.running(bench.run / f"{name}.pid") for name in NAMES}
	places = {name: f"port {ports[name]}, " if name in ports else "" for name in NAMES}
	return {name: f"{places[name]}process {pid}" if pid else "stopped" for name, pid in pids.items()}


def web_port(bench: Bench) -> int:
	"""Return the port of the bench's web server."""
	return int(str(bench.config().get("webserver_port") or 8000))


def socketio_port(bench: Bench) -> int:
	"""Return the port of the bench's live updates."""
	return int(str(bench.config().get("socketio_port") or 9000))


def configure(bench: Bench, settings: Mapping[str, object]) -> None:
	"""Add to the settings that all sites share."""
	merged = {**bench.config(), **settings}
	if merged != bench.config():
		replace(bench.sites / "common_site_config.json", json.dumps(merged, indent=1) + "\n")


def _write_config(bench: Bench) -> None:
	"""Choose ports that are free, keep those of running servers, and tell Frappe."""
	chosen = _ports(bench)
	redis = f"redis://127.0.0.1:{chosen['redis']}"
	settings = {
		"db_host": "127.0.0.1",
		"db_port": chosen["mariadb"],
		"redis_cache": redis,
		"redis_queue": redis,
		"redis_socketio": redis,
		"webserver_port": chosen["web"],
		"socketio_port": chosen["socketio"],
		"serve_default_site": False,
		"background_workers": 1,
		"live_reload": False,
	}
	configure(bench, settings)


def _ports(bench: Bench) -> dict[str, int]:
	file = bench.run / "ports.json"
	chosen: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
	for name, first in FIRST_PORT.items():
		if name in chosen and processes.running(bench.run / f"{name}.pid"):
			continue
		others = {number for other, number in chosen.items() if other != name}
		chosen[name] = processes.free_port(chosen.get(name, first), others | _of_other_benches(bench))
	replace(file, json.dumps(chosen))
	return chosen


def _of_other_benches(bench: Bench) -> set[int]:
	files = bench.path.parent.glob("*/run/ports.json")
	others = [file for file in files if file.parent != bench.run]
	return {number for file in others for number in json.loads(file.read_text()).values()}


def _start_redis(bench: Bench) -> None:
	number = json.loads((bench.run / "ports.json").read_text())["redis"]
	options = ["--port", str(number), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
	command = [programs.need("redis-server"), *options, "--dir", bench.run]
	_launch(bench, "redis", command, number)


def _start_mariadb(bench: Bench) -> None:
	number = int(str(bench.config()["db_port"]))
	_launch(bench, "mariadb", [*database.server(bench), f"--port={number}"], number)


def _launch(bench: Bench, name: str, command: Sequence[object], number: int) -> None:
	say(f"starting {name} on port {number}")
	pid_file = bench.run / f"{name}.pid"
	processes.start(pid_file, command, bench.log(name), {"PATH": programs.path()})
	processes.wait_for(lambda: processes.answers(number) or not processes.running(pid_file), 60)
	if not (processes.answers(number) and processes.running(pid_file)):
		raise Failure(f"{name} does not answer on port {number}; see {bench.log(name)}")
