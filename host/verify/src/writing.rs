//! What writing tells: every write tool, on what was created for it, and the deletion of all that.

mod clean_up;
mod customers;
mod fields;
mod merges;
mod values;

pub use clean_up::clean_up;

use crate::{
    files,
    own::Own,
    probe::{End, Probe},
    reading::Fields,
};

/// What will be done, for the person to agree to.
pub const PLAN: &str = "\
- create one custom field for customers and change it; at the end it is archived, since a custom
  field cannot be deleted
- create two customers with addresses at example.com, change them, merge one into the other, delete
  the other; and the same once more, since merging and each way of deleting uses one up
- give the first of them a value of one custom field that exists already, which goes with it
- upload a file of a few bytes, which no tool can remove, and download it";

/// Changes what it creates, and nothing else.
pub async fn run(probe: &mut Probe, own: &mut Own, fields: &Fields) -> Result<(), End> {
    let field = fields::create(probe, own).await?;
    let first = customers::create(probe, own, 2).await?;
    let second = customers::create(probe, own, 1).await?;
    if let Some(first) = first {
        customers::replace_channels(probe, own, first).await?;
        if let Some(field) = field {
            values::set(probe, first, field, fields).await?;
        }
        customers::set_data(probe, own, first).await?;
    }
    if let Some(field) = field {
        fields::archive_and_back(probe, field).await?;
        fields::change_several(probe, field).await?;
    }
    files::upload(probe, own).await?;
    if let (Some(first), Some(second)) = (first, second) {
        merges::merge(probe, own, first, second).await?;
        customers::delete(probe, own, second).await?;
    }
    // Where nothing can be created, asking again says nothing new.
    if first.is_none() {
        return Ok(());
    }
    let third = customers::create(probe, own, 1).await?;
    let fourth = customers::create(probe, own, 1).await?;
    if let (Some(third), Some(fourth)) = (third, fourth) {
        merges::merge_with_name(probe, own, third, fourth).await?;
        customers::delete_several(probe, own, fourth).await?;
    }
    Ok(())
}
