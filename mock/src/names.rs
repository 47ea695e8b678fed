//! The closed sets of the vendor's docs, as words separated by spaces.

/// The values of a customer's `language`: ISO 639-1 codes.
pub const LANGUAGES: &str = "aa ab af ak sq am ar an hy as av ae ay az ba bm eu be bn bh bi bs br \
    bg my ca ch ce zh cu cv kw co cr cs da dv nl dz en eo et ee fo fj fi fr fy ff ka de gd ga gl \
    gv el gn gu ht ha he hz hi ho hr hu ig is io ii iu ie ia id ik it jv ja kl kn ks kr kk km ki \
    rw ky kv kg ko kj ku lo la lv li ln lt lb lu lg mk mh ml mi mr ms mg mt mn na nv nr nd ng ne \
    nn nb no ny oc oj or om os pa fa pi pl pt ps qu rc rm ro rn ru sg sa si sk sl se sm sn sd so \
    st es sc sr ss su sw sv ty ta tt te tg tl th bo ti to tn ts tk tr tw ug uk ur uz ve vi vo cy \
    wa wo xh yi yo za zu";

/// What a custom field can belong to. The letter case matters.
pub const FIELD_OBJECTS: &str = "Ticket Customer";

/// The values of a custom field's `managed_type`, by what it belongs to.
pub const MANAGED_CUSTOMER_TYPES: &str = "customer_type";
pub const MANAGED_TICKET_TYPES: &str = "contact_reason product resolution ai_intent ai_outcome \
    ai_sales ai_discount ai_journey managed_sentiment call_status";

/// The values of the event list's `object_type` filter.
pub const EVENT_OBJECTS: &str = "Account AccountSetting Macro Tag Customer Team View Widget \
    CustomField CustomFieldCondition User TicketMessage Ticket Rule Integration SatisfactionSurvey";

/// The values of the event list's `types` filter.
pub const EVENT_TYPES: &str = "account-created account-deactivated account-setting-updated \
    account-updated action-executed custom-field-condition-created custom-field-condition-deleted \
    custom-field-condition-disabled custom-field-condition-enabled custom-field-condition-updated \
    custom-field-created custom-field-updated customer-created customer-deleted customer-merged \
    customer-updated integration-created integration-deactivated integration-deleted \
    integration-reactivated integration-updated macro-created macro-deleted macro-updated \
    rule-created rule-deleted rule-executed rule-priority-updated rule-updated \
    satisfaction-survey-responded satisfaction-survey-sent tag-created tag-deleted tag-merged \
    tag-renamed tag-updated team-created team-deleted team-updated ticket-assigned ticket-closed \
    ticket-created ticket-customer-updated ticket-deleted ticket-excluded-from-auto-merge \
    ticket-excluded-from-csat ticket-marked-spam ticket-merged ticket-message-created \
    ticket-message-deleted ticket-message-failed ticket-message-summary-created \
    ticket-message-updated ticket-reopened ticket-satisfaction-survey-skipped \
    ticket-self-unsnoozed ticket-sla-policy-assigned ticket-snoozed ticket-split \
    ticket-subject-updated ticket-tags-added ticket-tags-removed ticket-team-assigned \
    ticket-team-unassigned ticket-trashed ticket-unassigned ticket-unmarked-spam \
    ticket-untrashed ticket-updated user-2fa-changed user-created user-deleted user-invited \
    user-logged-in user-logged-out user-password-changed user-password-reset user-updated \
    view-created view-deactivated view-deleted view-updated widget-created widget-deleted \
    widget-updated";

/// The types of a search.
pub const SEARCHES: &str = "agent customer customer_profile customer_channel \
    customer_channel_email customer_channel_phone customers_by_phone integration team tag";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sets_have_the_documented_sizes() {
        let sets = [
            LANGUAGES,
            MANAGED_TICKET_TYPES,
            EVENT_OBJECTS,
            EVENT_TYPES,
            SEARCHES,
        ];
        assert_eq!(
            sets.map(|set| set.split(' ').count()),
            [185, 10, 16, 85, 10]
        );
    }
}
