"""Debian programs without installing them: resolved by apt, unpacked into a folder, run from there."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tools.layout import CACHE, HOME
from tools.say import Failure, run, say
from tools.steps import once

ROOT = HOME / "debian"
BIN = HOME / "bin"
LOG = HOME / "logs" / "debian.log"


def unpack(name: str, packages: list[str], extra: list[str] | None = None) -> Path:
	"""Return a folder with `packages`, what they depend on, and `extra` without its dependencies."""
	target = ROOT / name
	with once(ROOT / "stamps", name, packages, extra) as needed:
		if needed:
			_need_apt(packages)
			archive = _download(name, packages, extra or [])
			shutil.rmtree(target, ignore_errors=True)
			target.mkdir(parents=True)
			for file in sorted(archive.glob("*.deb")):
				subprocess.run(["dpkg-deb", "-x", file, target], check=True)
	return target


def wrap(program: str, root: Path, inside: str, *arguments: str) -> Path:
	"""Write a command into the shared `bin` folder that runs a program of an unpacked folder."""
	BIN.mkdir(parents=True, exist_ok=True)
	script = BIN / program
	fixed = "".join(f' "{argument}"' for argument in arguments)
	script.write_text(
		"#!/bin/sh\n"
		f'export LD_LIBRARY_PATH="{libraries(root)}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}"\n'
		f'exec "{root / inside}"{fixed} "$@"\n'
	)
	script.chmod(0o755)
	return script


def libraries(root: Path) -> str:
	"""Return the library search path of an unpacked folder."""
	folders = {file.parent for pattern in ("lib", "usr/lib") for file in (root / pattern).rglob("*.so*")}
	return ":".join(sorted(str(folder) for folder in folders if "plugin" not in folder.name))


def _need_apt(packages: list[str]) -> None:
	if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
		raise Failure(f"No apt-get here to fetch {', '.join(packages)}: please install them and try again.")


def _download(name: str, packages: list[str], extra: list[str]) -> Path:
	archive = CACHE / "apt" / name
	options = _options(archive)
	shutil.rmtree(archive, ignore_errors=True)
	(archive / "archives" / "partial").mkdir(parents=True)
	update(options)
	install = ["install", "--yes", "--download-only", "--no-install-recommends", *packages]
	run(f"fetching {', '.join(packages)}", ["apt-get", *options, *install], LOG)
	if extra:
		run(f"fetching {', '.join(extra)}", ["apt-get", *options, "download", *extra], LOG, archive / "archives")
	return archive / "archives"


def update(options: list[str]) -> None:
	"""Read the package lists into a private folder; a broken third-party source is no obstacle."""
	(ROOT / "apt" / "lists" / "partial").mkdir(parents=True, exist_ok=True)
	say("reading Debian's package lists")
	with open(LOG, "ab") as log:
		subprocess.run(["apt-get", *options, "update"], stdout=log, stderr=log, check=False)


def _options(archive: Path) -> list[str]:
	LOG.parent.mkdir(parents=True, exist_ok=True)
	settings = {
		"Dir::State": ROOT / "apt",
		"Dir::State::status": "/var/lib/dpkg/status",
		"Dir::Cache": archive,
		"Debug::NoLocking": "1",
		"APT::Sandbox::User": "root" if os.geteuid() == 0 else "",
		"APT::Update::Post-Invoke-Success": "",
	}
	return [part for key, value in settings.items() if value for part in ("-o", f"{key}={value}")]
