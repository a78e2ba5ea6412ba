//! Two pages: a list whose one row comes from the server, and a form with one field. Whatever the console
//! needs more than this, it needs for what it does.

use gloo_net::http::Request;
use leptos::mount::mount_to_body;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::StaticSegment;
use leptos_router::components::{Route, Router, Routes};

fn main() {
    mount_to_body(Floor);
}

#[component]
fn Floor() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=|| "There is no such page.">
                <Route path=StaticSegment("") view=List />
                <Route path=StaticSegment("new") view=Form />
            </Routes>
        </Router>
    }
}

#[component]
fn List() -> impl IntoView {
    let answer = RwSignal::new(None::<String>);
    spawn_local(async move {
        if let Ok(response) = Request::get("/livez").send().await {
            answer.set(response.text().await.ok());
        }
    });
    let row = move || {
        let text = answer.get()?;
        Some(view! { <tr><td><a href="/">{text}</a></td></tr> })
    };
    view! {
        <p><a href="/new">"Create"</a></p>
        <table><tbody>{row}</tbody></table>
    }
}

#[component]
fn Form() -> impl IntoView {
    let typed = RwSignal::new(String::new());
    view! {
        <p><a href="/">"Back"</a></p>
        <input type="search" aria-label="Name" on:input=move |event| typed.set(event_target_value(&event)) />
        <p>{typed}</p>
    }
}
