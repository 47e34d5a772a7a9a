// On every page of the desk: what lists and reports need, and how the scripts of forms are loaded.
import "./shared/tile";
import "./shared/may";
import "./shared/once";
import "./shared/on_demand";
import "./shared/plain_text";
import "./shared/gap_titles";
import "./status/statuses";
import "./answer/starts";
import "./answer/trace_tree";
import "./answer/report_cells";
import "./answer/trace_print";
import "./in_stock/stock_reports";
import "./signatures/print_field";
