"""The bench by hand: `python -m tools.bench COMMAND` (see `--help`)."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from tools import build, desk, programs, servers, sites, steps, template, toolchain
from tools.layout import CHECKOUT, HOME, Bench, current
from tools.say import Failure, command, errors_as_failures, say


@errors_as_failures()
def up(bench: Bench) -> Bench:
	"""Make the bench if need be, and start its servers; quick when there is nothing to do."""
	if bench.private:
		_build(bench)
	elif not bench.apps.is_dir():
		raise Failure(
			f"BENCH names {bench.path}, but there is no bench; name a bench's folder, or leave BENCH out"
		)
	with steps.locked(HOME):
		programs.need_servers()
	with steps.locked(bench.state):
		servers.start(bench)
		build.link_app(bench)
		build.build_assets(bench)
		template.ensure(bench)
	return bench


def _build(bench: Bench) -> None:
	toolchain.need("git")
	with steps.locked(bench.path):
		build.fetch_sources(bench)
		build.make_environment(bench)
	with steps.locked(bench.path), ThreadPoolExecutor() as pool:
		jobs = [pool.submit(job, bench) for job in (build.install_python, _install_others)]
		for job in jobs:
			job.result()


def _install_others(bench: Bench) -> None:
	"""Do what need not wait for Python's packages, which take longest."""
	with steps.locked(HOME):
		toolchain.need_node(bench.apps / "frappe" / "package.json")
		programs.need_servers()
	build.write_apps(bench)
	build.install_javascript(bench)


@command
def main(arguments: list[str] | None = None) -> int:
	"""Run one command of the command line."""
	options, rest = _parser().parse_known_args(arguments)
	return _COMMANDS[options.command](current(), options, rest)


def _parser() -> argparse.ArgumentParser:
	parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
	commands = parser.add_subparsers(dest="command", required=True)
	commands.add_parser("up", help="make the bench and start its servers")
	commands.add_parser("start", help="start MariaDB and Redis")
	commands.add_parser("stop", help="stop the servers of all benches of this checkout")
	commands.add_parser("status", help="say what runs where")
	site = commands.add_parser("new-site", help="make a fresh site with ERPNext")
	site.add_argument("site")
	site.add_argument("--app", action="append", default=[], help="install this app too")
	drop = commands.add_parser("drop-site", help="remove a site")
	drop.add_argument("site")
	run = commands.add_parser("frappe", help="run a Frappe command on a site: frappe SITE migrate")
	run.add_argument("site")
	script = commands.add_parser("python", help="run a Python file with the site connected: python SITE FILE")
	script.add_argument("site")
	script.add_argument("file")
	commands.add_parser(
		"serve",
		help="start the desk of all sites in the background: web server, worker, scheduler, socket.io",
	)
	return parser


def _up(bench: Bench, options: argparse.Namespace, rest: list[str]) -> int:
	up(bench)
	say(f"bench {bench.path} is ready")
	return 0


def _start(bench: Bench, options: argparse.Namespace, rest: list[str]) -> int:
	servers.start(bench)
	return 0


def _stop(bench: Bench, options: argparse.Namespace, rest: list[str]) -> int:
	say(f"stopped: {', '.join(servers.stop_all()) or 'nothing was running'}")
	return 0


def _status(bench: Bench, options: argparse.Namespace, rest: list[str]) -> int:
	print(f"bench: {bench.path}")
	for name, state in servers.status(bench).items():
		print(f"{name}: {state}")
	for folder in sorted(bench.sites.glob("*/site_config.json")):
		print(f"site: {sites.address(bench, folder.parent.name)}")
	return 0


def _new_site(bench: Bench, options: argparse.Namespace, rest: list[str]) -> int:
	template.new_site(up(bench), options.site, options.app)
	say(f"{sites.address(bench, options.site)} (Administrator / {sites.ADMIN_PASSWORD})")
	return 0


def _drop_site(bench: Bench, options: argparse.Namespace, rest: list[str]) -> int:
	servers.start(bench)
	sites.drop(bench, options.site)
	return 0


def _frappe(bench: Bench, options: argparse.Namespace, rest: list[str]) -> int:
	servers.start(bench)
	env = {**os.environ, **sites.environment()}
	return subprocess.call(sites.frappe(bench, options.site, *rest), cwd=bench.sites, env=env)


def _python(bench: Bench, options: argparse.Namespace, rest: list[str]) -> int:
	servers.start(bench)
	connected, file = CHECKOUT / "tools" / "connected.py", os.path.abspath(options.file)
	line = [bench.python, connected, options.site, file, *rest]
	return subprocess.call(line, cwd=bench.sites, env={**os.environ, **sites.environment()})


def _serve(bench: Bench, options: argparse.Namespace, rest: list[str]) -> int:
	desk.start(up(bench))
	return 0


_COMMANDS = {
	"up": _up,
	"start": _start,
	"stop": _stop,
	"status": _status,
	"new-site": _new_site,
	"drop-site": _drop_site,
	"frappe": _frappe,
	"python": _python,
	"serve": _serve,
}

if __name__ == "__main__":
	sys.exit(main())
