//! Object names of the backend in words.

/// Abbreviations that read as such: written in capitals wherever they occur as a word.
const ACRONYMS: [&str; 5] = ["api", "faq", "nda", "sla", "sso"];

/// Words that have no plural of their own.
const UNCOUNTABLE: [&str; 4] = ["compliance", "data", "evidence", "hush"];

/// `control_objective` → `Control Objective`, `api_token` → `API Token`: the label of a row, and
/// part of the names that assistive technology reads.
pub fn object_label(object: &str) -> String {
    words(object, |word, out| {
        let mut letters = word.chars();
        if let Some(first) = letters.next() {
            out.push(first.to_ascii_uppercase());
            out.push_str(letters.as_str());
        }
    })
}

/// `control_objective` → `control objectives`, `api_token` → `API tokens`: for running text.
pub fn object_plural(object: &str) -> String {
    let mut text = words(object, |word, out| out.push_str(word));
    let last = object.rsplit('_').next().unwrap_or_default();
    if UNCOUNTABLE.contains(&last) {
        return text;
    }
    let consonant_y = last.ends_with('y') && !last.ends_with("ey") && !last.ends_with("ay");
    if consonant_y {
        text.pop();
        text.push_str("ies");
    } else if last.ends_with('s') || last.ends_with("sh") || last.ends_with('x') {
        text.push_str("es");
    } else {
        text.push('s');
    }
    text
}

fn words(object: &str, plain: fn(&str, &mut String)) -> String {
    let mut out = String::with_capacity(object.len());
    for word in object.split('_').filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        if ACRONYMS.contains(&word) {
            out.push_str(&word.to_ascii_uppercase());
        } else {
            plain(word, &mut out);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_words_with_acronyms_in_capitals() {
        for (object, label) in [
            ("evidence", "Evidence"),
            ("control_objective", "Control Objective"),
            ("api_token", "API Token"),
            ("sla_definition", "SLA Definition"),
            ("trust_center_nda_request", "Trust Center NDA Request"),
            ("trust_center_faq", "Trust Center FAQ"),
        ] {
            assert_eq!(object_label(object), label);
        }
    }

    #[test]
    fn plurals_read_as_english() {
        for (object, plural) in [
            ("evidence", "evidence"),
            ("control", "controls"),
            ("api_token", "API tokens"),
            ("internal_policy", "internal policies"),
            ("vulnerability", "vulnerabilities"),
            ("asset", "assets"),
            ("document_data", "document data"),
            ("trust_center_faq", "trust center FAQs"),
        ] {
            assert_eq!(object_plural(object), plural);
        }
    }
}
