//! Tables in documents that repeat facts of the program, compared with it.
//!
//! `UPDATE_EXPECTED=1 cargo test --test suite tables` rewrites them. Hand-written cells stay as they are; a new row
//! begins with the program's facts.

use crate::console::Session;
use crate::expected::root;
use hy_msg_lint::dialect;
use regex::Regex;
use serde_json::Value;
use std::fs;

/// A table and its place.
struct Table {
    /// The document, relative to the repository's root.
    document: String,
    /// The line before the table.
    below: &'static str,
    /// The rows, identified by their first cell.
    rows: Vec<Vec<Cell>>,
    /// Whether the rows keep their order in the document.
    keeps_order: bool,
}

enum Cell {
    /// A fact of the program.
    Known(String),
    /// Hand-written text, or this text in a new row.
    Written(String),
}

#[test]
fn tables_say_what_the_program_knows() {
    let rules = rules();
    let mut tables = vec![listed(&rules), of_suppressions(&rules), formats(), dialects()];
    tables.extend(rules.iter().filter_map(parameters));
    for table in &tables {
        let path = root().join(&table.document);
        let document = fs::read_to_string(&path).expect("documents are text").replace("\r\n", "\n");
        let anew = anew(&document, table);
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            fs::write(&path, anew).expect("documents can be written");
        } else {
            let lines = document.lines().zip(anew.lines());
            let different = lines.filter(|(written, anew)| written != anew).take(1).collect::<Vec<_>>();
            let name = &table.document;
            assert!(document == anew, "{name}: UPDATE_EXPECTED=1 writes its table anew: {different:#?}");
        }
    }
}

#[test]
fn pages_without_parameters_have_no_table_of_them() {
    for rule in rules().iter().filter(|rule| rule["area"] != "suppressions" && parameters(rule).is_none()) {
        let text = fs::read_to_string(root().join(page(rule))).expect("a rule has a page");
        assert!(!text.contains("\n## Parameters\n"), "{}", page(rule));
    }
}

/// Returns `document` with the rows of `table`.
fn anew(document: &str, table: &Table) -> String {
    let begin = format!("\n{}\n\n", table.below);
    let (before, rest) = document
        .split_once(&begin)
        .unwrap_or_else(|| panic!("{} has no line `{}`", table.document, table.below));
    let lines: Vec<_> = rest.split_inclusive('\n').take_while(|line| line.starts_with('|')).collect();
    let (head, rows) = lines.split_at_checked(2).expect("a table has a head");
    let behind = &rest[lines.concat().len()..];
    let written: Vec<_> = rows.iter().map(|row| cells(row)).collect();
    let at = |row: &[Cell]| written.iter().position(|one| one[0] == text(&row[0], None));
    let mut rows: Vec<_> = table.rows.iter().map(|row| (at(row), row)).collect();
    if table.keeps_order {
        rows.sort_by_key(|(at, _)| at.unwrap_or(usize::MAX));
    }
    let rows = rows.into_iter().map(|(at, row)| {
        let cell = |(column, cell): (usize, _)| match text(cell, at.map(|at| written[at][column].as_str())) {
            "" => " |".to_owned(),
            text => format!(" {text} |"),
        };
        format!("|{}\n", row.iter().enumerate().map(cell).collect::<String>())
    });
    format!("{before}{begin}{}{}{behind}", head.concat(), rows.collect::<String>())
}

/// Returns the text of a cell, given its hand-written text.
fn text<'a>(cell: &'a Cell, written: Option<&'a str>) -> &'a str {
    match cell {
        Cell::Known(known) => known,
        Cell::Written(first) => written.unwrap_or(first),
    }
}

/// Splits a row into cells.
fn cells(row: &str) -> Vec<String> {
    let row = row.trim_end().strip_prefix("| ").and_then(|row| row.strip_suffix('|')).expect("a row");
    row.split(" | ").map(|cell| cell.trim().to_owned()).collect()
}

fn known(text: &str) -> Cell {
    Cell::Known(text.replace('|', "\\|"))
}

/// Returns the program's output.
fn printed(command: &str) -> String {
    let mut session = Session { folder: root(), status: 0 };
    session.run(command).expect("a command of the program")
}

fn rules() -> Vec<Value> {
    let rules: Value = serde_json::from_str(&printed("hy-msg-lint rules --format json")).expect("JSON");
    rules["rules"].as_array().expect("a list").clone()
}

fn field<'a>(rule: &'a Value, name: &str) -> &'a str {
    rule[name].as_str().expect("a text")
}

/// Returns the page of a built-in rule.
fn page(rule: &Value) -> String {
    format!("policies/{}/{}/README.md", field(rule, "area"), field(rule, "id").replace('-', "_"))
}

fn listed(rules: &[Value]) -> Table {
    let row = |rule| {
        let link = format!("[{}](../{})", field(rule, "id"), page(rule));
        let fix = rule["fix"].as_str().unwrap_or("none");
        let title = Cell::Written(field(rule, "title").to_owned());
        vec![known(&link), known(field(rule, "severity")), known(fix), title]
    };
    let rows = rules.iter().filter(|rule| rule["area"] != "suppressions").map(row).collect();
    Table { document: "docs/rules.md".into(), below: "<!-- table: rules -->", rows, keeps_order: false }
}

fn of_suppressions(rules: &[Value]) -> Table {
    let row = |rule| {
        let title = Cell::Written(field(rule, "title").to_owned());
        vec![known(field(rule, "id")), known(field(rule, "severity")), title]
    };
    let rows = rules.iter().filter(|rule| rule["area"] == "suppressions").map(row).collect();
    let below = "<!-- table: rules about suppressions -->";
    Table { document: "docs/rules.md".into(), below, rows, keeps_order: false }
}

/// Returns the table of a rule's parameters on its page, if it has any. The page is shown in terminals, so only a
/// heading marks the table.
fn parameters(rule: &Value) -> Option<Table> {
    let parameters = rule["parameters"].as_object().filter(|all| !all.is_empty())?;
    let row = |(name, parameter): (&String, &Value)| {
        let default = match &parameter["default"] {
            Value::Array(items) => {
                let items: Vec<_> = items.iter().filter_map(Value::as_str).collect();
                format!("[{}]", items.join(", "))
            }
            default => default.to_string(),
        };
        let meaning = Cell::Written(field(parameter, "description").to_owned());
        vec![known(&format!("`{name}`")), known(&format!("`{default}`")), meaning]
    };
    let rows = parameters.iter().map(row).collect();
    Some(Table { document: page(rule), below: "## Parameters", rows, keeps_order: true })
}

/// The names of the formats, as `--help` lists them.
pub(crate) fn format_names() -> Vec<String> {
    let list = Regex::new(r"--format <FORMAT> ([a-z, ]+) --").expect("the expression is right");
    let help = words(&printed("hy-msg-lint check --help"));
    let names = list.captures(&help).expect("`--format` lists its values").extract::<1>().1[0];
    names.replace(" or ", ", ").split(", ").map(str::to_owned).collect()
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn formats() -> Table {
    let purpose = Regex::new(r"(?s)\nfor (.+)\nhow ").expect("the expression is right");
    let row = |name: &String| {
        let page = printed(&format!("hy-msg-lint explain {name}"));
        let purpose = purpose.captures(&page).expect("a format is for somebody").extract::<1>().1[0];
        vec![known(&format!("`{name}`")), known(&words(purpose))]
    };
    let rows = format_names().iter().map(row).collect();
    Table { document: "docs/formats.md".into(), below: "<!-- table: formats -->", rows, keeps_order: false }
}

fn dialects() -> Table {
    let empty = || Cell::Written(String::new());
    let row = |dialect: &dialect::Dialect| vec![known(dialect.name), empty(), empty(), empty()];
    let rows = dialect::ALL.iter().map(row).collect();
    Table { document: "docs/dialects.md".into(), below: "<!-- table: dialects -->", rows, keeps_order: false }
}
