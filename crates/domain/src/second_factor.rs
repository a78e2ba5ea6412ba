//! Codes of a second factor as people type and paste them.

/// The digits of an authenticator's code, however they are grouped and in whatever digits they are written:
/// `629 985`, `501-287`, full-width or Arabic digits, with the invisible characters that copying brings
/// along. `None` when it is no such code: six digits (RFC 6238), eight with some authenticators.
pub fn authenticator_code(typed: &str) -> Option<String> {
    if typed.contains(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let digits: String = typed.chars().filter_map(digit).collect();
    (6..=8).contains(&digits.len()).then_some(digits)
}

/// A recovery code without blanks and the invisible characters that copying brings along.
pub fn recovery_code(typed: &str) -> String {
    let is_visible = |c: &char| !(c.is_whitespace() || c.is_control() || is_zero_width(*c));
    typed.chars().filter(is_visible).collect()
}

/// A decimal digit as an ASCII one.
fn digit(c: char) -> Option<char> {
    /// The zeros of the digits that keyboards and authenticators write: ASCII, Arabic, Persian, Devanagari,
    /// Bengali, Thai, full-width. The other nine follow each of them.
    const ZEROS: [char; 7] = ['0', '٠', '۰', '०', '০', '๐', '\u{ff10}'];
    ZEROS
        .iter()
        .filter_map(|zero| u32::from(c).checked_sub(u32::from(*zero)))
        .find_map(|value| char::from_digit(value, 10))
}

const fn is_zero_width(c: char) -> bool {
    let is_mark =
        matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}');
    is_mark || matches!(c, '\u{ad}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_in_every_form_in_which_it_is_pasted() {
        for typed in [
            "629985",
            "629 985",
            "629-985",
            " 629\u{a0}985\n",
            "629\u{200b}985\u{feff}",
            "6 2 9 9 8 5",
            "６２９９８５",
            "٦٢٩٩٨٥",
            "۶۲۹۹۸۵",
            "629–985.",
        ] {
            assert_eq!(
                authenticator_code(typed).as_deref(),
                Some("629985"),
                "{typed:?}"
            );
        }
        assert_eq!(authenticator_code("1234 5678").as_deref(), Some("12345678"));
    }

    #[test]
    fn what_is_no_code_is_not_sent() {
        for typed in [
            "",
            "12345",
            "123456789",
            "kq7f-recovery-1",
            "12345a",
            "code: 629985",
        ] {
            assert_eq!(authenticator_code(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn a_recovery_code_keeps_its_letters_and_hyphens() {
        let pasted = " \u{200b}kq7f-recovery-1\u{feff}\n";
        assert_eq!(recovery_code(pasted), "kq7f-recovery-1");
        assert_eq!(recovery_code(" \u{200b} "), "");
    }
}
