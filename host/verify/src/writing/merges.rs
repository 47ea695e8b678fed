//! Merges of customers of its own, and what becomes of the one that is gone.

use crate::{
    own::Own,
    probe::{End, Probe, text},
    writing::customers::has_channel,
};

pub async fn merge(probe: &mut Probe, own: &mut Own, source: u64, target: u64) -> Result<(), End> {
    let empty = probe
        .ask(format!("merge-customers({source}, {target})"))
        .await?;
    let holds = empty.refused().map(|refused| !refused);
    probe.conclude("merge-empty", holds, &empty);
    let told = if holds == Some(false) {
        let name = text(&own.name);
        probe
            .call(format!(
                "merge-customers({source}, {target}, {{name: {name}}})"
            ))
            .await?
    } else {
        empty
    };
    let Ok(merged) = &told.result else {
        return Ok(());
    };
    own.gone(source);
    let moved = has_channel(merged, &own.email(1));
    probe.conclude("merge-moves-channels", moved, &told);

    let read = format!("get-customer({source})");
    let update = format!("update-customer({source}, {{name: \"verify\"}})");
    for (fact, call) in [("merged-301", read), ("merged-update-301", update)] {
        let told = probe.ask(&call).await?;
        let is_301 = told.status() == Some(301);
        let answered = told.status().is_some();
        probe.conclude(fact, answered.then_some(is_301), &told);
        if is_301 {
            let location = told.header("location").unwrap_or_default();
            let last = location.trim_end_matches('/').rsplit('/').next();
            let leads = last == Some(target.to_string().as_str());
            probe.conclude("merged-location", Some(leads), &told);
        }
    }
    Ok(())
}

pub async fn merge_with_name(
    probe: &mut Probe,
    own: &mut Own,
    source: u64,
    target: u64,
) -> Result<(), End> {
    let name = format!("{} merged", own.name);
    let given = text(&name);
    let call = format!("merge-customers({source}, {target}, {{name: {given}}})");
    let told = probe.call(&call).await?;
    if let Ok(merged) = &told.result {
        own.gone(source);
        let holds = Some(merged["name"] != name.as_str());
        probe.conclude("merge-keeps-name", holds, &told);
    }
    Ok(())
}
