"""What a site sets about its scanners and its own labels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Settings:
	"""Separators that devices were set to send, rules of scale labels, and the day by which years are told."""

	separators: tuple[str, ...] = ()
	scale_rules: tuple[str, ...] = ()
	today: date | None = None
