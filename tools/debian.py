"""Debian programs without installing them: resolved by apt, unpacked into a folder, run from there."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tools.layout import CACHE, HOME
from tools.say import Failure, run, say
from tools.steps import locked, once

ROOT = HOME / "debian"
BIN = HOME / "bin"
LOG = HOME / "logs" / "debian.log"
ARCHIVES = CACHE / "apt" / "archives"
NEVER = ("libc6_", "libc-bin_")


def unpack(name: str, packages: list[str], extra: list[str] | None = None, base: Path = ROOT) -> Path:
	"""Return a folder with `packages`, what they depend on, and `extra` without its dependencies.

	Only what the machine lacks is fetched: its own libraries serve as they are.
	"""
	target = base / name
	with locked(base), once(base / "stamps", name, packages, extra) as needed:
		if needed:
			files = _download(packages, extra or [])
			shutil.rmtree(target, ignore_errors=True)
			target.mkdir(parents=True)
			for file in files:
				subprocess.run(["dpkg-deb", "-x", file, target], check=True)
	return target


def wrap(
	program: str,
	root: Path,
	inside: str,
	arguments: tuple[str, ...] = (),
	variables: Mapping[str, str] | None = None,
) -> None:
	"""Write a command into the shared `bin` folder that runs a program of an unpacked folder."""
	BIN.mkdir(parents=True, exist_ok=True)
	lines = [f'export {name}="{value}"\n' for name, value in (variables or {}).items()]
	lines.append(f'export LD_LIBRARY_PATH="{_libraries(root)}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}"\n')
	lines.append(" ".join(["exec", f'"{root / inside}"', *arguments, '"$@"']) + "\n")
	script = BIN / program
	script.write_text("#!/bin/sh\n" + "".join(lines))
	script.chmod(0o755)


def _libraries(root: Path) -> str:
	folders = {file.parent for place in ("lib", "usr/lib") for file in (root / place).rglob("*.so*")}
	return ":".join(
		sorted(str(folder) for folder in folders if "plugin" not in str(folder.relative_to(root)))
	)


def _download(packages: list[str], extra: list[str]) -> list[Path]:
	if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
		raise Failure(f"No apt-get here to fetch {', '.join(packages)}: please install them and try again.")
	for folder in (ARCHIVES / "partial", ROOT / "apt" / "lists" / "partial", LOG.parent):
		folder.mkdir(parents=True, exist_ok=True)
	_update()
	install = ["install", "--yes", "--no-install-recommends", *packages]
	names = _names(*install)
	run(f"fetching {', '.join(packages)}", [*_apt(), *install, "--download-only"], LOG)
	if extra:
		names += _names("download", *extra)
		run(f"fetching {', '.join(extra)}", [*_apt(), "download", *extra], LOG, ARCHIVES)
	return [ARCHIVES / name for name in names if not name.startswith(NEVER)]


def _update() -> None:
	"""Read the package lists into a private folder; a broken third-party source is no obstacle."""
	say("reading Debian's package lists")
	with open(LOG, "ab") as log:
		subprocess.run([*_apt(), "update"], stdout=log, stderr=log, check=False)


def _names(*arguments: str) -> list[str]:
	"""Return the names of the files that an apt-get command would fetch into an empty cache."""
	command = [*_apt(ROOT / "apt" / "empty"), "--print-uris", "--quiet=2", *arguments]
	done = subprocess.run(command, capture_output=True, text=True)
	if done.returncode:
		raise Failure(f"apt-get cannot resolve {arguments[-1]}: {done.stderr.strip()}")
	return [line.split()[1] for line in done.stdout.splitlines() if line.startswith("'")]


def _apt(cache: Path | None = None) -> list[str]:
	"""Return apt-get with its lists and downloads in private folders, so that anybody may run it."""
	settings = {
		"Dir::State": ROOT / "apt",
		"Dir::State::status": "/var/lib/dpkg/status",
		"Dir::Cache": cache or ARCHIVES.parent,
		"Debug::NoLocking": "1",
		"APT::Sandbox::User": "",
	}
	return ["apt-get", *(part for name, value in settings.items() for part in ("-o", f"{name}={value}"))]
