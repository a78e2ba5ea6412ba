//! Identifiers that nobody else draws.

/// Some 100 random bits as lower-case letters and digits. Not for secrets: `Math.random` can be predicted.
pub fn identifier() -> String {
    let mut text = String::new();
    for _ in 0..2 {
        let drawn = js_sys::Number::from(js_sys::Math::random());
        if let Ok(digits) = drawn.to_string_with_radix(36) {
            text.push_str(String::from(digits).trim_start_matches("0."));
        }
    }
    text
}

/// 52 random bits as digits, for a question whose answer has to be told from others. Not for secrets either.
pub fn nonce() -> String {
    js_sys::Math::random().to_bits().to_string()
}
