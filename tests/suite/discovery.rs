//! Which files below a folder are looked at.

use crate::expected::scratch;
use hy_msg_lint::workspace::{Workspace, discover, discover_where};
use std::fs;

#[test]
fn toml_is_looked_at_only_where_it_is_wanted() {
    let folder = scratch("discovery");
    for name in ["compose.yml", "traefik.toml", "notes.txt"] {
        fs::write(folder.join(name), "").expect("a file can be written");
    }
    let names = |workspace: &Workspace| -> Vec<String> {
        let files = workspace.candidates.iter().filter_map(|one| one.path.file_name());
        files.map(|name| name.to_string_lossy().into_owned()).collect()
    };
    let paths = [folder];
    assert_eq!(names(&discover(&paths).expect("the folder exists")), ["compose.yml"]);
    let all = discover_where(&paths, |_| true).expect("the folder exists");
    assert_eq!(names(&all), ["compose.yml", "traefik.toml"]);
}
