//! Asking before the back button leaves a page with unsaved work.
//!
//! A page cannot forbid a step back. So a *sentinel* is put on top of the page's history entry: a second
//! entry with the same address, marked in its state. The first step back leads from the sentinel to the page
//! itself, which nobody notices; the page goes forward again and asks.
//!
//! Browsers refuse new entries when there were too many, some of them without an error. So a sentinel counts
//! only when the browser was seen to have it. Without one a step back has led to another address already;
//! the page's entries are then put on top of that one.

/// What part of an address matters here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The path.
    pub path: String,
    /// What follows a `#`, with it.
    pub hash: String,
}

/// The history around one page. A mark is the state of a sentinel: a number that no other entry of the
/// history has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LeaveHistory {
    /// The page that was armed, until it is released.
    page: Option<Address>,
    is_armed: bool,
    sentinel: Option<f64>,
    /// Whether the step back from the sentinel was taken here and its event is awaited.
    is_taking_back: bool,
    /// How many steps back have been answered with a step forward on the way to the sentinel.
    steps: u32,
}

/// What to do about a step through the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pop {
    /// Nothing: the router follows it.
    Pass,
    /// Keep it from the router.
    Swallow,
    /// Keep it from the router and go one step forward.
    Forward,
    /// Keep it from the router and go one more step back: the sentinel was left, which nobody notices.
    Back,
    /// Keep it from the router and ask whether to leave by this many steps back.
    Ask(u32),
    /// Put an entry with the page's address on top of this one, then [`LeaveHistory::restored`] says how to
    /// go on.
    Restore,
    /// Keep it from the router and do what was to be done once the sentinel was taken back.
    Act,
}

impl LeaveHistory {
    /// From now on leaving `page` asks. Whether a sentinel is to be put on top, see [`Self::pushed`].
    pub fn arm(&mut self, page: Address) -> bool {
        self.is_armed = true;
        if self.sentinel.is_none() {
            self.page = Some(page);
        }
        self.sentinel.is_none()
    }

    /// Whether the browser has the sentinel of this mark.
    pub fn pushed(&mut self, mark: f64, is_there: bool) {
        self.sentinel = is_there.then_some(mark);
    }

    /// From now on leaving is free. The page stays and may arm again.
    pub const fn pause(&mut self) {
        self.is_armed = false;
    }

    /// From now on leaving is free, and the page is left. The sentinel stays in the history.
    pub fn release(&mut self) {
        self.is_armed = false;
        self.sentinel = None;
        self.page = None;
        self.steps = 0;
    }

    /// As [`Self::release`], but whether the sentinel is to be taken back first by one step back. Its event
    /// is answered with [`Pop::Act`].
    pub fn take_back(&mut self) -> bool {
        self.is_taking_back = self.sentinel.is_some();
        self.release();
        self.is_taking_back
    }

    /// The history has moved to the entry with this address and this mark, if it has one.
    pub fn on_pop(&mut self, here: &Address, mark: Option<f64>) -> Pop {
        if std::mem::take(&mut self.is_taking_back) {
            return Pop::Act;
        }
        let Some(page) = &self.page else {
            return Pop::Pass;
        };
        let is_here = here.path == page.path;
        // A link to a part of this page moves the history as well, and leaves nothing.
        if is_here && here.hash != page.hash {
            return Pop::Pass;
        }
        match self.sentinel {
            Some(_) if !self.is_armed && is_here => {
                self.sentinel = None;
                Pop::Back
            }
            Some(sentinel) if self.is_armed && mark == Some(sentinel) => {
                match std::mem::take(&mut self.steps) {
                    0 => Pop::Swallow,
                    // Whoever takes one step knows nothing of the sentinel.
                    steps => Pop::Ask(steps.max(2)),
                }
            }
            // How far it went is not known, so the way forward is counted: the sentinel is the last entry.
            Some(_) if self.is_armed => {
                self.steps += 1;
                Pop::Forward
            }
            None if self.is_armed && !is_here => Pop::Restore,
            _ => Pop::Pass,
        }
    }

    /// After [`Pop::Restore`]: whether the browser has the page's own entry again, and the mark of a
    /// sentinel on top of that if it has one.
    pub const fn restored(&mut self, has_page: bool, sentinel: Option<f64>) -> Pop {
        if !has_page {
            return Pop::Pass;
        }
        self.sentinel = sentinel;
        Pop::Ask(if sentinel.is_some() { 2 } else { 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn address(path: &str) -> Address {
        Address {
            path: path.to_owned(),
            hash: String::new(),
        }
    }

    /// A browser's history, and the guard of the page that is shown.
    struct Browser {
        entries: Vec<(Address, Option<f64>)>,
        at: usize,
        refuses: bool,
        guard: LeaveHistory,
        /// The page that the router shows.
        shown: Address,
        asked: Option<u32>,
        acted: bool,
    }

    impl Browser {
        /// At `/new`, with `/list` before it and `/before` before that.
        fn at_form() -> Self {
            let entry = |path| (address(path), None);
            Self {
                entries: vec![entry("/before"), entry("/list"), entry("/new")],
                at: 2,
                refuses: false,
                guard: LeaveHistory::default(),
                shown: address("/new"),
                asked: None,
                acted: false,
            }
        }

        fn push(&mut self, entry: (Address, Option<f64>)) -> bool {
            if !self.refuses {
                self.entries.truncate(self.at + 1);
                self.entries.push(entry);
                self.at += 1;
            }
            !self.refuses
        }

        fn arm(&mut self) {
            let page = self.shown.clone();
            if self.guard.arm(page.clone()) {
                let is_there = self.push((page, Some(1.0)));
                self.guard.pushed(1.0, is_there);
            }
        }

        fn go(&mut self, delta: isize) {
            let Some(at) = self.at.checked_add_signed(delta) else {
                return;
            };
            if delta == 0 || at >= self.entries.len() {
                return;
            }
            self.at = at;
            let (here, mark) = self.entries[self.at].clone();
            let mut pop = self.guard.on_pop(&here, mark);
            if pop == Pop::Restore {
                let page = self.guard.page.clone().unwrap();
                let has_page = self.push((page.clone(), None));
                let sentinel = (has_page && self.push((page, Some(2.0)))).then_some(2.0);
                pop = self.guard.restored(has_page, sentinel);
            }
            match pop {
                Pop::Pass => self.shown = here,
                Pop::Swallow | Pop::Restore => {}
                Pop::Forward => self.go(1),
                Pop::Back => self.go(-1),
                Pop::Ask(steps) => self.asked = Some(steps),
                Pop::Act => self.acted = true,
            }
        }

        /// The person agrees to leave.
        fn leave(&mut self) {
            let steps = isize::try_from(self.asked.take().unwrap()).unwrap();
            self.guard.release();
            self.go(-steps);
        }

        fn here(&self) -> &str {
            &self.entries[self.at].0.path
        }
    }

    #[test]
    fn a_step_back_asks_and_leads_back_when_the_person_agrees() {
        let mut browser = Browser::at_form();
        browser.arm();
        browser.go(-1);
        assert_eq!((browser.asked, browser.here()), (Some(2), "/new"));
        browser.leave();
        assert_eq!(
            (browser.here(), browser.shown.path.as_str()),
            ("/list", "/list")
        );
    }

    #[test]
    fn several_steps_back_are_counted() {
        let mut browser = Browser::at_form();
        browser.arm();
        browser.go(-3);
        assert_eq!(
            (browser.asked, browser.shown.path.as_str()),
            (Some(3), "/new")
        );
        browser.leave();
        assert_eq!(browser.here(), "/before");
    }

    #[test]
    fn who_stays_is_asked_again() {
        let mut browser = Browser::at_form();
        browser.arm();
        for _ in 0..3 {
            browser.go(-1);
            assert_eq!(browser.asked.take(), Some(2));
            assert_eq!(browser.here(), "/new");
        }
    }

    #[test]
    fn a_paused_page_is_left_by_one_step() {
        let mut browser = Browser::at_form();
        browser.arm();
        browser.guard.pause();
        browser.go(-1);
        assert_eq!((browser.here(), browser.asked), ("/list", None));
        assert_eq!(browser.shown, address("/list"));
    }

    #[test]
    fn arming_again_puts_no_second_sentinel() {
        let mut browser = Browser::at_form();
        browser.arm();
        browser.guard.pause();
        browser.arm();
        assert_eq!(browser.entries.len(), 4);
    }

    #[test]
    fn the_sentinel_is_taken_back_before_the_page_is_left_otherwise() {
        let mut browser = Browser::at_form();
        browser.arm();
        assert!(browser.guard.take_back());
        browser.go(-1);
        assert!(browser.acted);
        assert_eq!((browser.here(), browser.at), ("/new", 2));
    }

    #[test]
    fn a_refused_sentinel_is_not_taken_back() {
        let mut browser = Browser::at_form();
        browser.refuses = true;
        browser.arm();
        // The step would have led away from the page.
        assert!(!browser.guard.take_back());
        assert_eq!(browser.guard, LeaveHistory::default());
    }

    #[test]
    fn a_refused_sentinel_is_tried_again() {
        let mut browser = Browser::at_form();
        browser.refuses = true;
        browser.arm();
        browser.refuses = false;
        browser.arm();
        browser.go(-1);
        assert_eq!((browser.asked, browser.entries.len()), (Some(2), 4));
    }

    #[test]
    fn without_a_sentinel_the_page_is_put_on_top_of_where_the_step_led() {
        for delta in [-1, -2] {
            let mut browser = Browser::at_form();
            browser.refuses = true;
            browser.arm();
            browser.refuses = false;
            browser.go(delta);
            assert_eq!((browser.here(), browser.asked), ("/new", Some(2)));
            assert_eq!(browser.shown, address("/new"));
            browser.leave();
            assert_eq!(browser.shown, browser.entries[browser.at].0);
            assert_ne!(browser.here(), "/new");
        }
    }

    #[test]
    fn a_browser_that_refuses_everything_is_followed() {
        let mut browser = Browser::at_form();
        browser.refuses = true;
        browser.arm();
        browser.go(-1);
        assert_eq!((browser.here(), browser.asked), ("/list", None));
        assert_eq!(browser.shown, address("/list"));
    }

    #[test]
    fn a_part_of_the_page_is_no_way_out() {
        let mut guard = LeaveHistory::default();
        guard.arm(address("/new"));
        guard.pushed(1.0, true);
        let part = Address {
            hash: "#name".to_owned(),
            ..address("/new")
        };
        assert_eq!(guard.on_pop(&part, None), Pop::Pass);
    }

    #[test]
    fn a_page_that_was_released_is_nobodys_business() {
        let mut guard = LeaveHistory::default();
        guard.arm(address("/new"));
        guard.pushed(1.0, true);
        guard.release();
        assert_eq!(guard.on_pop(&address("/list"), None), Pop::Pass);
    }

    proptest! {
        /// However the person goes through the history, an armed page is never left unasked, and the address
        /// is the page's.
        #[test]
        fn an_armed_page_is_never_left_unasked(
            refuses in any::<bool>(),
            steps in prop::collection::vec(-3_isize..3, 1..12),
        ) {
            let mut browser = Browser::at_form();
            browser.refuses = refuses;
            browser.arm();
            browser.refuses = false;
            for delta in steps {
                browser.asked = None;
                browser.go(delta);
                prop_assert_eq!(browser.here(), "/new");
                prop_assert_eq!(&browser.shown, &address("/new"));
            }
        }
    }
}
