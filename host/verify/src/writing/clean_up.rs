//! Takes away what was created.

use crate::{
    own::{Own, OwnCustomer},
    probe::{End, Probe, text},
    writing::fields::archive,
};

/// Deletes what is left, and archives the field. Goes on after a failure.
pub async fn clean_up(probe: &mut Probe, own: &mut Own) -> Result<(), End> {
    for number in 0..own.customers.len() {
        let OwnCustomer { email, id, gone } = &own.customers[number];
        if *gone {
            continue;
        }
        let id = match id {
            Some(id) => Some(*id),
            None => {
                let told = probe.ask(format!("list-customers({{email: {}}})", text(email)));
                let told = told.await?;
                let mut found = told.items().iter();
                let own_one = found.find(|one| one["email"].as_str() == Some(email));
                own.customers[number].gone = told.result.is_ok() && own_one.is_none();
                own_one.and_then(|one| one["id"].as_u64())
            }
        };
        if let Some(id) = id {
            own.customers[number].id = Some(id);
            let told = probe.ask(format!("delete-customer({id})")).await?;
            let is_gone = told.result.is_ok() || matches!(told.status(), Some(301 | 404));
            own.customers[number].gone = is_gone;
        }
    }
    if own.field_tried && own.field.is_none() {
        let label = text(&own.name);
        let told = probe.ask(format!("list-custom-fields(customer, {{search: {label}}})"));
        let told = told.await?;
        let mut found = told.items().iter();
        let field = found.find(|field| field["label"] == own.name.as_str());
        own.field = field.and_then(|field| field["id"].as_u64());
        own.field_archived = told.result.is_ok() && own.field.is_none();
    }
    if let Some(field) = own.field {
        let archive = archive(field);
        own.field_archived = probe.ask(&archive).await?.result.is_ok();
    }
    Ok(())
}
