//! Paths as URIs.

use hy_msg_lint_tree::path::bytes_named;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode, utf8_percent_encode};

/// The characters that are not encoded in a path: the unreserved characters of RFC 3986, and the separator. A colon in
/// the first segment would make it a scheme.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Converts the path `name`, with `/` as separator, to a URI, and returns whether it is relative.
pub(super) fn uri(name: &str) -> (String, bool) {
    let bytes = bytes_named(name);
    let encoded = percent_encode(&bytes, ENCODED);
    let mut start = name.bytes();
    match (start.next(), start.next(), start.next()) {
        (Some(b'/'), Some(b'/'), _) => (format!("file:{encoded}"), false),
        (Some(b'/'), ..) => (format!("file://{encoded}"), false),
        // A Windows drive.
        (Some(drive), Some(b':'), Some(b'/')) if drive.is_ascii_alphabetic() => {
            let rest = name.get(3..).unwrap_or_default();
            (format!("file:///{}:/{}", char::from(drive), utf8_percent_encode(rest, ENCODED)), false)
        }
        _ => (encoded.to_string(), true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_is_a_uri() {
        for (name, expected, relative) in [
            ("a/b-c_d.~/compose.yaml", "a/b-c_d.~/compose.yaml", true),
            ("../a b/100%.yml", "../a%20b/100%25.yml", true),
            ("größe.yml", "gr%C3%B6%C3%9Fe.yml", true),
            ("a:b#c?d.yml", "a%3Ab%23c%3Fd.yml", true),
            ("<stdin>", "%3Cstdin%3E", true),
            ("a\\b", "a%5Cb", true),
            #[cfg(unix)]
            ("a\\xFF.yml", "a%FF.yml", true),
            #[cfg(unix)]
            ("a\\x5CxFF.yml", "a%5CxFF.yml", true),
            ("/srv/a b.yml", "file:///srv/a%20b.yml", false),
            ("C:/srv/a.yml", "file:///C:/srv/a.yml", false),
            ("//host/share/a.yml", "file://host/share/a.yml", false),
        ] {
            assert_eq!(uri(name), (expected.to_owned(), relative), "{name}");
        }
    }
}
