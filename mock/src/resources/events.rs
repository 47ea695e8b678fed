//! The audit log.

use crate::{
    answer::{self, Answer, ApiError},
    paging,
    request::Request,
    shop::Shop,
};

/// `GET /api/events/{id}`
pub fn get(shop: &mut Shop, request: &Request) -> Answer {
    let event = shop.events.get(&request.id(0));
    answer::ok(event.ok_or_else(ApiError::not_found)?.clone())
}

/// `GET /api/events`
pub fn list(shop: &mut Shop, request: &Request) -> Answer {
    paging::list(request, shop.events.values())
}
