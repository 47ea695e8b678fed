//! Reading customers.

use serde_json::Map;

use crate::answer::{Answer, Fault, Outcome};
use crate::call::Call;
use crate::cursor::SortedBy;
use crate::names;
use crate::paging::{self, Order, Page, Row};
use crate::shop::{Customer, Shop, View};

/// The views of the account: `view_id` filters by them.
const VIEW_VIP: u64 = 301;
const VIEW_WITH_PHONE: u64 = 302;

/// `GET /api/customers/{id}`
pub fn get(shop: &mut Shop, call: &Call) -> Outcome {
    call.query.only(&["relationships"])?;
    for relationship in call.query.many("relationships") {
        if relationship != "custom_fields" {
            return Err(Fault::parameter(
                "relationships",
                "Must be one of: custom_fields.",
            ));
        }
    }
    let customer = shop.customer(call.id(2)?)?;
    Ok(Answer::ok(&customer.view(View::Full)))
}

/// `GET /api/customers`
pub fn list(shop: &mut Shop, call: &Call) -> Outcome {
    let query = call.query;
    query.only(&[
        "cursor",
        "limit",
        "order_by",
        "email",
        "external_id",
        "name",
        "language",
        "timezone",
        "view_id",
        "channel_type",
        "channel_address",
    ])?;
    let filters = Filters::read(call)?;
    let order_by = query.choice(
        "order_by",
        &[
            "created_datetime:asc",
            "created_datetime:desc",
            "updated_datetime:asc",
            "updated_datetime:desc",
        ],
    )?;
    let order_by = order_by.unwrap_or("created_datetime:desc");
    let by_update = order_by.starts_with("updated");
    let mut rows: Vec<Row<&Customer>> = shop
        .customers
        .values()
        .filter(|customer| filters.match_customer(customer))
        .map(|customer| Row {
            key: if by_update {
                customer.updated
            } else {
                customer.created
            },
            id: customer.id,
            item: customer,
        })
        .collect();
    let page = if filters.language.is_some() || filters.timezone.is_some() {
        // No cursor may be sent with these filters, so there is nothing but one page.
        rows.sort_by_key(|row| std::cmp::Reverse((row.key, row.id)));
        Page {
            items: rows.into_iter().map(|row| row.item).collect(),
            prev: None,
            next: None,
        }
    } else {
        let order = Order {
            sorted_by: SortedBy::Time,
            descending: order_by.ends_with(":desc"),
        };
        paging::page(call, call.options.pages, rows, order)?
    };
    let page = Page {
        items: page
            .items
            .iter()
            .map(|row| row.view(View::Compact))
            .collect(),
        prev: page.prev,
        next: page.next,
    };
    Ok(paging::list(call, page, Map::new()))
}

struct Filters<'a> {
    email: Option<&'a str>,
    external_id: Option<&'a str>,
    name: Option<&'a str>,
    language: Option<&'a str>,
    timezone: Option<&'a str>,
    view: Option<u64>,
    channel_type: Option<&'a str>,
    channel_address: Option<&'a str>,
}

impl<'a> Filters<'a> {
    fn read(call: &Call<'a>) -> Result<Self, Fault> {
        let query = call.query;
        let filters = Self {
            email: query.text("email")?,
            external_id: query.text("external_id")?,
            name: query.text("name")?,
            language: query.text("language")?,
            timezone: query.text("timezone")?,
            view: query.integer("view_id")?,
            channel_type: query.text("channel_type")?,
            channel_address: query.text("channel_address")?,
        };
        if filters
            .language
            .is_some_and(|code| !names::is_language(code))
        {
            return Err(Fault::parameter("language", "Not a valid language."));
        }
        if filters
            .timezone
            .is_some_and(|zone| !names::is_timezone(zone))
        {
            return Err(Fault::parameter("timezone", "Not a valid timezone."));
        }
        // Reported by one public client; the vendor's docs do not say it.
        for filter in ["language", "timezone"] {
            for paging in ["cursor", "limit", "order_by"] {
                if query.many(filter).next().is_some() && query.many(paging).next().is_some() {
                    let message = format!("Cannot be combined with {filter}.");
                    return Err(Fault::parameter(paging, &message));
                }
            }
        }
        if let Some(view) = filters.view
            && ![VIEW_VIP, VIEW_WITH_PHONE].contains(&view)
        {
            return Err(Fault::parameter("view_id", "No such view."));
        }
        Ok(filters)
    }

    /// Letter case matters for the external id alone; the vendor does not document it.
    fn match_customer(&self, customer: &Customer) -> bool {
        let same = |filter: Option<&str>, value: &Option<String>| match (filter, value) {
            (None, _) => true,
            (Some(filter), Some(value)) => filter.to_lowercase() == value.to_lowercase(),
            (Some(_), None) => false,
        };
        same(self.email, &customer.email)
            && same(self.name, &customer.name)
            && same(self.language, &customer.language)
            && same(self.timezone, &customer.timezone)
            && self
                .external_id
                .is_none_or(|id| customer.external_id.as_deref() == Some(id))
            && self.view.is_none_or(|view| in_view(view, customer))
            && self.match_channel(customer)
    }

    /// Type and address together mean one channel that has both.
    fn match_channel(&self, customer: &Customer) -> bool {
        if self.channel_type.is_none() && self.channel_address.is_none() {
            return true;
        }
        customer.channels.iter().any(|channel| {
            self.channel_type.is_none_or(|kind| channel.kind == kind)
                && self
                    .channel_address
                    .is_none_or(|address| channel.address.eq_ignore_ascii_case(address))
        })
    }
}

fn in_view(view: u64, customer: &Customer) -> bool {
    match view {
        VIEW_VIP => customer.values.values().any(|value| value == "VIP"),
        _ => customer
            .channels
            .iter()
            .any(|channel| channel.kind == "phone"),
    }
}
