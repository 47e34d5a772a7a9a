"""Where a MariaDB server has its messages and the SQL of its system tables: each version and package elsewhere."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tools import debian, programs
from tools.say import Failure

SCRIPTS = ("system_tables", "performance_tables", "system_tables_data")
PREFIXES = ("mariadb", "mysql")
"""MariaDB 11 names its scripts after itself, MariaDB 10 after MySQL."""

GEOMETRY = "maria_add_gis_sp_bootstrap.sql"
NAMES = ("share/mysql", "share/mariadb", "share")
USUAL = (Path("/usr"), Path("/usr/local"), Path("/usr/local/mysql"))


def folder(server: Path) -> Path:
	"""Return the folder of messages and scripts that belongs to this `mariadbd`."""
	for candidate in _candidates(server):
		if _scripts(candidate):
			return candidate
	raise Failure(
		f"{server} has no mariadb_system_tables.sql, neither beside it nor in /usr/share/mysql or"
		" /usr/share/mariadb: please install the whole MariaDB server (Debian: mariadb-server-core),"
		" or take this mariadbd off PATH and another will be fetched."
	)


def system_tables(share: Path) -> list[Path]:
	"""Return the scripts that make the system tables, in the order in which they run."""
	return [*_scripts(share), *(file for file in [share / GEOMETRY] if file.exists())]


def base(share: Path) -> Path:
	"""Return what MariaDB calls basedir: the folder that its `share` is in.

	>>> base(Path("/usr/share/mysql")), base(Path("/opt/mariadb/share"))
	(PosixPath('/usr'), PosixPath('/opt/mariadb'))
	"""
	return share.parent if share.name == "share" else share.parent.parent


def _scripts(share: Path) -> list[Path]:
	"""Return the scripts under the names of either version, or nothing where one is missing."""
	for prefix in PREFIXES:
		files = [share / f"{prefix}_{name}.sql" for name in SCRIPTS]
		if all(file.exists() for file in files):
			return files
	return []


def _candidates(server: Path) -> Iterator[Path]:
	"""Yield where the scripts may be: the unpacked packages for their own server, else what the server says first."""
	if server == debian.BIN / "mariadbd":
		yield from _below(debian.ROOT / "servers" / "usr")
	told = _told(server)
	if "character-sets-dir" in told:
		yield told["character-sets-dir"].parent
	if "basedir" in told:
		yield from _below(told["basedir"])
	yield from _below(server.resolve().parent.parent)
	for place in USUAL:
		yield from _below(place)


def _below(place: Path) -> Iterator[Path]:
	for name in NAMES:
		yield place / name


def _told(server: Path) -> dict[str, Path]:
	"""Ask the server for the folders that it was built with."""
	command = [str(server), "--no-defaults", "--verbose", "--help"]
	answer = subprocess.run(command, capture_output=True, text=True, env={"PATH": programs.path()}).stdout
	return {name: Path(value) for name, value in re.findall(r"^([a-z-]+dir) +(/\S+)$", answer, re.MULTILINE)}
