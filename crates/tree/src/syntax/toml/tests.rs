use super::*;
use crate::source::SourceMap;
use std::path::Path;
use std::sync::Arc;

fn source(text: &str) -> (SourceMap, Arc<Source>) {
    let sources = SourceMap::default();
    let source = sources.add(Path::new("t.toml"), text.to_owned());
    (sources, source)
}

/// Formats a tree in one line: values by kind.
fn show(node: &Node) -> String {
    match &node.value {
        Value::Scalar(scalar) => format!("{:?}:{}", scalar.kind, scalar.text),
        Value::List(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(" ")),
        Value::Map(map) => {
            let entries: Vec<_> =
                map.entries().map(|entry| format!("{}={}", entry.key, show(&entry.node))).collect();
            format!("{{{}}}", entries.join(" "))
        }
    }
}

fn read(text: &str) -> String {
    let (_, source) = source(text);
    let parsed = parse(&source);
    let mut lines: Vec<_> = parsed.documents.iter().map(show).collect();
    for error in parsed.errors {
        let place = source.place(error.span.start as usize);
        lines.push(format!(
            "{}:{} {} ({})",
            place.line,
            place.column,
            error.message,
            source.slice(error.span)
        ));
    }
    lines.join("\n")
}

#[test]
fn reads_what_toml_means() {
    for (text, wanted) in [
        ("", "{}"),
        ("# nothing\n", "{}"),
        ("\u{feff}a = 1", "{a=Int:1}"),
        ("b = 2\na = 1", "{b=Int:2 a=Int:1}"),
        ("a.b.'c d' = 1\na.\"e\\u00e9\" = 2", "{a={b={c d=Int:1} eé=Int:2}}"),
        ("[a.b]\nc = 1\n[a]\nd = 2", "{a={b={c=Int:1} d=Int:2}}"),
        ("[[a]]\nn = 1\n[[a]]\nn = 2\n[a.b]\nc = 3", "{a=[{n=Int:1} {n=Int:2 b={c=Int:3}}]}"),
        ("a = {b = 1, c.d = [1, {e = 2}]}", "{a={b=Int:1 c={d=[Int:1 {e=Int:2}]}}}"),
        ("[a]\n[b]", "{a={} b={}}"),
        ("a = 0xDEAD_beef\nb = 0o17\nc = 0b1_01", "{a=Int:3735928559 b=Int:15 c=Int:5}"),
        ("a = +1_000\nb = -0\nc = 9223372036854775807", "{a=Int:1000 b=Int:0 c=Int:9223372036854775807}"),
        ("a = +1.5\nb = 1_0e-2\nc = -0.0", "{a=Float:1.5 b=Float:10e-2 c=Float:-0.0}"),
        ("a = inf\nb = -inf\nc = +nan", "{a=Text:inf b=Text:-inf c=Text:+nan}"),
        ("a = true\nb = false", "{a=Bool:true b=Bool:false}"),
        ("a = '1'\nb = \"true\"\nc = ''", "{a=Text:1 b=Text:true c=Text:}"),
        ("a = 1979-05-27T07:32:00Z\nb = 1979-05-27", "{a=Text:1979-05-27T07:32:00Z b=Text:1979-05-27}"),
        ("a = 1979-05-27 07:32:00.50+00:00", "{a=Text:1979-05-27T07:32:00.5Z}"),
        ("a = 1979-05-27t07:32:00-01:30\nb = 07:32:00", "{a=Text:1979-05-27T07:32:00-01:30 b=Text:07:32:00}"),
        ("a = '''\nx\n'y''''\nb = \"\"\"\\\n   z\"\"\"", "{a=Text:x\n'y' b=Text:z}"),
        ("a = \"\\t\\\"\\\\\\U0001F600\"", "{a=Text:\t\"\\\u{1f600}}"),
    ] {
        assert_eq!(read(text), wanted, "{text}");
    }
}

#[test]
fn says_where_the_first_error_is() {
    for (text, wanted) in [
        ("a = 1\na = 2\nb = [1", "2:1 this is not valid TOML: duplicate key (a)"),
        ("[a]\nb = 1\n[a.b]", "3:4 this is not valid TOML: duplicate key (b)"),
        (
            "a = 9223372036854775808",
            "1:5 this integer does not fit into the 64 bits that TOML has for one (9223372036854775808)",
        ),
        ("a = 1\nb = 1e999", "2:5 this number is too large for the 64 bits that TOML has (1e999)"),
        ("a = [1, 2", "1:10 this is not valid TOML: unclosed array, expected `]` ()"),
    ] {
        assert_eq!(read(text), wanted, "{text}");
    }
    for text in ["é", "a = é", "a = \"\u{0}\"", "[", "a\n", "a = \"x", "\u{feff}\u{feff}", "a = 1 b = 2"] {
        assert!(read(text).starts_with("1:"), "{text:?} is not refused on its line: {}", read(text));
    }
}

#[test]
fn values_and_keys_stand_on_their_characters() {
    let (_, source) =
        source("[server.\"tls x\"]\nciphers = ['A', 'B']\nport.number = 0x1F\n[[peer]]\nname = 'p'\n");
    let document = parse(&source).documents.remove(0);
    let at = |path: &[&str]| document.at(path).map(|node| source.slice(node.origin.span));
    assert_eq!(at(&["server"]), Some("server"));
    assert_eq!(at(&["server", "tls x"]), Some("[server.\"tls x\"]"));
    assert_eq!(at(&["server", "tls x", "ciphers"]), Some("['A', 'B']"));
    assert_eq!(at(&["server", "tls x", "port"]), Some("port"));
    assert_eq!(at(&["server", "tls x", "port", "number"]), Some("0x1F"));
    assert_eq!(at(&["peer"]), Some("[[peer]]"));
    let peer = document.get("peer").unwrap().items().next().unwrap();
    assert_eq!(source.slice(peer.origin.span), "[[peer]]");
    let tls = document.at(&["server", "tls x"]).unwrap();
    let keys: Vec<_> = tls.entries().map(|entry| source.slice(entry.key_span).to_owned()).collect();
    assert_eq!(keys, ["ciphers", "port"]);
    let server = document.as_map().unwrap().get("server").unwrap();
    assert_eq!(source.slice(server.as_map().unwrap().entry("tls x").unwrap().key_span), "\"tls x\"");
    assert_eq!(source.slice(document.origin.span), source.text);
}

#[test]
fn parts_of_texts_are_found() {
    for (text, part, wanted) in [
        ("a = 'nginx:latest'", "latest", "latest"),
        ("a = \"x\\u00e9y\"", "é", "\\u00e9"),
        ("a = '''\r\nx 'y' z'''", "'y'", "'y'"),
        ("a = \"\"\"\n\"x\" \\\n   y\"\"\"\"", "y\"", "y\""),
        ("a = \"\"\"x\\  \n y\"\"\"", "y", "\"x\\  \n y\""),
        ("a = 1_0.5", "5", "1_0.5"),
    ] {
        let (sources, source) = source(text);
        let node = parse(&source).documents[0].get("a").unwrap();
        let whole = node.as_text().unwrap();
        let start = whole.find(part).unwrap_or_else(|| panic!("{part} is not in {whole}"));
        let found = node.slice(&sources, start..start + part.len()).origin.span;
        assert_eq!(source.slice(found), wanted, "{text}");
    }
}

/// A crafted file nests with brackets, with dotted keys, and with dotted keys in brackets.
#[test]
fn depth_is_bounded() {
    let keys = vec!["a"; 70].join(".");
    let mut both = "1".to_owned();
    for _ in 0..70 {
        both = format!("{{{keys} = {both}}}");
    }
    for text in [
        format!("a = {}", "[".repeat(100_000)),
        format!("a = {}1{}", "[".repeat(5_000), "]".repeat(5_000)),
        format!("{}a = 1", "a.".repeat(100_000)),
        format!("[{}a]", "a.".repeat(100_000)),
        format!("a = {both}"),
        format!("a = {both}\na = {both}"),
    ] {
        let (_, source) = source(&text);
        let parsed = parse(&source);
        assert!(parsed.documents.is_empty());
        assert_eq!(parsed.errors.len(), 1);
        assert!(source.text.get(parsed.errors[0].span.range()).is_some());
    }
    let (_, source) = source(&format!("a = {{{keys} = {{{keys} = 1}}}}"));
    assert_eq!(parse(&source).errors, []);
}
