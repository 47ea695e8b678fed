//! Questions to the person at the other end of a stream that are not answered yet. Over HTTP nothing
//! stays between two messages, so nothing is kept there.

use crate::json::{self, Object};
use alloc::{
    collections::VecDeque,
    format,
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};
use core::{
    cell::{Cell, RefCell},
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

/// How many questions of 2026-07-28 may be open. Who asks on and never answers loses the oldest.
const MAX_OPEN: usize = 64;

/// The questions of one client.
#[derive(Debug, Default)]
pub struct Questions {
    /// Whether the client said in `initialize` that it can ask a person.
    pub can_ask: Cell<bool>,
    last: Cell<u64>,
    /// Messages to the client that wait to be written.
    outgoing: RefCell<Vec<String>>,
    /// The calls that wait, by the number of their question, and what the person chose.
    waiting: RefCell<Vec<(u64, Option<Choice>)>>,
    /// Whether no more answers come in.
    is_closed: Cell<bool>,
    /// The states that are good for one answer.
    states: RefCell<VecDeque<String>>,
}

/// A person's choice: that they agree, or why that is not so.
pub type Choice = Result<(), &'static str>;

/// They said no, or shut the dialogue.
const DECLINED: Choice = Err("the person who was asked did not agree");
const FAILED: Choice = Err("a person has to agree first, and the client could not ask");
const SILENT: Choice = Err("a person has to agree first, and nobody answered within 10 minutes");

/// Reads the result of `elicitation/create`.
pub fn choice(result: &Object) -> Choice {
    match result.get("action").and_then(json::string).as_deref() {
        Some("accept") => Ok(()),
        _ => DECLINED,
    }
}

/// Writes the parameters of `elicitation/create`. `mode` is a member, or nothing where the version has
/// none.
pub fn params(mode: &str, question: &str) -> String {
    let mut out = ["{", mode].concat();
    json::push_text(&mut out, "message", question);
    out.push_str(r#","requestedSchema":{"type":"object","properties":{}}}"#);
    out
}

impl Questions {
    fn number(&self) -> u64 {
        self.last.set(self.last.get() + 1);
        self.last.get()
    }

    /// Makes a state for a question: what it is about, and a number that is good once.
    pub fn new_state(&self, about: &str) -> String {
        let state = format!("{}.{about}", self.number());
        let mut states = self.states.borrow_mut();
        if states.len() == MAX_OPEN {
            states.pop_front();
        }
        states.push_back(state.clone());
        state
    }

    /// Takes back a state that an answer came with. None, where it was never given out for this, or
    /// was used before.
    pub fn take_state(&self, state: &str, about: &str) -> Option<()> {
        let mut states = self.states.borrow_mut();
        let place = states.iter().position(|known| known == state)?;
        states.remove(place);
        let (_, of) = state.split_once('.')?;
        (of == about).then_some(())
    }

    /// Takes the messages that are to be written.
    pub fn take_outgoing(&self) -> Vec<String> {
        self.outgoing.take()
    }

    /// Hands over a response to what was asked. What was never asked, or is not waited for any more,
    /// is passed over.
    pub fn answer(&self, id: &str, result: Option<&str>) {
        let result = result.map(Object::read);
        let choice = match result {
            Some(Ok(result)) => choice(&result),
            _ => FAILED,
        };
        let mut waiting = self.waiting.borrow_mut();
        if let Some((_, answer)) = waiting
            .iter_mut()
            .find(|(number, _)| id == self::id(*number))
        {
            answer.get_or_insert(choice);
        }
    }

    /// Ends all waiting: the client has stopped writing.
    pub fn close(&self) {
        self.is_closed.set(true);
    }

    /// Asks, and waits for the answer as long as `patience` lasts.
    pub async fn ask(
        self: &Rc<Self>,
        question: &str,
        patience: impl Future<Output = ()>,
    ) -> Choice {
        if self.is_closed.get() {
            return FAILED;
        }
        let number = self.number();
        let request = [
            r#"{"jsonrpc":"2.0","id":"#,
            &id(number),
            r#","method":"elicitation/create","params":"#,
            &params("", question),
            "}",
        ];
        self.outgoing.borrow_mut().push(request.concat());
        self.waiting.borrow_mut().push((number, None));
        // Dropped with the call when the client takes it back.
        let open = Open(self, number);
        let mut patience = pin!(patience);
        poll_fn(|context| match open.answer() {
            Some(choice) => Poll::Ready(choice),
            None if self.is_closed.get() => Poll::Ready(FAILED),
            None => patience.as_mut().poll(context).map(|()| SILENT),
        })
        .await
    }
}

/// Returns the id of a question, JSON.
fn id(number: u64) -> String {
    ["\"ask-", &number.to_string(), "\""].concat()
}

/// A question that is waited for.
struct Open<'q>(&'q Questions, u64);

impl Open<'_> {
    fn answer(&self) -> Option<Choice> {
        let waiting = self.0.waiting.borrow();
        waiting.iter().find(|(number, _)| *number == self.1)?.1
    }
}

impl Drop for Open<'_> {
    /// Tells the client not to ask any longer, where nobody has answered.
    fn drop(&mut self) {
        if self.answer().is_none() && !self.0.is_closed.get() {
            let notification = [
                r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"#,
                &id(self.1),
                "}}",
            ];
            self.0.outgoing.borrow_mut().push(notification.concat());
        }
        self.0
            .waiting
            .borrow_mut()
            .retain(|(number, _)| *number != self.1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::{
        future::pending,
        task::{Context, Waker},
    };
    use gorgias_customers::testing::finish;
    use std::boxed::Box;

    #[test]
    fn an_answer_reaches_the_call_that_waits_for_it() {
        let questions = Rc::new(Questions::default());
        let mut context = Context::from_waker(Waker::noop());
        let mut calls: Vec<_> = ["one?", "two?", "three?", "four?"]
            .into_iter()
            .map(|question| Box::pin(questions.ask(question, pending())))
            .collect();
        let mut poll = |index: usize| calls[index].as_mut().poll(&mut context);
        for index in 0..4 {
            assert!(poll(index).is_pending());
        }
        let asked = questions.take_outgoing();
        assert_eq!(
            asked[1],
            r#"{"jsonrpc":"2.0","id":"ask-2","method":"elicitation/create","params":{"message":"two?","requestedSchema":{"type":"object","properties":{}}}}"#
        );
        let accept = r#"{"action":"accept","content":{}}"#;
        questions.answer(r#""ask-2""#, Some(accept));
        // A second answer, one to what was not asked, and one in another spelling change nothing.
        questions.answer(r#""ask-2""#, Some(r#"{"action":"decline"}"#));
        questions.answer(r#""ask-9""#, Some(accept));
        questions.answer("1", Some(accept));
        assert!(poll(0).is_pending());
        assert_eq!(poll(1), Poll::Ready(Ok(())));
        for (index, result, choice) in [
            (0, Some(r#"{"action":"cancel"}"#), DECLINED),
            (2, Some(r#"{"action":"ACCEPT"}"#), DECLINED),
            (3, None, FAILED),
        ] {
            questions.answer(&id(index as u64 + 1), result);
            assert_eq!(poll(index), Poll::Ready(choice));
        }
        drop(calls);
        assert_eq!(questions.take_outgoing(), [""; 0]);
        assert!(questions.waiting.borrow().is_empty());
    }

    #[test]
    fn what_nobody_answers_is_taken_back() {
        let questions = Rc::new(Questions::default());
        let choice = finish(questions.ask("?", async {}));
        assert_eq!(choice, SILENT);
        let mut dropped = Box::pin(questions.ask("?", pending()));
        let mut context = Context::from_waker(Waker::noop());
        assert!(dropped.as_mut().poll(&mut context).is_pending());
        drop(dropped);
        let outgoing = questions.take_outgoing();
        for (message, id) in [(1, 1), (3, 2)] {
            assert_eq!(
                outgoing[message],
                format!(
                    r#"{{"jsonrpc":"2.0","method":"notifications/cancelled","params":{{"requestId":"ask-{id}"}}}}"#
                )
            );
        }
    }

    #[test]
    fn a_state_is_good_once_and_for_what_it_was_made() {
        let questions = Questions::default();
        let state = questions.new_state("this");
        assert_eq!(questions.take_state("9.this", "this"), None);
        assert_eq!(questions.take_state(&state, "that"), None);
        assert_eq!(questions.take_state(&state, "this"), None);
        let state = questions.new_state("this");
        assert_ne!(state, questions.new_state("this"));
        assert_eq!(questions.take_state(&state, "this"), Some(()));
        assert_eq!(questions.take_state(&state, "this"), None);
        let oldest = questions.new_state("this");
        for _ in 0..MAX_OPEN {
            questions.new_state("other");
        }
        assert_eq!(questions.take_state(&oldest, "this"), None);
    }
}
