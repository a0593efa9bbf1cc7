//! Where the letters that were typed stand in a text that is like them.

/// The most letters of a text that are looked at.
const LONGEST: usize = 400;

/// Returns the byte ranges of `text` to mark for what was typed, in order and apart. Each word is looked for by
/// itself: as it is, at the beginning of a word before elsewhere; else where most of its letters stand in order with
/// the fewest gaps, so that a slip leaves the letters around it marked. Case does not count.
pub fn marks(typed: &str, text: &str) -> Vec<(usize, usize)> {
    let letters: Vec<(usize, char)> =
        text.char_indices().take(LONGEST).map(|(at, letter)| (at, lower(letter))).collect();
    let mut marked = vec![false; letters.len()];
    for word in typed.split_whitespace() {
        let word: Vec<char> = word.chars().take(LONGEST).map(lower).collect();
        let best = (0..letters.len()).map(|from| Way::new(&word, &letters, from)).max_by_key(Way::worth);
        for at in best.into_iter().flat_map(|way| way.places) {
            marked[at] = true;
        }
    }
    ranges(text, &letters, &marked)
}

/// The letters of a word found one after the other from a place on.
struct Way {
    places: Vec<usize>,
    /// How many stretches they make.
    stretches: usize,
    begins_word: bool,
    from: usize,
}

impl Way {
    fn new(word: &[char], letters: &[(usize, char)], from: usize) -> Self {
        let begins_word = from == 0 || !letters[from - 1].1.is_alphanumeric();
        let mut way = Self { places: Vec::new(), stretches: 0, begins_word, from };
        let mut next = from;
        for wanted in word {
            let Some(ahead) = letters[next..].iter().position(|(_, letter)| letter == wanted) else {
                continue;
            };
            if way.places.is_empty() && ahead > 0 {
                return way;
            }
            way.stretches += usize::from(ahead > 0 || way.places.is_empty());
            way.places.push(next + ahead);
            next += ahead + 1;
        }
        way
    }

    /// Many letters in few stretches; then the beginning of a word, then what stands first.
    fn worth(&self) -> (isize, bool, std::cmp::Reverse<usize>) {
        let letters = 2 * self.places.len() as isize - self.stretches as isize;
        (letters, self.begins_word, std::cmp::Reverse(self.from))
    }
}

fn lower(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

fn ranges(text: &str, letters: &[(usize, char)], marked: &[bool]) -> Vec<(usize, usize)> {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for (index, (start, _)) in letters.iter().enumerate().filter(|(index, _)| marked[*index]) {
        let end = letters
            .get(index + 1)
            .map_or(*start + text[*start..].chars().next().map_or(0, char::len_utf8), |next| next.0);
        match ranges.last_mut() {
            Some(last) if last.1 == *start => last.1 = end,
            _ => ranges.push((*start, end)),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::marks;

    fn shown(typed: &str, text: &str) -> String {
        let mut shown = String::new();
        let mut last = 0;
        for (start, end) in marks(typed, text) {
            shown += &format!("{}[{}]", &text[last..start], &text[start..end]);
            last = end;
        }
        shown + &text[last..]
    }

    #[test]
    fn a_word_is_marked_where_it_stands() {
        assert_eq!(shown("gate", "API gateway"), "API [gate]way");
        assert_eq!(shown("run gate", "Gateway runbook"), "[Gate]way [run]book");
        assert_eq!(shown("ate", "A gate, ate"), "A gate, [ate]");
        assert_eq!(shown("", "Lunch"), "Lunch");
        assert_eq!(shown("zz", "Lunch"), "Lunch");
    }

    #[test]
    fn letters_are_marked_around_a_slip() {
        assert_eq!(shown("runbok", "Our new runbook"), "Our new [runbo]o[k]");
        assert_eq!(shown("gatxway", "API gateway"), "API [gat]e[way]");
        assert_eq!(shown("apgw", "API gateway"), "[AP]I [g]ate[w]ay");
    }

    #[test]
    fn marks_fall_on_characters() {
        assert_eq!(shown("安", "李安 Home"), "李[安] Home");
        assert_eq!(shown("ZOË", "Zoë"), "[Zoë]");
        for (typed, text) in [("zo", "Zoë"), ("ë", "Zoë"), ("zoee", "Zoëëe"), ("i", "İstanbul"), ("👩", "👩‍💻")]
        {
            for (start, end) in marks(typed, text) {
                assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{typed} in {text}");
            }
        }
    }
}
