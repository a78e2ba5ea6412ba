//! Keyed lists with rows of any shape, compared with a model that renders everything anew.

use super::stage::{Stage, effects, focused};
use console_view::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, Node as DomNode};

/// What a row looks like; follows from its key, so that the model knows it.
#[derive(Clone, Copy, Debug)]
enum Shape {
    Text,
    Element,
    Fragment,
    /// A fragment that ends with a condition that does not hold.
    EndsWithNothing,
    Nothing,
    /// A keyed list of as many rows as the key says, possibly none.
    Nested,
    /// A closure that returns an element and a text.
    Dynamic,
    /// A closure that returns nothing.
    DynamicNothing,
}

const SHAPES: [Shape; 8] = [
    Shape::Text,
    Shape::Element,
    Shape::Fragment,
    Shape::EndsWithNothing,
    Shape::Nothing,
    Shape::Nested,
    Shape::Dynamic,
    Shape::DynamicNothing,
];

type Key = usize;

fn shape(key: Key) -> Shape {
    SHAPES[key % SHAPES.len()]
}

/// The row as it is rendered.
fn row(key: Key) -> AnyView {
    match shape(key) {
        Shape::Text => format!("[{key}]").into_any(),
        Shape::Element => view! { <b tabindex="0">{key.to_string()}</b> },
        Shape::Fragment => view! { {key.to_string()} <i></i> {key.to_string()} },
        Shape::EndsWithNothing => view! { <u tabindex="0">{key.to_string()}</u> {None::<String>} },
        Shape::Nothing => None::<String>.into_any(),
        Shape::Nested => view! {
            <For each={move || (0..key % 3).collect::<Vec<_>>()} key=|item| *item let(item)>
                {item.to_string()}
                <s></s>
            </For>
        },
        Shape::Dynamic => (move || view! { <em></em> {key.to_string()} }).into_any(),
        Shape::DynamicNothing => (|| None::<String>).into_any(),
    }
}

/// The row's HTML as the model has it.
fn expected_row(key: Key) -> String {
    match shape(key) {
        Shape::Text => format!("[{key}]"),
        Shape::Element => format!("<b tabindex=\"0\">{key}</b>"),
        Shape::Fragment => format!("{key}<i></i>{key}"),
        Shape::EndsWithNothing => format!("<u tabindex=\"0\">{key}</u>"),
        Shape::Nothing | Shape::DynamicNothing => String::new(),
        Shape::Nested => ["0<s></s>", "1<s></s>"][..key % 3].concat(),
        Shape::Dynamic => format!("<em></em>{key}"),
    }
}

fn expected(keys: &[Key]) -> String {
    let rows: String = keys.iter().map(|key| expected_row(*key)).collect();
    format!("<div>before{rows}after</div>")
}

/// A list between two texts.
fn list(items: RwSignal<Vec<Key>>) -> Stage {
    Stage::show(move || {
        view! {
            <div>
                "before"
                <For each=move || items.get() key=|key| *key children=row />
                "after"
            </div>
        }
    })
}

/// The nodes of the list that show something, in their order, with the row that each belongs to: `(key, nth
/// of that key)`.
fn nodes_by_row(stage: &Stage, keys: &[Key]) -> Vec<((Key, usize), Vec<DomNode>)> {
    let children = stage.one("div").child_nodes();
    let mut shown = (0..children.length())
        .filter_map(|index| children.item(index))
        .filter(|node| node.node_type() != DomNode::COMMENT_NODE)
        .skip(1);
    let mut seen: Vec<Key> = Vec::new();
    keys.iter()
        .map(|key| {
            let nth = seen.iter().filter(|other| *other == key).count();
            seen.push(*key);
            let count = match shape(*key) {
                Shape::Text | Shape::Element | Shape::EndsWithNothing => 1,
                Shape::Fragment => 3,
                Shape::Nothing | Shape::DynamicNothing => 0,
                Shape::Nested => 2 * (key % 3),
                Shape::Dynamic => 2,
            };
            ((*key, nth), shown.by_ref().take(count).collect())
        })
        .collect()
}

/// Numbers that are the same in every run (xorshift).
struct Random(u32);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 as usize % end.max(1)
    }

    /// One change to a list: insert, remove, move, duplicate, shuffle, empty.
    fn change(&mut self, keys: &mut Vec<Key>) {
        let at = self.below(keys.len());
        match self.below(12) {
            0..=3 => {
                let key = self.below(40);
                keys.insert(self.below(keys.len() + 1), key);
            }
            4 | 5 if !keys.is_empty() => {
                keys.remove(at);
            }
            6..=8 if !keys.is_empty() => {
                let key = keys.remove(at);
                keys.insert(self.below(keys.len() + 1), key);
            }
            9 if !keys.is_empty() => keys.insert(self.below(keys.len() + 1), keys[at]),
            10 => {
                for index in (1..keys.len()).rev() {
                    keys.swap(index, self.below(index + 1));
                }
            }
            11 if self.below(4) == 0 => keys.clear(),
            _ => keys.extend(0..self.below(4)),
        }
    }
}

#[wasm_bindgen_test]
async fn any_list_becomes_any_other_and_keeps_the_nodes_of_its_rows() {
    for seed in 1..=12 {
        let mut random = Random(seed * 7919);
        let mut keys: Vec<Key> = (0..random.below(12)).collect();
        let items = RwSignal::new(keys.clone());
        let stage = list(items);
        effects().await;
        for step in 0..60 {
            let (before, was) = (nodes_by_row(&stage, &keys), keys.clone());
            for _ in 0..=random.below(4) {
                random.change(&mut keys);
            }
            items.set(keys.clone());
            effects().await;
            let hint = format!("seed {seed}, step {step}: {was:?} → {keys:?}");
            assert_eq!(stage.html(), expected(&keys), "{hint}");
            let now = nodes_by_row(&stage, &keys);
            for (row, nodes) in before {
                if let Some((_, same)) = now.iter().find(|(other, _)| *other == row) {
                    assert_eq!(*same, nodes, "other nodes in row {row:?}, {hint}");
                }
            }
        }
        items.set(vec![]);
        effects().await;
        assert_eq!(stage.html(), expected(&[]), "seed {seed}");
    }
}

/// How many nodes are inserted or moved in `parent` while `change` and its effects run.
async fn insertions(parent: &HtmlElement, change: impl FnOnce()) -> usize {
    let count = Rc::new(Cell::new(0));
    let counted = count.clone();
    let callback = Closure::<dyn FnMut(js_sys::Array)>::new(move |records: js_sys::Array| {
        for record in records.iter() {
            let added = js_sys::Reflect::get(&record, &"addedNodes".into()).unwrap();
            let added: web_sys::NodeList = added.unchecked_into();
            counted.set(counted.get() + added.length());
        }
    });
    let observe = js_sys::Function::new_with_args(
        "parent, callback",
        "const observer = new MutationObserver(callback);
         observer.observe(parent, { childList: true });
         return observer;",
    );
    let null = JsValue::NULL;
    let observer = observe.call2(&null, parent, callback.as_ref()).unwrap();
    change();
    effects().await;
    effects().await;
    let disconnect = js_sys::Reflect::get(&observer, &"disconnect".into()).unwrap();
    let disconnect: js_sys::Function = disconnect.unchecked_into();
    disconnect.call0(&observer).unwrap();
    count.get() as usize
}

#[wasm_bindgen_test]
async fn only_rows_out_of_order_are_moved() {
    let items = RwSignal::new((0..6).map(|row| row * 8 + 1).collect::<Vec<Key>>());
    let stage = list(items);
    effects().await;
    let parent = stage.one("div");
    let first_to_end = insertions(&parent, || items.update(|keys| keys.rotate_left(1))).await;
    assert_eq!(first_to_end, 1);
    let last_to_start = insertions(&parent, || items.update(|keys| keys.rotate_right(1))).await;
    assert_eq!(last_to_start, 1);
    assert_eq!(insertions(&parent, || items.update(|_| ())).await, 0);
    let removed = insertions(&parent, || items.update(|keys| _ = keys.remove(2))).await;
    assert_eq!(removed, 0);
}

#[wasm_bindgen_test]
async fn a_row_that_stays_keeps_the_focus_whatever_its_shape_is() {
    // Elements, elements with a marker node after them, and rows without elements between them.
    for focusable in [1, 3, 11] {
        let items = RwSignal::new(vec![0, 4, focusable, 5, 2]);
        let stage = list(items);
        effects().await;
        let element = stage.one("[tabindex]");
        element.focus().unwrap();
        for keys in [
            vec![0, 4, focusable, 5, 2, 16],
            vec![8, focusable, 5, 2],
            vec![focusable],
            vec![0, focusable, 4, 6],
            vec![4, 6, 7, 12, focusable, 15],
        ] {
            items.set(keys.clone());
            effects().await;
            assert_eq!(stage.html(), expected(&keys));
            assert_eq!(
                focused().as_ref(),
                Some(element.as_ref()),
                "{focusable} in {keys:?}"
            );
        }
    }
}

#[wasm_bindgen_test]
async fn a_row_that_becomes_nothing_and_something_again_stays_in_its_place() {
    let shown = RwSignal::new(true);
    let items = RwSignal::new(vec![1, 2, 3]);
    let stage = Stage::show(move || {
        view! {
            <For each=move || items.get() key=|key| *key let(key)>
                {move || (key != 2 || shown.get()).then(|| key.to_string())}
            </For>
        }
    });
    effects().await;
    assert_eq!(stage.html(), "123");
    shown.set(false);
    effects().await;
    items.set(vec![2, 3, 1]);
    effects().await;
    assert_eq!(stage.html(), "31");
    shown.set(true);
    effects().await;
    assert_eq!(stage.html(), "231");
}

#[wasm_bindgen_test]
async fn what_a_row_owns_ends_with_the_row() {
    struct Ended(Rc<RefCell<Vec<u32>>>, u32);
    impl Drop for Ended {
        fn drop(&mut self) {
            self.0.borrow_mut().push(self.1);
        }
    }
    let ended = Rc::new(RefCell::new(Vec::new()));
    let items = RwSignal::new(vec![1, 2, 2, 3]);
    let told = ended.clone();
    let stage = Stage::show(move || {
        let children = move |key| {
            StoredValue::new(Ended(told.clone(), key));
            key.to_string()
        };
        view! { <For each=move || items.get() key=|key| *key children /> }
    });
    effects().await;
    items.set(vec![3, 2, 4]);
    effects().await;
    assert_eq!(*ended.borrow(), [1, 2]);
    assert_eq!(stage.html(), "324");
    drop(stage);
    effects().await;
    ended.borrow_mut().sort_unstable();
    assert_eq!(*ended.borrow(), [1, 2, 2, 3, 4]);
}

#[wasm_bindgen_test]
async fn rows_go_with_their_list_before_the_effects_in_them_run_once_more() {
    let (changed, late) = (RwSignal::new(0), RwSignal::new(0));
    let stage = Stage::show(move || {
        move || {
            let now = changed.get();
            // Belongs to what is replaced, as a store of a table does.
            let own = RwSignal::new(now);
            let row = move |_: u32| {
                let text = move || {
                    changed.track();
                    if own.try_with_untracked(|_| ()).is_none() {
                        late.update(|late| *late += 1);
                    }
                    now.to_string()
                };
                view! { <li>{text}</li> }
            };
            view! { <ul><For each=|| vec![1_u32, 2] key=|key| *key children=row /></ul> }
        }
    });
    effects().await;
    changed.set(1);
    effects().await;
    assert_eq!(stage.html(), "<ul><li>1</li><li>1</li></ul>");
    assert_eq!(late.get_untracked(), 0, "rows of what is gone have run");
}
