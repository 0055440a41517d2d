use super::super::testing::{json, places};
use super::parse;

/// Returns each instruction as `cmd[flags] stage sub json value`.
fn show(text: &str) -> Vec<String> {
    let json = json(parse, text).unwrap();
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let of = |one: &serde_json::Value| {
        let json = if one["JSON"] == true { "json" } else { "" };
        let sub = one["SubCmd"].as_str().unwrap();
        format!(
            "{}{} {}{sub}{json} {}",
            one["Cmd"].as_str().unwrap(),
            one["Flags"],
            one["Stage"],
            one["Value"]
        )
    };
    value[0].as_array().unwrap().iter().map(of).collect()
}

#[test]
fn the_form_is_conftest_s() {
    let text = "# syntax=docker/dockerfile:1\n# a comment\n\n# about from\nFROM --platform=linux/amd64 alpine:3 AS base\n\
                ARG A=1 B=\"x y\"\nENV FOO=bar BAZ=\"q \\\n  z\"\nENV OLD style value here\nRUN apk add \\\n  # inner\n\n  && echo \"hi\"  \n\
                COPY --from=x --chown=\"1 2\" a b /c/\nrun [\"sh\", \"-c\"]\nLABEL \"a.b\"=\"c d\" e=f\nONBUILD COPY --from=a x y\n\
                HEALTHCHECK --interval=5s CMD curl -f || exit 1\nHEALTHCHECK CMD [\"a\",\"b\"]\nCMD\nRUN cat <<\"E\" && x <<-F\nq\nE\nr\n\tF\n\
                FROM scratch\n# end\nUSER root\n#\nWORKDIR /x y\nENTRYPOINT [a]\n# trailing\n";
    assert_eq!(
        show(text),
        [
            r#"commentnull 0 ["a comment"]"#,
            r#"commentnull 0 ["about from"]"#,
            r#"from["--platform=linux/amd64"] 0 ["alpine:3","AS","base"]"#,
            r#"arg[] 0 ["A=1","B=\"x y\""]"#,
            r#"env[] 0 ["FOO","bar","=","BAZ","\"q   z\"","="]"#,
            r#"env[] 0 ["OLD","style value here",""]"#,
            r#"run[] 0 ["apk add   && echo \"hi\""]"#,
            r#"copy["--from=x","--chown=1 2"] 0 ["a","b","/c/"]"#,
            r#"run[] 0json ["sh","-c"]"#,
            r#"label[] 0 ["\"a.b\"","\"c d\"","=","e","f","="]"#,
            r#"onbuild[] 0COPY ["x","y"]"#,
            r#"healthcheck["--interval=5s"] 0 ["CMD","curl -f || exit 1"]"#,
            r#"healthcheck[] 0json ["CMD","a","b"]"#,
            r"cmdnull 0 null",
            r#"run[] 0 ["cat <<\"E\" && x <<-F"]"#,
            r#"from[] 1 ["scratch"]"#,
            r#"commentnull 1 ["end"]"#,
            r#"user[] 1 ["root"]"#,
            r#"workdir[] 1 ["/x y"]"#,
            r#"entrypoint[] 1 ["[a]"]"#,
        ]
    );
    let backquote = show("# escape=`\nFROM a\nRUN x `\n  y `\n\n  z\nENV a=\"b `\n c\"\n");
    assert_eq!(backquote[1..], [r#"run[] 0 ["x   y   z"]"#, r#"env[] 0 ["a","\"b  c\"","="]"#]);
}

#[test]
fn what_docker_refuses_is_refused() {
    for (text, wanted) in [
        ("FROM a\nNONSENSE x", "`NONSENSE` is no instruction"),
        ("FROM", "needs an argument"),
        ("FROM a b", "`FROM` needs an image"),
        ("FROM a\nCOPY a", "destination"),
        ("FROM a\nENV A", "a name and a value"),
        ("FROM a\nENV A=1 B", "no `=`"),
        ("FROM a\nRUN [\"a\", 1]", "other than texts"),
        ("FROM a\nSHELL bash", "list of texts"),
        ("FROM a\nRUN cat <<E\nq\n", "has no end"),
        ("# only\n", "no instructions"),
        ("", "no instructions"),
    ] {
        let error = json(parse, text).unwrap_err();
        assert!(error.contains(wanted), "{text}: {error}");
    }
}

#[test]
fn values_have_places() {
    let text = "FROM a:1\nRUN [\"x\"]\nENV A=1 \\\n  B=2\n";
    let places = places(parse, text);
    for wanted in ["a:1", "\"x\"", "1", "B", "2"] {
        assert!(places.iter().any(|place| place == wanted), "{wanted}: {places:?}");
    }
}
