//! `GORGIAS_ACCESS` decides by a tool's effect. The table of calls shows that with `full` all tools run.

use crate::{calls, support::World};
use gorgias_customers::tool::Effect;

#[tokio::test]
async fn every_tool_runs_where_its_effect_is_allowed_and_sends_nothing_elsewhere() {
    let world = World::start().await;
    for (setting, allowed) in [
        ("no-delete", &[Effect::Read, Effect::Write][..]),
        // The default.
        ("", &[Effect::Read, Effect::Write]),
        ("read-only", &[Effect::Read]),
    ] {
        let sandbox = world.sandbox().env("GORGIAS_ACCESS", setting);
        for (tool, row) in calls::examples() {
            let (name, call) = (tool.name(), row.call());
            world.mock.clear_requests();
            if allowed.contains(&tool.effect()) {
                row.prepare(&world.mock);
                let result = world.call_in(&sandbox, &call).await;
                assert!(result.is_ok(), "{name}: {}", result.unwrap_err());
                continue;
            }
            let result = world.call_in(&sandbox, &call).await;
            let error = result.expect_err(name);
            assert_eq!(error.kind, "blocked-by-policy", "{name}");
            assert!(!error.request_sent && error.status.is_none(), "{name}");
            for word in [name, "GORGIAS_ACCESS", setting, "Nothing was sent"] {
                assert!(error.message.contains(word), "{word} in {error}");
            }
            assert_eq!(world.requests(), [] as [&str; 0], "{name}");
        }
    }
}
