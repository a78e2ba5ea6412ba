//! A picture of a person or an organization, or their initials.

use console_view::prelude::*;

/// Up to two initials: of the first and the last word, as they are written. The style sheet makes them upper
/// case.
fn initials(name: &str) -> String {
    let mut words = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|c| is_letter(*c)));
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).collect()
}

/// Whether the character can be an initial: ASCII letters and digits, and every other character except
/// punctuation, symbols and emoji. Rust's own Unicode tables are larger than this whole module.
fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        '\u{80}'..='\u{bf}'
        | '×'
        | '÷'
        | '\u{2000}'..='\u{2bff}'
        | '\u{3000}'..='\u{303f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{1f000}'..='\u{1faff}'
        | '\u{e0000}'.. => false,
        _ => true,
    }
}

/// Whether the picture is loaded from our own origin: a request to any other would tell a third party who
/// looks at what.
fn is_own(url: &str) -> bool {
    (url.starts_with('/') && !url.starts_with("//") && !url.starts_with("/\\"))
        || url.starts_with("data:image/")
}

/// A picture, or initials where there is none that may be shown. Decoration: the name stands beside it.
///
/// `<Avatar name=organization.name.clone() round=true/>`
#[component(transparent)]
pub fn Avatar(
    /// Whose it is.
    #[prop(into)]
    name: Signal<String>,
    /// The picture; used only when it comes from our own origin or is inline.
    #[prop(optional, into)]
    url: Option<String>,
    /// People are round, organizations are not.
    #[prop(optional)]
    round: bool,
    /// 20 px instead of 28, for use inside rows.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let mut class = String::from("avatar");
    if round {
        class.push_str(" avatar-round");
    }
    if small {
        class.push_str(" avatar-sm");
    }
    let picture = url.filter(|url| is_own(url));
    // The style sheet renders the initials from the attribute: as text content they would be part of an
    // accessible description that includes hidden elements.
    view! {
        <span class=class aria-hidden="true" data-initials=move || initials(&name.get())>
            {picture.map(|url| view! { <img src=url alt="" width="28" height="28" loading="lazy" /> })}
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::{initials, is_own};

    #[test]
    fn initials_are_of_the_first_and_last_word() {
        assert_eq!(initials("Acme Security"), "AS");
        assert_eq!(initials("  olivia van owner "), "oo");
        assert_eq!(initials("émile"), "é");
        assert_eq!(initials(""), "");
        assert_eq!(initials("— (Ltd)"), "L");
        assert_eq!(initials("🚀 Rocket «Île»"), "RÎ");
        assert_eq!(initials("7 शक्ति 東京"), "7東");
    }

    #[test]
    fn pictures_of_third_parties_are_not_loaded() {
        assert!(is_own("/files/a.png") && is_own("data:image/png;base64,AA"));
        assert!(
            !is_own("//evil.test/a.png")
                && !is_own("https://evil.test/a.png")
                && !is_own("/\\evil.test")
        );
    }
}
