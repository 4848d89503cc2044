//! Tables, in the form that Markdown reads too.

use comfy_table::{Table, presets::ASCII_MARKDOWN};

pub fn table<const N: usize>(header: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut table = Table::new();
    // A line that is broken could not be searched for.
    table.load_style(ASCII_MARKDOWN).set_header(header).add_rows(rows);
    table.trim_fmt()
}
