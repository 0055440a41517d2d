use super::*;
use crate::render::samples;
use serde_json::{Value, json};

fn sarif(report: &Report, verbose: bool) -> Value {
    let mut out = Vec::new();
    render(report, &samples::rules(), &Options { verbose, ..Options::default() }, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

fn results(log: &Value) -> &Vec<Value> {
    log["runs"][0]["results"].as_array().unwrap()
}

#[test]
fn what_is_said_of_a_finding() {
    let log = sarif(&samples::everything(), false);
    let result = &results(&log)[0];
    assert_eq!(
        (&result["ruleId"], &result["ruleIndex"], &result["level"]),
        (&json!("static-ip"), &json!(0), &json!("error"))
    );
    assert!(result.get("kind").is_none() && result.get("suppressions").is_none(), "{result}");
    let message = "service `kafka` pins 172.20.0.5 on network `default`\nhelp: let Docker assign the address\n\
        [attached here](1)\n[declared here](2)";
    assert_eq!(result["message"]["text"], message);
    let location = json!([{
        "physicalLocation": {
            "artifactLocation": {"uri": "compose.yaml", "uriBaseId": "%SRCROOT%"},
            "region": {
                "startLine": 5, "startColumn": 23, "endLine": 5, "endColumn": 33,
                "charOffset": 70, "charLength": 10, "byteOffset": 70, "byteLength": 10,
            },
        },
        "logicalLocations": [{"name": "kafka", "fullyQualifiedName": "service/kafka", "kind": "service"}],
    }]);
    assert_eq!(result["locations"], location);
    let related = result["relatedLocations"].as_array().unwrap();
    assert_eq!((&related[1]["id"], &related[1]["message"]["text"]), (&json!(2), &json!("declared here")));
    assert_eq!(related[1]["physicalLocation"]["artifactLocation"]["uri"], "net/networks.yaml");
    assert_eq!(result["properties"]["at"], "/networks/default/ipv4_address");
    assert_eq!(result["partialFingerprints"]["hyMsgLintIdentity/v1"].as_str().unwrap().len(), 32);
}

#[test]
fn columns_are_characters_and_a_byte_order_mark_counts_in_bytes_alone() {
    let log = sarif(&samples::everything(), false);
    assert_eq!(log["runs"][0]["columnKind"], "unicodeCodePoints");
    let result = &results(&log)[1];
    assert!(result.get("ruleIndex").is_none(), "{result}");
    let region = json!({
        "startLine": 1, "startColumn": 8, "endLine": 1, "endColumn": 11,
        "charOffset": 7, "charLength": 3, "byteOffset": 14, "byteLength": 3,
    });
    assert_eq!(result["locations"][0]["physicalLocation"]["region"], region);
    assert_eq!(result["message"]["text"], "the name `漢字\\u{1b}[2J` is odd\nin two lines");
}

#[test]
fn levels_and_kinds() {
    let said = |verbose| {
        let log = sarif(&samples::everything(), verbose);
        let said = results(&log).iter().map(|one| {
            let kind = one["kind"].as_str().unwrap_or("fail");
            format!("{kind} {} {}", one["level"].as_str().unwrap(), one["suppressions"])
        });
        said.collect::<Vec<_>>()
    };
    assert_eq!(said(false), ["fail error null", "fail warning null", "fail note null"]);
    let verbose = said(true);
    assert_eq!(verbose[..4], ["fail error []", "fail warning []", "fail note []", "open none []"]);
    let external =
        r#"fail error [{"justification":"the policies make an exception of it","kind":"external"}]"#;
    assert_eq!(verbose[4], external);
    assert!(
        verbose[5].contains(r#""justification":"a tool needs it\\u{1b}","kind":"inSource","location":{"#),
        "{verbose:?}"
    );
    assert_eq!(verbose[6], r#"fail error [{"kind":"external"}]"#);
    assert_eq!(verbose[7], r#"fail error [{"justification":"it is in the baseline","kind":"external"}]"#);
    assert_eq!(verbose.len(), 8);
}

#[test]
fn problems_and_notes_are_notifications() {
    let invocation = |report| sarif(&report, false)["runs"][0]["invocations"][0].clone();
    let told = invocation(samples::everything());
    assert_eq!(told["executionSuccessful"], false);
    let notifications = told["toolExecutionNotifications"].as_array().unwrap();
    let brief: Vec<_> = notifications.iter().map(|one| [&one["level"], &one["message"]["text"]]).collect();
    assert_eq!(brief[0], [&json!("error"), &json!("expected `:`")]);
    assert_eq!(brief[2], [&json!("note"), &json!("the rule `a` replaces a built-in one")]);
    assert_eq!(notifications[0]["locations"][0]["physicalLocation"]["region"]["startLine"], 2);
    let whole =
        json!({"physicalLocation": {"artifactLocation": {"uri": "gone.yaml", "uriBaseId": "%SRCROOT%"}}});
    assert_eq!(notifications[1]["locations"], json!([whole]));
    assert_eq!(invocation(samples::clean()), json!({"executionSuccessful": true}));
}

#[test]
fn what_is_said_of_a_rule() {
    let log = sarif(&samples::clean(), false);
    assert_eq!(results(&log).len(), 0);
    let driver = &log["runs"][0]["tool"]["driver"];
    assert_eq!(
        (&driver["name"], &driver["version"]),
        (&json!("hy-msg-lint"), &json!(env!("CARGO_PKG_VERSION")))
    );
    let rule = &driver["rules"][0];
    assert_eq!((&rule["id"], &rule["name"]), (&json!("static-ip"), &json!("StaticIp")));
    assert_eq!(rule["defaultConfiguration"]["level"], "error");
    assert_eq!(rule["properties"]["tags"], json!(["compose"]));
    let page = rule["help"]["markdown"].as_str().unwrap();
    assert!(
        page.contains("```yaml") && !page.contains("error[static-ip]") && !page.starts_with('#'),
        "{page}"
    );
    assert!(rule["helpUri"].as_str().unwrap().starts_with("https://"));
}

#[test]
fn a_message_has_no_placeholders_and_no_links_but_ours() {
    for (text, expected) in [
        ("`${IP}` {} {a0} 0}", "`${IP}` {} {a0} 0}"),
        ("a {0} b {12}{3", "a {{0}} b {{12}}{3"),
        ("{漢}{1}", "{漢}{{1}}"),
    ] {
        assert_eq!(log::literal(text.into()), expected);
    }
    let mut report = samples::clean();
    let finding = samples::finding(&report);
    let label = Label { span: finding.primary, message: "see [0](1) \\".into() };
    let message = "topic `[x](http://a.example)`".to_owned();
    report.findings = vec![Finding { message, related: vec![label], help: None, ..finding }];
    let log = sarif(&report, false);
    let text = results(&log)[0]["message"]["text"].as_str().unwrap().to_owned();
    assert!(text.starts_with("topic `[x] (http://a.example)`\n"), "{text}");
    assert!(text.ends_with("\n[see \\[0\\](1) \\\\](1)"), "{text}");
}

#[test]
fn rules_that_judge_suppressions_are_among_the_rules_where_they_found_something() {
    let mut report = samples::clean();
    report.findings = vec![Finding { rule: "unused-suppression".into(), ..samples::finding(&report) }];
    let log = sarif(&report, false);
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.iter().map(|rule| &rule["id"]).collect::<Vec<_>>(), ["static-ip", "unused-suppression"]);
    assert_eq!(results(&log)[0]["ruleIndex"], 1);
}
