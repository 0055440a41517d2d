use super::*;
use crate::finding::Subject;
use crate::render::samples::{self, rendered};
use proptest::prelude::*;
use std::path::Path;

fn verbose() -> Options {
    Options { verbose: true, ..Options::default() }
}

#[test]
fn what_a_form_refuses() {
    let mut report = samples::mixed();
    report.problems.truncate(1);
    let compose = report.sources.load(Path::new("compose.yaml")).unwrap();
    let address = Defect::new(samples::find(&compose, "172.20.0.5"), "no such\u{1b} address");
    let address =
        address.help("let Docker assign one").related(samples::find(&compose, "kafka"), "its service");
    let service = Defect::new(samples::find(&compose, "connect"), "no image");
    let expected = "\
error
  × expected `:`
   ╭─[broken.yaml:2:3]
 1 │ a: b
   · ┬
   · ╰── in this mapping
 2 │     c d
   ·      ──
   ╰────

error
  × no such\\u{1b} address
   ╭─[compose.yaml:5:23]
 1 │ services:
 2 │   kafka:
   ·   ──┬──
   ·     ╰── its service
 3 │     networks:
 4 │       default:
 5 │         ipv4_address: 172.20.0.5
   ·                       ──────────
 6 │   connect: {}
   ╰────
  help: let Docker assign one

error
  × no image
   ╭─[compose.yaml:6:3]
 5 │         ipv4_address: 172.20.0.5
 6 │   connect: {}
   ·   ───────
   ╰────

3 problems
";
    let defects = [service.clone(), address, service];
    let mut out = Vec::new();
    refused(&report, &defects, &Options::default(), &mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), expected);
}

#[test]
fn a_report_with_everything() {
    let expected = "\
compose.yaml: 1 error

error[static-ip]
  × service `kafka` pins 172.20.0.5 on network `default`
   ╭─[compose.yaml:5:23]
 3 │     networks:
 4 │       default:
   ·       ───┬───
   ·          ╰── attached here
 5 │         ipv4_address: 172.20.0.5
   ·                       ─────┬────
   ·                            ╰── pins 172.20.0.5 on network `default`
 6 │   connect: {}
   ╰────
   ╭─[net/networks.yaml:2:3]
 1 │ networks:
 2 │   default:
   ·   ───┬───
   ·      ╰── declared here
 3 │     x: y
   ╰────
   why: Containers find each other by DNS name. A fixed address breaks as soon as two projects meet.
  help: let Docker assign the address
   see hy-msg-lint explain static-ip

wide.yaml: 1 warning, 1 info

warning[odd-name]
  ⚠ the name `漢字\\u{1b}[2J` is odd
  │ in two lines
   ╭─[wide.yaml:1:8]
 1 │ a: \"漢字?[2J\"
   ·          ───
 2 │ b:  
   ╰────
   see hy-msg-lint explain odd-name

info[odd-name]
  ☞ no name
   ╭─[wide.yaml:2:4]
 1 │ a: \"漢字?[2J\"
 2 │ b:  
   ·     ▲
   ╰────

unknown[static-ip]
  ☞ `${IP}` is not known
   ╭─[compose.yaml:4:7]
 3 │     networks:
 4 │       default:
   ·       ───────
 5 │         ipv4_address: 172.20.0.5
   ╰────
  help: let Docker assign the address

error
  × expected `:`
   ╭─[broken.yaml:2:3]
 1 │ a: b
   · ┬
   · ╰── in this mapping
 2 │     c d
   ·      ──
   ╰────

error
  × gone.yaml: it cannot be read

skipped:
  x\\u{7}.yaml: no services

1 error, 1 warning, 1 info in 2 of 3 files; not complete: 2 problems; 1 could not be judged (--strict counts them)
";
    assert_eq!(rendered(render, &samples::mixed(), &verbose()), expected);
}

#[test]
fn a_clean_report_is_one_line_or_none() {
    let quiet = Options { quiet: true, ..Options::default() };
    assert_eq!(rendered(render, &samples::clean(), &Options::default()), "1 file, no findings\n");
    assert_eq!(rendered(render, &samples::clean(), &quiet), "");
}

#[test]
fn a_reason_is_given_once_and_help_each_time() {
    let mut report = samples::clean();
    let one = samples::finding(&report);
    report.findings = vec![one.clone(), one];
    let text = rendered(render, &report, &Options { width: 60, ..Options::default() });
    assert_eq!(text.matches("why: ").count(), 1);
    assert_eq!(text.matches("see hy-msg-lint explain").count(), 1);
    assert_eq!(text.matches("help: ").count(), 2);
    assert!(
        text.contains("   why: Containers find each other by DNS name. A fixed\n        address breaks"),
        "{text}"
    );
}

#[test]
fn a_link_and_colours_only_on_request() {
    let mut report = samples::clean();
    report.findings = vec![samples::finding(&report)];
    let plain = rendered(render, &report, &Options::default());
    assert!(!plain.contains('\u{1b}') && !plain.contains("https:"), "{plain}");
    let rich = rendered(render, &report, &Options { style: Style::ColorAndLinks, ..Options::default() });
    let link = "\u{1b}]8;;https://docs.docker.com/compose/how-tos/networking/\u{1b}\\";
    assert!(rich.starts_with(link), "{rich}");
    assert!(rich.contains("\u{1b}[31;1m"), "{rich}");
}

/// Returns the snippets of a finding with `marks`, texts to find in the file; `$` is the end of the file.
fn snippets(file: &str, marks: &[&str]) -> String {
    let report = Report::default();
    let source = report.sources.add(Path::new("f"), file.into());
    let span = |mark: &str| match mark {
        "$" => Span::new(source.id, file.len(), file.len()),
        text => samples::find(&source, text),
    };
    let related = marks[1..].iter().map(|mark| Label { span: span(mark), message: "r".into() }).collect();
    let mut report = report;
    let subject = Subject { kind: "topic", name: String::new() };
    let finding = Finding::new("r", Severity::Error, "m".into(), span(marks[0]), subject);
    report.findings = vec![Finding { related, label: Some("topic".into()), ..finding }];
    let text = rendered(render, &report, &Options { quiet: true, ..Options::default() });
    let body = text.strip_prefix("error[r]\n  × m\n").unwrap();
    body.strip_suffix("   see hy-msg-lint explain r\n\n").unwrap().to_owned()
}

#[test]
fn snippets_show_the_right_characters() {
    let long = format!("[{}\"x\"{}]\nnext\n", "é, ".repeat(100), ", 1".repeat(200));
    let window = format!(" {}\"x\"{},…", "é, ".repeat(18), ", 1".repeat(18));
    let window = format!(
        "   ╭─[f:1:302]\n 1 │ …{window}\n   · {0}─┬─\n   · {0} ╰── topic\n 2 │ next\n   · ──┬─\n   ·   ╰── r\n   ╰────\n",
        " ".repeat(56)
    );
    let tall = format!("first\n{}last\n", "-\n".repeat(30));
    for (file, marks, expected) in [
        ("", &["$"][..], "   ╭─[f:1:1]\n 1 │ \n   · ▲\n   · ╰── topic\n   ╰────\n"),
        ("a\n", &["$"], "   ╭─[f:2:1]\n 1 │ a\n 2 │ \n   · ▲\n   · ╰── topic\n   ╰────\n"),
        ("a: b", &["$"], "   ╭─[f:1:5]\n 1 │ a: b\n   ·     ▲\n   ·     ╰── topic\n   ╰────\n"),
        ("a: b\r\n", &["b\r\n"], "   ╭─[f:1:4]\n 1 │ a: b\n   ·    ┬\n   ·    ╰── topic\n   ╰────\n"),
        ("\u{feff}a: b", &["\u{feff}a"], "   ╭─[f:1:1]\n 1 │ a: b\n   · ┬\n   · ╰── topic\n   ╰────\n"),
        (
            "a:\n  b: 1\n  c: 2\n",
            &["a:\n  b: 1\n  c: 2"],
            "   ╭─[f:1:1]\n 1 │ a:\n   · ─┬\n   ·  ╰── topic\n 2 │   b: 1\n   ╰────\n",
        ),
        (
            "k: [x, y]\n",
            &["y", "x", "[x, y]"],
            "   ╭─[f:1:8]\n 1 │ k: [x, y]\n   ·     ┬  ┬\n   ·     │  ╰── topic\n   ·     ╰── r\n   ╰────\n\
             \u{20}  ╭─[f:1:4]\n 1 │ k: [x, y]\n   ·    ───┬──\n   ·       ╰── r\n   ╰────\n",
        ),
        ("k: v\n", &["v", "v"], "   ╭─[f:1:4]\n 1 │ k: v\n   ·    ┬\n   ·    ╰── topic; r\n   ╰────\n"),
        (&long, &["\"x\"", "next"], &window),
        (
            &tall,
            &["last", "first"],
            "    ╭─[f:32:1]\n 31 │ -\n 32 │ last\n    · ──┬─\n    ·   ╰── topic\n    ╰────\n\
             \u{20}  ╭─[f:1:1]\n 1 │ first\n   · ──┬──\n   ·   ╰── r\n 2 │ -\n   ╰────\n",
        ),
    ] {
        let shown = snippets(file, marks);
        assert_eq!(shown, expected, "{file:?} {marks:?}\n{shown}");
    }
}

#[test]
fn what_is_left_out_is_counted() {
    let mut report = samples::mixed();
    let all = rendered(render, &report, &Options::default());
    assert!(!all.contains("not shown") && !all.contains("by rule:"), "{all}");
    let limited = |report: &Report, limit| rendered(render, report, &Options { limit, ..Options::default() });
    let one = limited(&report, Limit::Count(1));
    assert!(one.starts_with("compose.yaml: 1 error\n\nerror[static-ip]"), "{one}");
    assert!(one.contains("\nnot shown: 1 warning, 1 info (see --limit all"), "{one}");
    assert_eq!(one.matches("   see hy-msg-lint explain").count(), 1);
    let brief = limited(&report, Limit::Lines(1));
    assert!(brief.contains("not shown: 1 warning, 1 info"), "{brief}");
    let grave = report.findings[0].clone();
    report.findings.extend(std::iter::repeat_n(grave, 9));
    let counted = limited(&report, Limit::Count(1));
    let table =
        "by rule:\n  10  error    static-ip\n   1  info     odd-name\n   1  warning  odd-name\n\n10 errors";
    assert!(counted.contains(table), "{counted}");
}

#[test]
fn many_places_are_counted() {
    let mut report = samples::clean();
    let one = samples::finding(&report);
    let label = Label { span: one.primary, message: "here".into() };
    report.findings = vec![Finding { related: vec![label; MOST_RELATED + 3], ..one }];
    assert!(rendered(render, &report, &Options::default()).contains("\n        and 3 more places\n"));
}

prop_compose! {
    /// Texts with more difficult characters than chance alone would produce.
    fn text()(parts in prop::collection::vec(prop_oneof![
        ".{0,12}",
        "[a-z: ]{0,20}",
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("\r\t\u{1b}[31m\u{9b}\u{7f}\u{85}\u{2028}".to_owned()),
        Just("\u{202e}\u{2066}漢字\u{feff}🎉\u{301}".to_owned()),
        Just("a\u{200d}b\u{fe0f}\u{e0041}\u{2060}".to_owned()),
        (1usize..400).prop_map(|count| "é, ".repeat(count)),
    ], 0..12)) -> String {
        parts.concat()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_input_reaches_the_terminal_unfiltered(
        files in prop::collection::vec(text(), 1..3),
        name in ".{1,8}",
        message in text(),
        spans in prop::collection::vec((0usize..3, 0usize..3000, 0usize..300), 1..12),
        width in 0usize..120,
    ) {
        let mut report = Report::default();
        let sources: Vec<_> = (files.iter().enumerate())
            .map(|(number, file)| report.sources.add(Path::new(&format!("{name}{number}")), file.clone()))
            .collect();
        let mut labels = spans.iter().map(|(file, start, length)| {
            let source = &sources[file % sources.len()];
            let start = start % (source.text.len() + 2);
            Label { span: Span::new(source.id, start, start + length), message: message.clone() }
        });
        let primary = labels.next().unwrap().span;
        let related: Vec<_> = labels.collect();
        let subject = Subject { kind: "topic", name: message.clone() };
        let one = Finding::new(&name, Severity::Warning, message.clone(), primary, subject);
        let finding = Finding {
            related: related.clone(),
            why: Some(message.as_str().into()),
            help: Some(message.clone()),
            url: Some(message.as_str().into()),
            others: vec![one.clone().into()],
            explained: vec![one.clone()],
            ..one
        };
        report.findings.push(finding.clone());
        report.unknown.push(finding);
        report.problems.push(Problem { file: name.clone(), place: Some(primary), message: message.clone(), related });
        report.problems.push(Problem { file: name.clone(), place: None, message: message.clone(), related: vec![] });
        report.skipped.push(crate::finding::Skipped::file(name, message));
        let options = Options { width, ..verbose() };
        for format in [render, crate::render::concise::render] {
            let shown = rendered(format, &report, &options);
            let stray = text::characters(&shown).find(|(_, one, is_hostile)| *is_hostile && *one != '\n');
            prop_assert_eq!(stray, None);
        }
        let rich = rendered(render, &report, &Options { style: Style::ColorAndLinks, ..options });
        let stray = text::characters(&rich)
            .find(|(_, one, is_hostile)| *is_hostile && !matches!(one, '\n' | '\u{1b}'));
        prop_assert_eq!(stray, None);
    }
}
