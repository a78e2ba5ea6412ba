//! What is sent, and what an answer says.

use super::super::error::{ApiError, GraphqlError, graphql_error, rest_error, unreadable};
use super::super::transport::Answer;
use console_json::{FromJson, Json, object};

/// The body of an answer to GraphQL.
#[derive(FromJson)]
pub(in super::super) struct GraphqlAnswer {
    pub(in super::super) data: Option<Json>,
    #[json(or_default)]
    errors: Vec<GraphqlError>,
}

/// What is sent for a document.
pub(in super::super) fn graphql_body(document: &str, variables: Json) -> String {
    object! { "query" => document, "variables" => variables }.to_string()
}

/// GraphQL parse and validation errors come with 4xx and a body of their own (contract 3.2); they
/// are left to the caller.
pub(super) fn rest_error_or_graphql(answer: Answer) -> Result<Answer, ApiError> {
    let is_graphql = matches!(answer.status, 400 | 406 | 422)
        && read::<GraphqlAnswer>(&answer).is_ok_and(|answer| !answer.errors.is_empty());
    match rest_error(&answer) {
        Some(error) if !is_graphql => Err(error),
        _ => Ok(answer),
    }
}

/// What the answer says, as a `T`.
pub(in super::super) fn read<T: FromJson>(answer: &Answer) -> Result<T, ApiError> {
    let read = Json::parse(&answer.body).and_then(T::from_json);
    read.ok_or_else(|| unreadable(answer))
}

/// The whole answer.
pub(super) fn rest_json(answer: &Answer) -> Result<Json, ApiError> {
    Json::parse(&answer.body).ok_or_else(|| unreadable(answer))
}

/// The data of a GraphQL answer; its first error if it has one.
pub(super) fn graphql_json(answer: &Answer) -> Result<Json, ApiError> {
    let GraphqlAnswer { data, errors } = read(answer)?;
    match (errors.first(), data) {
        (Some(error), _) => Err(graphql_error(error, answer)),
        (None, Some(data)) => Ok(data),
        (None, None) => Err(unreadable(answer)),
    }
}

/// The same rule as the backend's, which looks at the text (contract 2.1).
pub(super) fn is_mutation(document: &str) -> bool {
    document.trim_start().starts_with("mutation ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graphql_answers_with_an_error_status_are_left_to_graphql() {
        let answer = |status, body: &str| Answer {
            status,
            body: body.into(),
            ..Answer::default()
        };
        assert!(
            rest_error_or_graphql(answer(422, r#"{"errors":[{"message":"x"}],"data":null}"#))
                .is_ok()
        );
        assert!(rest_error_or_graphql(answer(400, r#"{"success":false,"error":"x"}"#)).is_err());
        assert!(rest_error_or_graphql(answer(500, r#"{"errors":[]}"#)).is_err());
    }
}
