//! Small inputs that ask for much, in an editor.
#![cfg(target_os = "linux")]

use super::client::{Client, abilities, uri};
use crate::bombs::folder;
use crate::bombs::inputs::all;
use hy_msg_lint::lsp::Ended;
use serde_json::json;

#[test]
fn the_server_outlives_what_asks_for_much_and_says_what_is_not_judged() {
    for bomb in all() {
        let folder = folder(&bomb, "editor");
        let mut client = Client::start(&[&folder], &abilities(), &json!({}));
        for (file, text) in &bomb.files {
            client.open(&folder.join(file), text);
        }
        let (last, _) = bomb.files.last().expect("a file");
        let words = bomb.refused.unwrap_or("message");
        client.until(bomb.name, |client| {
            // What no open file is the cause of is told to the user.
            let asked = client.asked.iter().any(|(_, params)| params.to_string().contains(words));
            let published = client.published.iter();
            let is_of = |file: &str| bomb.files.iter().any(|(name, _)| file == uri(&folder.join(name)));
            let mut told =
                published.filter(|(file, _)| is_of(file)).map(|(_, told)| told["diagnostics"].to_string());
            asked || told.any(|told| told.contains(words))
        });
        client.settle(&folder.join(last));
        assert_eq!(client.end(), Ended::InOrder, "{}", bomb.name);
    }
}
