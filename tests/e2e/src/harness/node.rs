//! One thing on the page, found by role and name.

use std::fmt;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use thirtyfour::{Key, WebElement};

use super::accessibility::{self, Thing};
use super::chromium;
use super::computed;
use super::console::Console;
use super::engine::Engine;
use super::wait;

/// Found once; what is asked of it is answered by the page as it is now.
pub struct Node<'a> {
    pub(crate) console: &'a Console,
    /// The same thing for the driver, for what has no word of its own here.
    pub element: WebElement,
    pub(crate) what: String,
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.what)
    }
}

impl<'a> Node<'a> {
    /// The one thing of this role and name within this one, as soon as it is there.
    ///
    /// # Errors
    /// If there is none, or more than one, after a while.
    pub async fn find(&self, role: &str, name: &str) -> Result<Node<'a>> {
        self.console.find_in(Some(self), role, name).await
    }

    /// All things of this role within this one, as they are now.
    ///
    /// # Errors
    /// If the page does not answer.
    pub async fn all(&self, role: &str) -> Result<Vec<Node<'a>>> {
        self.console.all_in(Some(self), role, None).await
    }

    /// How many things of this role and name are within this one, now.
    ///
    /// # Errors
    /// If the page does not answer.
    pub async fn count(&self, role: &str, name: &str) -> Result<usize> {
        Ok(self
            .console
            .things(Some(self), role, Some(name))
            .await?
            .len())
    }

    /// Clicks it once it can be clicked: it may still be moving, be covered by something that is closing, or
    /// be busy.
    ///
    /// # Errors
    /// If it cannot be clicked after a while.
    pub async fn click(&self) -> Result<()> {
        wait::until(format!("{} to be clickable", self.what), async || {
            // A button at work swallows what is pressed, and a person waits for it.
            ensure!(
                self.call("function() { return this.ariaBusy === 'true' }")
                    .await?
                    == false,
                "it is at work"
            );
            let Err(direct) = self.element.click().await else {
                return Ok(Some(()));
            };
            // What lies below a sticky head is in view for the driver; a person scrolls.
            self.call("function() { this.scrollIntoView({ block: 'center' }) }")
                .await?;
            // A box that is drawn by its label is clicked there, as a person would.
            let Ok(label) = self
                .call("function() { return this.labels?.[0] ? 1 : 0 }")
                .await
            else {
                return Err(direct.into());
            };
            ensure!(label == 1, "{direct}");
            let script = "arguments[0].labels[0].scrollIntoView({ block: 'center' }); \
                 return arguments[0].labels[0]";
            let label = self
                .console
                .driver()
                .execute(script, vec![self.element.to_json()?])
                .await?
                .element()?;
            label.click().await?;
            Ok(Some(()))
        })
        .await
    }

    /// Replaces what is in a field by this text, as somebody at the keyboard would.
    ///
    /// # Errors
    /// If the field does not take it.
    pub async fn fill(&self, text: &str) -> Result<()> {
        // A page that has just come may still be about to move the focus.
        self.console.rests().await?;
        self.click().await?;
        let select = Key::Control + "a".to_owned();
        self.element.send_keys(select).await?;
        self.element.send_keys(Key::Delete + String::new()).await?;
        self.element.send_keys(text).await?;
        self.comes_to_hold(text).await
    }

    /// Types this into an empty field, and presses Enter.
    ///
    /// # Errors
    /// If the field cannot have the focus.
    pub async fn enter(&self, text: &str) -> Result<()> {
        self.console.rests().await?;
        let enter = Key::Enter + String::new();
        self.element.send_keys(text.to_owned() + enter).await?;
        Ok(())
    }

    /// Waits until a field holds this.
    ///
    /// # Errors
    /// If it holds something else after a while.
    pub async fn comes_to_hold(&self, text: &str) -> Result<()> {
        wait::until(format!("{} to hold {text:?}", self.what), async || {
            let value = self.value().await?;
            ensure!(value == text, "it holds {value:?}");
            Ok(Some(()))
        })
        .await
    }

    /// Waits until assistive technology is told this about it: a hint or a message at a field.
    ///
    /// # Errors
    /// If it is told something else after a while.
    pub async fn comes_to_say(&self, text: &str) -> Result<()> {
        wait::until(format!("{} to say {text:?}", self.what), async || {
            let said = self.description().await?;
            ensure!(said.contains(text), "it says {said:?}");
            Ok(Some(()))
        })
        .await
    }

    /// Waits until this text can be read on it, and gives everything that can. What has just come may not be
    /// painted yet, and then nothing can be read on it.
    ///
    /// # Errors
    /// If it cannot.
    pub async fn comes_to_show(&self, text: &str) -> Result<String> {
        wait::until(format!("{} to show {text:?}", self.what), async || {
            let shown = self.text().await?;
            ensure!(shown.contains(text), "it shows {shown:?}");
            Ok(Some(shown))
        })
        .await
    }

    /// Waits until a box, a radio or a switch is on, or off.
    ///
    /// # Errors
    /// If it stays as it is.
    pub async fn comes_to_be_checked(&self, on: bool) -> Result<()> {
        wait::until(format!("{} to be checked: {on}", self.what), async || {
            Ok((self.is_checked().await? == on).then_some(()))
        })
        .await
    }

    /// Waits until it can be used, or cannot.
    ///
    /// # Errors
    /// If it stays as it is.
    pub async fn comes_to_be_disabled(&self, disabled: bool) -> Result<()> {
        wait::until(
            format!("{} to be disabled: {disabled}", self.what),
            async || Ok((self.is_disabled().await? == disabled).then_some(())),
        )
        .await
    }

    /// Waits until it is marked as wrong.
    ///
    /// # Errors
    /// If it is not.
    pub async fn comes_to_be_invalid(&self) -> Result<()> {
        wait::until(format!("{} to be marked", self.what), async || {
            Ok(self.is_invalid().await?.then_some(()))
        })
        .await
    }

    /// Waits until a button is held down, or not.
    ///
    /// # Errors
    /// If it stays as it is.
    pub async fn comes_to_be_pressed(&self, down: bool) -> Result<()> {
        wait::until(format!("{} to be pressed: {down}", self.what), async || {
            Ok((self.is_pressed().await? == down).then_some(()))
        })
        .await
    }

    /// Sets a field whose keyboard depends on the locale, such as a date (`2026-12-31`).
    ///
    /// # Errors
    /// If the field does not take it.
    pub async fn set_value(&self, value: &str) -> Result<()> {
        let set = json!(value);
        self.call(&format!(
            "function() {{ this.focus(); this.value = {set}; \
             for (const kind of ['input', 'change']) \
                 this.dispatchEvent(new Event(kind, {{ bubbles: true }})); }}"
        ))
        .await?;
        ensure!(
            self.value().await? == value,
            "{} does not take {value:?}",
            self.what
        );
        Ok(())
    }

    /// Sends keys to it.
    ///
    /// # Errors
    /// If it cannot have the focus.
    pub async fn press(&self, key: Key) -> Result<()> {
        self.element
            .send_keys(key + String::new())
            .await
            .with_context(|| format!("cannot type into {}", self.what))
    }

    /// The visible text.
    ///
    /// # Errors
    /// If it is gone.
    pub async fn text(&self) -> Result<String> {
        let text = self.call("function() { return this.innerText }").await?;
        Ok(text.as_str().unwrap_or_default().trim().to_owned())
    }

    /// What is in a field.
    ///
    /// # Errors
    /// If it is gone.
    pub async fn value(&self) -> Result<String> {
        let value = self.call("function() { return this.value ?? '' }").await?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// An attribute in the page's source.
    ///
    /// # Errors
    /// If it is gone.
    pub async fn attribute(&self, name: &str) -> Result<Option<String>> {
        self.element
            .attr(name)
            .await
            .with_context(|| format!("{} is gone", self.what))
    }

    /// The name that assistive technology says.
    ///
    /// # Errors
    /// If it is gone.
    pub async fn name(&self) -> Result<String> {
        Ok(self.thing().await?.name)
    }

    /// What assistive technology adds to the name: hints and messages at a field.
    ///
    /// # Errors
    /// If it is gone.
    pub async fn description(&self) -> Result<String> {
        Ok(self.thing().await?.description)
    }

    /// Whether a box, a radio or a switch is on.
    ///
    /// # Errors
    /// If it is gone.
    pub async fn is_checked(&self) -> Result<bool> {
        self.has("checked", "true").await
    }

    /// Whether it cannot be used now.
    ///
    /// # Errors
    /// If it is gone.
    pub async fn is_disabled(&self) -> Result<bool> {
        self.has("disabled", "true").await
    }

    /// Whether it is marked as wrong.
    ///
    /// # Errors
    /// If it is gone.
    pub async fn is_invalid(&self) -> Result<bool> {
        self.has("invalid", "true").await
    }

    /// Whether a button is held down, such as a preset that is in force.
    ///
    /// # Errors
    /// If it is gone.
    pub async fn is_pressed(&self) -> Result<bool> {
        self.has("pressed", "true").await
    }

    /// Whether it has the keyboard.
    ///
    /// # Errors
    /// If it is gone.
    pub async fn is_focused(&self) -> Result<bool> {
        Ok(self
            .call("function() { return this === document.activeElement }")
            .await?
            == true)
    }

    async fn has(&self, property: &str, value: &str) -> Result<bool> {
        let thing = self.thing().await?;
        Ok(match thing.state(property) {
            Some(Value::Bool(found)) => found.to_string() == value,
            Some(Value::String(found)) => found == value,
            _ => false,
        })
    }

    async fn thing(&self) -> Result<Thing> {
        let thing = if self.console.engine() == Engine::Chromium {
            let object = self.object().await?;
            accessibility::of_object(self.console.browser(), &object).await?
        } else {
            computed::of_element(self.console.driver(), &self.element).await?
        };
        thing.with_context(|| format!("{} is not perceivable any more", self.what))
    }

    /// Its handle in the browser's script engine, in Chromium.
    pub(crate) async fn object(&self) -> Result<String> {
        // The driver's own way to the handle is a script more, and each script costs milliseconds.
        let number = chromium::node_number(&self.element)?;
        let parameters = json!({ "backendNodeId": number });
        let answer = self.console.browser().send("DOM.resolveNode", parameters);
        let answer = answer
            .await
            .with_context(|| format!("{} is gone", self.what))?;
        let object = answer["object"]["objectId"].as_str();
        Ok(object
            .with_context(|| format!("{} has no handle", self.what))?
            .to_owned())
    }

    /// Calls a function with it as `this`.
    async fn call(&self, function: &str) -> Result<Value> {
        if self.console.engine() != Engine::Chromium {
            let script = format!("return ({function}).call(arguments[0])");
            let element = vec![self.element.to_json()?];
            let answer = self.console.driver().execute(&script, element).await?;
            return Ok(answer.json().clone());
        }
        let function = format!(
            "function() {{ if (!this.isConnected) throw new Error('it is gone'); \
             return ({function}).call(this) }}"
        );
        let parameters = json!({
            "objectId": self.object().await?,
            "functionDeclaration": function,
            "returnByValue": true,
        });
        let browser = self.console.browser();
        let answer = browser.send("Runtime.callFunctionOn", parameters).await?;
        chromium::value(&answer).with_context(|| self.what.clone())
    }
}
