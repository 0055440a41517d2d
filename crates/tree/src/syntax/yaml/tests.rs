use super::*;
use crate::source::SourceMap;
use std::fmt::Write as _;
use std::path::Path;

/// Formats a tree in one line: values by kind, aliases and merges with the text of their site.
fn show(sources: &SourceMap, node: &Node) -> String {
    use crate::tree::Value;
    let mut line = match &node.value {
        Value::Scalar(scalar) => format!("{:?}:{}", scalar.kind, scalar.text),
        Value::List(items) => {
            let items: Vec<_> = items.iter().map(|item| show(sources, item)).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Map(map) => {
            let entries: Vec<_> =
                map.entries().map(|entry| format!("{}={}", entry.key, show(sources, &entry.node))).collect();
            format!("{{{}}}", entries.join(" "))
        }
    };
    for step in node.origin.via.steps() {
        let source = sources.get(step.site.source).unwrap();
        write!(line, " <- {}", source.slice(step.site)).unwrap();
    }
    line
}

fn read(text: &str) -> String {
    let sources = SourceMap::default();
    let source = sources.add(Path::new("t.yml"), text.into());
    let parsed = parse(&source);
    let mut lines: Vec<_> = parsed.documents.iter().map(|document| show(&sources, document)).collect();
    for error in parsed.errors {
        let place = source.place(error.span.start as usize);
        lines.push(format!("{}:{} {}", place.line, place.column, error.message));
    }
    lines.join("\n")
}

#[test]
fn resolves_what_yaml_means() {
    let cases = [
        (
            "a: 1\nb: '1'\nc: ~\nd: yes\ne: 0o17\nf: 1.5\ng: 22:22",
            "{a=Int:1 b=Text:1 c=Null: d=Text:yes e=Int:0o17 f=Float:1.5 g=Text:22:22}",
        ),
        ("a: &x {k: 1}\nb: *x", "{a={k=Int:1} b={k=Int:1} <- *x}"),
        ("a: &x {k: 1, l: 2}\nb: {<<: *x, l: 3}", "{a={k=Int:1 l=Int:2} b={l=Int:3 k=Int:1 <- *x}}"),
        (
            "a: &x {k: 1}\nb: &y {k: 2, m: 3}\nc:\n  <<: [*x, *y]",
            "{a={k=Int:1} b={k=Int:2 m=Int:3} c={k=Int:1 <- *x m=Int:3 <- *y}}",
        ),
        (
            "a: &x {k: 1}\nb: &y {<<: *x}\nc: {<<: *y}",
            "{a={k=Int:1} b={k=Int:1 <- *x} c={k=Int:1 <- *x <- *y}}",
        ),
        ("a: {<<: {k: 1}, '<<': 2}", "{a={<<=Int:... k}}"),
        ("x: 1\n---\ny: 2", "{x=Int:1}\n{y=Int:2}"),
        ("x: &a 1\n---\ny: *a\nz: &a 2\n---\ny: *a", "{x=Int:1}\n{y=Int:1 <- *a z=Int:2}\n{y=Int:2 <- *a}"),
        ("a: !!str 010\nb: !!int '5'\nc: 010", "{a=Text:010 b=Int:5 c=Text:010}"),
        ("{\n\t\"a\": [1, true]}", "{a=[Int:1 Bool:true]}"),
        ("\u{feff}a: 1\r\nb: |\r\n  one\r\n  two\r\n", "{a=Int:1 b=Text:one\ntwo\n}"),
    ];
    for (text, wanted) in cases {
        let wanted = wanted.replace("{a={<<=Int:... k}}", "{a={<<=Int:2 k=Int:1 <- {k: 1}}}");
        assert_eq!(read(text), wanted, "{text}");
    }
}

#[test]
fn refuses_with_a_place_and_goes_on() {
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    assert!(read(&deep).contains("1:256 values are nested too deep here"), "{}", read(&deep));
    let cases = [
        ("a: 1\na: 2", "2:1 the key `a` is written twice in this mapping"),
        ("a: &x [*x]", "1:8 this alias refers to a value that contains it"),
        ("a:\n\tb: 1", "2:1 this is not valid YAML: "),
        ("a: [1\n---\nb: 2", "{b=Int:2}\n"),
        ("a: [*gone, 1]", "1:5 the alias `*gone` has no anchor before it"),
        ("<<: 1", "1:5 `<<` merges mappings, and this is not one"),
        ("<<: ~", "1:5 `<<` merges mappings, and this is not one"),
        ("a: *x\n---\nb: &x 1", "1:4 the alias `*x` has no anchor before it"),
    ];
    for (text, wanted) in cases {
        let read = read(text);
        assert!(read.starts_with(wanted) || read.contains(wanted), "{text}\n{read}");
    }
}

#[test]
fn bounds_what_aliases_add() {
    let mut bomb = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for level in 1..12 {
        let below = vec![format!("*a{}", level - 1); 9].join(",");
        writeln!(bomb, "a{level}: &a{level} [{below}]").unwrap();
    }
    assert!(read(&bomb).contains("the aliases of this document expand to more than the limit"));
}

#[test]
fn of_a_duplicate_key_in_json_the_last_value_counts() {
    let sources = SourceMap::default();
    let text = r#"{"a": 1, "b": {"c": [1], "c": [1]}, "a": "1"}"#;
    let source = sources.add(Path::new("t.json"), text.into());
    let parsed = parse_json(&source);
    assert_eq!(show(&sources, &parsed.documents[0]), "{a=Text:1 b={c=[Int:1]}}");
    let told = |one: &Duplicate| (one.key.to_string(), one.first.start, one.again.start, one.differ);
    let told: Vec<_> = parsed.duplicates.iter().map(told).collect();
    assert_eq!(told, [("c".to_owned(), 15, 25, false), ("a".to_owned(), 1, 36, true)]);
    assert_eq!(parsed.errors, []);
    assert_eq!(parse(&source).errors.len(), 1);
}
