"""Background jobs: one of a kind at a time, and none that goes on past its time."""

from __future__ import annotations

import frappe
from frappe.utils.background_jobs import get_job_status
from rq.job import JobStatus
from rq.timeouts import BaseTimeoutException

TIMED_OUT = (BaseTimeoutException,)
"""What RQ raises in a job whose time is over, once. Whoever catches `Exception` raises these on, or the job has no limit left."""


def enqueue_once(method: str, job_id: str, **options: object) -> None:
	"""Enqueue a job after the commit, unless one of its kind waits in the queue already.

	One that runs does not count: it may have passed by what there is to do, or be the one that asks for the next. It
	has one of the kind's two ids, and the new job gets the other.
	"""
	stands = {name: get_job_status(name) for name in (job_id, f"{job_id}_next")}
	if JobStatus.QUEUED in stands.values():
		return
	free = [name for name, status in stands.items() if status != JobStatus.STARTED]
	if free:
		frappe.enqueue(method, job_id=free[0], deduplicate=True, enqueue_after_commit=True, **options)


def is_enqueued(job_id: str) -> bool:
	"""Tell whether a job of the kind waits or runs."""
	stands = {get_job_status(name) for name in (job_id, f"{job_id}_next")}
	return bool(stands & {JobStatus.QUEUED, JobStatus.STARTED})
