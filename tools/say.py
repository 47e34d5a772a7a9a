"""Progress lines, and commands whose output goes to a log file."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

STARTED = time.monotonic()
HEARTBEAT = 20
TAIL = 25


class Failure(Exception):
	"""A step that could not be done; the message says what to do about it."""


def say(message: str) -> None:
	"""Print one progress line with the seconds since the start."""
	print(f"[{time.monotonic() - STARTED:5.0f} s] {message}", file=sys.stderr, flush=True)


def run(
	label: str,
	command: Sequence[object],
	log: Path,
	cwd: Path | None = None,
	env: Mapping[str, str] | None = None,
	stdin: Path | None = None,
) -> None:
	"""Run `command` with its output in `log`, with a sign of life while it works."""
	say(label)
	log.parent.mkdir(parents=True, exist_ok=True)
	with open(stdin or os.devnull, "rb") as source, open(log, "ab") as sink:
		sink.write(f"\n$ {' '.join(map(str, command))}\n".encode())
		sink.flush()
		process = subprocess.Popen(
			[str(part) for part in command],
			cwd=cwd,
			env={**os.environ, **(env or {})},
			stdin=source,
			stdout=sink,
			stderr=subprocess.STDOUT,
		)
		code = _wait(process, label)
	if code:
		last, tail = _tail(log)
		raise Failure(f"{label}: failed: {last}\nEnd of {log}:\n{tail}")


def _wait(process: subprocess.Popen[bytes], label: str) -> int:
	began = time.monotonic()
	while True:
		try:
			return process.wait(timeout=HEARTBEAT)
		except subprocess.TimeoutExpired:
			say(f"  … {label} ({time.monotonic() - began:.0f} s so far)")


def _tail(log: Path) -> tuple[str, str]:
	"""Return the last line of a log that says something, and its last lines."""
	lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
	return lines[-1].strip(), "\n".join("  | " + line for line in lines[-TAIL:])
