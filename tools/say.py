"""Progress lines, and commands whose output goes to a log file."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import ParamSpec

STARTED = time.monotonic()
HEARTBEAT = 20
TAIL = 25
Arguments = ParamSpec("Arguments")


class Failure(Exception):
	"""A step that could not be done; the message says what to do about it."""


@contextmanager
def errors_as_failures() -> Iterator[None]:
	"""Turn the error of a called program or of a file into a Failure, which is shown as one line."""
	try:
		yield
	except subprocess.CalledProcessError as error:
		program = error.cmd if isinstance(error.cmd, str) else " ".join(map(str, error.cmd))
		raise Failure(f"{program}: ended with code {error.returncode}{_reason(error.stderr)}") from error
	except OSError as error:
		raise Failure(str(error)) from error


def command(main: Callable[Arguments, int]) -> Callable[Arguments, int]:
	"""Make a command end with one line and exit code 1, instead of a traceback, when a step fails."""

	@wraps(main)
	def ending_in_a_line(*arguments: Arguments.args, **options: Arguments.kwargs) -> int:
		try:
			with errors_as_failures():
				return main(*arguments, **options)
		except Failure as failure:
			print(f"error: {failure}", file=sys.stderr)
			return 1

	return ending_in_a_line


def _reason(errors: str | bytes | None) -> str:
	"""Return the last line that a program wrote about its error, if it is known."""
	text = errors.decode(errors="replace") if isinstance(errors, bytes) else errors or ""
	lines = text.strip().splitlines()
	return f": {lines[-1]}" if lines else ""


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
