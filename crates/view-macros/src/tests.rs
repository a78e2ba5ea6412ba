//! What the macro refuses, where its errors point to, and what is expanded all the same.

use proc_macro2::{TokenStream, TokenTree};

/// The expansion without spaces, which depend on where tokens come from.
fn expand(view: &str) -> String {
    without_spaces(&crate::expand(parse(view)).to_string())
}

fn without_spaces(tokens: &str) -> String {
    tokens.split_whitespace().collect()
}

fn parse(view: &str) -> TokenStream {
    view.parse().expect("tokens")
}

/// The errors of a view: message and the source that it points to.
fn errors(view: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(crate::expand(parse(view)), view, &mut found);
    found
}

fn collect(tokens: TokenStream, view: &str, found: &mut Vec<(String, String)>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(name) if name == "compile_error" => {
                let TokenTree::Group(message) = &tokens[index + 2] else {
                    panic!("no message");
                };
                let (start, end) = (name.span().byte_range(), message.span().byte_range());
                let source = view.get(start.start..end.end).unwrap_or_default();
                let message: syn::LitStr = syn::parse2(message.stream()).expect("a string");
                found.push((message.value(), source.to_owned()));
            }
            TokenTree::Group(group) => collect(group.stream(), view, found),
            _ => {}
        }
    }
}

/// Asserts that a view has exactly one error.
#[track_caller]
fn assert_refused(view: &str, message: &str, source: &str) {
    assert_eq!(
        errors(view),
        [(message.to_owned(), source.to_owned())],
        "{view}"
    );
}

/// Asserts that all of these are in the expansion.
#[track_caller]
fn assert_expanded(view: &str, parts: &[&str]) {
    let expanded = expand(view);
    for part in parts {
        assert!(
            expanded.contains(&without_spaces(part)),
            "no `{part}` in\n{expanded}"
        );
    }
}

#[test]
fn what_the_console_writes_is_accepted() {
    for view in [
        r#"<p class="a" class:is-busy=busy aria-busy=move || true data-label="x" hidden>"Text" {name}</p>"#,
        r#"<input type="search" prop:value=name on:input:target=set node_ref=field r#for="x" />"#,
        r#"<svg viewBox="0 0 8 8" stroke-width="2" aria-hidden="true"><path d="M0 0" /></svg>"#,
        r#"<dialog on:cancel=|_| () on:close=|_| () closedby="none"></dialog>"#,
        r#"<ui::Button variant=Variant::Ghost on_press icon_only=true>"Go" <b>"!"</b></ui::Button>"#,
        "<For each=move || items.get() key=|item| item.id let(item)><li>{item.name}</li></For>",
        "<For each key let:item>{item}</For>",
        "<!-- a comment --> <br /> <x-custom></x-custom> <><i></i></>",
        r#"<button on:click=one on:click=two>"Twice"</button>"#,
        "",
    ] {
        assert_eq!(errors(view), [], "{view}");
        let expression = syn::parse2::<syn::Expr>(crate::expand(parse(view)));
        assert!(expression.is_ok(), "{view}");
    }
}

#[test]
fn constants_are_data_and_the_rest_is_calls() {
    assert_expanded(
        r#"<p id="x" tabindex=0 title=name hidden on:click=go><b>"B"</b>{text}</p>"#,
        &[
            r#"::console_view::element("p", &[("id", "x"), ("tabindex", "0")])"#,
            r#".attribute("title", name).attribute("hidden", true).on(::leptos::ev::click, go)"#,
            r#".child(::console_view::element("b", &[]).text("B"))"#,
            "::console_view::IntoView::into_node(#[allow(unused_braces)] { text })",
        ],
    );
    assert_expanded(
        "<svg></svg>",
        &[r#"::console_view::svg_element("svg", &[])"#],
    );
    assert_expanded(
        "<input on:input:target=go />",
        &[".on_target::<_, ::leptos::html::Input>(::leptos::ev::input, go)"],
    );
    assert_eq!(expand(""), "::console_view::Node::Empty");
}

#[test]
fn unknown_attributes_are_refused_with_what_may_be_meant() {
    let refused = |attribute: &str, rest: &str| {
        let view = format!("<p {attribute}=\"x\"></p>");
        let message = format!("unknown attribute `{attribute}`{rest}");
        assert_refused(&view, &message, attribute);
    };
    refused("herf", ": did you mean `href`?");
    refused("tabIndex", ": did you mean `tabindex`?");
    refused("viewbox", ": did you mean `viewBox`?");
    refused("aria-labeledby", ": did you mean `aria-labelledby`?");
    refused("aria-discribedby", ": did you mean `aria-describedby`?");
    refused("className", ": did you mean `class`?");
    refused("onclick", ": did you mean `on:click`?");
    refused("on_click", ": did you mean `on:click`?");
    refused("on-keydown", ": did you mean `on:keydown`?");
    refused("nonsensical", "");
    refused("aria", "");
}

#[test]
fn data_attributes_are_lower_case() {
    let message = "what follows `data-` is lower-case letters, digits and dashes";
    assert_refused("<p data-tokenId=x></p>", message, "data-tokenId");
    assert_eq!(errors("<p data-token-id-2=x></p>"), []);
}

#[test]
fn unknown_events_modifiers_and_prefixes_are_refused() {
    assert_refused(
        "<p on:clik=go></p>",
        "unknown event `clik`: did you mean `click`?",
        "on:clik",
    );
    assert_refused(
        "<p on:keyDown=go></p>",
        "unknown event `keyDown`: did you mean `keydown`?",
        "on:keyDown",
    );
    assert_refused(
        "<p on:click:capture=go></p>",
        "unknown modifier `capture` of an event: there is only `:target`",
        "on:click:capture",
    );
    assert_refused(
        "<p clas:x=true></p>",
        "unknown prefix `clas`: did you mean `class`?; there are `class:`, `prop:` and `on:`",
        "clas:x",
    );
    assert_refused(
        r#"<p style:color="red"></p>"#,
        "`style:` is not supported: set the attribute `style`, or a class",
        "style:color",
    );
}

#[test]
fn elements_that_do_not_exist_are_refused() {
    assert_refused(
        "<dvi></dvi>",
        "unknown element `dvi`: did you mean `div`?",
        "dvi",
    );
    assert_refused(
        "<center></center>",
        "unknown element `center`: did you mean `meter`?",
        "center",
    );
}

#[test]
fn void_elements_have_no_children() {
    assert_refused(
        r#"<input>"text"</input>"#,
        "`<input>` cannot have children",
        "\"text\"",
    );
    assert_eq!(errors("<input></input>"), []);
}

#[test]
fn nothing_is_set_twice() {
    assert_refused(r#"<p id="a" id=b></p>"#, "`id` is set twice", "id");
    assert_eq!(errors("<p class=\"a\" class:b=c prop:value=x></p>"), []);
}

#[test]
fn components_take_properties_only() {
    assert_refused(
        "<Button on:click=go label=\"x\" />",
        "`on:click` is for elements: a component takes properties only",
        "on:click",
    );
    assert_refused(
        "<Button {..spread} />",
        "a component takes properties, each with a name",
        "{..spread}",
    );
    assert_refused(
        "<p let(item)></p>",
        "`let(…)` is for components: an element's attribute is `let=…`",
        "item",
    );
}

#[test]
fn unclosed_elements_are_refused_and_their_contents_expanded() {
    let view = r#"<div><p>"One" <b>{two.get()}</b></div>"#;
    let found = errors(view);
    assert!(!found.is_empty());
    assert!(
        found
            .iter()
            .any(|(message, _)| message.contains("close tag")),
        "{found:?}"
    );
    assert_expanded(
        view,
        &[r#".text("One")"#, "{ two.get() }", r#"element("b", &[])"#],
    );

    let view = "<section><h1>{title.get()}</h1>";
    let found = errors(view);
    assert_eq!(found[0].0, "open tag has no corresponding close tag");
    assert_eq!(found[0].1, "<section>");
    assert_expanded(view, &["{ title.get() }"]);
}

#[test]
fn a_close_tag_of_another_element_is_refused() {
    let found = errors("<p></b>");
    assert_eq!(
        found[0],
        ("wrong close tag found".to_owned(), "</b>".to_owned())
    );
}

/// What an editor needs to complete: the expression as far as it was typed, and everything around it.
#[test]
fn half_typed_views_are_expanded_as_far_as_they_go() {
    for (view, kept) in [
        ("<div>{user.} <p>{rest.get()}</p></div>", "user."),
        ("<div title={user.}> <p>{rest.get()}</p></div>", "user."),
        ("<Card title={user.}> <p>{rest.get()}</p></Card>", "user."),
        ("<div hre> <p>{rest.get()}</p></div>", "true"),
        ("<div on:> <p>{rest.get()}</p></div>", "rest"),
        ("<div> < <p>{rest.get()}</p></div>", "rest"),
        ("<Card tit tle=x> <p>{rest.get()}</p></Card>", ".tit("),
    ] {
        assert_expanded(view, &["{rest.get()}", kept]);
    }
    for view in [
        "<div>{user.}</div>",
        "<div title={user.}></div>",
        "<div hre></div>",
        "<div on:></div>",
        "<div> < </div>",
    ] {
        assert_ne!(errors(view), [], "{view}");
    }
}

/// Everything that is wrong is said at once.
#[test]
fn one_error_does_not_hide_another() {
    let found = errors(r#"<p herf="x"><b on:clik=go></b><dvi></dvi></p>"#);
    let sources: Vec<&str> = found.iter().map(|(_, source)| source.as_str()).collect();
    assert_eq!(sources, ["herf", "on:clik", "dvi"]);
}
