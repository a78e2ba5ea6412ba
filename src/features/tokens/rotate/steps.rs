//! How far a rotation has come.

use console_view::prelude::*;

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Choosing.
    Settings,
    /// Storing the new value.
    Secret,
    /// Authorizing the new token where single sign-on is demanded.
    Sso,
    /// The old token has its end.
    Done,
}

impl Step {
    const fn label(self) -> &'static str {
        match self {
            Self::Settings => "Settings",
            Self::Secret => "Store the value",
            Self::Sso => "Single sign-on",
            Self::Done => "Done",
        }
    }
}

/// The steps, the present one marked; single sign-on only where it is demanded.
pub fn steps(now: Step, with_sso: bool) -> AnyView {
    let items = [Step::Settings, Step::Secret, Step::Sso, Step::Done]
        .into_iter()
        .filter(|step| with_sso || *step != Step::Sso)
        .map(|step| {
            let is_done = step < now || now == Step::Done;
            let current = (step == now && !is_done).then_some("step");
            // The tick is drawn.
            let done = (is_done && step != Step::Done)
                .then(|| view! { <span class="visually-hidden">", done"</span> });
            view! { <li class:is-done=is_done aria-current=current>{step.label()} {done}</li> }
        })
        .collect_view();
    view! { <ol class="steps" role="list" aria-label="Steps">{items}</ol> }.into_any()
}
