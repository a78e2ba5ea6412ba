//! What somebody may have meant by an unknown name.

/// A sentence that refuses `name`, with the known name that is most like it.
pub(crate) fn unknown<'a>(
    what: &str,
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> String {
    match nearest(name, known) {
        Some(nearest) => format!("unknown {what} `{name}`: did you mean `{nearest}`?"),
        None => format!("unknown {what} `{name}`"),
    }
}

/// The known name that is most like `name`, if one is like it at all: the same in lower case, or with one
/// edit for every three letters.
fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    known
        .into_iter()
        .map(|known| (distance(&lower, &known.to_lowercase()), known))
        .min()
        .filter(|(distance, _)| *distance <= lower.len().div_ceil(3))
        .map(|(_, known)| known)
}

/// How many letters must be inserted, removed, replaced or swapped with their neighbour to make one word of
/// the other.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut table = vec![vec![0; other.len() + 1]; one.len() + 1];
    for i in 0..=one.len() {
        for j in 0..=other.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let replaced = table[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]);
                let edited = (table[i - 1][j] + 1).min(table[i][j - 1] + 1).min(replaced);
                if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                    edited.min(table[i - 2][j - 2] + 1)
                } else {
                    edited
                }
            };
        }
    }
    table[one.len()][other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        for (one, other, expected) in [
            ("", "", 0),
            ("href", "href", 0),
            ("hfre", "href", 2),
            ("herf", "href", 1),
            ("hre", "href", 1),
            ("", "id", 2),
        ] {
            assert_eq!(distance(one, other), expected, "{one} {other}");
            assert_eq!(distance(other, one), expected, "{other} {one}");
        }
    }

    #[test]
    fn only_what_is_like_it_is_suggested() {
        let known = ["href", "hidden", "viewBox"];
        assert_eq!(nearest("herf", known), Some("href"));
        assert_eq!(nearest("viewbox", known), Some("viewBox"));
        assert_eq!(nearest("tone", known), None);
    }
}
