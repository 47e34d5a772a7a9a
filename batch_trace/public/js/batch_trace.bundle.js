import "./starts";
import "./trace_tree";
import "./trace_button";
import "./report_cells";
import "./trace_print";
import "./signature";
