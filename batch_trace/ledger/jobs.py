"""Background jobs: at most one of a kind waits in the queue, and none continues after its timeout."""

from __future__ import annotations

import frappe
from frappe.utils.background_jobs import get_job_status
from rq.job import JobStatus
from rq.timeouts import BaseTimeoutException

TIMED_OUT = (BaseTimeoutException,)
"""RQ raises these once at a job's timeout. Code that catches `Exception` must re-raise them, or the job never ends."""


def enqueue_once(method: str, job_id: str, **options: object) -> None:
	"""Enqueue a job after the commit, unless one of its kind is already waiting in the queue.

	A running job does not count: it may have passed the new work, or be the one that enqueues the next job. It has
	one of the kind's two ids, and the new job gets the other.
	"""
	status_of = {name: get_job_status(name) for name in (job_id, f"{job_id}_next")}
	if JobStatus.QUEUED in status_of.values():
		return
	free = [name for name, status in status_of.items() if status != JobStatus.STARTED]
	if free:
		frappe.enqueue(method, job_id=free[0], deduplicate=True, enqueue_after_commit=True, **options)


def is_enqueued(job_id: str) -> bool:
	"""Tell whether a job of the kind waits or runs."""
	stands = {get_job_status(name) for name in (job_id, f"{job_id}_next")}
	return bool(stands & {JobStatus.QUEUED, JobStatus.STARTED})
