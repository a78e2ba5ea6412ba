//! Contract 0.1: which bodies a REST route takes.

use serde_json::json;

use super::suite::Suite;

const REQUIRED: &str = "username is required";

pub(super) fn run(suite: &mut Suite) {
    suite.section("0.1");
    let mut stranger = suite.stranger();
    let (user, password) = (suite.options.user.clone(), suite.options.password.clone());
    let body = json!({ "username": user, "password": password }).to_string();
    for kind in [
        "application/json, application/json",
        "application/json; charset=utf-8",
        "application/json5",
    ] {
        let answer = stranger.send("POST", "/v1/login", &[("content-type", kind)], Some(&body));
        suite.eq(&format!("{kind} is taken"), answer.status, 200);
    }
    for kind in [
        "text/json",
        "text/plain, application/json",
        "Application/JSON",
    ] {
        let answer = stranger.send("POST", "/v1/login", &[("content-type", kind)], Some(&body));
        suite.eq(&format!("{kind} is 400"), answer.status, 400);
        suite.eq(
            &format!("{kind}: text"),
            answer.at("/error"),
            "code=415, message=Unsupported Media Type",
        );
        suite.eq(&format!("{kind}: success"), answer.at("/success"), false);
    }
    let untyped = stranger.send("POST", "/v1/login", &[], Some(&body));
    suite.eq(
        "a body without a type: text",
        untyped.at("/error"),
        "code=415, message=Unsupported Media Type",
    );
    for kind in ["application/json", "text/plain"] {
        let empty = stranger.send("POST", "/v1/login", &[("content-type", kind)], Some(""));
        suite.eq(
            &format!("an empty body of {kind} binds nothing"),
            empty.at("/error"),
            REQUIRED,
        );
    }
    suite.section("1.13");
    let taken = stranger.post(
        "/v1/register",
        &json!({ "email": user, "first_name": "A", "last_name": "B", "password": "long enough 1!" }),
    );
    suite.eq("registering twice is 409", taken.status, 409);
    suite.eq(
        "registering twice: body",
        taken.json,
        json!({ "success": false, "error": "user already exists", "error_code": "USER_EXISTS" }),
    );
}
