"""The programs a bench needs: from PATH when they are there, else fetched into the checkout's `.bench`."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tools import debian
from tools.layout import CACHE, HOME
from tools.say import Failure

YARN_HOME = HOME / "yarn"
SERVER_PACKAGES = ["mariadb-server-core", "mariadb-client-core", "redis-server"]
SERVERS = (
	"usr/sbin/mariadbd",
	"usr/bin/mariadb",
	"usr/bin/mariadb-dump",
	"usr/bin/redis-server",
	"usr/bin/redis-cli",
)
"""What is run of those packages; of a package that the machine has, nothing is unpacked."""

BROWSER_PACKAGES = ["chromium", "fontconfig-config", "fonts-dejavu-core"]
BROWSER_ARGUMENTS = ("--no-sandbox", "--disable-dev-shm-usage")


def path() -> str:
	"""Return a PATH with the fetched programs, then the machine's own."""
	own = (str(debian.BIN), str(YARN_HOME / "node_modules" / ".bin"))
	return ":".join([*own, os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])


def which(program: str) -> Path | None:
	"""Return a program of PATH or of the fetched ones."""
	found = shutil.which(program, path=path())
	return Path(found) if found else None


def need(program: str) -> Path:
	"""Return a program, or say that it is missing."""
	found = which(program)
	if not found:
		raise Failure(f"{program} not found, neither on PATH nor in {HOME}.")
	return found


def need_servers() -> None:
	"""Make sure that MariaDB and Redis can be run."""
	if all(which(name) for name in ("mariadbd", "mariadb", "mariadb-dump", "redis-server")):
		return
	root = debian.unpack("servers", SERVER_PACKAGES, ["mariadb-client"])
	for place in SERVERS:
		if (root / place).exists():
			debian.wrap(Path(place).name, root, place)


def need_browser() -> Path:
	"""Return a Chromium that the browser tests can drive."""
	for name in ("chromium", "google-chrome", "chrome"):
		found = which(name)
		if found:
			return found
	root = debian.unpack("browser", BROWSER_PACKAGES)
	debian.wrap("chromium", root, "usr/lib/chromium/chromium", BROWSER_ARGUMENTS, fonts(root))
	return need("chromium")


def fonts(root: Path) -> dict[str, str]:
	"""Return the environment in which a program finds the fonts that were unpacked with it."""
	own = {} if Path("/etc/fonts/fonts.conf").exists() else {"FONTCONFIG_PATH": str(root / "etc" / "fonts")}
	return {**own, "XDG_DATA_HOME": str(root / "usr" / "share")}


def mysql_flags(python: Path) -> dict[str, str]:
	"""Return what the compiler needs to build mysqlclient, out of unpacked packages where the machine lacks it."""
	return {**_python_headers(python), **_client_library()}


def _client_library() -> dict[str, str]:
	"""Return the flags for MariaDB's client library; it lies in the cache, as the built package that pip keeps there names it."""
	if which("mariadb_config") or which("mysql_config"):
		return {}
	root = debian.unpack("libmariadb", ["libmariadb-dev"], base=CACHE / "debian")
	folder = next(root.rglob("libmariadb.so")).parent
	headers = {
		root / "usr" / "include" / "mariadb",
		*(file.parent for file in root.rglob("mariadb_version*.h")),
	}
	return {
		"MYSQLCLIENT_CFLAGS": " ".join(f"-I{folder}" for folder in sorted(headers)),
		"MYSQLCLIENT_LDFLAGS": f"-L{folder} -lmariadb -Wl,-rpath,{folder}",
	}


def _python_headers(python: Path) -> dict[str, str]:
	code = "import sysconfig; print(sysconfig.get_python_version(), sysconfig.get_path('include'))"
	answer = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout
	version, folder = answer.split()
	if (Path(folder) / "Python.h").exists():
		return {}
	root = debian.unpack(f"python{version}", [f"libpython{version}-dev"])
	include = root / "usr" / "include"
	return {"CPATH": f"{include / f'python{version}'}:{include}"}
