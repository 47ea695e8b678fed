//! What can be asked about: the scopes with their measures and dimensions.

use serde_json::json;

use super::measures::{
    Measure, average, average_messages, average_score, count, median, messages_received,
    messages_sent, percent, satisfaction, scores,
};
use crate::shop::Ticket;
use crate::time::Micros;

/// A scope that the seeded tickets answer.
pub struct Scope {
    pub name: &'static str,
    pub measures: &'static [(&'static str, Measure)],
    /// Beyond those of every scope about tickets.
    pub dimension: Option<&'static str>,
    pub time_dimensions: &'static [&'static str],
    /// When the ticket counts; none when it does not.
    pub time: fn(&Ticket) -> Option<Micros>,
}

/// A scope that the vendor's docs name.
pub enum Known {
    Counted(&'static Scope),
    /// The shop has nothing to count there.
    Empty(&'static str),
    /// The account lacks the feature.
    Failing(&'static str),
}

impl Known {
    pub fn find(name: &str) -> Option<Self> {
        let same = |known: &&&str| **known == name;
        SCOPES
            .iter()
            .find(|scope| scope.name == name)
            .map(Self::Counted)
            .or_else(|| EMPTY.iter().find(same).map(|name| Self::Empty(name)))
            .or_else(|| FAILING.iter().find(same).map(|name| Self::Failing(name)))
    }

    pub fn name(&self) -> &'static str {
        match self {
            Self::Counted(scope) => scope.name,
            Self::Empty(name) | Self::Failing(name) => name,
        }
    }
}

impl Scope {
    pub fn has_dimension(&self, name: &str) -> bool {
        TICKET_DIMENSIONS.contains(&name) || self.dimension == Some(name)
    }
}

const TICKET_DIMENSIONS: [&str; 5] = ["ticketId", "agentId", "channel", "integrationId", "storeId"];

/// The ordinary filters of every scope about tickets. The shop has no quality scores, so a filter
/// for one of those finds nothing.
pub const MEMBERS: [&str; 17] = [
    "periodStart",
    "periodEnd",
    "agentId",
    "teamId",
    "channel",
    "score",
    "integrationId",
    "communicationSkills",
    "languageProficiency",
    "resolutionCompleteness",
    "accuracy",
    "efficiency",
    "internalCompliance",
    "brandVoice",
    "storeId",
    "agentIdFromTeamId",
    "createdDatetime",
];

/// When something about a ticket happened, by the name of a time dimension.
pub fn time_of(scope: &Scope, ticket: &Ticket, dimension: &str) -> Option<Micros> {
    match dimension {
        "createdDatetime" | "timestamp" => Some(ticket.created),
        "closedDatetime" => ticket.closed,
        "firstAgentMessageDatetime" => ticket.first_reply,
        // `sentDatetime` of messages and surveys, and `periodStart`.
        _ => (scope.time)(ticket),
    }
}

pub static SCOPES: [Scope; 12] = [
    Scope {
        name: "tickets-created",
        measures: &[("ticketCount", count)],
        dimension: None,
        time_dimensions: &["createdDatetime", "periodStart"],
        time: |ticket| Some(ticket.created),
    },
    Scope {
        name: "tickets-closed",
        measures: &[("ticketCount", count)],
        dimension: None,
        time_dimensions: &["closedDatetime", "createdDatetime", "periodStart"],
        time: |ticket| ticket.closed,
    },
    Scope {
        name: "tickets-open",
        measures: &[("ticketCount", count)],
        dimension: None,
        time_dimensions: &["createdDatetime", "periodStart"],
        time: |ticket| ticket.closed.is_none().then_some(ticket.created),
    },
    Scope {
        name: "tickets-replied",
        measures: &[("ticketCount", count)],
        dimension: None,
        time_dimensions: &["createdDatetime", "sentDatetime", "periodStart"],
        time: |ticket| ticket.first_reply,
    },
    Scope {
        name: "one-touch-tickets",
        measures: &[("ticketCount", count)],
        dimension: None,
        time_dimensions: &["createdDatetime", "closedDatetime", "periodStart"],
        time: |ticket| ticket.closed.filter(|_| ticket.is_one_touch()),
    },
    Scope {
        name: "messages-sent",
        measures: &[("messagesCount", messages_sent)],
        dimension: None,
        time_dimensions: &["sentDatetime", "periodStart"],
        time: |ticket| ticket.first_reply,
    },
    Scope {
        name: "messages-received",
        measures: &[("messagesCount", messages_received)],
        dimension: None,
        time_dimensions: &["sentDatetime", "periodStart"],
        time: |ticket| Some(ticket.created),
    },
    Scope {
        name: "messages-per-ticket",
        measures: &[("averageMessagesCount", average_messages)],
        dimension: Some("messagesCount"),
        time_dimensions: &["createdDatetime", "closedDatetime", "periodStart"],
        time: |ticket| ticket.closed,
    },
    Scope {
        name: "first-response-time",
        measures: &[
            ("medianFirstResponseTime", |tickets| {
                median(tickets, Ticket::first_response_time)
            }),
            ("averageFirstResponseTime", |tickets| {
                average(tickets, Ticket::first_response_time)
            }),
        ],
        dimension: Some("firstResponseTime"),
        time_dimensions: &[
            "createdDatetime",
            "firstAgentMessageDatetime",
            "periodStart",
        ],
        time: |ticket| ticket.first_reply,
    },
    Scope {
        name: "resolution-time",
        measures: &[
            ("medianResolutionTime", |tickets| {
                median(tickets, Ticket::resolution_time)
            }),
            ("averageResolutionTime", |tickets| {
                average(tickets, Ticket::resolution_time)
            }),
        ],
        dimension: Some("resolutionTime"),
        time_dimensions: &["createdDatetime", "periodStart", "closedDatetime"],
        time: |ticket| ticket.closed,
    },
    Scope {
        name: "satisfaction-surveys",
        measures: &[
            ("scoredSurveysCount", |tickets| json!(scores(tickets).len())),
            ("averageSurveyScore", average_score),
            ("satisfactionScore", satisfaction),
            ("responseRate", |tickets| {
                percent(scores(tickets).len(), tickets.len())
            }),
            ("sentSurveysCount", count),
        ],
        dimension: Some("surveyScore"),
        time_dimensions: &["createdDatetime", "sentDatetime", "periodStart"],
        time: |ticket| ticket.survey.map(|survey| survey.sent),
    },
    Scope {
        name: "tags",
        measures: &[("ticketCount", count)],
        dimension: Some("tagId"),
        time_dimensions: &["timestamp"],
        time: |ticket| (!ticket.tags.is_empty()).then_some(ticket.created),
    },
];

const FAILING: [&str; 5] = [
    "automation-rate",
    "online-time",
    "voice-calls",
    "voice-agent-events",
    "voice-calls-summary",
];

const EMPTY: [&str; 41] = [
    "zero-touch-tickets",
    "human-first-response-time",
    "response-time",
    "ticket-handle-time",
    "ticket-fields",
    "auto-qa",
    "workload-tickets",
    "ticket-sla",
    "knowledge-insights",
    "ai-sales-agent-orders-performance",
    "ai-sales-agent-discounts",
    "ai-sales-agent-activity",
    "overall-automation-rate",
    "ai-agent-automated-interactions",
    "overall-automated-interactions",
    "handover-interactions",
    "ai-sales-agent-buy-through-rate",
    "ai-sales-agent-conversion-rate",
    "ai-agent-coverage-rate",
    "ai-agent-success-rate",
    "overall-time-saved-by-agent",
    "ai-agent-time-saved",
    "ai-agent-ticket-fields",
    "overall-decrease-in-resolution-time",
    "ai-agent-decrease-in-resolution-time",
    "flow-dataset",
    "ai-agent-csat",
    "overall-decrease-in-first-response-time",
    "ai-agent-decrease-in-first-response-time",
    "messages-sent-per-macro",
    "automated-interactions",
    "voice-queue-exposure",
    "user-availability-tracking",
    "convert-campaign-events",
    "convert-order-conversion",
    "convert-campaign-order-events",
    "help-center",
    "ai-sales-agent-orders",
    "ai-sales-agent-conversations",
    "ai-agent-tickets-closed",
    "revenue",
];
