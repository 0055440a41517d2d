//! The subset of XML Schema that `tests/schemas/junit-10.xsd` uses: the attributes and elements of each element.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeMap, BTreeSet};

/// The top-level elements of the schema, by name.
pub(crate) struct Schema(BTreeMap<String, Declared>);

#[derive(Default)]
struct Declared {
    attributes: BTreeSet<String>,
    required: BTreeSet<String>,
    children: BTreeSet<String>,
}

/// Returns the elements of `text` with their depth, in document order.
fn elements(text: &str) -> Vec<(usize, String, BTreeMap<String, String>)> {
    let (mut reader, mut depth, mut found) = (Reader::from_str(text), 0, Vec::new());
    let read = |element: &BytesStart| {
        let name = String::from_utf8_lossy(element.name().as_ref()).into_owned();
        let attribute = |one: quick_xml::events::attributes::Attribute| {
            let key = String::from_utf8_lossy(one.key.as_ref()).into_owned();
            (key, String::from_utf8_lossy(&one.value).into_owned())
        };
        let attributes = element.attributes().map(|one| attribute(one.expect("attributes can be read")));
        (name, attributes.collect())
    };
    loop {
        match reader.read_event().expect("the XML can be read") {
            Event::Start(element) => {
                let (name, attributes) = read(&element);
                found.push((depth, name, attributes));
                depth += 1;
            }
            Event::Empty(element) => {
                let (name, attributes) = read(&element);
                found.push((depth, name, attributes));
            }
            Event::End(_) => depth -= 1,
            Event::Eof => return found,
            _ => {}
        }
    }
}

impl Schema {
    pub(crate) fn read(text: &str) -> Self {
        let mut schema: BTreeMap<String, Declared> = BTreeMap::new();
        let mut current = None;
        for (depth, name, attributes) in elements(text) {
            if depth == 1 {
                current = (name == "xs:element").then(|| attributes["name"].clone());
                if let Some(name) = &current {
                    schema.insert(name.clone(), Declared::default());
                }
                continue;
            }
            let Some(declared) = current.as_ref().and_then(|name| schema.get_mut(name)) else { continue };
            match name.as_str() {
                "xs:attribute" => {
                    if attributes.get("use").is_some_and(|value| value == "required") {
                        declared.required.insert(attributes["name"].clone());
                    }
                    declared.attributes.insert(attributes["name"].clone());
                }
                "xs:element" => drop(declared.children.insert(attributes["ref"].clone())),
                _ => {}
            }
        }
        Self(schema)
    }

    /// Returns the violations of the schema in `text`.
    pub(crate) fn against(&self, text: &str) -> Vec<String> {
        let (mut above, mut wrong) = (Vec::<String>::new(), Vec::new());
        for (depth, name, attributes) in elements(text) {
            above.truncate(depth);
            let Some(declared) = self.0.get(&name) else {
                wrong.push(format!("there is no element {name}"));
                continue;
            };
            if let Some(parent) = above.last().filter(|parent| !self.0[*parent].children.contains(&name)) {
                wrong.push(format!("{parent} has no element {name}"));
            }
            let given: BTreeSet<String> = attributes.into_keys().collect();
            wrong.extend(
                given.difference(&declared.attributes).map(|one| format!("{name} has no attribute {one}")),
            );
            wrong.extend(declared.required.difference(&given).map(|one| format!("{name} is without {one}")));
            above.push(name);
        }
        wrong
    }
}
