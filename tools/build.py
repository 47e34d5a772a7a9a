"""Build a bench: sources, virtual environment, JavaScript packages, assets."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tools import programs, pythons, toolchain
from tools.layout import APP, CACHE, CHECKOUT, Bench
from tools.say import Failure, run
from tools.steps import digest, once

UPSTREAM = "https://github.com/frappe/{app}"
UPSTREAM_APPS = ("frappe", "erpnext", "payments")
TEST_PACKAGES = ("pytest~=8.3", "playwright~=1.40")


def fetch_sources(bench: Bench) -> None:
	"""Clone the upstream apps by ordinary git."""
	for app in UPSTREAM_APPS:
		if (bench.apps / app / "pyproject.toml").exists():
			continue
		bench.apps.mkdir(parents=True, exist_ok=True)
		url = UPSTREAM.format(app=app)
		command = ["git", "clone", "--depth", "1", "--branch", bench.branch, url, bench.apps / app]
		run(f"cloning {app} {bench.branch}", command, bench.log("git"), env={"GIT_TERMINAL_PROMPT": "0"})


def make_environment(bench: Bench) -> None:
	"""Make the bench's virtual environment, with a Python that Frappe allows."""
	versions = _requires_python(bench.apps / "frappe" / "pyproject.toml")
	target = bench.path / "env"
	if not (target / "bin" / "pip").exists():
		pythons.make_environment(target, pythons.need(versions))


def install_python(bench: Bench) -> None:
	"""Install all upstream apps into the virtual environment."""
	projects = [bench.apps / app / "pyproject.toml" for app in UPSTREAM_APPS]
	tools = _dev_dependencies(projects[0])
	with once(bench.stamps, "python", [digest(file) for file in projects], TEST_PACKAGES) as needed:
		if not needed:
			return
		pip = (bench.python, "-m", "pip", "install")
		log, env = bench.log("pip"), {**pythons.pip_env(), **_compiler(bench, projects[0])}
		run("preparing the virtual environment", [*pip, "setuptools<80", "wheel"], log, env=env)
		editable: list[object] = [part for app in UPSTREAM_APPS for part in ("--editable", bench.apps / app)]
		everything = [*pip, *editable, *tools, *TEST_PACKAGES]
		run("installing Frappe and ERPNext (minutes)", everything, log, env=env)


def install_javascript(bench: Bench) -> None:
	"""Install the apps' JavaScript packages."""
	for app in UPSTREAM_APPS:
		folder = bench.apps / app
		if not (folder / "package.json").exists():
			continue
		with once(bench.stamps, f"yarn-{app}", digest(folder / "package.json")) as needed:
			if needed:
				command = [programs.need("yarn"), "install", "--check-files", "--non-interactive"]
				env = {"PATH": programs.path(), "YARN_CACHE_FOLDER": str(CACHE / "yarn")}
				run(f"installing JavaScript packages of {app}", command, bench.log("yarn"), folder, env)


def link_app(bench: Bench) -> None:
	"""Put this checkout into the bench as an app."""
	if not (CHECKOUT / APP / "hooks.py").exists():
		return
	link = bench.apps / APP
	if not link.exists():
		link.symlink_to(CHECKOUT)
	with once(bench.stamps, "link", digest(CHECKOUT / "pyproject.toml")) as needed:
		if needed:
			command = [bench.python, "-m", "pip", "install", "--editable", CHECKOUT]
			run("installing batch_trace into the bench", command, bench.log("pip"), env=pythons.pip_env())
	write_apps(bench)


def write_apps(bench: Bench) -> None:
	"""List the apps of the bench where Frappe looks for them."""
	bench.sites.mkdir(parents=True, exist_ok=True)
	file = bench.sites / "apps.txt"
	listed = file.read_text().split() if file.exists() else []
	here = [app for app in (*UPSTREAM_APPS, APP) if (bench.apps / app).exists()]
	wanted = listed + [app for app in here if app not in listed]
	if wanted != listed:
		file.write_text("\n".join(wanted) + "\n")


def build_assets(bench: Bench) -> None:
	"""Bundle the desk's scripts and styles, and this app's when they have changed."""
	base = [bench.app_commit(app) for app in UPSTREAM_APPS]
	if bench.private:
		with once(bench.stamps, "assets", base) as needed:
			if needed:
				_frappe_build(bench, "building the desk's assets", *UPSTREAM_APPS)
	if (bench.apps / APP).exists():
		public = CHECKOUT / APP / "public"
		if not _bundles_exist(bench):
			(bench.stamps / "assets-app").unlink(missing_ok=True)
		with once(bench.stamps, "assets-app", base, digest(public)) as needed:
			if needed:
				_frappe_build(bench, "building batch_trace's assets", APP)


def _bundles_exist(bench: Bench) -> bool:
	"""Return whether the bundles that this bench made are still there: each bench builds into the checkout."""
	listed = json.loads((bench.sites / "assets" / "assets.json").read_text()).values()
	ours = [name for name in listed if name.startswith(f"/assets/{APP}/")]
	return all((bench.sites / name.lstrip("/")).exists() for name in ours)


def _frappe_build(bench: Bench, label: str, *apps: str) -> None:
	command = [bench.python, "-m", "frappe.utils.bench_helper", "frappe", "build", "--apps", ",".join(apps)]
	env = {"PATH": programs.path(), "FRAPPE_DOCKER_BUILD": "", "CI": "1"}
	run(label, command, bench.log("build"), bench.sites, env)


def _requires_python(project: Path) -> str:
	"""Read `requires-python` by its line: the tools run on Python 3.10, which has no tomllib."""
	found = re.search(r'^requires-python = "(.+)"', project.read_text(), re.MULTILINE)
	if not found:
		raise Failure(f"{project} does not say which Python it needs.")
	return found[1]


def _dev_dependencies(project: Path) -> list[str]:
	"""Read the lines of `[tool.bench.dev-dependencies]`, without tomllib as above."""
	section = project.read_text().partition("[tool.bench.dev-dependencies]")[2].partition("\n[")[0]
	return [name + version for name, version in re.findall(r'^([\w-]+) = "(.+)"', section, re.MULTILINE)]


def _compiler(bench: Bench, project: Path) -> dict[str, str]:
	"""Return the compiler's settings for Frappe's one compiled package, which version-15 does not have."""
	if "mysqlclient" not in project.read_text():
		return {}
	toolchain.need("cc", "gcc", "libc6-dev")
	return programs.mysql_flags(bench.python)
