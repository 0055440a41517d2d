//! The rule descriptors of a log.

use super::log::{Configuration, Descriptor, Level, Multiformat, RuleProperties};
use crate::policy::Rule;
use crate::render::{page, text};
use crate::suppress::{AREA, MetaRule};
use std::borrow::Cow;

/// Describes `rule`. GitHub asks for a description and a help text of every rule, so the title replaces missing ones.
pub(super) fn descriptor(rule: &Rule) -> Descriptor<'_> {
    let title = text::line(&rule.title);
    let or_title = |text: &str| if text.trim().is_empty() { rule.title.clone() } else { text.to_owned() };
    let page = page::page(&rule.document);
    let (description, help) =
        (or_title(&rule.description), or_title(rule.help.as_deref().unwrap_or_default()));
    let is_address = |url: &&str| url.starts_with("https://") || url.starts_with("http://");
    Descriptor {
        id: text::line(&rule.id),
        name: name(&rule.id),
        short_description: Multiformat { text: title, markdown: None },
        full_description: Multiformat {
            text: text::prose(description.trim()).into_owned().into(),
            markdown: None,
        },
        help: Multiformat {
            text: text::prose(help.trim()).into_owned().into(),
            markdown: Some(text::prose(&page).into_owned()).filter(|page| !page.is_empty()),
        },
        help_uri: rule.references.iter().map(|reference| &*reference.url).find(is_address).map(Cow::Borrowed),
        default_configuration: Configuration { level: Level::from(rule.severity) },
        properties: RuleProperties { tags: vec![text::line(&rule.area)] },
    }
}

/// Describes a rule that judges suppressions.
pub(super) fn own(rule: &MetaRule) -> Descriptor<'static> {
    let plain = |text: &'static str| Multiformat { text: text.into(), markdown: None };
    Descriptor {
        id: rule.id.into(),
        name: name(rule.id),
        short_description: plain(rule.title),
        full_description: plain(rule.description),
        help: plain(rule.help),
        help_uri: None,
        default_configuration: Configuration { level: Level::from(rule.severity) },
        properties: RuleProperties { tags: vec![AREA.into()] },
    }
}

/// Returns `StaticIp` for `static-ip`: readers expect a name that differs from the id.
fn name(id: &str) -> String {
    let words = id.split(|character: char| !character.is_alphanumeric());
    let capital = |word: &str| {
        let mut characters = word.chars();
        characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect::<String>()
    };
    words.map(capital).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples;

    #[test]
    fn names_are_words_together() {
        assert_eq!(
            ["static-ip", "main.deny_root", "x"].map(name),
            ["StaticIp", "MainDenyRoot", "X"].map(str::to_owned)
        );
    }

    #[test]
    fn what_its_author_left_out_is_the_title() {
        let rule = samples::rules().remove(0);
        let bare = Rule {
            description: "".into(),
            help: None,
            document: String::new(),
            references: Vec::new(),
            ..Rule::clone(&rule)
        };
        let said = serde_json::to_value(descriptor(&bare)).unwrap();
        assert_eq!([&said["fullDescription"]["text"], &said["help"]["text"]], [rule.title.as_str(); 2]);
        assert!(said["help"].get("markdown").is_none() && said.get("helpUri").is_none(), "{said}");
    }
}
