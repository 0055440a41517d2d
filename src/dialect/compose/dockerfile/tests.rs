//! What Dockerfiles say.

use super::*;
use crate::source::SourceMap;
use crate::syntax::yaml;
use std::fmt::Write as _;

/// Returns what a `build` with `attributes` builds from the text of a Dockerfile, in a few words.
fn said(attributes: &str, dockerfile: &str) -> Option<String> {
    let sources = SourceMap::default();
    sources.add(Path::new("kc/Dockerfile"), dockerfile.to_owned());
    let context = if attributes.starts_with("context") { "" } else { "context: kc, " };
    let compose = sources.add(Path::new("compose.yml"), format!("{{{context}{attributes}}}"));
    let files = Files::over(&sources);
    let built = Reader::over(&files).built(&yaml::parse(&compose).documents[0]);
    if let Err(NotKnown::Broken(line)) = &built {
        let source = sources.get(line.origin.span.source).unwrap();
        let number = &line.as_scalar().unwrap().text;
        return Some(format!("broken at {number}: {}", source.slice(line.origin.span)));
    }
    let built = built.ok()?;
    let text = |node: &Node| node.as_scalar().unwrap().text.to_string();
    let place = |node: &Node| {
        let source = sources.get(node.origin.span.source).unwrap();
        let written = source.slice(node.origin.span).to_owned();
        let value = text(node);
        let mark = if node.as_text().is_none() { "?" } else { "" };
        if written == value { format!("{value}{mark}") } else { format!("{value}{mark} from {written}") }
    };
    let list = |node: &Node| node.items().map(|one| text(&one)).collect::<Vec<_>>().join("|");
    let mut said = built.base.as_ref().map(place).unwrap_or_default();
    for entry in built.environment.entries() {
        write!(said, "; {}={}", entry.key, place(&entry.node)).unwrap();
    }
    if let Some(check) = &built.healthcheck {
        let words = check.get("test").map_or("off".to_owned(), |words| list(&words));
        write!(said, "; check {words}").unwrap();
    }
    for (word, node) in [("entrypoint", &built.entrypoint), ("command", &built.command)] {
        if let Some(node) = node {
            write!(said, "; {word} {}", list(node)).unwrap();
        }
    }
    if built.changes_settings {
        said.push_str("; settings");
    }
    Some(said)
}

#[track_caller]
fn says(cases: &[(&str, &str, &str)]) {
    for (build, dockerfile, wanted) in cases {
        assert_eq!(said(build, dockerfile).as_deref(), Some(*wanted), "{build} {dockerfile}");
    }
}

#[test]
fn a_base_comes_from_the_stages_and_their_arguments() {
    says(&[
        ("", "FROM a:1", "a:1"),
        ("", "\u{feff}# c\r\nfrom --platform=linux/amd64 a:1 as b\r\n", "a:1"),
        ("", "FROM a AS x\nFROM b", "b"),
        ("", "FROM a AS x\nFROM X AS y\nFROM b\nFROM y", "a"),
        ("target: X", "FROM a AS x\nFROM b", "a"),
        ("target: '0'", "FROM a AS x\nFROM b", "a"),
        ("", "FROM x\nFROM y AS x", "y"),
        ("", "FROM scratch\nENV A=b", "; A=b"),
        ("", "ARG V=1\nARG T=$V-x\nFROM a:${T}", "a:1-x from a:${T}"),
        ("args: {V: 2}", "ARG V=1\nFROM a:$V", "a:2 from a:$V"),
        ("", "ARG V\nFROM a:${V:-1}", "a:1 from a:${V:-1}"),
        ("args: {V: ''}", "ARG V\nFROM a:${V:-1}", "a:1 from a:${V:-1}"),
        ("", "ARG V=1\nFROM a:${V:+2}", "a:2 from a:${V:+2}"),
        ("", "ARG V=\"1\"\nFROM \"a:$V\"", "a:1 from \"a:$V\""),
        ("additional_contexts: {b: 'docker-image://c:1'}", "FROM b", "c:1 from 'docker-image://c:1'"),
        ("additional_contexts: {b: ./b}", "FROM b", ""),
    ]);
}

#[test]
fn what_nothing_defines_stays_open() {
    says(&[
        ("", "ARG V\nFROM a:$V", "a:$V?"),
        ("args: {V: }", "ARG V=1\nFROM a:$V", "a:${V}? from a:$V"),
        ("", "FROM a:${V}", "a:${V}?"),
        ("", "ARG V=12\nFROM a:${V%2}", "a:${V%2}?"),
        ("", "FROM a\nENV A=$B", "a; A=$B?"),
        ("", "FROM a\nENV A=${B:-c}", "a; A=${B:-c}?"),
        ("", "ARG B=1\nFROM a\nENV A=$B", "a; A=$B?"),
    ]);
}

#[test]
fn variables_are_set_as_docker_sets_them() {
    says(&[
        ("", "FROM a\nENV A=b C=\"d e\" F='g $h' I=j\\ k", "a; A=b; C=d e; F=g $h; I=j k from j\\ k"),
        ("", "FROM a\nENV A  b c \nENV D=", "a; A=b c; D="),
        ("", "FROM a\nENV A=b \\\n  # a comment\n\n  C=d\nENV E=f", "a; A=b; C=d; E=f"),
        ("", "FROM a\nENV A=b\\\nc", "a; A=bc from b\\\nc"),
        ("", "# escape=`\nFROM a\nENV A=c:\\b `\n  C=d", "a; A=c:\\b; C=d"),
        (
            "",
            "FROM a\nENV A=1\nENV A=2 B=$A\nENV C=\"$A\\\"\\$A\\x\"",
            "a; A=2; B=1 from $A; C=2\"$A\\x from \"$A\\\"\\$A\\x\"",
        ),
        ("", "FROM a AS x\nENV A=1\nFROM x\nENV B=${A}2", "a; A=1; B=12 from ${A}2"),
        ("", "FROM a AS x\nENV A=1\nFROM b\nENV B=2", "b; B=2"),
        ("", "ARG B=1\nFROM a\nARG B\nENV A=$B", "a; A=1 from $B"),
        ("", "FROM a\nARG B=1\nENV B=2\nENV A=$B", "a; B=2; A=2 from $B"),
        ("args: {B: 3}", "FROM a\nARG B=1 C=2\nENV A=$B$C", "a; A=32 from $B$C"),
    ]);
}

#[test]
fn the_last_health_check_and_command_hold() {
    says(&[
        ("", "FROM a\nHEALTHCHECK CMD x y", "a; check CMD-SHELL|x y"),
        ("", "FROM a\nHEALTHCHECK --interval=1s CMD [\"x\", \"y\"]", "a; check CMD|x|y"),
        ("", "FROM a AS b\nHEALTHCHECK CMD x\nFROM b\nHEALTHCHECK NONE", "a; check off"),
        ("", "FROM a\nCMD x y", "a; command /bin/sh|-c|x y"),
        ("", "FROM a\nCMD [\"x\", \"y\"]\nENTRYPOINT [\"z\"]", "a; entrypoint z; command x|y"),
        ("", "FROM a AS b\nCMD [\"x\"]\nFROM b\nENTRYPOINT [\"z\"]", "a; entrypoint z"),
    ]);
}

#[test]
fn files_of_the_server_may_be_changed() {
    for (line, changes) in [
        ("COPY connector.jar /usr/share/java/", false),
        ("COPY server.properties /etc/kafka/", true),
        ("ADD settings /opt/kafka/config/", true),
        ("WORKDIR /etc/confluent/docker", true),
        ("RUN confluent-hub install x", false),
        ("RUN [\"sed\", \"-i\", \"/etc/confluent/docker/launch\"]", true),
        ("RUN <<EOF\necho a=b >> /kafka/config/x\nEOF", true),
        ("RUN <<EOF\necho a=b >> /x\nEOF", false),
        ("RUN cat <<EOF > /x\na=b\nEOF", false),
        ("RUN cat <<EOF > /kafka/config/x\na=b\nEOF", true),
        ("COPY <<-\"EOT\" /x\na=b\nEOT", false),
        ("COPY <<-\"EOT\" /opt/kafka/config/x\na=b\nEOT", true),
    ] {
        let wanted = if changes { "a; settings" } else { "a" };
        assert_eq!(said("", &format!("FROM a\n{line}\n")).as_deref(), Some(wanted), "{line}");
    }
}

#[test]
fn what_is_not_there_or_cannot_be_built_is_not_known() {
    for (build, dockerfile) in [
        ("", "FROM a AS b\nONBUILD ENV A=b\nFROM b"),
        ("target: c", "FROM a AS b"),
        ("target: '1'", "FROM a AS b"),
        ("dockerfile: Dockerfile.kafka", "FROM a"),
        ("context: kcx", "FROM a"),
        ("context: 'https://example.com/kc'", "FROM a"),
    ] {
        assert_eq!(said(build, dockerfile), None, "{build} {dockerfile}");
    }
    assert_eq!(said("dockerfile: ../kc/Dockerfile", "FROM a").as_deref(), Some("a"));
    assert_eq!(said("dockerfile_inline: FROM b", "FROM a").as_deref(), Some("b"));
}

#[test]
fn what_cannot_be_parsed_is_told_with_its_line() {
    says(&[
        ("", "RUN x", "broken at 1: RUN x"),
        ("", "FROM a\n  FRM x\nENV A=b", "broken at 2: FRM x"),
        ("", "FROM a\nRUN <<EOF\n", "broken at 2: RUN <<EOF"),
        ("dockerfile_inline: FRM a", "FROM a", "broken at 1: FRM a"),
        ("", "FROM a\nRUN cat <<EOF > /x\nFRM x\nEOF\nENV A=b", "a; A=b"),
    ]);
}

#[test]
fn a_crafted_dockerfile_costs_little() {
    let doubled = format!("FROM a\nENV A=12345678\n{}", "ENV A=$A$A\n".repeat(64));
    let many = format!("FROM a\nENV A={}\n{}", "x".repeat(60_000), "ENV B=$A\n".repeat(20_000));
    let long = format!("FROM a\n{}", "RUN x\n".repeat(60_000));
    let nested = format!("FROM a\nENV A={}\n", "${A:-".repeat(10_000));
    for dockerfile in [doubled, many, long] {
        assert_eq!(said("", &dockerfile), None);
    }
    assert!(said("", &nested).is_some());
    for line in ["RUN <<E\nE\n", "RUN <<E <<E\n", "RUN x \\\n", "RUN \\ \n"] {
        said("", &format!("FROM a\n{}", line.repeat(15_000)));
    }
    let stages: Vec<_> = (0..10_000).map(|at| format!("FROM s{at} AS s{}", at + 1)).collect();
    assert_eq!(said("", &stages.join("\n")).as_deref(), Some("s0"));
}
