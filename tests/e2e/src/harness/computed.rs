//! The page as assistive technology sees it, by `WebDriver`'s own words: what an element's role and name come
//! to. They answer for one element at a time, so a script first picks those that may be meant.

use std::sync::Arc;

use anyhow::Result;
use reqwest::Method;
use serde_json::{Map, Value, json};
use thirtyfour::common::command::{Command, ExtensionCommand};
use thirtyfour::{WebDriver, WebElement};

use super::accessibility::{DATE_FIELD, Place, Thing};

/// Those of the elements below `root` that can be perceived and operated, and in whose texts all words of the
/// name occur. A name is made of such texts alone, so none is missed that has it.
const PICK: &str = "
    const [root, selector, name] = arguments;
    const modals = [...document.querySelectorAll('dialog:modal')];
    const modal = document.activeElement?.closest('dialog:modal') ?? modals.at(-1);
    const perceivable = (it) => it.checkVisibility({ visibilityProperty: true })
        && !it.closest('[inert], [aria-hidden=true]') && (!modal || modal.contains(it));
    const texts = (it) => [it.textContent, it.value, it.placeholder, it.title, it.alt,
        it.getAttribute('aria-label'),
        ...[...(it.labels ?? [])].map((label) => label.textContent),
        ...[...it.querySelectorAll('[aria-label], [alt], [title], input')].flatMap((part) =>
            [part.getAttribute('aria-label'), part.alt, part.title, part.value]),
        ...(it.getAttribute('aria-labelledby') ?? '').split(/\\s+/).map((id) => {
            const label = id && document.getElementById(id);
            return label ? label.textContent + ' ' + (label.getAttribute('aria-label') ?? '') : '';
        })].join(' ').replace(/\\s+/g, '');
    const words = (name ?? '').split(/\\s+/);
    const may = (it) => { const all = texts(it); return words.every((word) => all.includes(word)); };
    return [...(root ?? document).querySelectorAll(selector)]
        .filter((it) => perceivable(it) && (name === null || may(it)));";

/// What is said of an element besides its role and name.
const STATES: &str = "
    const [it] = arguments, aria = (name) => it.getAttribute('aria-' + name);
    const described = (aria('describedby') ?? '').split(/\\s+/).filter(Boolean)
        .map((id) => (document.getElementById(id)?.textContent ?? '').replace(/\\s+/g, ' ').trim());
    const box = /^(checkbox|radio)$/.test(it.type);
    return {
        field: it.localName === 'input' ? it.type : '',
        description: described.join(' ') || aria('description') || it.title || '',
        checked: box ? (it.indeterminate ? 'mixed' : String(it.checked)) : aria('checked'),
        disabled: String(it.matches(':disabled') || aria('disabled') === 'true'),
        expanded: aria('expanded'), invalid: aria('invalid'), pressed: aria('pressed'),
    };";

/// The things of a role, below an element or in the whole page.
pub(crate) async fn query(
    driver: &WebDriver,
    below: Option<&WebElement>,
    role: &str,
    name: Option<&str>,
) -> Result<Vec<Thing>> {
    let root = below.map_or(Ok(Value::Null), WebElement::to_json)?;
    let arguments = vec![root, json!(selector(role)), json!(name)];
    let picked = driver.execute(PICK, arguments).await?.elements()?;
    let mut things = Vec::new();
    for element in picked {
        let thing = Thing {
            role: computed(driver, &element, "computedrole").await?,
            name: computed(driver, &element, "computedlabel").await?,
            description: String::new(),
            place: Place::Element(Box::new(element)),
            states: Map::new(),
        };
        if is_same_role(role, &thing.role) && name.is_none_or(|name| thing.name == name) {
            things.push(Thing {
                role: role.to_owned(),
                ..thing
            });
        }
    }
    Ok(things)
}

/// The thing that is this element, with its states.
pub(crate) async fn of_element(driver: &WebDriver, element: &WebElement) -> Result<Option<Thing>> {
    let states = driver.execute(STATES, vec![element.to_json()?]).await?;
    let mut states = states.json().as_object().cloned().unwrap_or_default();
    let description = states.remove("description").unwrap_or_default();
    let field = states.remove("field").unwrap_or_default();
    // The specifications have no role for these two, and engines differ.
    let role = match field.as_str() {
        Some("password") => "textbox".to_owned(),
        Some("date") => DATE_FIELD.to_owned(),
        _ => computed(driver, element, "computedrole").await?,
    };
    Ok(Some(Thing {
        role,
        name: computed(driver, element, "computedlabel").await?,
        description: description.as_str().unwrap_or_default().to_owned(),
        place: Place::Element(Box::new(element.clone())),
        states,
    }))
}

/// Elements that can have a role: those that have it by themselves, and those that are given it.
fn selector(role: &str) -> String {
    let native = match role {
        "alertdialog" | "dialog" => "dialog",
        "article" => "article",
        "button" => "button, summary, input:is([type=submit], [type=button], [type=reset])",
        "checkbox" => "input[type=checkbox]",
        "columnheader" | "rowheader" => "th",
        "cell" => "td",
        "combobox" | "listbox" => "select, input[list]",
        "complementary" => "aside",
        "contentinfo" => "footer",
        "banner" => "header",
        "group" => "fieldset, details",
        "heading" => "h1, h2, h3, h4, h5, h6",
        "img" | "image" => "img, svg",
        "link" => "a[href]",
        "list" => "ul, ol",
        "listitem" => "li",
        "main" => "main",
        "navigation" => "nav",
        "progressbar" => "progress",
        "radio" => "input[type=radio]",
        "region" => "section",
        "row" => "tr",
        "searchbox" => "input[type=search]",
        "spinbutton" => "input[type=number]",
        "status" => "output",
        "table" => "table",
        "textbox" => {
            "textarea, input:not([type]), input:is([type=text], [type=email], [type=url], \
             [type=password], [type=tel])"
        }
        // The specifications have no role for it.
        DATE_FIELD => return "input[type=date]".to_owned(),
        _ => return format!("[role={role}]"),
    };
    format!("{native}, [role={role}]")
}

/// Whether the engine's word says the same as the wanted one.
fn is_same_role(wanted: &str, computed: &str) -> bool {
    wanted == computed
        || wanted == DATE_FIELD
        || matches!((wanted, computed), ("img", "image") | ("image", "img"))
        // A field for a password has no role in the specifications, and engines differ.
        || wanted == "textbox" && matches!(computed, "" | "none" | "generic")
}

async fn computed(driver: &WebDriver, element: &WebElement, what: &'static str) -> Result<String> {
    let command = Computed {
        element: element.element_id().to_string(),
        what,
    };
    let command = Command::ExtensionCommand(Box::new(command));
    let answer: Value = driver.handle().cmd(command).await?.value()?;
    let text = answer.as_str().unwrap_or_default();
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// `Get Computed Role` and `Get Computed Label` of the `WebDriver` specification.
#[derive(Debug)]
struct Computed {
    element: String,
    what: &'static str,
}

impl ExtensionCommand for Computed {
    fn parameters_json(&self) -> Option<Value> {
        None
    }

    fn method(&self) -> Method {
        Method::GET
    }

    fn endpoint(&self) -> Arc<str> {
        format!("/element/{}/{}", self.element, self.what).into()
    }
}
