"""Python for a bench: an interpreter that Frappe allows, found or fetched by uv, and virtual environments."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools import debian
from tools.layout import CACHE, HOME
from tools.programs import path
from tools.say import Failure, run

UV = "uv>=0.8"
FETCHED = HOME / "python"
LOG = HOME / "logs" / "python.log"
UNBOUNDED = 99
WHEELS = Path("/usr/share/python-wheels")
"""Where Debian installs the wheels of pip, for environments made by its own Python."""


def need(versions: str) -> str:
	"""Return an interpreter that `requires-python` (such as ">=3.10,<3.13") allows; fetch one if need be."""
	found = _find(versions)
	if not found:
		_fetch(versions)
		found = _find(versions)
	if not found:
		raise Failure(f"uv fetched Python 3.{to_fetch(versions)}, but it does not run; see {LOG}")
	return found


def allowed(versions: str) -> range:
	"""Return the minor versions of Python 3 that `requires-python` allows.

	>>> allowed(">=3.14,<3.15")
	range(14, 15)
	"""
	low, high = (int(number) for number in re.findall(r"3\.(\d+)", f"{versions},<3.{UNBOUNDED}")[:2])
	return range(low, high)


def to_fetch(versions: str) -> int:
	"""Return the minor version to fetch: the newest allowed, or the oldest where nothing limits the newest.

	>>> to_fetch(">=3.10,<3.13"), to_fetch(">=3.14")
	(12, 14)
	"""
	minors = allowed(versions)
	return minors[0] if minors.stop == UNBOUNDED else minors[-1]


def _find(versions: str) -> str | None:
	"""Return the machine's default Python if it is allowed, else the newest allowed one, fetched ones last."""
	minors = allowed(versions)
	named = [shutil.which(name) for name in ("python3", *(f"python3.{minor}" for minor in reversed(minors)))]
	fetched = [str(program) for minor in minors for program in FETCHED.glob(f"*/bin/python3.{minor}")]
	return next((program for program in (*named, *fetched) if program and _minor(program) in minors), None)


def _minor(program: str) -> int:
	"""Return the minor version of an interpreter, or -1 if it is none of Python 3 that runs."""
	command = [program, "-c", "import sys; print(*sys.version_info[:2])"]
	try:
		answer = subprocess.run(command, capture_output=True, text=True).stdout.split()
	except OSError:
		return -1
	return int(answer[1]) if len(answer) == 2 and answer[0] == "3" else -1


def _fetch(versions: str) -> None:
	"""Let uv fetch an interpreter into a folder of the checkout; where it cannot, one line says what is missing."""
	name = f"3.{to_fetch(versions)}"
	home = HOME / "uv"
	places = {"UV_PYTHON_INSTALL_DIR": str(FETCHED), "UV_PYTHON_CACHE_DIR": str(CACHE / "uv")}
	try:
		make_environment(home)
		run("fetching uv", [home / "bin" / "pip", "install", UV], LOG, env=pip_env())
		command = [home / "bin" / "uv", "python", "install", "--no-bin", name]
		run(f"fetching Python {name}", command, LOG, env=places)
	except Failure as failure:
		raise Failure(
			f"Python {versions} is needed, but there is none on PATH and uv could not fetch {name}"
			f" (see {LOG}): please install Python {name}."
		) from failure


def pip_env() -> dict[str, str]:
	"""Return the environment variables for pip."""
	return {"PIP_CACHE_DIR": str(CACHE / "pip"), "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PATH": path()}


def make_environment(target: Path, python: str | None = None) -> None:
	"""Make a virtual environment with pip, also where Debian's python3-venv is not installed."""
	if (target / "bin" / "pip").exists():
		return
	interpreter = python or sys.executable
	made = subprocess.run([interpreter, "-m", "venv", target], capture_output=True)
	if made.returncode == 0:
		return
	wheels = debian.unpack("pip", ["python3-pip-whl", "python3-setuptools-whl"])
	pip = next((wheel for folder in (wheels, WHEELS) for wheel in folder.rglob("pip-*.whl")), None)
	if not pip:
		raise Failure(f"{interpreter} cannot make virtual environments: please install python3-venv.")
	run("making an environment", [interpreter, "-m", "venv", "--clear", "--without-pip", target], LOG)
	env = {**pip_env(), "PYTHONPATH": str(pip)}
	run("fetching pip", [target / "bin" / "python", "-m", "pip", "install", "pip"], LOG, env=env)
