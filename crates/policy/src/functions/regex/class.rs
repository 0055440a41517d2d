//! Classes of characters: `[a-z]`, `\d`, `\pL`, `[[:alpha:]]`.

use super::translate::{Reader, literal};

/// The classes that a letter behind `\` names, all of ASCII.
fn perl(letter: char) -> Option<&'static str> {
    Some(match letter {
        'd' => "0-9",
        's' => "\\t\\n\\x0C\\r ",
        'w' => "0-9A-Za-z_",
        _ => return None,
    })
}

/// Reads `d` or `pL`, what follows a `\`, and writes the inside of a class. None if it is none; then nothing is read.
pub(super) fn named(reader: &mut Reader) -> Result<Option<String>, String> {
    let Some(letter) = reader.peek() else { return Ok(None) };
    if let Some(class) = perl(letter.to_ascii_lowercase()) {
        reader.at += 1;
        let not = if letter.is_ascii_uppercase() { "^" } else { "" };
        return Ok(Some(format!("[{not}{class}]")));
    }
    if !matches!(letter, 'p' | 'P') {
        return Ok(None);
    }
    reader.at += 1;
    let mut is_not = letter == 'P';
    let mut name = String::new();
    if reader.take("{") {
        is_not ^= reader.take("^");
        loop {
            match reader.peek() {
                None => return Err("`\\p{` has no `}`".to_owned()),
                Some('}') => break,
                Some(other) => name.push(other),
            }
            reader.at += 1;
        }
    } else {
        name.extend(reader.peek());
    }
    reader.at += 1;
    let is_name = name.chars().next().is_some_and(|first| first.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let not = if is_not { "P" } else { "p" };
    let class = format!("\\{not}{{{name}}}");
    if !is_name || super::build(&class).is_err() {
        return Err(format!("there is no class of characters `{name}`"));
    }
    Ok(Some(class))
}

/// Reads the character that is escaped, what follows a `\`.
pub(super) fn escaped(reader: &mut Reader) -> Result<char, String> {
    let wrong = |what: &str| format!("`\\{what}` has no meaning");
    let Some(letter) = reader.peek() else { return Err("it ends in `\\`".to_owned()) };
    reader.at += 1;
    let octal = |reader: &Reader| reader.peek().and_then(|digit| digit.to_digit(8));
    let character = match letter {
        '1'..='7' if octal(reader).is_none() => None,
        '0'..='7' => {
            let mut code = letter.to_digit(8).unwrap_or(0);
            for _ in 0..2 {
                let Some(digit) = octal(reader) else { break };
                code = code * 8 + digit;
                reader.at += 1;
            }
            char::from_u32(code)
        }
        'x' => hexadecimal(reader),
        'a' => Some('\u{7}'),
        'f' => Some('\u{c}'),
        'n' => Some('\n'),
        'r' => Some('\r'),
        't' => Some('\t'),
        'v' => Some('\u{b}'),
        other if other.is_ascii() && !other.is_ascii_alphanumeric() => Some(other),
        _ => None,
    };
    character.ok_or_else(|| wrong(&letter.to_string()))
}

fn hexadecimal(reader: &mut Reader) -> Option<char> {
    let is_long = reader.take("{");
    let mut code = 0_u32;
    let mut count = 0;
    while let Some(digit) = reader.peek().and_then(|digit| digit.to_digit(16)) {
        if !is_long && count == 2 || code > 0x0010_ffff {
            break;
        }
        code = code * 16 + digit;
        count += 1;
        reader.at += 1;
    }
    let is_right = if is_long { count > 0 && reader.take("}") } else { count == 2 };
    // Half a pair of UTF-16 is no character here, and in no text.
    let code = if (0xd800..0xe000).contains(&code) { 0x0010_ffff } else { code };
    char::from_u32(code).filter(|_| is_right)
}

/// Reads what follows a `[`.
pub(super) fn bracket(reader: &mut Reader) -> Result<(), String> {
    let start = reader.at - 1;
    let unclosed = || "a `[` has no `]`".to_owned();
    let mut out = String::from("[");
    if reader.take("^") {
        out.push('^');
    }
    let mut is_first = true;
    loop {
        match reader.peek() {
            None => return Err(unclosed()),
            Some(']') if !is_first => break,
            _ => {}
        }
        is_first = false;
        if let Some(class) = posix(reader)? {
            out.push_str(&class);
            continue;
        }
        if reader.peek() == Some('\\') {
            reader.at += 1;
            if let Some(class) = named(reader)? {
                out.push_str(&class);
                continue;
            }
            reader.at -= 1;
        }
        let low = one(reader)?;
        literal(low, &mut out);
        let is_range =
            reader.peek() == Some('-') && reader.text.get(reader.at + 1).is_some_and(|one| *one != ']');
        if is_range {
            reader.at += 1;
            let high = one(reader)?;
            if high < low {
                let shown: String = reader.text.get(start..reader.at).unwrap_or_default().iter().collect();
                return Err(format!("a range in `{shown}` ends before it begins"));
            }
            out.push('-');
            literal(high, &mut out);
        }
    }
    reader.at += 1;
    out.push(']');
    reader.out.push_str(&out);
    Ok(())
}

/// Reads a character in a class.
fn one(reader: &mut Reader) -> Result<char, String> {
    let Some(character) = reader.peek() else { return Err("a `[` has no `]`".to_owned()) };
    reader.at += 1;
    if character == '\\' { escaped(reader) } else { Ok(character) }
}

/// The classes of POSIX.
const NAMES: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
    "upper", "word", "xdigit",
];

/// Reads `[:alpha:]`. None if it is none; then nothing is read.
fn posix(reader: &mut Reader) -> Result<Option<String>, String> {
    if reader.peek() != Some('[') || reader.text.get(reader.at + 1) != Some(&':') {
        return Ok(None);
    }
    let rest = reader.text.get(reader.at + 2..).unwrap_or_default();
    let Some(end) = rest.windows(2).position(|pair| *pair == [':', ']']) else { return Ok(None) };
    let name: String = rest.get(..end).unwrap_or_default().iter().collect();
    if !NAMES.contains(&name.strip_prefix('^').unwrap_or(&name)) {
        return Err(format!("there is no class of characters `[:{name}:]`"));
    }
    reader.at += end + 4;
    Ok(Some(format!("[:{name}:]")))
}
