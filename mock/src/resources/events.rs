//! The audit log.

use serde_json::Map;

use crate::answer::{Answer, Fault, Outcome};
use crate::call::Call;
use crate::cursor::SortedBy;
use crate::names;
use crate::paging::{self, Order, Page, Row};
use crate::shop::{Event, Shop};
use crate::time::Micros;

/// `GET /api/events/{id}`
pub fn get(shop: &mut Shop, call: &Call) -> Outcome {
    call.query.only(&[])?;
    let event = shop.events.get(&call.id(2)?).ok_or_else(Fault::not_found)?;
    Ok(Answer::ok(&event.view()))
}

/// `GET /api/events`
pub fn list(shop: &mut Shop, call: &Call) -> Outcome {
    call.query.only(&[
        "cursor",
        "limit",
        "order_by",
        "object_id",
        "object_type",
        "types",
        "user_ids",
        "created_datetime[gt]",
        "created_datetime[gte]",
        "created_datetime[lt]",
        "created_datetime[lte]",
    ])?;
    let filters = Filters::read(call)?;
    let order_by = call.query.choice(
        "order_by",
        &["created_datetime:asc", "created_datetime:desc"],
    )?;
    let rows = shop
        .events
        .values()
        .filter(|event| filters.match_event(event))
        .map(|event| Row {
            key: event.created,
            id: event.id,
            item: event,
        })
        .collect();
    let order = Order {
        sorted_by: SortedBy::Time,
        descending: order_by != Some("created_datetime:asc"),
    };
    let page = paging::page(call, call.options.pages, rows, order)?;
    let page = Page {
        items: page.items.into_iter().map(Event::view).collect(),
        prev: page.prev,
        next: page.next,
    };
    Ok(paging::list(call, page, Map::new()))
}

struct Filters<'a> {
    object_id: Option<u64>,
    object_type: Option<&'a str>,
    types: Vec<&'a str>,
    user_id: Option<u64>,
    gt: Option<Micros>,
    gte: Option<Micros>,
    lt: Option<Micros>,
    lte: Option<Micros>,
}

impl<'a> Filters<'a> {
    fn read(call: &Call<'a>) -> Result<Self, Fault> {
        let query = call.query;
        let types: Vec<&str> = query.many("types").collect();
        if types.iter().any(|name| !names::is_event_type(name)) {
            return Err(Fault::parameter("types", "Not a valid event type."));
        }
        // At most one, says the vendor's schema.
        if query.many("user_ids").count() > 1 {
            return Err(Fault::parameter(
                "user_ids",
                "Longer than maximum length 1.",
            ));
        }
        let object_id = query.integer("object_id")?;
        let object_type = query.choice("object_type", &names::EVENT_OBJECTS)?;
        // Reported by one public client.
        if object_type.is_some() && object_id.is_none() {
            return Err(Fault::parameter("object_id", "Required with object_type."));
        }
        Ok(Self {
            object_id,
            object_type,
            types,
            user_id: query.integer("user_ids")?,
            gt: query.datetime("created_datetime[gt]")?,
            gte: query.datetime("created_datetime[gte]")?,
            lt: query.datetime("created_datetime[lt]")?,
            lte: query.datetime("created_datetime[lte]")?,
        })
    }

    fn match_event(&self, event: &Event) -> bool {
        self.object_id.is_none_or(|id| event.object_id == id)
            && self
                .object_type
                .is_none_or(|name| event.object_type == name)
            && (self.types.is_empty() || self.types.contains(&event.kind))
            && self.user_id.is_none_or(|id| event.user_id == Some(id))
            && self.gt.is_none_or(|bound| event.created > bound)
            && self.gte.is_none_or(|bound| event.created >= bound)
            && self.lt.is_none_or(|bound| event.created < bound)
            && self.lte.is_none_or(|bound| event.created <= bound)
    }
}
