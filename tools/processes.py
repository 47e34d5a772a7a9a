"""Background processes with a process-id file, and free ports for them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tools.files import replace
from tools.say import Failure


def start(
	pid_file: Path, command: Sequence[object], log: Path, env: Mapping[str, str], cwd: Path | None = None
) -> None:
	"""Start a process that outlives this one."""
	log.parent.mkdir(parents=True, exist_ok=True)
	pid_file.parent.mkdir(parents=True, exist_ok=True)
	with open(log, "ab") as sink:
		process = subprocess.Popen(
			[str(part) for part in command],
			stdin=subprocess.DEVNULL,
			stdout=sink,
			stderr=subprocess.STDOUT,
			cwd=cwd or pid_file.parent,
			env={**os.environ, **env},
			start_new_session=True,
		)
	replace(pid_file, f"{process.pid} {_born(process.pid)}")


def running(pid_file: Path) -> int | None:
	"""Return the id of the process that the file names, if that very process still runs."""
	if not pid_file.exists():
		return None
	pid, _, born = pid_file.read_text().partition(" ")
	return int(pid) if born and _born(int(pid)) == born else None


def stop(pid_file: Path, patience: float = 30) -> bool:
	"""End the process group that the file names; return whether there was one."""
	pid = running(pid_file)
	if pid:
		os.killpg(pid, signal.SIGTERM)
		if not wait_for(lambda: running(pid_file) is None, patience):
			os.killpg(pid, signal.SIGKILL)
	pid_file.unlink(missing_ok=True)
	return pid is not None


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
	"""Return whether the condition came true in time."""
	end = time.monotonic() + seconds
	while time.monotonic() < end:
		if condition():
			return True
		time.sleep(0.1)
	return condition()


def answers(port: int) -> bool:
	"""Return whether something listens on the port."""
	with socket.socket() as probe:
		probe.settimeout(0.5)
		return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port(wanted: int, taken: set[int]) -> int:
	"""Return `wanted` or the next port on which nothing listens."""
	for port in range(wanted, wanted + 500):
		if port not in taken and _can_listen(port):
			return port
	raise Failure(f"No free port from {wanted} to {wanted + 499}.")


def _can_listen(port: int) -> bool:
	with socket.socket() as probe:
		probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
		try:
			probe.bind(("127.0.0.1", port))
		except OSError:
			return False
	return True


def _born(pid: int) -> str:
	"""Return the kernel's start time of a process: with it, an id is not taken for a later process's."""
	try:
		fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
	except OSError:
		return ""
	return "" if fields[0] == "Z" else fields[19]
