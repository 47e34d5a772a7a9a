"""The console script `batch-trace`: traces batches in a ledger file with only Python."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from importlib.resources import as_file, files
from pathlib import Path

from batch_trace.core.answer.answer import Answer
from batch_trace.core.answer.mass_balance import balances
from batch_trace.core.answer.trace import trace
from batch_trace.core.genealogy.paths import BOTH, DIRECTIONS
from batch_trace.core.genealogy.starts import BATCH, resolve
from batch_trace.core.ledger_file.file import facts, open_ledger
from batch_trace.core.shown.text_table import balance_lines, parties
from batch_trace.core.shown.text_tree import text_tree
from batch_trace.core.shown.worked_case import case_of, worked_case
from batch_trace.core.terms.errors import TraceError
from batch_trace.core.terms.nodes import name_of

RECORDED = "demo_ledger.sqlite"
"""The recorded ledger of the demo company, in the package's data."""

REFUSED = 2


def main(argv: Sequence[str] | None = None) -> int:
	"""Run a command; errors of the engine are printed to stderr in one line, with exit code 2."""
	arguments = _parser().parse_args(argv)
	try:
		_print_lines(arguments.run(arguments))
	except (TraceError, ModuleNotFoundError) as refusal:
		print(f"batch-trace: {refusal}", file=sys.stderr)
		return REFUSED
	except BrokenPipeError:
		sys.stderr.close()
	return 0


def _print_lines(lines: Iterator[str]) -> None:
	for line in lines:
		print(line)


def _trace(arguments: Namespace) -> Iterator[str]:
	answer = _answer(arguments)
	if arguments.json:
		yield json.dumps(answer, indent="\t", ensure_ascii=False)
		return
	yield from text_tree(answer)
	yield from parties(answer)


def _draw(arguments: Namespace) -> Iterator[str]:
	yield from text_tree(_answer(arguments))


def _balance(arguments: Namespace) -> Iterator[str]:
	source = open_ledger(arguments.file)
	start = resolve(source, arguments.batch, arguments.start_type, arguments.supplier)
	balance_of = balances(source, start.nodes)
	if arguments.json:
		named = {name_of(node): balance for node, balance in balance_of.items()}
		yield json.dumps(named, indent="\t", ensure_ascii=False)
		return
	answer = trace(source, start, "forward", max_depth=0)
	uoms = {row["batch"] or row["serial_no"]: row["uom"] for row in answer["batches"]}
	for node, balance in balance_of.items():
		yield f"Mass balance of {name_of(node)}"
		yield from balance_lines(balance, uoms.get(name_of(node)) or "")


def _demo(arguments: Namespace) -> Iterator[str]:
	with _recorded() if arguments.file is None else nullcontext(Path(arguments.file)) as file:
		yield from worked_case(open_ledger(file), case_of(facts(file)))


def _recorded() -> AbstractContextManager[Path]:
	return as_file(files("batch_trace") / "data" / RECORDED)


def _answer(arguments: Namespace) -> Answer:
	source = open_ledger(arguments.file)
	start = resolve(source, arguments.batch, arguments.start_type, arguments.supplier)
	return trace(source, start, arguments.direction, as_of=arguments.as_of, max_depth=arguments.max_depth)


def _parser() -> ArgumentParser:
	parser = ArgumentParser(prog="batch-trace", description="Trace batches in a ledger file.")
	commands = parser.add_subparsers(required=True, metavar="COMMAND")
	for name, run, help_text in (
		("trace", _trace, "trace a batch to suppliers and customers"),
		("draw", _draw, "draw a trace as a tree of text"),
	):
		command = commands.add_parser(name, help=help_text)
		_add_start(command)
		_add_direction(command)
		command.set_defaults(run=run)
	command = commands.add_parser("balance", help="print the mass balance of a batch")
	_add_start(command)
	command.set_defaults(run=_balance)
	command = commands.add_parser("demo", help="print the worked case of the recorded demo company")
	command.add_argument(
		"file", nargs="?", help="ledger file that names a worked case; the recorded one if left out"
	)
	command.set_defaults(run=_demo)
	return parser


def _add_start(command: ArgumentParser) -> None:
	command.add_argument("file", help="ledger file, written by: bench --site SITE batch-trace export")
	command.add_argument("batch", help="batch, or the start given by --start-type")
	command.add_argument(
		"--start-type", default=BATCH, help="Batch, Serial No, Supplier Batch, or a voucher's doctype"
	)
	command.add_argument("--supplier", help="supplier of a Supplier Batch")
	command.add_argument("--json", action="store_true", help="print the answer as JSON")


def _add_direction(command: ArgumentParser) -> None:
	group = command.add_mutually_exclusive_group()
	for direction in DIRECTIONS:
		group.add_argument(f"--{direction}", dest="direction", action="store_const", const=direction)
	command.set_defaults(direction=BOTH)
	command.add_argument("--as-of", help="trace the ledger as it was recorded at that date or time")
	command.add_argument("--max-depth", type=int, help="greatest number of transformations to walk")


if __name__ == "__main__":  # pragma: no cover
	sys.exit(main())
