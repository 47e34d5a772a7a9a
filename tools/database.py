"""MariaDB of one bench: its data folder, its administrator, its client programs."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from pathlib import Path

from tools import mariadb_files, programs
from tools.layout import Bench
from tools.say import Failure, run

OPTIONS = (
	"--no-defaults",
	"--bind-address=127.0.0.1",
	"--skip-name-resolve",
	"--character-set-server=utf8mb4",
	"--collation-server=utf8mb4_unicode_ci",
	"--innodb-log-file-size=256M",
	"--innodb-flush-log-at-trx-commit=2",
	"--innodb-read-only-compressed=OFF",
	"--max-allowed-packet=256M",
	"--max-connections=200",
	"--performance-schema=OFF",
)


BUFFER_POOL = 0.2
"""Part of the machine's memory in which the database keeps what it read."""


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
	config = bench.config()
	host = str(config.get("db_host") or "127.0.0.1")
	where = [f"--host={host}", f"--port={config.get('db_port') or 3306}", "--user=root"]
	return [str(programs.need(program)), "--no-defaults", "--protocol=tcp", *where]


def client_env(bench: Bench) -> dict[str, str]:
	"""Return the environment that gives client programs the password out of sight of `ps`."""
	return {**os.environ, "MYSQL_PWD": root_password(bench), "PATH": programs.path()}


def server(bench: Bench) -> list[str | Path]:
	"""Return the command of the bench's server; its data folder is made if need be."""
	if not (_data(bench) / "ready").exists():
		_create(bench)
	return _mariadbd(bench)


def _data(bench: Bench) -> Path:
	return bench.path / "mariadb"


def _mariadbd(bench: Bench) -> list[str | Path]:
	program = programs.need("mariadbd")
	share = mariadb_files.folder(program)
	places = {
		"basedir": mariadb_files.base(share),
		"datadir": _data(bench),
		"lc-messages-dir": share,
		"socket": "mysql.sock",
		"pid-file": _data(bench) / "mariadbd.pid",
	}
	options = [f"--{name}={value}" for name, value in places.items()]
	options.append(f"--innodb-buffer-pool-size={int(BUFFER_POOL * _memory())}")
	if os.geteuid() == 0:
		options.append("--user=root")
	return [program, *OPTIONS, *options]


def _memory() -> int:
	"""Return the bytes of memory that the machine has."""
	return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _create(bench: Bench) -> None:
	"""Do what mariadb-install-db does: feed the system tables to a server in bootstrap mode."""
	command = [*_mariadbd(bench), "--bootstrap", "--max_allowed_packet=8M", "--net_buffer_length=16K"]
	data = _data(bench)
	shutil.rmtree(data, ignore_errors=True)
	data.mkdir(parents=True)
	script = bench.run / "bootstrap.sql"
	script.write_text(_bootstrap(bench))
	log, env = bench.log("mariadb"), {"PATH": programs.path()}
	run("creating the database folder", command, log, env=env, stdin=script)
	script.unlink()
	(data / "ready").touch()


def _bootstrap(bench: Bench) -> str:
	"""Return the SQL of the system tables and of the administrator."""
	parts = ["create database if not exists mysql;\nuse mysql;\n"]
	for file in mariadb_files.system_tables(mariadb_files.folder(programs.need("mariadbd"))):
		lines = file.read_text().splitlines(keepends=True)
		parts += [line for line in lines if "@current_hostname" not in line]
	return "".join([*parts, _administrator(root_password(bench))])


def _administrator(password: str) -> str:
	return (
		"\nFLUSH PRIVILEGES;\n"
		f"ALTER USER 'root'@'localhost' IDENTIFIED BY '{password}';\n"
		f"CREATE OR REPLACE USER 'root'@'127.0.0.1' IDENTIFIED BY '{password}';\n"
		"GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;\n"
	)
