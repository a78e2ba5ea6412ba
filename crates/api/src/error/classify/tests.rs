use super::*;

fn answer(status: u16, body: &str) -> Answer {
    Answer {
        status,
        body: body.into(),
        request_id: Some("r1".into()),
        ..Answer::default()
    }
}

fn rest(status: u16, body: &str) -> Option<ApiError> {
    rest_error(&answer(status, body))
}

fn graphql(json: &str) -> ApiError {
    graphql_error(
        &Json::parse(json).and_then(GraphqlError::from_json).unwrap(),
        &answer(200, ""),
    )
}

#[test]
fn the_three_families_are_told_apart() {
    assert_eq!(rest(200, "<html>"), None);
    assert_eq!(
        rest(
            401,
            r#"{"success":false,"error":"invalid session provided"}"#
        ),
        Some(ApiError::SessionEnded)
    );
    assert_eq!(
        rest(
            401,
            r#"{"error":"code=401, message=Unauthorized","query":{},"url":"/query"}"#
        ),
        Some(ApiError::OriginRefused)
    );
    assert_eq!(
        rest(
            403,
            r#"{"error":"code=403, message=invalid csrf token","query":{},"url":"/"}"#
        ),
        Some(ApiError::CsrfRefused)
    );
    assert_eq!(
        rest(
            400,
            r#"{"error":"code=400, message=Bad Request, internal=missing value in request header"}"#
        ),
        Some(ApiError::CsrfRefused)
    );
    assert_eq!(
        rest(429, ""),
        Some(ApiError::RateLimited { retry_after: None })
    );
    assert_eq!(
        rest(502, "<html>"),
        Some(ApiError::Unreadable {
            status: 502,
            request_id: Some("r1".into())
        })
    );
}

#[test]
fn a_gateway_that_answers_in_place_of_openlane_says_that_the_server_failed() {
    for body in [
        "<html>Bad gateway",
        "",
        r#"{"message": "Endpoint request timed out"}"#,
    ] {
        for status in [500, 502, 503, 504, 520] {
            let error = rest(status, body).unwrap();
            assert!(
                error.outcome_unknown() && error.is_retryable(),
                "{status} {body}"
            );
            let words = error.to_string();
            assert!(
                words.starts_with("The server failed") && words.contains(&status.to_string()),
                "{words}"
            );
        }
        let address = "The answer could not be understood. Is the API address right?";
        assert_eq!(rest(404, body).unwrap().to_string(), address);
        assert_eq!(unreadable(&answer(200, body)).to_string(), address);
        let refused = rest(403, body).unwrap().to_string();
        assert!(
            refused.starts_with("A proxy or firewall before Openlane"),
            "{refused}"
        );
    }
}

#[test]
fn an_error_of_a_gateway_in_json_leaves_open_what_came_of_a_call() {
    let gateway = r#"{"error":"upstream timed out"}"#;
    let echo = r#"{"error":"code=500, message=Internal Server Error","query":{},"url":"/query"}"#;
    for status in [500, 502, 503, 504] {
        assert!(rest(status, gateway).unwrap().outcome_unknown(), "{status}");
    }
    assert!(!rest(500, echo).unwrap().outcome_unknown());
}

#[test]
fn the_trace_of_a_crash_is_not_shown() {
    let trace = r#"{"error":"[PANIC RECOVER] runtime error: goroutine 1","query":{},"url":"/x"}"#;
    let error = rest(500, trace).unwrap();
    assert!(
        matches!(&error, ApiError::Unexpected { status: 500, message, .. } if message == CRASHED),
        "{error:?}"
    );
    assert!(!error.to_string().contains("PANIC"), "{error}");
}

#[test]
fn only_an_answer_of_openlane_says_what_came_of_a_call() {
    let html = rest(502, "<html>").unwrap();
    let masked = rest(
        500,
        r#"{"success":false,"error":"error processing request"}"#,
    )
    .unwrap();
    assert!(html.outcome_unknown() && ApiError::NoAnswer.outcome_unknown());
    assert!(!masked.outcome_unknown() && !ApiError::Offline.outcome_unknown());
}

#[test]
fn a_redirect_to_the_sso_route_names_the_organization() {
    // The redirect is relative, so where it ends depends on the route that was called.
    for path in [
        "/v1/sso/login",
        "/v1/v1/sso/login",
        "/v1/account/roles/v1/sso/login",
        "/authentication/v1/sso/login",
        "/below/a/path/v1/sso/login",
    ] {
        let mut redirected = answer(404, r#"{"error":"code=404, message=Not Found"}"#);
        redirected.redirected = true;
        redirected.url = format!("http://127.0.0.1{path}?organization_id=01ABC");
        assert_eq!(
            rest_error(&redirected),
            Some(ApiError::SsoRequired(Some(OrganizationId::new("01ABC")))),
            "{path}"
        );
    }
    let mut elsewhere = answer(404, r#"{"error":"code=404, message=Not Found"}"#);
    elsewhere.redirected = true;
    elsewhere.url = "http://127.0.0.1/v1/sso/login/other".into();
    assert!(!matches!(
        rest_error(&elsewhere),
        Some(ApiError::SsoRequired(_))
    ));
}

#[test]
fn only_a_followed_redirect_to_the_sso_route_demands_single_sign_on() {
    let at = |url: &str, redirected| {
        let mut answer = answer(405, "");
        (answer.url, answer.redirected) = (url.to_owned(), redirected);
        matches!(rest_error(&answer), Some(ApiError::SsoRequired(_)))
    };
    assert!(at("https://api.test/v1/sso/login", true));
    assert!(!at(
        "https://api.test/v1/sso/login?organization_id=01",
        false
    ));
    assert!(!at("https://api.test/login?next=/v1/sso/login", true));
    let mut unnamed = answer(200, "<html>");
    unnamed.url = "https://api.test/v1/sso/login?x=1".into();
    unnamed.redirected = true;
    assert_eq!(rest_error(&unnamed), Some(ApiError::SsoRequired(None)));
}

#[test]
fn graphql_errors_with_and_without_codes() {
    assert_eq!(
        graphql(concat!(
            r#"{"message":"you are not authorized to perform this action","#,
            r#""extensions":{"code":"UNAUTHORIZED"}}"#
        )),
        ApiError::NotAllowed
    );
    assert_eq!(
        graphql(r#"{"message":"apitoken not found","extensions":{"code":"NOT_FOUND"}}"#),
        ApiError::NotFound
    );
    assert_eq!(
        graphql(r#"{"message":"personalaccesstoken not found","extensions":{"code":"NOT_FOUND"}}"#),
        ApiError::NotFound
    );
    for of_the_caller in [
        "user not found",
        "organization not found",
        "organizationsetting not found",
    ] {
        let error =
            format!(r#"{{"message":"{of_the_caller}","extensions":{{"code":"NOT_FOUND"}}}}"#);
        assert_eq!(graphql(&error), ApiError::CallerNotFound);
    }
    assert_eq!(
        graphql(r#"{"message":"time cannot be in the past"}"#),
        ApiError::ExpiryPast
    );
    assert_eq!(
        graphql(
            r#"{"message":"scope is not assignable to service subjects: \"foo:bar\" (bar_foo)"}"#
        ),
        ApiError::ScopeRefused("foo:bar".into())
    );
    assert_eq!(
        graphql(concat!(
            r#"{"message":"A valid payment method is required to create tokens. "#,
            r#"Contact your organization admin to add one in billing."}"#
        )),
        ApiError::PaymentRequired
    );
    assert_eq!(
        graphql(concat!(
            r#"{"message":"validator failed","extensions":{"code":"VALIDATION_ERROR","#,
            r#""message":"invalid input provided for name: value is less than the required length","#,
            r#""fields":["name"]}}"#
        )),
        ApiError::FieldRefused {
            field: "name".into(),
            message: "Value is less than the required length.".into()
        }
    );
    assert_eq!(
        graphql(concat!(
            r#"{"message":"api token lacks the required scopes for this request","#,
            r#""extensions":{"code":"INSUFFICIENT_SCOPES"}}"#
        )),
        ApiError::NotAllowed
    );
    assert_eq!(
        graphql(r#"{"message":"organization not found","extensions":{"code":"CONFLICT"}}"#),
        ApiError::Conflict
    );
    for without_organization in [
        "owner_id is required",
        "could not identify authenticated user in request",
    ] {
        let error = format!(r#"{{"message":"{without_organization}"}}"#);
        assert_eq!(graphql(&error), ApiError::NoActiveOrganization);
    }
    let malformed =
        graphql(r#"{"message":"no cursor","extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}"#);
    assert!(matches!(malformed, ApiError::Malformed { .. }));
    let unknown = graphql(r#"{"message":"internal server error"}"#);
    assert_eq!(unknown.request_id(), Some("r1"));
}
