//! What is wrong with a form: at its fields, and in the summary above them.

use super::field_id::field_id;
use console_domain::new_token::Field;
use console_reactive::prelude::*;
use console_ui::FieldProblem;

/// What is wrong with a form, once it was submitted. Copies are the same.
#[derive(Clone, Copy)]
pub struct FormProblems(Memo<Vec<(Field, String)>>);

impl FormProblems {
    /// What `find` finds, tracked, as soon as there was an `attempt` to submit.
    pub fn new(
        attempt: RwSignal<u32>,
        find: impl Fn() -> Vec<(Field, String)> + Send + Sync + 'static,
    ) -> Self {
        Self(Memo::new(
            move |_| {
                if attempt.get() == 0 { vec![] } else { find() }
            },
        ))
    }

    /// The first problem of this field.
    pub fn of(self, field: Field) -> Signal<Option<String>> {
        let problems = self.0;
        Signal::derive(move || {
            problems.with(|problems| {
                problems
                    .iter()
                    .find(|(at, _)| *at == field)
                    .map(|(_, text)| text.clone())
            })
        })
    }

    /// All problems, for the summary. Those of fields that the form does not show name their field,
    /// because no link can lead to it.
    pub fn summary(self, is_shown: fn(Field) -> bool) -> Signal<Vec<FieldProblem>> {
        let problems = self.0;
        Signal::derive(move || {
            problems
                .get()
                .into_iter()
                .map(|(field, text)| {
                    if is_shown(field) {
                        FieldProblem::new(field_id(field), text)
                    } else {
                        FieldProblem::new("", format!("{}: {text}", field.label()))
                    }
                })
                .collect()
        })
    }
}
