"""Where everything is: the checkout, the shared tools folder and one bench per Frappe branch."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
HOME = CHECKOUT / ".bench"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "batch_trace"
APP = "batch_trace"


@dataclass(frozen=True)
class Bench:
	"""One bench: Frappe, ERPNext, a virtual environment, sites and servers of its own."""

	path: Path
	branch: str
	private: bool = True

	@property
	def apps(self) -> Path:
		"""The folder of the apps' sources."""
		return self.path / "apps"

	@property
	def sites(self) -> Path:
		"""The folder of the sites; Frappe commands run in it."""
		return self.path / "sites"

	@property
	def python(self) -> Path:
		"""The interpreter of the bench's virtual environment."""
		return self.path / "env" / "bin" / "python"

	@property
	def state(self) -> Path:
		"""The folder for what these tools keep: inside a private bench, beside somebody else's."""
		return self.path if self.private else HOME / "existing" / self.path.name

	@property
	def run(self) -> Path:
		"""The folder of process ids, ports and passing files."""
		return self.state / "run"

	@property
	def stamps(self) -> Path:
		"""The folder that remembers which steps are done."""
		return self.state / "stamps"

	def log(self, name: str) -> Path:
		"""Return the log file of one kind of work."""
		return self.state / "logs" / f"{name}.log"

	def config(self) -> dict[str, object]:
		"""Return the settings that all sites share."""
		file = self.sites / "common_site_config.json"
		return json.loads(file.read_text()) if file.exists() else {}

	def app_commit(self, app: str) -> str:
		"""Return the commit of an app's source, or an empty string."""
		head = self.apps / app / ".git" / "HEAD"
		if not head.exists():
			return ""
		text = head.read_text().strip()
		if not text.startswith("ref: "):
			return text
		ref = self.apps / app / ".git" / text[5:]
		return ref.read_text().strip() if ref.exists() else text


def current() -> Bench:
	"""Return the bench that BENCH or FRAPPE_BRANCH names."""
	branch = os.environ.get("FRAPPE_BRANCH") or "version-15"
	existing = os.environ.get("BENCH")
	if existing:
		return Bench(Path(existing).resolve(), branch, private=False)
	return Bench(HOME / branch, branch)
