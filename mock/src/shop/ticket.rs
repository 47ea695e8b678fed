//! Tickets: no tool reads them, both kinds of statistics count them.

use crate::time::{DAY, HOUR, Micros, SECOND, date};

#[derive(Clone, Debug)]
pub struct Ticket {
    pub id: u64,
    pub customer: u64,
    pub agent: u64,
    pub channel: &'static str,
    pub integration: u64,
    pub tags: Vec<u64>,
    pub created: Micros,
    /// The first answer of an agent.
    pub first_reply: Option<Micros>,
    pub closed: Option<Micros>,
    pub messages_sent: u64,
    pub messages_received: u64,
    pub macro_used: Option<u64>,
    pub survey: Option<Survey>,
}

/// A satisfaction survey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Survey {
    pub sent: Micros,
    /// 1 to 5; none while it is unanswered.
    pub score: Option<u64>,
}

impl Ticket {
    /// Seconds from the ticket to the first answer.
    pub fn first_response_time(&self) -> Option<f64> {
        Some(((self.first_reply? - self.created) / SECOND) as f64)
    }

    /// Seconds from the ticket to its end.
    pub fn resolution_time(&self) -> Option<f64> {
        Some(((self.closed? - self.created) / SECOND) as f64)
    }

    /// Closed with a single message of an agent.
    pub fn is_one_touch(&self) -> bool {
        self.closed.is_some() && self.messages_sent == 1
    }
}

/// Four tickets a day through May 2026. The small primes keep the columns out of step.
pub fn seeded(customers: u64) -> Vec<Ticket> {
    let channels = [
        ("email", 62),
        ("chat", 63),
        ("email", 62),
        ("phone", 64),
        ("email", 62),
    ];
    (0..124_u64)
        .map(|index| {
            let step = index as i64;
            let created = date(2026, 5, 1)
                + step / 4 * DAY
                + (8 + step % 4 * 3) * HOUR
                + step % 59 * 60 * SECOND;
            let (channel, integration) = channels[index as usize % channels.len()];
            let first_reply =
                (index % 11 != 10).then(|| created + (5 + step % 37 * 4) * 60 * SECOND);
            // The last days' tickets are still open.
            let closed = first_reply
                .filter(|_| index % 7 != 6 && index < 116)
                .map(|reply| reply + (index as i64 % 5) * HOUR + 600 * SECOND);
            let tags = match index % 6 {
                0 => vec![501, 503],
                2 => vec![502],
                4 => vec![503],
                _ => vec![],
            };
            let survey = closed
                .filter(|_| index.is_multiple_of(3))
                .map(|closed| Survey {
                    sent: closed + HOUR,
                    score: (index.is_multiple_of(2)).then_some(5 - index / 6 % 3),
                });
            Ticket {
                id: 81_001 + index,
                customer: 700_101 + index * 7 % customers.max(1),
                agent: 31 + index % 8 % 3,
                channel,
                integration,
                tags,
                created,
                first_reply,
                closed,
                messages_sent: if first_reply.is_some() {
                    1 + index % 3
                } else {
                    0
                },
                messages_received: 1 + index % 4,
                macro_used: match index % 9 {
                    1 => Some(701),
                    5 => Some(702),
                    _ => None,
                },
                survey,
            }
        })
        .collect()
}
