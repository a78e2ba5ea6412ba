//! The scopes of a token as the backend stores them, and the updates that change them.
//!
//! The backend keeps the texts that it was given, compares them as texts, and keeps a tuple for each right in
//! its authorization store. A text that changes its spelling therefore counts as one right that goes and the
//! same right that comes, which the store refuses; and of two texts for one right either takes the right
//! along when it goes (contract 5).

use crate::scope::{ScopeSelection, relation_of};
use crate::sorted::SortedSet;
use std::sync::Arc;

/// The scopes of a token, text by text, with what they allow. A token can have hundreds, and every row, menu
/// and review of it has a copy: copies share them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct StoredScopes(Arc<Stored>);

#[derive(Debug, Default, PartialEq, Eq, Hash)]
struct Stored {
    texts: Vec<String>,
    selection: ScopeSelection,
}

impl StoredScopes {
    /// From the texts that the backend answers.
    pub fn new(texts: Vec<String>) -> Self {
        let selection = ScopeSelection::from_wire(&texts);
        Self(Arc::new(Stored { texts, selection }))
    }

    /// Takes the place of the equal ones in `known`, or joins them: in a list of tokens many have the same.
    /// Only so many are known that looking for them takes no time.
    pub fn share(&mut self, known: &mut Vec<Self>) {
        const MOST: usize = 50;
        match known.iter().find(|other| *other == self) {
            Some(other) => *self = other.clone(),
            None if known.len() < MOST => known.push(self.clone()),
            None => {}
        }
    }

    /// The same from texts that are somewhere else.
    pub fn from_wire<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> Self {
        Self::new(
            texts
                .into_iter()
                .map(|text| text.as_ref().to_owned())
                .collect(),
        )
    }

    /// The texts as they are stored, in their order, doubles included.
    pub fn texts(&self) -> &[String] {
        &self.0.texts
    }

    /// What they allow, each right once.
    pub fn selection(&self) -> &ScopeSelection {
        &self.0.selection
    }
}

/// The lists of scopes that have to be sent, one update after the other, so that a token with the texts
/// `stored` has the rights `wanted`. Empty when it has them already.
///
/// Texts of rights that stay are sent as they are stored, whichever their spelling; a new right is sent as
/// `object:verb`, once. A right that goes and is stored once goes with the first update. One that is stored
/// in two spellings needs an update for each: the store refuses to drop one tuple twice. A text that is
/// stored twice goes after an update without the double, which changes no tuple. Rights that stay are never
/// interrupted.
///
/// Rights that the backend does not know (any more) can neither be added nor taken away. The caller has to
/// see to it that they are in `wanted` exactly if they are stored:
/// [`ScopeCatalogue::keep_unknown`](crate::scope_catalogue::ScopeCatalogue::keep_unknown).
pub fn update_steps(stored: &[String], wanted: &ScopeSelection) -> Vec<Vec<String>> {
    let before = ScopeSelection::from_wire(stored);
    if before == *wanted {
        return Vec::new();
    }
    let mut steps: Vec<Vec<String>> = Vec::new();
    let mut now = stored.to_vec();
    let mut new = wanted.gained_since(&before).to_wire();
    loop {
        let mut next = one_step(&now, wanted);
        next.append(&mut new);
        let is_done = next.iter().all(|text| stays(text, wanted));
        steps.push(next.clone());
        // Each step drops a text or a double as long as there is one to drop.
        if is_done || next == now {
            return steps;
        }
        now = next;
    }
}

/// Whether this text stays. What says nothing was never a right, and goes along unnoticed.
fn stays(text: &str, wanted: &ScopeSelection) -> bool {
    text.trim().is_empty() || wanted.contains(text)
}

/// `now` without doubles, and without one text of each right that is not wanted.
fn one_step(now: &[String], wanted: &ScopeSelection) -> Vec<String> {
    let mut kept: SortedSet<&str> = SortedSet::new();
    let mut dropped: SortedSet<String> = SortedSet::new();
    let mut next = Vec::with_capacity(now.len());
    for text in now {
        if kept.contains(&text.as_str()) {
            continue;
        }
        let is_single = now.iter().filter(|other| *other == text).count() == 1;
        if !stays(text, wanted) && is_single && dropped.insert(relation_of(text)) {
            continue;
        }
        kept.insert(text);
        next.push(text.clone());
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// A token as the backend keeps it, with the rules of contract 5 for updates, written down independently
    /// of the code above.
    #[derive(Clone, Debug)]
    struct Backend {
        texts: Vec<String>,
        tuples: BTreeSet<String>,
    }

    /// The authorization store takes this many tuples in one request.
    const TUPLES: usize = 100;

    impl Backend {
        fn holding(texts: &[String]) -> Self {
            Self {
                texts: texts.to_vec(),
                tuples: texts.iter().map(|text| relation(text)).collect(),
            }
        }

        fn update(&mut self, texts: &[String]) -> Result<(), String> {
            let come = texts.iter().filter(|text| !self.texts.contains(text));
            let go = self.texts.iter().filter(|text| !texts.contains(text));
            let writes: Vec<_> = go
                .map(|text| (false, relation(text)))
                .chain(come.map(|text| (true, relation(text))))
                .collect();
            if let Some((_, unknown)) = writes.iter().find(|(_, relation)| !is_known(relation)) {
                return Err(format!("{unknown} is not assignable"));
            }
            for request in writes.chunks(TUPLES) {
                let mut seen = BTreeSet::new();
                if !request.iter().all(|(_, relation)| seen.insert(relation)) {
                    return Err("internal server error".into());
                }
                for (comes, relation) in request {
                    if *comes {
                        self.tuples.insert(relation.clone());
                    } else {
                        self.tuples.remove(relation);
                    }
                }
            }
            self.texts = texts.to_vec();
            Ok(())
        }
    }

    fn is_known(relation: &str) -> bool {
        !relation.ends_with("_gone")
    }

    fn relation(text: &str) -> String {
        let text = text.trim().to_lowercase();
        let Some((object, verb)) = text.split_once(':') else {
            return text;
        };
        match verb {
            "read" => format!("can_view_{object}"),
            "write" => format!("can_edit_{object}"),
            "delete" => format!("can_delete_{object}"),
            other => format!("{other}_{object}"),
        }
    }

    fn list(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    fn steps(stored: &[&str], wanted: &[&str]) -> Vec<Vec<String>> {
        update_steps(&list(stored), &ScopeSelection::from_wire(wanted))
    }

    /// The rows of contract 5's table, so that the model refuses what the real server refuses.
    #[test]
    fn the_model_answers_as_the_table_says() {
        let mut token = Backend::holding(&list(&["can_view_a"]));
        assert!(token.update(&list(&["a:read"])).is_err());
        let many = |spell: fn(usize) -> String, n| (0..n).map(spell).collect::<Vec<_>>();
        let (old, new) = (|n| format!("can_view_o{n}"), |n| format!("o{n}:read"));
        assert!(
            Backend::holding(&many(old, 50))
                .update(&many(new, 50))
                .is_err()
        );
        assert!(
            Backend::holding(&many(old, 101))
                .update(&many(new, 101))
                .is_ok()
        );
        token.update(&list(&["can_view_a", "a:read"])).unwrap();
        assert_eq!(token.tuples.len(), 1);
        assert!(token.clone().update(&[]).is_err());
        token.update(&list(&["a:read"])).unwrap();
        assert!(
            token.tuples.is_empty(),
            "the right is gone, the text is not"
        );
        token.update(&[]).unwrap();
        let mut double = Backend::holding(&list(&["a:read", "a:read"]));
        assert!(double.update(&[]).is_err());
        double.update(&list(&["a:read"])).unwrap();
        double.update(&[]).unwrap();
        assert!(
            Backend::holding(&[])
                .update(&list(&["A:read", "a:read"]))
                .is_err()
        );
        assert!(Backend::holding(&list(&["x:gone"])).update(&[]).is_ok());
        assert!(Backend::holding(&list(&["gone:read"])).update(&[]).is_err());
    }

    #[test]
    fn what_stays_is_sent_as_it_is_stored() {
        assert_eq!(
            steps(
                &["can_view_evidence", " Control:READ "],
                &["evidence:read", "control:read", "risk:read"]
            ),
            [["can_view_evidence", " Control:READ ", "risk:read"]]
        );
        assert_eq!(
            steps(&["can_view_evidence", "control:read"], &["evidence:read"]),
            [["can_view_evidence"]]
        );
        assert!(steps(&["can_view_evidence"], &["evidence:read"]).is_empty());
        assert_eq!(steps(&["can_view_evidence"], &[]), [list(&[])]);
    }

    #[test]
    fn what_is_stored_twice_goes_in_two_steps() {
        assert_eq!(
            steps(&["a:read", "can_view_a", "b:read"], &["b:read"]),
            [list(&["can_view_a", "b:read"]), list(&["b:read"])]
        );
        assert_eq!(
            steps(&["a:read", "b:read", "a:read"], &["b:read"]),
            [list(&["a:read", "b:read"]), list(&["b:read"])]
        );
        // Doubles of what stays are mended on the way.
        assert_eq!(
            steps(&["a:read", "a:read"], &["a:read", "b:read"]),
            [["a:read", "b:read"]]
        );
        // Both spellings stay: taking one away would take the right away.
        assert_eq!(
            steps(&["a:read", "can_view_a"], &["a:read", "b:read"]),
            [["a:read", "can_view_a", "b:read"]]
        );
    }

    fn spelling() -> impl Strategy<Value = String> {
        let object = prop::sample::select(vec!["a", "b", "c", "gone"]);
        let verb = prop::sample::select(vec![("read", "view"), ("write", "edit"), ("approve", "")]);
        (object, verb, 0_u8..4).prop_map(|(object, (verb, relation), spelling)| {
            match (spelling, relation) {
                (0, "") => format!("{verb}_{object}"),
                (0, _) => format!("can_{relation}_{object}"),
                (1, _) => format!(" {}:{verb}", object.to_uppercase()),
                _ => format!("{object}:{verb}"),
            }
        })
    }

    proptest! {
        #[test]
        fn every_step_is_accepted_and_the_last_gives_what_is_wanted(
            stored in prop::collection::vec(spelling(), 0..9),
            chosen in prop::collection::vec(spelling(), 0..9),
        ) {
            let mut token = Backend::holding(&stored);
            let unknown = |text: &&String| !is_known(&relation(text));
            let wanted = ScopeSelection::from_wire(
                chosen.iter().filter(|text| !unknown(text)).chain(stored.iter().filter(unknown)),
            );
            let wanted_tuples: BTreeSet<_> = wanted.to_wire().iter().map(|text| relation(text)).collect();
            let staying: BTreeSet<_> = token.tuples.intersection(&wanted_tuples).cloned().collect();
            let steps = update_steps(&stored, &wanted);
            prop_assert_eq!(steps.is_empty(), token.tuples == wanted_tuples);
            for step in &steps {
                let before = token.texts.clone();
                prop_assert_eq!(token.update(step), Ok(()), "{:?} then {:?}", before, step);
                // What stays works all the time, and keeps every text that it is stored with.
                prop_assert!(token.tuples.is_superset(&staying));
                for text in stored.iter().filter(|text| staying.contains(&relation(text))) {
                    prop_assert_eq!(step.iter().filter(|sent| *sent == text).count(), 1);
                }
                // What is new is sent once, in the spelling of the console, never beside another spelling.
                for text in step.iter().filter(|text| !stored.contains(text)) {
                    prop_assert!(text.contains(':') || text.starts_with("approve_"), "{}", text);
                    prop_assert_eq!(step.iter().filter(|sent| relation(sent) == relation(text)).count(), 1);
                }
            }
            prop_assert_eq!(&token.tuples, &wanted_tuples);
            let listed: BTreeSet<_> = token.texts.iter().map(|text| relation(text)).collect();
            prop_assert_eq!(listed, wanted_tuples);
            let most_often = stored.iter().map(|text| {
                let same: Vec<_> = stored.iter().filter(|other| relation(other) == relation(text)).collect();
                let spellings: BTreeSet<_> = same.iter().collect();
                spellings.len() + usize::from(same.len() > spellings.len())
            });
            prop_assert!(steps.len() <= most_often.max().unwrap_or(1).max(1));
        }

        /// Wide tokens are split by the backend: nothing in one update may count twice then either.
        #[test]
        fn wide_changes_are_accepted_as_well(stored in 0_usize..240, wanted in 0_usize..240) {
            let texts: Vec<_> = (0..stored).map(|n| format!("can_view_o{n}")).collect();
            let selection = ScopeSelection::from_wire((240 - wanted..240).map(|n| format!("o{n}:read")));
            let mut token = Backend::holding(&texts);
            for step in update_steps(&texts, &selection) {
                prop_assert_eq!(token.update(&step), Ok(()));
            }
            prop_assert_eq!(token.tuples.len(), wanted);
        }
    }

    #[test]
    fn equal_scopes_are_shared() {
        let of = |text: &str| StoredScopes::from_wire([text, "read:control"]);
        let mut known = Vec::new();
        let mut all = ["read:risk", "write:risk", "read:risk"].map(of);
        for scopes in &mut all {
            scopes.share(&mut known);
        }
        assert_eq!(all, ["read:risk", "write:risk", "read:risk"].map(of));
        assert!(Arc::ptr_eq(&all[0].0, &all[2].0));
        assert_eq!(known.len(), 2);
    }
}
