"""Files that other processes may read at any moment."""

from __future__ import annotations

import os
from pathlib import Path


def replace(file: Path, text: str) -> None:
	"""Write a file so that a reader meets the old text or the new one, never a part."""
	file.parent.mkdir(parents=True, exist_ok=True)
	fresh = file.with_name(f".{file.name}.{os.getpid()}")
	fresh.write_text(text)
	fresh.replace(file)
