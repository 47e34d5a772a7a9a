// Version 15 finds the workspace behind a tile by its name, with the blank; the desk knows workspaces by their slugs.
frappe.re_route["Batch Trace"] = "batch-trace";
