"""Run a Python file with a site connected: `connected.py SITE FILE [ARGUMENTS]`, in the sites folder."""

import runpy
import sys

import frappe

site, file, *arguments = sys.argv[1:]
frappe.init(site=site)
frappe.connect()
frappe.set_user("Administrator")
sys.argv = [file, *arguments]
try:
	runpy.run_path(file, run_name="__main__")
finally:
	frappe.destroy()
