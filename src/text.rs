//! Texts from outside, as they may stand in a message: on one line, short, without tokens.

/// A text on one line, without what steers a terminal, cut to a length in characters.
pub(crate) fn one_line(text: &str, length: usize) -> String {
    let mut plain = text.chars().map(plain);
    let mut kept: String = plain.by_ref().take(length).collect();
    if plain.next().is_some() {
        kept.push('…');
    }
    kept
}

/// A character, or a space for one that would break the line or turn it around.
pub(crate) fn plain(c: char) -> char {
    let steers = c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if steers { ' ' } else { c }
}

/// A text whose security tokens are blanked out, up to the end of each value.
pub(crate) fn without_token(text: &str) -> String {
    const NAME: &str = "security-token:";
    let lower = text.to_ascii_lowercase();
    let (mut blanked, mut at) = (String::with_capacity(text.len()), 0);
    while let Some(found) = lower[at..].find(NAME) {
        let value = at + found + NAME.len();
        blanked += &text[at..value];
        blanked += "***";
        let spaces = lower[value..].len() - lower[value..].trim_start_matches(' ').len();
        let value = value + spaces;
        at = lower[value..].find(['\n', '\\', '"', '<', ' ']).map_or(lower.len(), |end| value + end);
    }
    blanked + &text[at..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_and_short() {
        assert_eq!(one_line("a\nb\u{1b}[31m\u{2028}c\u{202e}", 20), "a b [31m c ");
        assert_eq!(one_line("éééé", 3), "ééé…");
    }

    #[test]
    fn tokens_are_blanked_out_in_every_form_of_quote() {
        for (text, blanked) in [
            ("x-acs-security-token:hush\nx:1", "x-acs-security-token:***\nx:1"),
            ("X-Fc-Security-Token: hush more", "X-Fc-Security-Token:*** more"),
            (r"security-token:hush\nnext", r"security-token:***\nnext"),
            ("é security-token:hush", "é security-token:***"),
            ("security-token:a\nsecurity-token:b", "security-token:***\nsecurity-token:***"),
            ("no token", "no token"),
        ] {
            assert_eq!(without_token(text), blanked);
        }
    }
}
