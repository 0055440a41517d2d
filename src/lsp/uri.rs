//! Converts between paths and the editor's URIs.

use crate::workspace::FilePath;
use gen_lsp_types::Uri;
use std::path::{Path, PathBuf};
use url::Url;

/// Returns the file of `uri`, absolute and normalised; `None` if it is not a file URI.
pub(super) fn path_of(uri: &Uri) -> Option<PathBuf> {
    let url = Url::parse(&uri.0).ok().filter(|url| url.scheme() == "file")?;
    url.to_file_path().ok().map(|path| FilePath::as_written(&path).absolute().to_owned())
}

/// Returns the URI of the absolute `path`.
pub(super) fn uri_of(path: &Path) -> Option<Uri> {
    Url::from_file_path(path).ok().map(|url| Uri(url.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn escapes_are_resolved() {
        for (uri, path) in [
            ("file:///work/team%20a/compose.yml", Some("/work/team a/compose.yml")),
            ("file:///work/%C3%A9/%23.yml", Some("/work/é/#.yml")),
            ("file://localhost/work/a.yml", Some("/work/a.yml")),
            ("file:///work/x/../a.yml", Some("/work/a.yml")),
            ("untitled:Untitled-1", None),
            ("https://example.org/a.yml", None),
            ("file", None),
            ("", None),
        ] {
            assert_eq!(path_of(&Uri(uri.to_owned())), path.map(PathBuf::from), "{uri}");
        }
        assert_eq!(
            uri_of(Path::new("/work/team a/#é.yml")).unwrap().0,
            "file:///work/team%20a/%23%C3%A9.yml"
        );
    }

    #[test]
    #[cfg(windows)]
    fn drives_are_known_in_every_spelling() {
        for uri in ["file:///C:/team%20a/compose.yml", "file:///C%3A/team%20a/compose.yml"] {
            assert_eq!(path_of(&Uri(uri.to_owned())), Some(PathBuf::from(r"C:\team a\compose.yml")), "{uri}");
        }
        assert_eq!(uri_of(Path::new(r"C:\a b.yml")).unwrap().0, "file:///C:/a%20b.yml");
    }
}
