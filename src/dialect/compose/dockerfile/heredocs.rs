//! Here-documents in a Dockerfile (`BuildKit`, `parser.go`: `heredocsFromLine`, `ParseHeredoc`).
//!
//! The parser takes them in few of the places in which an instruction may have them. They are blanked out before it reads.

use super::words::{Character, characters, end_of_instruction, range_of, text_of, words};
use std::ops::Range;

/// Instructions that may have here-documents.
const INSTRUCTIONS: &[&str] = &["ADD", "COPY", "RUN"];

/// A Dockerfile without its here-documents.
pub(super) struct Plain {
    /// The text, in which everything else is at the offset at which it was.
    pub(super) text: String,
    /// The instructions that have here-documents.
    with: Vec<Documents>,
    /// The number of the line that begins a here-document without an end.
    pub(super) without_end: Option<usize>,
}

/// The here-documents of an instruction.
struct Documents {
    instruction: Range<usize>,
    /// The lines of all of them.
    body: Range<usize>,
}

impl Plain {
    /// Returns `text` with blanks in place of the lines of here-documents, and letters in place of their redirections.
    pub(super) fn of(text: &str) -> Self {
        let escape = escape_of(text);
        let mut plain = text.as_bytes().to_vec();
        let mut with = Vec::new();
        let mut without_end = None;
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let line = rest.split_inclusive('\n').next().unwrap_or_default();
            let is_empty = line.trim().is_empty() || line.trim_start().starts_with('#');
            if is_empty {
                at += line.len();
                continue;
            }
            let end = end_of_instruction(text, at, escape);
            let behind = text.len().min(end + 1);
            let openings = openings(&characters(text, at..end, escape), escape);
            // One that does not end makes the whole file unreadable.
            let Some(body_end) = openings.iter().try_fold(behind, |start, one| one.end_of_body(text, start))
            else {
                without_end = text.get(..at).map(|before| before.matches('\n').count() + 1);
                break;
            };
            if body_end > behind {
                for opening in &openings {
                    blank(&mut plain, opening.place.clone(), b'x');
                }
                blank(&mut plain, behind..body_end, b' ');
                with.push(Documents { instruction: at..behind, body: behind..body_end });
            }
            at = body_end;
        }
        let text = String::from_utf8(plain).unwrap_or_else(|_| text.to_owned());
        Self { text, with, without_end }
    }

    /// Returns the place of the here-documents of the instruction that is written at `place`.
    pub(super) fn documents_of(&self, place: usize) -> Option<Range<usize>> {
        let at = self.with.partition_point(|one| one.instruction.end <= place);
        let found = self.with.get(at).filter(|one| one.instruction.contains(&place))?;
        Some(found.body.clone())
    }
}

/// The beginning of a here-document.
struct Opening {
    /// The word that begins it: `<<-"EOF"`.
    place: Range<usize>,
    end: String,
    /// True if the tabs before its lines do not count.
    strips_tabs: bool,
}

impl Opening {
    /// Returns where the line ends that ends the here-document whose lines begin at `start`.
    fn end_of_body(&self, text: &str, start: usize) -> Option<usize> {
        let mut at = start;
        for line in text.get(start..)?.split_inclusive('\n') {
            at += line.len();
            let own = line.trim_end_matches(['\r', '\n']);
            let own = if self.strips_tabs { own.trim_start_matches('\t') } else { own };
            if own == self.end {
                return Some(at);
            }
        }
        None
    }
}

/// Returns the here-documents that `instruction` begins.
fn openings(instruction: &[Character], escape: char) -> Vec<Opening> {
    let words = words(instruction, escape);
    let mut names = words.iter().map(|word| text_of(word).to_ascii_uppercase());
    let name = names.next().filter(|name| name != "ONBUILD").or_else(|| names.next()).unwrap_or_default();
    if !INSTRUCTIONS.contains(&name.as_str()) {
        return Vec::new();
    }
    words.iter().filter_map(|word| opening(word)).collect()
}

/// Returns the here-document that `word` begins: digits, `<<`, and a name, which may be quoted.
fn opening(word: &[Character]) -> Option<Opening> {
    let text = text_of(word);
    let rest = text.trim_start_matches(|one: char| one.is_ascii_digit()).strip_prefix("<<")?;
    let (rest, strips_tabs) = rest.strip_prefix('-').map_or((rest, false), |rest| (rest, true));
    let end: String = rest.chars().filter(|one| !['"', '\''].contains(one)).collect();
    let is_name = !end.is_empty() && !rest.contains('<');
    is_name.then(|| Opening { place: range_of(word, 0), end, strips_tabs })
}

/// Puts `with` in the place of everything in `place` but the ends of lines.
fn blank(text: &mut [u8], place: Range<usize>, with: u8) {
    for byte in text.get_mut(place).unwrap_or_default() {
        if !matches!(byte, b'\r' | b'\n') {
            *byte = with;
        }
    }
}

/// Returns the character that continues a line, as a directive in the first lines says (Dockerfile reference, "escape").
fn escape_of(text: &str) -> char {
    let comments = text.lines().map_while(|line| line.trim_start().strip_prefix('#'));
    let directives = comments.map_while(|comment| comment.split_once('='));
    let mut escapes = directives.filter(|(name, _)| name.trim().eq_ignore_ascii_case("escape"));
    escapes.next().and_then(|(_, value)| value.trim().chars().next()).unwrap_or('\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn here_documents_are_blanked_out() {
        for (text, wanted) in [
            ("RUN cat <<EOF > /x\na\nEOF\nENV A=b", "RUN cat xxxxx > /x\n \n   \nENV A=b"),
            ("run <<EOF\nFROM x\nEOF", "run xxxxx\n      \n   "),
            ("COPY <<-\"E T\" f\n\tü\n\tE T\nX", "COPY xxxxxxxx f\n   \n    \nX"),
            (
                "RUN a <<A 3<<'B' \\\n # c\n -x\n1\nA\n2\nB\nX",
                "RUN a xxx xxxxxx \\\n # c\n -x\n \n \n \n \nX",
            ),
            ("ONBUILD RUN <<E\r\na\r\nE\r\nX", "ONBUILD RUN xxx\r\n \r\n \r\nX"),
            ("# escape=`\nRUN a `\n <<E\nb\nE", "# escape=`\nRUN a `\n xxx\n \n "),
            // What begins none, and what does not end.
            ("RUN echo \"<<EOF\"\nEOF", "RUN echo \"<<EOF\"\nEOF"),
            ("RUN a <<<b\nb", "RUN a <<<b\nb"),
            ("RUN a<<b\nb", "RUN a<<b\nb"),
            ("ENV A=b <<E\nE", "ENV A=b <<E\nE"),
            ("RUN <<E\nFROM x", "RUN <<E\nFROM x"),
        ] {
            assert_eq!(Plain::of(text).text, wanted, "{text}");
        }
    }

    #[test]
    fn an_instruction_knows_its_here_documents() {
        let text = "RUN x\nRUN <<E\na\nE\nRUN y";
        let plain = Plain::of(text);
        let of = |word: &str| plain.documents_of(text.find(word).unwrap());
        assert_eq!(of("RUN <<E").map(|place| &text[place]), Some("a\nE\n"));
        assert_eq!((of("RUN x"), of("RUN y")), (None, None));
    }
}
