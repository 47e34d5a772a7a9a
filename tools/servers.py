"""MariaDB and Redis of one bench: their own processes, ports and data folders."""

from __future__ import annotations

import getpass
import json
import os
import secrets
import subprocess
from pathlib import Path

from tools import processes, programs
from tools.layout import Bench
from tools.say import Failure, run, say

NAMES = ("mariadb", "redis")
FIRST_PORT = {"mariadb": 23306, "redis": 26379, "web": 28000, "socketio": 29000}
DATABASE_OPTIONS = (
	"--no-defaults",
	"--bind-address=127.0.0.1",
	"--skip-name-resolve",
	"--character-set-server=utf8mb4",
	"--collation-server=utf8mb4_unicode_ci",
	"--innodb-buffer-pool-size=1G",
	"--innodb-log-file-size=256M",
	"--innodb-flush-log-at-trx-commit=2",
	"--innodb-read-only-compressed=OFF",
	"--max-allowed-packet=256M",
	"--max-connections=200",
	"--performance-schema=OFF",
)


def start(bench: Bench) -> None:
	"""Start MariaDB and Redis unless they run; of an existing bench only look whether they do."""
	if not bench.private:
		return
	(bench.run).mkdir(parents=True, exist_ok=True)
	_write_config(bench)
	if not processes.running(bench.run / "redis.pid"):
		_start_redis(bench)
	if not processes.running(bench.run / "mariadb.pid"):
		_start_mariadb(bench)


def stop(bench: Bench) -> list[str]:
	"""Stop what `start` and the web server's start began; return the names."""
	names = ("web", *reversed(NAMES))
	return [name for name in names if processes.stop(bench.run / f"{name}.pid")]


def port(bench: Bench, name: str) -> int:
	"""Return the port of one of the bench's servers."""
	key = {"mariadb": "db_port", "web": "webserver_port"}[name]
	value = bench.config().get(key)
	return int(str(value)) if value else {"mariadb": 3306, "web": 8000}[name]


def root_password(bench: Bench) -> str:
	"""Return the password of the database's administrator."""
	if not bench.private:
		return os.environ.get("DB_ROOT_PASSWORD") or str(bench.config().get("root_password") or "")
	file = bench.path / "mariadb-root-password"
	if not file.exists():
		file.touch(mode=0o600)
		file.write_text(secrets.token_hex(12))
	return file.read_text()


def sql(bench: Bench, statements: str) -> None:
	"""Run SQL as the database's administrator."""
	done = subprocess.run(
		client(bench, "mariadb"), input=statements, text=True, capture_output=True, env=client_env(bench)
	)
	if done.returncode:
		raise Failure(f"MariaDB refused: {done.stderr.strip()}")


def client(bench: Bench, program: str) -> list[str]:
	"""Return the command of a MariaDB client program as administrator."""
	host = str(bench.config().get("db_host") or "127.0.0.1")
	where = [f"--host={host}", f"--port={port(bench, 'mariadb')}", "--user=root"]
	return [str(programs.need(program)), "--no-defaults", "--protocol=tcp", *where]


def client_env(bench: Bench) -> dict[str, str]:
	"""Return the environment that gives client programs the password out of sight of `ps`."""
	return {**os.environ, "MYSQL_PWD": root_password(bench), "PATH": programs.path()}


def _write_config(bench: Bench) -> None:
	"""Choose ports that are free, keep those of running servers, and tell Frappe."""
	file = bench.sites / "common_site_config.json"
	chosen = _ports(bench)
	redis = f"redis://127.0.0.1:{chosen['redis']}"
	settings = {
		**bench.config(),
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
	if settings != bench.config():
		bench.sites.mkdir(parents=True, exist_ok=True)
		file.write_text(json.dumps(settings, indent=1) + "\n")


def _ports(bench: Bench) -> dict[str, int]:
	file = bench.run / "ports.json"
	chosen: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
	for name, first in FIRST_PORT.items():
		if name in chosen and processes.running(bench.run / f"{name}.pid"):
			continue
		others = {number for other, number in chosen.items() if other != name}
		chosen[name] = processes.free_port(chosen.get(name, first), others | _of_other_benches(bench))
	file.write_text(json.dumps(chosen))
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
	data = bench.path / "mariadb"
	if not (data / "ready").exists():
		_create_database(bench, data)
	number = port(bench, "mariadb")
	_launch(bench, "mariadb", [*_mariadbd(bench, data), f"--port={number}"], number)


def _launch(bench: Bench, name: str, command: list[str | Path], number: int) -> None:
	say(f"starting {name} on port {number}")
	processes.start(bench.run / f"{name}.pid", command, bench.log(name), {"PATH": programs.path()})
	if not processes.wait_for(lambda: processes.answers(number), 60):
		raise Failure(f"{name} does not answer on port {number}; see {bench.log(name)}")


def _mariadbd(bench: Bench, data: Path) -> list[str | Path]:
	base = programs.mariadb_base()
	places = {
		"basedir": base,
		"datadir": data,
		"lc-messages-dir": base / "share" / "mysql",
		"socket": "mysql.sock",
		"pid-file": data / "mariadbd.pid",
		"user": getpass.getuser(),
	}
	options = [f"--{name}={value}" for name, value in places.items()]
	return [programs.need("mariadbd"), *DATABASE_OPTIONS, *options]


def _create_database(bench: Bench, data: Path) -> None:
	"""Do what mariadb-install-db does: feed the system tables to a server in bootstrap mode."""
	subprocess.run(["rm", "-rf", data], check=True)
	data.mkdir(parents=True)
	share = programs.mariadb_base() / "share" / "mysql"
	names = ("mysql_system_tables", "mysql_performance_tables", "mysql_system_tables_data", "maria_add_gis_sp_bootstrap")
	parts = ["create database if not exists mysql;\nuse mysql;\n"]
	for name in names:
		lines = (share / f"{name}.sql").read_text().splitlines(keepends=True)
		parts += [line for line in lines if "@current_hostname" not in line]
	parts.append(_administrator(root_password(bench)))
	script = bench.run / "bootstrap.sql"
	script.write_text("".join(parts))
	command = [*_mariadbd(bench, data), "--bootstrap", "--max_allowed_packet=8M", "--net_buffer_length=16K"]
	run("creating the database folder", command, bench.log("mariadb"), env={"PATH": programs.path()}, stdin=script)
	script.unlink()
	(data / "ready").touch()


def _administrator(password: str) -> str:
	return (
		"\nFLUSH PRIVILEGES;\n"
		f"ALTER USER 'root'@'localhost' IDENTIFIED BY '{password}';\n"
		f"CREATE OR REPLACE USER 'root'@'127.0.0.1' IDENTIFIED BY '{password}';\n"
		"GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;\n"
	)


def status(bench: Bench) -> dict[str, str]:
	"""Say of each server whether it runs, and where."""
	file = bench.run / "ports.json"
	ports: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
	pids = {name: processes.running(bench.run / f"{name}.pid") for name in (*NAMES, "web")}
	return {name: f"port {ports[name]}, process {pid}" if pid else "stopped" for name, pid in pids.items()}
