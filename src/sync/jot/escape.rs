//! Bytes that a page cannot hold, written so that they can be had back (J-06).

/// Returns text that a page can hold, and whether anything had to be escaped.
///
/// Bytes that are not UTF-8 and characters that XML forbids become `\xNN`, and then every backslash is
/// doubled, so that `printf '%b'` gives the bytes back.
pub fn printable(bytes: &[u8]) -> (String, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.chars().all(allowed) => (text.to_owned(), false),
        _ => (escaped(bytes), true),
    }
}

/// The `Char` production of XML 1.0.
fn allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..)
}

fn escaped(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 4);
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\\' => text.push_str(r"\\"),
                // A carriage return would be read back as a line break.
                character if allowed(character) && character != '\r' => text.push(character),
                character => {
                    let mut buffer = [0; 4];
                    character.encode_utf8(&mut buffer).bytes().for_each(|byte| push_byte(&mut text, byte));
                }
            }
        }
        chunk.invalid().iter().for_each(|&byte| push_byte(&mut text, byte));
    }
    text
}

fn push_byte(text: &mut String, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    text.push_str(r"\x");
    text.push(char::from(DIGITS[usize::from(byte >> 4)]));
    text.push(char::from(DIGITS[usize::from(byte & 15)]));
}

#[cfg(test)]
mod tests {
    use super::printable;

    /// What `printf '%b'` does.
    fn unescaped(text: &str) -> Vec<u8> {
        let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
        while let Some((&first, tail)) = rest.split_first() {
            rest = match (first, tail.first()) {
                (b'\\', Some(b'\\')) => {
                    bytes.push(b'\\');
                    &tail[1..]
                }
                (b'\\', Some(b'x')) => {
                    let digits = std::str::from_utf8(&tail[1..3]).unwrap();
                    bytes.push(u8::from_str_radix(digits, 16).unwrap());
                    &tail[3..]
                }
                _ => {
                    bytes.push(first);
                    tail
                }
            };
        }
        bytes
    }

    #[test]
    fn j_06_any_bytes_can_be_had_back() {
        let every: Vec<u8> = (0..=255).chain(*b"\\x41 \xff\\ \xe2\x82").collect();
        let (text, escaped) = printable(&every);
        assert!(escaped);
        assert_eq!(unescaped(&text), every);
    }

    #[test]
    fn j_06_text_is_left_alone() {
        assert_eq!(printable(r"a\b ☕".as_bytes()), (r"a\b ☕".to_owned(), false));
    }
}
