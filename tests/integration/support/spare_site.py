"""A temporary site for tests that must commit, and scripts that run on it in their own processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).resolve().parent


class SpareSite:
	"""A new site of the same bench, created and removed by the bench tool."""

	def __init__(self, name: str) -> None:
		"""Set the name of the site; `make` creates it."""
		self.name = name
		sites = Path(os.environ["BATCH_TRACE_SITES_PATH"]).resolve()
		self.env = {
			**os.environ,
			"FRAPPE_BRANCH": sites.parent.name,
			"PYTHONWARNINGS": "ignore",
			"PYTHONPATH": str(ROOT),
		}

	def make(self, *options: str) -> None:
		"""Create the site, replacing one with the same name."""
		self.bench("new-site", self.name, *options)

	def drop(self) -> None:
		"""Remove the site."""
		self.bench("drop-site", self.name)

	def bench(self, *command: str) -> str:
		"""Run the bench tool and return what it printed."""
		return _done(self.start(*command))

	def start(self, *command: str) -> subprocess.Popen:
		"""Start the bench tool without waiting for it."""
		line = [sys.executable, "-m", "tools.bench", *command]
		pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
		return subprocess.Popen(line, cwd=ROOT, env=self.env, text=True, **pipes)

	def script(self, name: str) -> Path:
		"""Return the path of a script in this folder."""
		return HERE / name

	def run(self, script: str, *arguments: str) -> object:
		"""Run a script of this folder on the site; return the JSON of its last line."""
		return self.result(self.start("python", self.name, str(self.script(script)), *arguments))

	def result(self, process: subprocess.Popen) -> object:
		"""Wait for a script and return the JSON of its last line."""
		return json.loads(_done(process).strip().splitlines()[-1])


@contextmanager
def prepared(name: str, script: str, rounds: int) -> Iterator[SpareSite]:
	"""A site with the app, on which a script has prepared what processes will race for in each round."""
	spare = SpareSite(name)
	spare.make("--app", "batch_trace")
	spare.run(script, "prepare", str(rounds))
	yield spare
	spare.drop()


def _done(process: subprocess.Popen) -> str:
	output, errors = process.communicate(timeout=600)
	assert process.returncode == 0, f"{process.args}\n{output[-2000:]}\n{errors[-4000:]}"
	return output
