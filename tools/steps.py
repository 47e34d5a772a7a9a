"""Steps that are done once: a stamp remembers the inputs, and one lock keeps runs apart."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.say import say

BUILT = {"__pycache__", "dist"}


@contextmanager
def locked(folder: Path) -> Iterator[None]:
	"""Hold the folder's lock, so that two runs do not build the same thing at once."""
	folder.mkdir(parents=True, exist_ok=True)
	with open(folder / ".lock", "w") as handle:
		try:
			fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
		except BlockingIOError:
			say("waiting for another run to finish its set-up")
			fcntl.flock(handle, fcntl.LOCK_EX)
		yield


@contextmanager
def once(folder: Path, name: str, *inputs: object) -> Iterator[bool]:
	"""Yield whether the step is still to be done; a step that ends without error is stamped."""
	key = hashlib.sha256(repr(inputs).encode()).hexdigest()
	stamp = folder / name
	needed = not stamp.exists() or stamp.read_text() != key
	yield needed
	if needed:
		folder.mkdir(parents=True, exist_ok=True)
		stamp.write_text(key)


def digest(*roots: Path) -> str:
	"""Return a hash over the content of files and folders, built files left out."""
	total = hashlib.sha256()
	for root in roots:
		files = sorted(root.rglob("*")) if root.is_dir() else [root]
		for file in files:
			if file.is_file() and not BUILT.intersection(file.parts):
				total.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes())
	return total.hexdigest()
