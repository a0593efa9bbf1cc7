//! Words: CJK spaced out for the index, folding for comparison, and how words begin.

use std::borrow::Cow;

/// Puts blanks around every CJK character, so that each is a word of its own.
pub(super) fn spaced(text: &str) -> Cow<'_, str> {
    // No such character has a byte below this one at its front, and no other character such a byte at all but for
    // those that are as rare.
    let is_far = |bytes: &[u8]| bytes.iter().fold(0, |highest, &byte| byte.max(highest)) >= 0xe3;
    if !text.as_bytes().chunks(256).any(is_far) || !text.chars().any(is_cjk) {
        return Cow::Borrowed(text);
    }
    let mut spaced = String::with_capacity(text.len() * 2);
    for character in text.chars() {
        if is_cjk(character) {
            spaced.push(' ');
            spaced.push(character);
            spaced.push(' ');
        } else {
            spaced.push(character);
        }
    }
    Cow::Owned(spaced)
}

/// Tells whether a character is part of a word.
pub(super) fn is_word(character: char) -> bool {
    character.is_alphanumeric() || is_mark(character)
}

/// Tells whether a character is written without blanks between words.
pub(super) fn is_cjk(character: char) -> bool {
    matches!(character,
        '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Returns how many letters a word has; marks above and below letters do not count.
pub(super) fn letters(word: &str) -> usize {
    word.chars().filter(|&c| !is_mark(c)).count()
}

fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

/// Folds text as the index does: lower case, Latin letters without their accents.
pub(super) fn fold(text: &str) -> String {
    text.chars()
        .filter(|&c| !is_mark(c))
        .flat_map(char::to_lowercase)
        .map(plain)
        .filter(|&c| !is_mark(c))
        .collect()
}

/// Takes the accent off a lower-case Latin letter.
fn plain(letter: char) -> char {
    match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ạ'..='ặ' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẹ'..='ệ' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ĥ' => 'h',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ỉ' | 'ị' => 'i',
        'ĵ' => 'j',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ō' | 'ŏ' | 'ő' | 'ơ' | 'ọ'..='ợ' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ț' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' | 'ụ'..='ự' => 'u',
        'ŵ' => 'w',
        'ý' | 'ÿ' | 'ŷ' | 'ỳ'..='ỹ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

/// The longest beginning of a word that has an index of its own.
const HEAD: usize = 3;
/// Whether a word, as it was typed, is asked of the index of beginnings: it is short, and of letters that are letters
/// to the index, too. One that it would take apart is no word there.
pub(super) fn is_head(word: &str) -> bool {
    let plain =
        |c: char| c.is_ascii() || is_mark(c) || matches!(c, '\u{c0}'..='\u{24f}' | '\u{386}'..='\u{527}');
    (2..=HEAD).contains(&letters(word)) && word.chars().all(plain)
}

/// What heads of ASCII letters and digits are counted with.
const BASE: usize = 37;

/// Returns how the words of texts begin, with two letters and with three, each once and with a blank behind it.
pub(super) fn heads(texts: [&str; 2]) -> String {
    let mut heads =
        Heads { plain: vec![0; (BASE * BASE * BASE).div_ceil(64)], others: Vec::new(), text: String::new() };
    for text in texts {
        let mut head: [char; HEAD] = ['\0'; HEAD];
        let mut length = 0;
        for character in text.chars() {
            let is_part = match character.is_ascii() {
                true => DIGITS[character as usize] > 0,
                false => !is_cjk(character) && is_word(character),
            };
            if !is_part {
                if length > 1 {
                    heads.add(&head[..length]);
                }
                length = 0;
            } else if length < HEAD && !is_mark(character) {
                head[length] = character;
                length += 1;
            }
        }
        heads.add(&head[..length]);
    }
    heads.finish()
}

/// Beginnings that were met already: plain ones are a bit each, the others few.
struct Heads {
    plain: Vec<u64>,
    others: Vec<String>,
    text: String,
}

impl Heads {
    fn add(&mut self, head: &[char]) {
        let mut number = Some(0);
        for (at, letter) in head.iter().enumerate() {
            number = number.and_then(|number| Some(number * BASE + digit(*letter)?));
            let head = &head[..=at];
            match number {
                _ if at == 0 => {}
                Some(number) => {
                    let (word, bit) = (number / 64, 1 << (number % 64));
                    if self.plain[word] & bit == 0 {
                        self.plain[word] |= bit;
                        self.text.extend(head);
                        self.text.push(' ');
                    }
                }
                None => self.others.push(head.iter().flat_map(|letter| letter.to_lowercase()).collect()),
            }
        }
    }

    fn finish(mut self) -> String {
        self.others.sort_unstable();
        self.others.dedup();
        for head in self.others {
            self.text.push_str(&head);
            self.text.push(' ');
        }
        self.text
    }
}

/// Letters from 1 on, so that two of them are no three.
fn digit(letter: char) -> Option<usize> {
    let digit = *DIGITS.get(letter as usize)?;
    (digit > 0).then_some(usize::from(digit))
}

/// What ASCII letters, of both cases, and digits count; 0 for what is no part of a word.
const DIGITS: [u8; 128] = {
    let (mut digits, mut byte) = ([0; 128], 0_u8);
    while byte < 128 {
        digits[byte as usize] = match byte {
            b'a'..=b'z' => byte - b'a' + 1,
            b'A'..=b'Z' => byte - b'A' + 1,
            b'0'..=b'9' => byte - b'0' + 27,
            _ => 0,
        };
        byte += 1;
    }
    digits
};

#[cfg(test)]
mod tests {
    use super::{fold, heads, is_head, letters, spaced};

    #[test]
    fn heads_are_the_first_letters_of_words_each_once() {
        assert_eq!(heads(["Gateway", "the gate's 日本 a x2"]), "Ga Gat th the x2 ");
        assert_eq!(heads(["Ärger ärgert e\u{301}tat", ""]), "et eta är ärg ");
        assert_eq!((letters("e\u{301}t"), letters("")), (2, 0));
        let asked = ["st", "Gat", "e\u{301}ta", "äß", "ив", "s", "gate", "日", "𝔸b"];
        assert_eq!(asked.map(is_head), [true, true, true, true, true, false, false, false, false]);
    }

    #[test]
    fn cjk_characters_stand_alone() {
        assert_eq!(spaced("a日本b"), "a 日  本 b");
    }

    #[test]
    fn accents_and_case_do_not_count() {
        assert_eq!(fold("Ärger Cafe\u{301} ŽÓ"), "arger cafe zo");
    }
}
