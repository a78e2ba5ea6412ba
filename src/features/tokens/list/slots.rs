//! The rows of the table. They outlive the tokens that they show.
//!
//! Another page, order or filter writes other words into the rows that are there: making a hundred rows takes
//! many times as long. Rows in view are written first, the others after their paint, some at a time. Where a
//! list is only brought up to date each token stays in its row, with the focus and an open menu.

use super::store::{ListStore, Listed};
use console_domain::id::TokenId;
use console_domain::list_query::ListQuery;
use console_domain::row_slots::assign;
use console_domain::token::Token;
use console_platform::events::on_window;
use console_platform::paint::after_paint;
use console_platform::retain_until_cleanup;
use console_view::prelude::*;
use leptos::html;
use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;

/// Up to so many rows are written at once, and after the rows in view so many at a time.
const AT_ONCE: usize = 25;

/// A row, and the token that it shows.
#[derive(Clone, Copy)]
pub struct Slot {
    /// Which row it is, whatever it shows.
    pub key: u32,
    /// What it shows.
    pub token: RwSignal<Token>,
}

/// The top of the rows in the window, and how high they are together, in CSS pixels.
type Place = (f64, f64);

/// All rows of a table. Copies are the same rows.
#[derive(Clone, Copy)]
pub struct Slots {
    /// The part of the table with the rows.
    pub body: NodeRef<html::Tbody>,
    /// The rows as they are shown, from top to bottom.
    pub shown: RwSignal<Vec<Slot>>,
    /// Whether some rows are yet to be written.
    pub is_filling: RwSignal<bool>,
    query: StoredValue<Option<ListQuery>>,
    made: StoredValue<u32>,
    /// Rows that a shorter page has no use for.
    spare: StoredValue<Vec<Slot>>,
    /// Counts the pages: what an earlier one has left to be written is not written any more.
    generation: StoredValue<u32>,
    /// The rows belong to the table, not to the effect that makes them.
    owner: StoredValue<Owner>,
}

impl Slots {
    /// The rows of `list`, from now on as its page says.
    pub fn new(list: ListStore) -> Self {
        let slots = Self {
            body: NodeRef::new(),
            shown: RwSignal::new(Vec::new()),
            is_filling: RwSignal::new(false),
            query: StoredValue::new(None),
            made: StoredValue::new(0),
            spare: StoredValue::new(Vec::new()),
            generation: StoredValue::new(0),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        };
        // Measured while an answer is on its way: what comes with it changes the page, and a browser would
        // have to lay that out first.
        let place = Rc::new(Cell::new(None));
        let (measured, scrolled) = (place.clone(), place.clone());
        Effect::new(move |_| {
            if list.page.is_refreshing() {
                let place = measured.clone();
                after_paint(move || place.set(slots.measure()));
            }
        });
        retain_until_cleanup(on_window("scroll", move |_| scrolled.set(None)));
        Effect::new(move |_| {
            list.page.signal().with(|state| {
                if let Some(Listed { query, page }) = state.ready() {
                    slots.show(query, &page.tokens, &place);
                }
            });
        });
        slots
    }

    fn show(self, query: &ListQuery, tokens: &[Token], place: &Cell<Option<Place>>) {
        let keeps = self
            .query
            .with_value(|before| before.as_ref() == Some(query));
        self.query.set_value(Some(query.clone()));
        let before = self.shown.get_untracked();
        let mut shown = Vec::with_capacity(before.len());
        for slot in &before {
            shown.push(slot.token.with_untracked(|token| token.id.clone()));
        }
        let now: Vec<TokenId> = tokens.iter().map(|token| token.id.clone()).collect();
        let in_view = if keeps || tokens.len() <= AT_ONCE {
            0..tokens.len()
        } else {
            self.in_view(before.len(), place.take())
        };
        let mut later = Vec::new();
        let mut rows: Vec<Slot> = Vec::with_capacity(tokens.len());
        let mut spare = before.clone();
        for (place, (row, token)) in assign(&shown, &now, keeps)
            .into_iter()
            .zip(tokens)
            .enumerate()
        {
            if let Some(slot) = row.and_then(|row| before.get(row)) {
                spare.retain(|other| other.key != slot.key);
                if in_view.contains(&place) {
                    slot.write(token);
                } else {
                    later.push((*slot, token.clone()));
                }
                rows.push(*slot);
            } else {
                rows.push(self.make(token));
            }
        }
        let keys = |slots: &[Slot]| slots.iter().map(|slot| slot.key).collect::<Vec<u32>>();
        if keys(&rows) != keys(&before) {
            self.spare.update_value(|all| all.extend(spare));
            self.shown.set(rows);
        }
        let generation = self.generation.get_value().wrapping_add(1);
        self.generation.set_value(generation);
        self.is_filling.set(!later.is_empty());
        self.write_later(later, generation);
    }

    /// Writes these rows after what is there now was painted.
    fn write_later(self, mut rows: Vec<(Slot, Token)>, generation: u32) {
        if rows.is_empty() {
            return;
        }
        after_paint(move || {
            // The table may be gone, or have another page.
            if self.generation.try_get_value() != Some(generation) {
                return;
            }
            let rest = rows.split_off(rows.len().min(AT_ONCE));
            for (slot, token) in rows {
                slot.write(&token);
            }
            if rest.is_empty() {
                self.is_filling.try_set(false);
            }
            self.write_later(rest, generation);
        });
    }

    /// One more row.
    fn make(self, token: &Token) -> Slot {
        if let Some(Some(slot)) = self.spare.try_update_value(Vec::pop) {
            slot.write(token);
            return slot;
        }
        let key = self.made.get_value();
        self.made.set_value(key.wrapping_add(1));
        let owner = self.owner.get_value();
        Slot {
            key,
            token: owner.with(|| RwSignal::new(token.clone())),
        }
    }

    /// Which of `count` rows are in view, and a few on both sides: a row may become lower.
    fn in_view(self, count: usize, place: Option<Place>) -> Range<usize> {
        let window = web_sys::window().and_then(|window| window.inner_height().ok()?.as_f64());
        let (Some((top, rows)), Some(height)) = (place.or_else(|| self.measure()), window) else {
            return 0..count;
        };
        console_domain::row_slots::in_view(top, rows, height, count)
    }

    /// Where the rows are, unless their table is gone.
    fn measure(self) -> Option<Place> {
        let body = self.body.try_get_untracked()??.get_bounding_client_rect();
        Some((body.top(), body.height()))
    }
}

impl Slot {
    fn write(self, token: &Token) {
        if self.token.try_with_untracked(|shown| shown != token) == Some(true) {
            self.token.set(token.clone());
        }
    }
}
