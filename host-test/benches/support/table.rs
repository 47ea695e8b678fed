//! Tables in Markdown, on the screen and in the page beside the benchmarks.

use std::path::Path;

/// Rewrites the tables of `benches/README.md` when set.
const UPDATE: &str = "UPDATE_README";

/// A table.
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new<const N: usize>(head: [&str; N]) -> Self {
        Self {
            rows: vec![head.map(str::to_owned).to_vec()],
        }
    }

    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        assert_eq!(N, self.rows[0].len(), "as many cells as the head has");
        self.rows.push(cells.to_vec());
    }

    /// The first column is for words, the others for figures.
    fn markdown(&self) -> String {
        let mut lines: Vec<String> = self
            .rows
            .iter()
            .map(|row| format!("| {} |", row.join(" | ")))
            .collect();
        let rule = format!("|---{}|", "|---:".repeat(self.rows[0].len() - 1));
        lines.insert(1, rule);
        lines.join("\n")
    }
}

/// Prints a benchmark's tables, and with `UPDATE_README=1` writes them into the page, between
/// `<!-- table: NAME -->` and `<!-- end -->`.
pub fn publish(name: &str, tables: &[Table]) {
    let texts: Vec<String> = tables.iter().map(Table::markdown).collect();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let text = format!("{}\n\nMeasured on {cores} cores.", texts.join("\n\n"));
    println!("\n{text}\n");
    if std::env::var_os(UPDATE).is_none() {
        return;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/README.md");
    let page = std::fs::read_to_string(&path).expect("the page is there");
    let mark = format!("<!-- table: {name} -->\n");
    let start = page
        .find(&mark)
        .expect("the page has a place for the table")
        + mark.len();
    let length = page[start..]
        .find("<!-- end -->")
        .expect("the table has an end");
    let page = format!("{}{text}\n{}", &page[..start], &page[start + length..]);
    std::fs::write(&path, page).expect("the page can be written");
}
