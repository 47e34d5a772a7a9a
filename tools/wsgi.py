"""What the web server serves: Frappe with the static files that a proxy would serve otherwise."""

import frappe.app

application = frappe.app.application_with_statics()
