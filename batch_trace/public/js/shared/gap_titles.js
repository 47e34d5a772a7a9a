// What people read in place of the codes and severities of gaps, as HTML; the titles come with the start of the desk.
import { text } from "./html";

frappe.provide("batch_trace");

batch_trace.gap_title = (code) =>
	text(frappe.boot.batch_trace_gap_titles?.[code] || __(frappe.unscrub(code || "")));
batch_trace.severity_title = (severity) => text(__(frappe.unscrub(severity || "")));
