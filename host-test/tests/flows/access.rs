//! `GORGIAS_ACCESS` decides by a tool's effect, for all of them.

use crate::support::World;
use crate::support::samples::sample;
use gorgias_customers::tool::{Effect, Tool};

async fn every_tool_under(setting: Option<&str>, allowed: impl Fn(Effect) -> bool) {
    let world = World::start().await;
    let mut sandbox = world.sandbox();
    if let Some(setting) = setting {
        sandbox = sandbox.env("GORGIAS_ACCESS", setting);
    }
    for &tool in Tool::ALL {
        world.mock.clear_requests();
        let result = world.call_in(&sandbox, sample(tool)).await;
        let requests = world.requests().len();
        let name = tool.name();
        if allowed(tool.effect()) {
            let wanted = if tool == Tool::DownloadFile { 2 } else { 1 };
            assert!(result.is_ok(), "{name}: {}", result.unwrap_err());
            assert_eq!(requests, wanted, "{name}");
        } else {
            let error = result.expect_err(name);
            assert_eq!(error.kind, "blocked-by-policy", "{name}");
            assert_eq!(requests, 0, "{name}");
            assert!(!error.request_sent && error.status.is_none(), "{name}");
            for word in [name, "GORGIAS_ACCESS", setting.unwrap_or_default()] {
                assert!(error.message.contains(word), "{word} in {error}");
            }
        }
    }
}

#[tokio::test]
async fn without_a_setting_every_tool_runs() {
    every_tool_under(None, |_| true).await;
}

#[tokio::test]
async fn full_access_runs_every_tool() {
    every_tool_under(Some("full"), |_| true).await;
}

#[tokio::test]
async fn no_delete_runs_all_but_destructive_tools() {
    every_tool_under(Some("no-delete"), |effect| effect != Effect::Destructive).await;
}

#[tokio::test]
async fn read_only_runs_reading_tools_alone() {
    every_tool_under(Some("read-only"), |effect| effect == Effect::Read).await;
}

/// A setting that is not understood allows nothing, rather than everything.
#[tokio::test]
async fn nothing_is_granted_by_a_mistake_in_the_setting() {
    let world = World::start().await;
    for setting in ["READ-ONLY", "readonly", "none", "full,read-only"] {
        let sandbox = world.sandbox().env("GORGIAS_ACCESS", setting);
        let error = world.call_in(&sandbox, "get-customer(700101)").await;
        assert_eq!(error.expect_err(setting).kind, "not-configured");
    }
    assert_eq!(world.requests(), [] as [&str; 0]);
}
