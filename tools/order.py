"""The order of test files: the demo company first, then the cheapest, so that a failure shows early."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from pathlib import Path

from tools.layout import CHECKOUT

COMMITTED = CHECKOUT / "tools" / "seconds.json"
"""What each file took on two cores; a fresh checkout has no measurement of its own yet."""

BYTES_A_SECOND = 1000
"""What is taken of a file that was never measured."""


def in_order(files: Iterable[Path], first: Collection[Path], measured: Path) -> list[Path]:
	"""Return the files, those of `first` at the head, the others by the seconds they took."""
	seconds = {**known(COMMITTED), **known(measured)}
	return sorted(files, key=lambda file: (file not in first, _cost(file, seconds), file))


def known(file: Path) -> dict[str, float]:
	"""Return the measured seconds by the name of a test file, whatever folder it lies in."""
	return json.loads(file.read_text()) if file.exists() else {}


def _cost(file: Path, seconds: dict[str, float]) -> float:
	return seconds.get(file.name, file.stat().st_size / BYTES_A_SECOND)
