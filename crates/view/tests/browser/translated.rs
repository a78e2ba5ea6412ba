//! Pages whose text nodes a translating browser replaces while they are shown.

use super::stage::{Stage, document, effects};
use console_view::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, Node as DomNode};

/// Does to the page what the translators of browsers do: each text node that has letters gives way to
/// `<font><font>~text</font></font>`, where `~` stands for the translation.
fn translate(root: &HtmlElement) {
    for text in texts(root) {
        let data = text.node_value().unwrap_or_default();
        let parent = text.parent_element().unwrap();
        if parent.tag_name() == "FONT" || !data.chars().any(char::is_alphabetic) {
            continue;
        }
        let (outer, inner) = (font(), font());
        inner.set_text_content(Some(&format!("~{data}")));
        outer.append_child(&inner).unwrap();
        parent.replace_child(&outer, &text).unwrap();
    }
}

fn font() -> web_sys::Element {
    document().create_element("font").unwrap()
}

/// The text nodes below `root`.
fn texts(root: &DomNode) -> Vec<DomNode> {
    let children = root.child_nodes();
    (0..children.length())
        .filter_map(|index| children.item(index))
        .flat_map(|node| {
            if node.node_type() == DomNode::TEXT_NODE {
                vec![node]
            } else {
                texts(&node)
            }
        })
        .collect()
}

/// What a reader sees, after what is new was translated, too.
fn read(stage: &Stage) -> String {
    translate(&stage.root);
    stage.root.text_content().unwrap_or_default()
}

/// How many wrappers of the translator there are.
fn wrappers(stage: &Stage) -> usize {
    stage.all("font > font").len()
}

#[wasm_bindgen_test]
async fn a_text_among_siblings_goes_on_changing() {
    let name = RwSignal::new("Ada".to_owned());
    let stage = Stage::show(move || {
        view! { <p>"Name: " {name} <b>"!"</b> " and more"</p> }
    });
    effects().await;
    for expected in ["Ada", "Grace", "Grace", "Barbara"] {
        name.set(expected.to_owned());
        effects().await;
        assert_eq!(read(&stage), format!("~Name: ~{expected}!~ and more"));
        assert_eq!(wrappers(&stage), 3);
    }
    name.set("1".to_owned());
    effects().await;
    assert_eq!(read(&stage), "~Name: 1!~ and more");
    assert_eq!(wrappers(&stage), 2);
}

#[wasm_bindgen_test]
async fn several_texts_in_one_element_stay_apart() {
    let (one, two, three) = (
        RwSignal::new("a".to_owned()),
        RwSignal::new("b".to_owned()),
        RwSignal::new("c".to_owned()),
    );
    let stage = Stage::show(move || view! { <p>{one} {two} ", " {three}</p> });
    effects().await;
    assert_eq!(read(&stage), "~a~b, ~c");
    two.set("bb".to_owned());
    effects().await;
    assert_eq!(read(&stage), "~a~bb, ~c");
    one.set(String::new());
    three.set("cc".to_owned());
    effects().await;
    assert_eq!(read(&stage), "~bb, ~cc");
    one.set("aa".to_owned());
    effects().await;
    assert_eq!(read(&stage), "~aa~bb, ~cc");
}

#[wasm_bindgen_test]
async fn a_text_that_stays_the_same_is_left_translated() {
    let count = RwSignal::new(1);
    let stage = Stage::show(move || {
        view! { <p>"Tokens: " {move || if count.get() > 2 { "many" } else { "few" }}</p> }
    });
    effects().await;
    assert_eq!(read(&stage), "~Tokens: ~few");
    let wrapped = stage.all("font");
    count.set(2);
    effects().await;
    assert_eq!(stage.all("font"), wrapped, "translated again without need");
    count.set(3);
    effects().await;
    assert_eq!(read(&stage), "~Tokens: ~many");
}

#[wasm_bindgen_test]
async fn conditions_and_fragments_change_between_translated_texts() {
    let open = RwSignal::new(false);
    let stage = Stage::show(move || {
        view! {
            <div>
                "before"
                <Show when=move || open.get() fallback=|| "closed">
                    "open" <i>"element"</i> "shown"
                </Show>
                {move || open.get().then_some("maybe")}
                "after"
            </div>
        }
    });
    effects().await;
    for _ in 0..3 {
        open.set(false);
        effects().await;
        assert_eq!(read(&stage), "~before~closed~after");
        assert_eq!(wrappers(&stage), 3);
        open.set(true);
        effects().await;
        assert_eq!(read(&stage), "~before~open~element~shown~maybe~after");
        assert_eq!(wrappers(&stage), 6);
    }
}

#[wasm_bindgen_test]
async fn what_is_hidden_leaves_no_translation_behind() {
    let shown = RwSignal::new(true);
    let stage = Stage::show(move || {
        view! { <p>{move || shown.get().then_some("secret")}</p> <p>"rest"</p> }
    });
    effects().await;
    assert_eq!(read(&stage), "~secret~rest");
    shown.set(false);
    effects().await;
    assert_eq!(read(&stage), "~rest");
    assert_eq!(stage.all("p")[0].inner_html(), "<!---->");
}

#[wasm_bindgen_test]
async fn elements_that_are_described_anew_change_their_translated_texts() {
    let name = RwSignal::new("a");
    let stage = Stage::show(move || {
        move || {
            let name = name.get();
            view! { <p><b>"Name: " {name}</b> {name}</p> }
        }
    });
    effects().await;
    assert_eq!(read(&stage), "~Name: ~a~a");
    let kept = stage.one("b");
    name.set("bc");
    effects().await;
    assert_eq!(read(&stage), "~Name: ~bc~bc");
    assert_eq!(stage.one("b"), kept);
}

#[wasm_bindgen_test]
async fn keyed_rows_of_texts_are_moved_and_removed_with_their_translations() {
    let items = RwSignal::new(vec!["a", "b", "c"]);
    let suffix = RwSignal::new("x");
    let stage = Stage::show(move || {
        view! {
            <div>
                "rows "
                <For each=move || items.get() key=|item| *item let(item)>
                    {item} {move || suffix.get()} <i></i>
                </For>
                " end"
            </div>
        }
    });
    effects().await;
    let check = |rows: &[&str], suffix: &str| {
        let mut expected = "~rows ".to_owned();
        for row in rows {
            expected.extend(["~", row, "~", suffix]);
        }
        assert_eq!(read(&stage), expected + "~ end");
    };
    check(&["a", "b", "c"], "x");
    for order in [
        vec!["c", "a", "b"],
        vec!["b", "d"],
        vec![],
        vec!["e", "b", "a"],
        vec!["b", "b"],
    ] {
        items.set(order.clone());
        effects().await;
        check(&order, "x");
    }
    suffix.set("y");
    effects().await;
    check(&["b", "b"], "y");
}

#[wasm_bindgen_test]
async fn lists_of_texts_inside_conditions_and_rows_go_with_their_translations() {
    let open = RwSignal::new(true);
    let rows = RwSignal::new(vec!["a", "b"]);
    let stage = Stage::show(move || {
        let inner = move |row: &'static str| {
            view! {
                <For each=move || vec![row, "and"] key=|text| *text let(text)>
                    {text}
                </For>
            }
        };
        view! {
            <p>
                "list: "
                <Show when=move || open.get()>
                    <For each=move || rows.get() key=|row| *row children=inner />
                </Show>
            </p>
        }
    });
    effects().await;
    assert_eq!(read(&stage), "~list: ~a~and~b~and");
    rows.set(vec!["b"]);
    effects().await;
    assert_eq!(read(&stage), "~list: ~b~and");
    open.set(false);
    effects().await;
    assert_eq!(read(&stage), "~list: ");
    assert_eq!(wrappers(&stage), 1);
}

#[wasm_bindgen_test]
async fn keyed_rows_of_elements_keep_them_beside_translated_texts() {
    let items = RwSignal::new(vec![1, 2, 3]);
    let stage = Stage::show(move || {
        view! {
            <ul>
                "head"
                <For each=move || items.get() key=|item| *item let(item)>
                    <li>"row " {item.to_string()}</li>
                </For>
                "foot"
            </ul>
        }
    });
    effects().await;
    assert_eq!(read(&stage), "~head~row 1~row 2~row 3~foot");
    let second = stage.all("li").remove(1);
    items.set(vec![3, 2]);
    effects().await;
    assert_eq!(read(&stage), "~head~row 3~row 2~foot");
    assert_eq!(stage.all("li")[1], second);
}

/// Some translators move the text node into their wrapper, or merge neighbours.
#[wasm_bindgen_test]
async fn texts_that_were_moved_or_merged_come_back() {
    let name = RwSignal::new("Ada".to_owned());
    let stage = Stage::show(move || view! { <p>"Name: " {name} <b></b></p> });
    effects().await;
    let paragraph = stage.one("p");
    let wrapper = font();
    let all = texts(&paragraph);
    paragraph.insert_before(&wrapper, Some(&all[0])).unwrap();
    for text in &all {
        wrapper.append_child(text).unwrap();
    }
    name.set("Grace".to_owned());
    effects().await;
    assert_eq!(stage.html(), "<p>Name: Grace<b></b></p>");

    let merged = font();
    merged.set_text_content(Some("Nom : Grace"));
    let all = texts(&paragraph);
    paragraph.replace_child(&merged, &all[0]).unwrap();
    paragraph.remove_child(&all[1]).unwrap();
    name.set("Barbara".to_owned());
    effects().await;
    assert_eq!(stage.html(), "<p>Name: Barbara<b></b></p>");
}

/// Nodes of browser extensions stay where no text is missing.
#[wasm_bindgen_test]
async fn foreign_nodes_are_left_alone() {
    let name = RwSignal::new("Ada".to_owned());
    let stage = Stage::show(move || view! { <p><b></b> {name}</p> });
    effects().await;
    let foreign = document().create_element("x-extension").unwrap();
    let paragraph = stage.one("p");
    paragraph
        .insert_before(&foreign, paragraph.first_child().as_ref())
        .unwrap();
    translate(&stage.root);
    name.set("Grace".to_owned());
    effects().await;
    assert_eq!(
        stage.html(),
        "<p><x-extension></x-extension><b></b>Grace</p>"
    );
    assert!(
        paragraph
            .first_child()
            .unwrap()
            .is_instance_of::<web_sys::Element>()
    );
}
