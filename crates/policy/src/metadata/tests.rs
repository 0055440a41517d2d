use super::*;

const GOOD: &str = "\
# A licence.
# METADATA
# title: Static IP
# description: |
#   One.
#   Two.
# authors: [somebody]
# custom:
#   input: [service]
#   severity: error
#   parameters:
#     limit: {type: integer, default: 3, description: how many}
package hy_msg_lint.compose.static_ip # the package
";

fn refused(text: &str) -> (String, String) {
    let error = Header::read(text).and_then(|header| header.metadata().map(drop)).unwrap_err();
    (text[error.span].to_owned(), error.message)
}

#[test]
fn reads_the_block_above_the_package() {
    let header = Header::read(GOOD).unwrap();
    assert_eq!(header.package, "hy_msg_lint.compose.static_ip");
    assert_eq!(&GOOD[header.package_span.clone()], header.package);
    let metadata = header.metadata().unwrap();
    assert_eq!(metadata.title, "Static IP");
    assert_eq!(metadata.description, "One.\nTwo.\n");
    assert_eq!(metadata.custom.input, [ResourceKind::Service]);
    assert_eq!(metadata.custom.parameters["limit"].default, 3);
}

#[test]
fn names_the_characters_that_are_wrong() {
    let (at, message) = refused(&GOOD.replace("[service]", "[servce]"));
    assert_eq!(at, "servce]");
    assert_eq!(message, "METADATA: `custom.input` takes no `servce`; did you mean `service`?");
    let (at, message) = refused(&GOOD.replace("severity", "severty"));
    assert_eq!(at, "severty: error");
    assert_eq!(message, "METADATA: `custom` has no `severty`; did you mean `severity`?");
    let (at, message) = refused(&GOOD.replace("type: integer", "type: int"));
    assert!(at.starts_with("int, "), "{at}");
    let start = "METADATA: `custom.parameters.limit.type` takes no `int`; it takes `integer`, `number`";
    assert!(message.starts_with(start), "{message}");
    let (at, message) = refused(&GOOD.replace("# title: Static IP\n", ""));
    assert_eq!((&*at, &*message), ("# METADATA", "METADATA has no `title`: a name in plain words"));
    let (at, message) = refused(&GOOD.replace("type: integer, ", ""));
    assert!(at.starts_with("limit: {default"), "{at}");
    assert!(message.starts_with("METADATA: `custom.parameters.limit` has no `type`: `integer`"), "{message}");
    let (_, message) = refused(&GOOD.replace("[somebody]", "[somebody]\n# title: 1"));
    assert!(message.starts_with("METADATA is"), "{message}");
    let (at, _) = refused(&GOOD.replace("Static IP", "[unclosed"));
    assert!(!at.is_empty());
    let (at, message) = refused(&GOOD.replace("Static IP", "Static: IP"));
    assert_eq!(at, ": IP");
    assert!(message.ends_with("put a text with `: ` into quotes"), "{message}");
}

#[test]
fn wants_metadata_right_above_the_package() {
    let (at, message) = refused("# A comment.\npackage a.b\n");
    assert_eq!(at, "a.b");
    assert!(message.contains("there is no METADATA"), "{message}");
    let (at, message) = refused(&GOOD.replace("package", "\npackage"));
    assert_eq!(at, "# METADATA");
    assert!(message.contains("right above `package`"), "{message}");
    assert_eq!(refused("").1, "there is no `package`");
    assert_eq!(refused("import rego.v1\npackage a").0, "import rego.v1");
}

#[test]
fn the_schema_has_the_words_of_the_types() {
    let schema: serde_json::Value = serde_json::from_str(include_str!("schema.json")).unwrap();
    let custom =
        |pointer: &str| schema.pointer(&format!("/properties/custom/properties/{pointer}/enum")).unwrap();
    serde_json::from_value::<Vec<Severity>>(custom("severity").clone()).unwrap();
    serde_json::from_value::<Vec<FixSafety>>(custom("fix/anyOf/0").clone()).unwrap();
    serde_json::from_value::<Vec<Concern>>(custom("concern/anyOf/0").clone()).unwrap();
    let kinds = custom("parameters/additionalProperties/properties/type");
    serde_json::from_value::<Vec<crate::annotations::ParameterKind>>(kinds.clone()).unwrap();
    assert!(block::SCHEMA.is_some());
}

#[test]
fn tells_a_value_of_another_type() {
    let (at, message) = refused(&GOOD.replace("[service]", "service"));
    assert_eq!(at, "service");
    assert_eq!(message, "METADATA: `custom.input` must be a list: write `[service]`");
    let (_, message) = refused(&GOOD.replace("severity: error", "severity: error\n#   fix: never"));
    assert_eq!(message, "METADATA: `custom.fix` takes no `never`; it takes `safe`, `unsafe` and `none`");
    let (at, message) = refused(&GOOD.replace("[service]", "[]"));
    assert_eq!(at, "input: []");
    assert_eq!(message, "METADATA: `custom.input` is empty: the kinds that it judges, as in `[topic]`");
    let (at, message) = refused(&GOOD.replace("Static IP", "[a]"));
    assert_eq!((&*at, &*message), ("title: [a]", "METADATA: `title` must be a string, not a list"));
    let (at, message) = refused("# METADATA\n# a\n# ---\n# b\npackage a.b");
    assert_eq!((&*at, &*message), ("b", "METADATA must be one document, and this begins a second"));
    let (_, message) = refused("# METADATA\npackage a.b");
    assert_eq!(message, "METADATA has no `title`: a name in plain words");
}

#[test]
fn single_values_are_texts_and_what_says_nothing_is_left_out() {
    let text =
        GOOD.replace("Static IP", "1.10").replace("  parameters:", "  help:\n#   fix:\n#   parameters:");
    let metadata = Header::read(&text).unwrap().metadata().unwrap();
    assert_eq!(
        (&*metadata.title, metadata.custom.help, metadata.custom.fix),
        ("1.10", None, FixSafety::None)
    );
    let text = GOOD.replace(
        "    limit: {type: integer, default: 3, description: how many}\n",
        "    a: {type: string, default: '3', description: 2}\n",
    );
    let metadata = Header::read(&text).unwrap().metadata().unwrap();
    assert_eq!(metadata.custom.parameters["a"].description, "2");
}
