use super::super::testing::{json, places};
use super::parse;

#[test]
fn the_form_is_conftest_s() {
    let text = r#"
resource "aws_instance" "example" {
  name  = "test"
  count = 3
  ratio = -1.5
  on    = true
  off   = !true
  none  = null
  ref   = var.name
  sum   = "${4 - 2}"
  list  = [1, "two", three]
  map   = { a = 1, "b" = "x-${y}", (c) = 2, d.e = 3, f : 4 }
  cond  = test3 > 2 ? 1: 0
  part  = "a${x ? "b" : c}d"
  only  = "${var.x}"
  num   = "${4}"
  esc   = "q\"\n$${no}"
  call  = file("x")
  heredoc = <<-EOF
    a ${local.b}
      c
    EOF
  loop = "%{for x in l}x,%{endfor}"
  either = "%{if a}b%{else}c%{endif}"
  setting {
    k = "v"
  }
  setting {
    k = "w"
  }
  dynamic "setting" {
    for_each = data.x
  }
}
resource "aws_instance" "other" {}
locals { x = 1 }
"#;
    let wanted = r#"{"resource":{"aws_instance":{"example":[{"name":"test","count":3,"ratio":-1.5,"on":true,"off":false,"none":null,"ref":"${var.name}","sum":"${4 - 2}","list":[1,"two","${three}"],"map":{"a":1,"b":"x-${y}","${(c)}":2,"d.e":3,"f":4},"cond":"${test3 > 2 ? 1: 0}","part":"a%{if x}b%{else}${c}%{endif}d","only":"${var.x}","num":4,"esc":"q\"\n${no}","call":"${file(\"x\")}","heredoc":"a ${local.b}\n  c\n","loop":"%{for x in l}x,%{endfor}","either":"%{if a}b%{else}c%{endif}","setting":[{"k":"v"},{"k":"w"}],"dynamic":{"setting":[{"for_each":"${data.x}"}]}}],"other":[{}]}},"locals":[{"x":1}]}"#;
    assert_eq!(json(parse, text), Ok(wanted.to_owned()));
}

#[test]
fn what_is_no_hcl_is_refused() {
    for (text, wanted) in [
        ("a = ", "not valid HCL"),
        ("a {", "not valid HCL"),
        ("a = 1\na = 2\n", "redefined"),
        ("a = 1\na \"b\" {}\n", "same name"),
        ("a: b", "not valid HCL"),
    ] {
        let error = json(parse, text).unwrap_err();
        assert!(error.contains(wanted), "{text}: {error}");
    }
    let deep = format!("a = {}{}", "[".repeat(5000), "]".repeat(5000));
    assert!(json(parse, &deep).is_err());
}

#[test]
fn values_have_places() {
    let text = "\u{feff}resource \"a\" \"b\" {\n  k = \"v\" # c\n  l = [x.y, 1]\n}\n";
    assert_eq!(places(parse, text), ["resource", "\"a\"", "\"b\"", "k", "\"v\"", "l", "x.y", "1"]);
}
