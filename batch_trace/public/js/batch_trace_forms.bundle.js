// The scripts of forms and their dialogs. A form with a script here stands in shared/on_demand.js.
import "./answer/trace_button";
import "./signatures/signature";
import "./signatures/signed_submit";
import "./loosening/confirm";
import "./guard/ways_out";
import "./holds/consequences";
import "./holds/hold_dialog";
import "./holds/release_hold";
import "./decisions/decide";
import "./status/batch_form";
import "./status/permit_matrix";
import "./policy/item_form";
import "./allocation/pickers";
import "./allocation/out_of_turn";
import "./allocation/pick_in_order";
import "./reservations/reserve_button";
import "./ledger/repair_gaps";
