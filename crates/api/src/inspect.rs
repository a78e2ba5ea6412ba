//! Presenting a token alone, without any cookie: whether the backend accepts it, and whom it acts for. Any
//! use counts as one: the token's last use becomes now (contract 4).

use super::account::shown_name;
use super::client::{Client, GraphqlAnswer, read};
use super::documents::bearer_document;
use super::error::{ApiError, rest_error};
use super::token_node::{Connection, OrganizationRefNode, organization_refs};
use super::token_refusal::{TokenRefusal, token_refusal};
use super::transport::{Answer, Call, exchange};
use console_domain::id::UserId;
use console_domain::kind::TokenKind;
use console_domain::organization::OrganizationRef;
use console_domain::secret::{TokenSecret, wipe};
use console_json::{FromJson, Json, object};

/// Whose personal token it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The identifier.
    pub id: UserId,
    /// The name shown.
    pub name: String,
    /// The e-mail address.
    pub email: String,
}

/// Whom an accepted token acts for, as far as it can be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bearer {
    /// The organizations: the one of an API token, or those that its owner sees through a personal one.
    pub organizations: Vec<OrganizationRef>,
    /// The owner of a personal token.
    pub owner: Option<Owner>,
}

/// What the backend says about a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inspection {
    /// It accepts it.
    Accepted(Bearer),
    /// It refuses it, or does not know it.
    Refused(TokenRefusal),
}

/// The answer to the document for API tokens.
#[derive(FromJson)]
pub struct ApiBearerData {
    organizations: Connection<OrganizationRefNode>,
}

/// The answer to the document for personal tokens.
#[derive(FromJson)]
pub struct PersonalBearerData {
    #[json(name = "self")]
    owner: OwnerNode,
    organizations: Connection<OrganizationRefNode>,
}

#[derive(FromJson)]
#[json(camel_case)]
struct OwnerNode {
    id: UserId,
    email: String,
    display_name: String,
}

/// Whether the backend accepts a token: `None` when it does.
///
/// # Errors
/// See [`ApiError`]; a refusal is no error.
pub fn verify(
    client: Client,
    secret: &TokenSecret,
) -> impl Future<Output = Result<Option<TokenRefusal>, ApiError>> + use<> {
    let answer = present(client, secret, Call::get("/v1/scopes"));
    async move { refused(&answer.await?) }
}

/// Why the backend refuses the bearer of `answer`; `None` when it does not. Other errors are no word about
/// the token.
fn refused(answer: &Answer) -> Result<Option<TokenRefusal>, ApiError> {
    match rest_error(answer) {
        None => Ok(None),
        // What a 401 means for a session.
        Some(ApiError::SessionEnded) => Ok(Some(token_refusal(&answer.body))),
        Some(error) => Err(error),
    }
}

/// Whether the backend accepts a value of `kind`, and whom it acts for, in one request.
///
/// # Errors
/// See [`ApiError`]; a refusal is no error.
pub fn inspect(
    client: Client,
    kind: TokenKind,
    secret: &TokenSecret,
) -> impl Future<Output = Result<Inspection, ApiError>> + use<> {
    let body = object! { "query" => bearer_document(kind) };
    let answer = present(client, secret, Call::post("/query", body.to_string()));
    async move { inspection(kind, &answer.await?) }
}

/// Sends `call` with the token alone.
fn present(
    client: Client,
    secret: &TokenSecret,
    call: Call,
) -> impl Future<Output = Result<Answer, ApiError>> + use<> {
    // Made before anything waits: the caller lends the value only for this moment.
    let bearer = format!("Bearer {}", secret.expose());
    async move {
        let headers = [("Authorization", bearer.as_str())];
        let answer = exchange(&client.base(), &call, &headers, true).await;
        wipe(bearer);
        answer
    }
}

fn inspection(kind: TokenKind, answer: &Answer) -> Result<Inspection, ApiError> {
    if let Some(refusal) = refused(answer)? {
        return Ok(Inspection::Refused(refusal));
    }
    // Who may ask is accepted, whatever a part of the answer may be missing.
    let data = read::<GraphqlAnswer>(answer)?.data;
    Ok(Inspection::Accepted(
        data.and_then(|data| bearer(kind, data)).unwrap_or_default(),
    ))
}

fn bearer(kind: TokenKind, data: Json) -> Option<Bearer> {
    Some(match kind {
        TokenKind::Api => {
            let data = ApiBearerData::from_json(data)?;
            Bearer {
                organizations: organization_refs(data.organizations),
                owner: None,
            }
        }
        TokenKind::Personal => {
            let data = PersonalBearerData::from_json(data)?;
            let OwnerNode {
                id,
                email,
                display_name,
            } = data.owner;
            Bearer {
                organizations: organization_refs(data.organizations),
                owner: Some(Owner {
                    id,
                    name: shown_name(display_name, email.clone()),
                    email,
                }),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use console_domain::id::OrganizationId;

    fn answer(status: u16, body: &str) -> Answer {
        Answer {
            status,
            body: body.to_owned(),
            ..Answer::default()
        }
    }

    const ORGANIZATIONS: &str =
        r#""organizations":{"edges":[{"node":{"id":"o","name":"acme","displayName":"Acme"}}]}"#;

    fn acme() -> OrganizationRef {
        OrganizationRef {
            id: OrganizationId::new("o"),
            name: "Acme".into(),
        }
    }

    #[test]
    fn an_accepted_token_says_whom_it_acts_for() {
        let api = answer(200, &format!(r#"{{"data":{{{ORGANIZATIONS}}}}}"#));
        let bearer = Bearer {
            organizations: vec![acme()],
            owner: None,
        };
        assert_eq!(
            inspection(TokenKind::Api, &api),
            Ok(Inspection::Accepted(bearer))
        );
        let owner = r#""self":{"id":"u","email":"mia@acme.test","displayName":"Mia"}"#;
        let personal = answer(200, &format!(r#"{{"data":{{{owner},{ORGANIZATIONS}}}}}"#));
        let bearer = Bearer {
            organizations: vec![acme()],
            owner: Some(Owner {
                id: UserId::new("u"),
                name: "Mia".into(),
                email: "mia@acme.test".into(),
            }),
        };
        assert_eq!(
            inspection(TokenKind::Personal, &personal),
            Ok(Inspection::Accepted(bearer))
        );
    }

    #[test]
    fn what_an_accepted_token_may_not_ask_is_left_open() {
        let refusal = "api token lacks the required scopes for this request";
        let body = &format!(r#"{{"data":null,"errors":[{{"message":"{refusal}"}}]}}"#);
        assert_eq!(
            inspection(TokenKind::Api, &answer(200, body)),
            Ok(Inspection::Accepted(Bearer::default()))
        );
    }

    #[test]
    fn a_refusal_says_why_and_everything_else_is_an_error() {
        let refused = |text: &str| {
            let body = format!(r#"{{"success":false,"error":"{text}"}}"#);
            inspection(TokenKind::Api, &answer(401, &body))
        };
        assert_eq!(
            refused("token has been revoked"),
            Ok(Inspection::Refused(TokenRefusal::Revoked))
        );
        assert_eq!(
            refused("generated: api_token not found"),
            Ok(Inspection::Refused(TokenRefusal::Unknown))
        );
        // Openlane's own words for requests from a page that it does not know (contract 2.2).
        assert!(
            inspection(
                TokenKind::Api,
                &answer(401, r#"{"error":"code=401, message=x"}"#)
            )
            .is_err()
        );
        assert!(inspection(TokenKind::Api, &answer(503, "<html>")).is_err());
        assert!(inspection(TokenKind::Api, &answer(200, "<html>")).is_err());
    }
}
