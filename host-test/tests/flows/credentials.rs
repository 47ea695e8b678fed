//! The three ways to sign in.

use crate::support::{World, call};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use host_test::Sandbox;
use mock::{Canned, Mock};

const GET: &str = "get-customer(700101)";

/// Both hosts granted, and no credentials.
fn anonymous(world: &World) -> Sandbox {
    let sandbox = Sandbox::new().env("GORGIAS_BASE_URL", world.mock.base_url());
    sandbox.grant(&world.mock.base_url()).expect("a grant")
}

async fn sent_header(world: &World, sandbox: &Sandbox) -> Option<String> {
    world.mock.clear_requests();
    let result = world.call_in(sandbox, GET).await;
    assert!(result.is_ok(), "{result:?}");
    let requests = world.mock.requests();
    assert_eq!(requests.len(), 1);
    requests[0].header("authorization").map(str::to_owned)
}

#[tokio::test]
async fn an_email_with_a_key_is_basic() {
    let (email, key) = ("zoë+agent@acme.test", "k:ey with / and = and é");
    let world = World::with(Mock::builder().credentials(email, key)).await;
    let sandbox = anonymous(&world)
        .env("GORGIAS_EMAIL", email)
        .env("GORGIAS_API_KEY", key);
    let expected = format!("Basic {}", STANDARD.encode(format!("{email}:{key}")));
    assert_eq!(sent_header(&world, &sandbox).await, Some(expected));
}

#[tokio::test]
async fn a_token_is_bearer() {
    let world = World::with(Mock::builder().access_token("eyJhbGciOi.J9-_~+/=")).await;
    let sandbox = anonymous(&world).env("GORGIAS_ACCESS_TOKEN", "eyJhbGciOi.J9-_~+/=");
    let header = sent_header(&world, &sandbox).await;
    assert_eq!(header.as_deref(), Some("Bearer eyJhbGciOi.J9-_~+/="));
}

#[tokio::test]
async fn a_host_that_signs_in_gets_requests_without_the_header() {
    let world = World::start().await;
    world.mock.answer_next(Canned::new(200).body("{}"));
    let sandbox = anonymous(&world).env("GORGIAS_AUTH", "host");
    assert_eq!(sent_header(&world, &sandbox).await, None);
    // Nobody added it here.
    let error = world.call_in(&sandbox, GET).await.expect_err("a refusal");
    assert_eq!(error.kind, "unauthorized");
}

#[tokio::test]
async fn every_tool_signs_in_with_a_token_too() {
    use crate::support::samples::sample;
    use gorgias_customers::tool::Tool;

    let world = World::start().await;
    let sandbox = anonymous(&world)
        .env("GORGIAS_ACCESS_TOKEN", "mock-access-token")
        .grant(&world.mock.files_origin())
        .expect("a grant");
    let mut session = world.session_in(&sandbox).await;
    for &tool in Tool::ALL {
        let result = call(&mut session, &world.plugin, sample(tool)).await;
        assert!(result.is_ok(), "{}: {}", tool.name(), result.unwrap_err());
    }
}
