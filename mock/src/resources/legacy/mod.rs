//! `POST /api/stats/{name}` and its CSV: the statistics that reporting superseded.

mod figures;
mod names;
mod period;
mod totals;

use bytes::Bytes;

use self::figures::Statistic;
use self::period::{Filters, Period};
use crate::answer::{Answer, Fault, Outcome};
use crate::call::Call;
use crate::shop::Shop;

/// `POST /api/stats/{name}`
pub fn get(shop: &mut Shop, call: &Call) -> Outcome {
    let (statistic, period) = compute(shop, call)?;
    Ok(Answer::ok(&statistic.json(&period)))
}

/// `POST /api/stats/{name}/download`
pub fn download(shop: &mut Shop, call: &Call) -> Outcome {
    let (statistic, _) = compute(shop, call)?;
    Ok(Answer::bytes("text/csv", Bytes::from(statistic.csv())))
}

fn compute(shop: &Shop, call: &Call) -> Result<(Statistic, Period), Fault> {
    call.query.only(&[])?;
    let name = call.segments.get(2).map(String::as_str).unwrap_or_default();
    // On some accounts none of them is there: reported by one public client.
    let known = names::find(name).filter(|_| call.options.legacy_statistics);
    let Some(statistic) = known else {
        let msg = format!("The statistic {name:?} does not exist.");
        return Err(Fault::bad_request(&msg));
    };
    let filters = Filters::read(&call.object()?, shop.now())?;
    let tickets = shop
        .tickets
        .iter()
        .filter(|ticket| filters.fit(ticket))
        .collect();
    Ok((statistic(shop, tickets, &filters.period), filters.period))
}
