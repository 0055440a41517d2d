//! Tests of lowering.

use super::*;

#[test]
#[ignore]
fn show() {
    let path = std::env::var("LOWER").unwrap();
    let rego = std::fs::read_to_string(path).unwrap();
    match lower(&rego, false, &Arc::default()) {
        Ok(lowered) => println!("{}", lowered.text),
        Err(refusal) => println!("REFUSED {refusal:?} {}", &rego[refusal.span.clone()]),
    }
}

#[test]
#[ignore]
fn raw() {
    let rego = std::fs::read_to_string(std::env::var("RAW").unwrap()).unwrap();
    let mut engine = regorus::Engine::new();
    engine.add_policy("x.rego".into(), rego).unwrap();
    println!("{:?}", engine.eval_query("data".into(), false).map(|r| serde_json::to_string(&r.result[0].expressions[0].value)));
}
