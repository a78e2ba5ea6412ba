//! The command palette: what is offered for what is typed, and which answers count.

/// What the search is about, and whether an answer to it is awaited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchState<T, E> {
    /// Nothing is searched for: too little was typed, or something that must not be sent.
    Idle,
    /// The answer is awaited. What was found before stays meanwhile.
    Loading(Vec<T>),
    /// What was found, and how many there are in all.
    Found(Vec<T>, u64),
    /// The search failed.
    Failed(E),
}

/// The search of the palette. An answer counts only if nothing was typed since its question.
#[derive(Clone, Debug)]
pub struct Search<T, E> {
    generation: u32,
    text: String,
    found: SearchState<T, E>,
}

impl<T: Clone, E> Default for Search<T, E> {
    fn default() -> Self {
        Self {
            generation: 0,
            text: String::new(),
            found: SearchState::Idle,
        }
    }
}

/// From so many characters on tokens are searched for.
const MIN_QUERY_LENGTH: usize = 2;

impl<T: Clone, E> Search<T, E> {
    /// Something was typed. `may_send` says whether it may leave this page. Answers with the generation of
    /// the question to ask after a pause, if there is one.
    pub fn typed(&mut self, text: &str, may_send: bool) -> Option<u32> {
        let text = text.trim();
        if text == self.text && !matches!(self.found, SearchState::Failed(_)) {
            return None;
        }
        text.clone_into(&mut self.text);
        self.generation += 1;
        if !may_send || text.chars().count() < MIN_QUERY_LENGTH {
            self.found = SearchState::Idle;
            return None;
        }
        let before = match std::mem::replace(&mut self.found, SearchState::Idle) {
            SearchState::Loading(before) | SearchState::Found(before, _) => before,
            SearchState::Idle | SearchState::Failed(_) => Vec::new(),
        };
        self.found = SearchState::Loading(before);
        Some(self.generation)
    }

    /// Whether the question of this generation is still to be asked.
    pub const fn is_current(&self, generation: u32) -> bool {
        self.generation == generation
    }

    /// The answer to the question of this generation: what was found and how many there are. Whether it
    /// counts.
    pub fn answered(&mut self, generation: u32, answer: Result<(Vec<T>, u64), E>) -> bool {
        if !self.is_current(generation) {
            return false;
        }
        self.found = match answer {
            Ok((found, all)) => SearchState::Found(found, all),
            Err(error) => SearchState::Failed(error),
        };
        true
    }

    /// What is searched for, trimmed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What was found.
    pub const fn found(&self) -> &SearchState<T, E> {
        &self.found
    }
}

/// How well something fits what was typed; the smaller the better. `None` if it does not fit. Each word has
/// to be in `label` or `keywords`; all of it in small letters, because small letters are the browser's
/// affair.
pub fn rank(label: &str, keywords: &str, typed: &str) -> Option<u8> {
    let typed = typed.trim();
    if typed.is_empty() || label.starts_with(typed) {
        return Some(0);
    }
    if label.split(' ').any(|word| word.starts_with(typed)) {
        return Some(1);
    }
    let mut words = typed.split_whitespace();
    words
        .all(|word| label.contains(word) || keywords.contains(word))
        .then_some(2)
}

/// The places of those of `all` (labels and keywords in small letters) that fit, the best first; else as they
/// were.
pub fn ranked<'a>(all: impl Iterator<Item = (&'a str, &'a str)>, typed: &str) -> Vec<usize> {
    let mut ranked: Vec<(u8, usize)> = all
        .enumerate()
        .filter_map(|(at, (label, keywords))| Some((rank(label, keywords, typed)?, at)))
        .collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, at)| at).collect()
}

/// The option that is active after a key: the one that was, moved in a circle.
pub const fn next_index(active: usize, count: usize, down: bool) -> usize {
    match (count, down) {
        (0, _) => 0,
        (_, true) => (active + 1) % count,
        (_, false) => (active + count - 1) % count,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Tokens = Search<&'static str, &'static str>;

    #[test]
    fn an_old_answer_never_takes_the_place_of_a_newer_one() {
        let mut search = Tokens::default();
        let first = search.typed("ci", true).unwrap();
        let second = search.typed("ci-1", true).unwrap();
        assert!(!search.is_current(first) && search.is_current(second));
        assert!(search.answered(second, Ok((vec!["ci-1"], 1))));
        assert!(!search.answered(first, Ok((vec!["ci", "ci-1"], 2))));
        assert!(!search.answered(first, Err("late")));
        assert_eq!(search.found(), &SearchState::Found(vec!["ci-1"], 1));
    }

    #[test]
    fn what_was_found_stays_until_the_next_answer() {
        let mut search = Tokens::default();
        let first = search.typed("ci", true).unwrap();
        search.answered(first, Ok((vec!["ci"], 1)));
        let second = search.typed("ci-", true).unwrap();
        assert_eq!(search.found(), &SearchState::Loading(vec!["ci"]));
        search.answered(second, Err("down"));
        assert_eq!(search.found(), &SearchState::Failed("down"));
        // The same once more tries again; else it asks nothing.
        let third = search.typed("ci-", true).unwrap();
        assert_eq!(search.typed(" ci- ", true), None);
        assert!(search.answered(third, Ok((vec![], 0))));
        assert_eq!(search.typed("ci-", true), None);
    }

    #[test]
    fn little_and_what_must_not_be_sent_is_not_searched_for() {
        let mut search = Tokens::default();
        assert_eq!(search.typed(" c ", true), None);
        assert_eq!(search.typed("tola_x", false), None);
        assert_eq!(search.found(), &SearchState::Idle);
        let asked = search.typed("ci", true).unwrap();
        assert_eq!(search.typed("", true), None);
        assert!(!search.answered(asked, Ok((vec!["ci"], 1))));
        assert_eq!(search.found(), &SearchState::Idle);
    }

    #[test]
    fn the_best_comes_first() {
        let all = [
            ("check a token", "leak"),
            ("api tokens", "list"),
            ("create api token", "new"),
            ("sign out", "log off leave"),
        ];
        let fits = |typed| ranked(all.into_iter(), typed);
        assert_eq!(fits(""), [0, 1, 2, 3]);
        assert_eq!(fits("api"), [1, 2]);
        assert_eq!(fits("token"), [0, 1, 2]);
        assert_eq!(fits("create"), [2]);
        assert_eq!(fits("tok cre"), [2]);
        assert_eq!(fits("log"), [3]);
        assert!(fits("nothing").is_empty());
    }

    #[test]
    fn the_active_option_goes_in_a_circle() {
        assert_eq!((next_index(0, 3, true), next_index(2, 3, true)), (1, 0));
        assert_eq!((next_index(0, 3, false), next_index(2, 3, false)), (2, 1));
        assert_eq!(next_index(5, 0, true), 0);
    }
}
