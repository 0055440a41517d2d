//! Why the system refuses something, in words.

use std::io;

/// Returns what `error` says, without the number that the system has for it: `No such file or directory`.
pub fn reason(error: &io::Error) -> String {
    let said = error.to_string();
    match said.rsplit_once(" (os error ") {
        Some((words, number)) if number.ends_with(')') => words.to_owned(),
        _ => said,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_of_the_system_is_told() {
        let said = reason(&io::Error::from_raw_os_error(2));
        assert!(!said.is_empty() && !said.contains("os error"), "{said}");
        assert_eq!(reason(&io::Error::other("it is not a file")), "it is not a file");
    }
}
