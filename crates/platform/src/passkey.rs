//! Sign-in with a passkey (W3C Web Authentication, Level 3).
//!
//! Requests and answers are JSON here, as the browser itself reads and writes them (sections 5.1.9 and
//! 5.1.10 of the standard): all current browsers do since March 2025. Others count as having no passkeys.

use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use super::events::{call, property};

/// Why no passkey was used. The standard has the browser tell little, so that a page cannot find out which
/// passkeys somebody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyFailure {
    /// The passkeys that are asked for belong to another address than that of this page (`SecurityError`).
    WrongSite,
    /// The person closed the question, let it pass, or the browser found none (`NotAllowedError`).
    NotAllowed,
    /// The request was given up by the page.
    Aborted,
    /// Anything else.
    Failed,
}

/// Whether the browser asks at once, or offers passkeys where something is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mediation {
    /// A dialog of the browser.
    Dialog,
    /// The suggestions of a field whose `autocomplete` ends in `webauthn`.
    Field,
}

fn interface() -> Option<JsValue> {
    let interface = property(web_sys::window()?.as_ref(), "PublicKeyCredential")?;
    property(&interface, "parseRequestOptionsFromJSON")?;
    Some(interface)
}

/// Whether the browser has passkeys at all.
pub fn is_available() -> bool {
    interface().is_some()
}

/// Whether it offers them where something is typed.
pub async fn is_offered_in_fields() -> bool {
    let asked = interface().and_then(|it| call(&it, "isConditionalMediationAvailable", &[]));
    let Some(Ok(promise)) = asked.map(JsCast::dyn_into::<js_sys::Promise>) else {
        return false;
    };
    JsFuture::from(promise).await == Ok(JsValue::TRUE)
}

/// One request to the browser. Dropping it takes the request back: a page can have one at a time.
#[derive(Debug)]
pub struct Ceremony(Option<AbortController>);

impl Ceremony {
    /// None is under way.
    #[expect(
        clippy::new_without_default,
        reason = "it stands for a request that is about to be made"
    )]
    pub fn new() -> Self {
        Self(AbortController::new().ok())
    }

    /// Asks for an assertion. `options` is a `PublicKeyCredentialRequestOptionsJSON`; the answer is an
    /// `AuthenticationResponseJSON`.
    ///
    /// # Errors
    /// See [`PasskeyFailure`].
    pub fn request(
        &self,
        options: &str,
        mediation: Mediation,
    ) -> impl Future<Output = Result<String, PasskeyFailure>> + use<> {
        let asked = self.begin(options, mediation);
        async move {
            let promise = asked.ok_or(PasskeyFailure::Failed)?;
            let credential = JsFuture::from(promise)
                .await
                .map_err(|reason| failure(&reason))?;
            assertion(&credential).ok_or(PasskeyFailure::Failed)
        }
    }

    fn begin(&self, options: &str, mediation: Mediation) -> Option<js_sys::Promise> {
        let json = JSON::parse(options).ok()?;
        let key = call(&interface()?, "parseRequestOptionsFromJSON", &[&json])?;
        let request = Object::new();
        let put = |name: &str, value: &JsValue| Reflect::set(&request, &name.into(), value).ok();
        put("publicKey", &key)?;
        if let Some(controller) = &self.0 {
            put("signal", &controller.signal())?;
        }
        if mediation == Mediation::Field {
            put("mediation", &"conditional".into())?;
        }
        let credentials = property(&web_sys::window()?.navigator(), "credentials")?;
        call(&credentials, "get", &[&request])?.dyn_into().ok()
    }
}

impl Drop for Ceremony {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

fn failure(reason: &JsValue) -> PasskeyFailure {
    let name = property(reason, "name").and_then(|name| name.as_string());
    match name.as_deref() {
        Some("SecurityError") => PasskeyFailure::WrongSite,
        Some("NotAllowedError") => PasskeyFailure::NotAllowed,
        Some("AbortError") => PasskeyFailure::Aborted,
        _ => PasskeyFailure::Failed,
    }
}

fn assertion(credential: &JsValue) -> Option<String> {
    let json = call(credential, "toJSON", &[])?;
    JSON::stringify(&json).ok()?.as_string()
}
