//! Sends a text in parts: one after the other, as fast as the plan lets them through, and then what joins their answers.
//!
//! What is said meanwhile is handed to whoever asked; to ask the person first, and to stop it, is the surface's.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::parts::Division;
use super::plan::TurnPlan;
use super::request::TurnRequest;
use super::{Engine, Error};
use crate::domain::event::Notice;
use crate::domain::{MicroUsd, TurnEvent};

/// The longest wait for one part: a plan's minute, and some more.
const LONGEST_WAIT: Duration = Duration::from_secs(150);

/// What is to be said while a text is sent in parts.
#[derive(Debug)]
pub enum PartsStep {
    /// A part is sent.
    Sending {
        /// Which, from 1.
        number: usize,
        /// Of how many.
        n: usize,
    },
    /// All are answered, and the answers are joined.
    Joining {
        /// How many.
        n: usize,
    },
    /// The rest is not asked, and the answers so far are shown as they are.
    Unjoined {
        /// How many are answered.
        n_answered: usize,
        /// Of how many.
        n: usize,
    },
    /// The plan's minute is waited for.
    Waiting(Notice),
    /// Of a part's turn.
    Turn(TurnEvent),
}

/// Hears what is to be said.
pub type TellStep<'a> = dyn FnMut(PartsStep) + 'a;

/// What came of the parts so far.
#[derive(Default)]
struct SoFar {
    answers: Vec<String>,
    /// What all of them cost.
    spent: MicroUsd,
}

impl Engine {
    /// Asks for all parts of `request`, which is planned so: then the request that joins the answers to all of them, and its
    /// plan. Where some were answered and the rest could not be asked, the request as it is, with a plan that shows those.
    ///
    /// # Errors
    /// Where no part was answered, or `cancel` stopped it.
    pub async fn send_in_parts(
        &self,
        request: &TurnRequest,
        plan: TurnPlan,
        division: &Division,
        cancel: &CancellationToken,
        tell: &mut TellStep<'_>,
    ) -> Result<(TurnRequest, TurnPlan), Error> {
        let n = division.n_parts();
        // The parts are of what is masked already.
        for notice in self.notices_of_keys(&plan) {
            tell(PartsStep::Turn(TurnEvent::Notice(notice)));
        }
        let mut so_far = SoFar::default();
        match self.ask_all_parts(request, division, cancel, &mut so_far, tell).await {
            Ok(joined) => {
                tell(PartsStep::Joining { n });
                Ok(joined)
            }
            Err(error) if so_far.answers.is_empty() || matches!(error, Error::Cancelled) => Err(error),
            Err(error) => {
                tell(PartsStep::Unjoined { n_answered: so_far.answers.len(), n });
                let plan = division.unjoined(request, plan, &so_far.answers, so_far.spent, error);
                Ok((request.clone(), plan))
            }
        }
    }

    async fn ask_all_parts(
        &self,
        request: &TurnRequest,
        division: &Division,
        cancel: &CancellationToken,
        so_far: &mut SoFar,
        tell: &mut TellStep<'_>,
    ) -> Result<(TurnRequest, TurnPlan), Error> {
        let n = division.n_parts();
        for index in 0..n {
            let part = division.part(request, index, so_far.spent);
            let plan = self.when_there_is_room(&part, cancel, tell).await?;
            tell(PartsStep::Sending { number: index + 1, n });
            let mut sink = |event: TurnEvent| tell(PartsStep::Turn(event));
            // What was used of a part that is stopped is counted all the same.
            let outcome = self.run(&part, plan, cancel, &mut sink).await;
            if let Some(cost) = outcome.result.as_ref().and_then(|result| result.cost) {
                so_far.spent = so_far.spent + cost;
            }
            if let Some(error) = outcome.error {
                return Err(error);
            }
            so_far.answers.push(outcome.result.map(|result| result.text).unwrap_or_default());
        }
        let joined = division.joined(request, so_far.answers.clone(), so_far.spent);
        let plan = self.when_there_is_room(&joined, cancel, tell).await?;
        Ok((joined, plan))
    }

    /// Plans a request, after as long as its plan asks to wait: longer than a turn would.
    async fn when_there_is_room(
        &self,
        request: &TurnRequest,
        cancel: &CancellationToken,
        tell: &mut TellStep<'_>,
    ) -> Result<TurnPlan, Error> {
        let mut waited = Duration::ZERO;
        loop {
            let plan = tokio::select! {
                biased;
                () = cancel.cancelled() => return Err(Error::Cancelled),
                plan = self.plan(request) => plan?,
            };
            match self.refusal_of(request, &plan) {
                Some(Error::LimitReached { model, wait: Some(wait), .. }) if waited + wait <= LONGEST_WAIT => {
                    tell(PartsStep::Waiting(Notice::Waiting { model, wait }));
                    waited += wait;
                    tokio::select! {
                        () = tokio::time::sleep(wait) => {}
                        () = cancel.cancelled() => return Err(Error::Cancelled),
                    }
                }
                Some(error) => return Err(error),
                None => return Ok(plan),
            }
        }
    }
}
