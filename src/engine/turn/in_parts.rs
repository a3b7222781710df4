//! Asks about a text in parts: one after the other, as fast as the plan lets them through, and then for what joins their
//! answers. All of it is one turn: kept, counted, bounded and stopped as any other.
//!
//! Where the rest cannot be asked, the answers so far are the turn's.

use std::time::Duration;

use tokio::time::Instant;

use super::{Running, Sink};
use crate::domain::event::{Notice, PartsStep};
use crate::domain::{Finish, TurnEvent};
use crate::engine::Error;
use crate::engine::candidates::Ranked;
use crate::engine::parts::{Division, Piece};
use crate::engine::request::Showing;
use crate::markup::redact;

/// The longest wait for one part: a plan's minute, and some more.
const LONGEST_WAIT: Duration = Duration::from_secs(150);

/// What came of the parts so far.
#[derive(Default)]
struct Answers {
    each: Vec<String>,
    /// All of them, each under its number.
    text: String,
    /// Who gave the last of them.
    by: Option<Ranked>,
}

impl Running<'_> {
    /// Asks about all parts, and then for the answer that joins theirs.
    pub(super) async fn ask_in_parts(&mut self, division: &Division, sink: &mut Sink<'_>) -> Result<(), Error> {
        let n = division.n_parts();
        let mut so_far = Answers::default();
        match self.ask_all(division, &mut so_far, sink).await {
            Ok(()) => Ok(()),
            Err(error) => Err(self.leave_unjoined(error, so_far, n, sink)),
        }
    }

    async fn ask_all(&mut self, division: &Division, so_far: &mut Answers, sink: &mut Sink<'_>) -> Result<(), Error> {
        let n = division.n_parts();
        // A part is asked about by itself: what was said before goes along with all their answers.
        let past = std::mem::take(&mut self.plan.past);
        for number in 1..=n {
            let behind = format!("{}[{number}/{n}]\n\n", so_far.text);
            self.ask_about(division.part(number, behind), PartsStep::Sending { number, n }, sink).await?;
            if self.answer.finish == Some(Finish::Length) {
                sink(TurnEvent::Notice(Notice::Parts(PartsStep::Shortened { number, n })));
            }
            self.keep_part();
            let answer = std::mem::take(&mut self.answer).text;
            so_far.text = format!("{}{answer}\n\n", self.plan.behind());
            so_far.each.push(answer);
            so_far.by.clone_from(&self.answered_by);
        }
        self.plan.past = past;
        // As what was said before, they may hold what goes to nobody.
        let keys = self.engine.known_keys();
        let answers = so_far.each.iter().map(|answer| redact::before_sending(answer, &keys).0.into_owned());
        self.ask_about(division.joined(answers.collect(), so_far.text.clone()), PartsStep::Joining { n }, sink).await
    }

    /// Asks about one piece, for which whatever bounds a request counts anew.
    async fn ask_about(&mut self, piece: Piece, step: PartsStep, sink: &mut Sink<'_>) -> Result<(), Error> {
        self.plan.send(piece);
        self.begin_anew();
        self.wait_for_room(sink).await?;
        sink(TurnEvent::Notice(Notice::Parts(step)));
        self.ask_anybody(sink).await
    }

    /// Ranks who may be asked, after as long as their plans ask to wait: longer than a turn would.
    async fn wait_for_room(&mut self, sink: &mut Sink<'_>) -> Result<(), Error> {
        let mut waited = Duration::ZERO;
        loop {
            // The parts before may have taught more of them.
            tokio::select! {
                biased;
                () = self.cancel.cancelled() => return Err(Error::Cancelled),
                ranked = self.engine.rank_for(self.request, &mut self.plan) => ranked?,
            }
            if let Some(error) = self.plan.order.nobody.take() {
                return Err(error);
            }
            match self.engine.refusal_after(self.request, &self.plan, self.so_far()) {
                Some(Error::LimitReached { model, wait: Some(wait), .. }) if waited + wait <= LONGEST_WAIT => {
                    sink(TurnEvent::Notice(Notice::Waiting { model, wait }));
                    waited += wait;
                    self.deadline += wait;
                    tokio::select! {
                        () = tokio::time::sleep(wait) => {}
                        () = self.cancel.cancelled() => return Err(Error::Cancelled),
                    }
                }
                Some(error) => return Err(error),
                None => return Ok(()),
            }
        }
    }

    /// Keeps the answer to a part, and counts it: others follow.
    fn keep_part(&mut self) {
        self.saving.save(self.engine, self.plan.behind(), &self.answer.text);
        if let Some(ended) = self.tries.last() {
            self.saving.settle_try(self.engine, self.request.surface, self.plan.route, ended);
        }
    }

    /// Makes the answers so far the turn's, with what came of the one that broke off: behind them where it is about a part,
    /// before them where it is what was to join them, and may stand on the screen.
    fn leave_unjoined(&mut self, error: Error, so_far: Answers, n: usize, sink: &mut Sink<'_>) -> Error {
        let error = self.take_up_again(error);
        let n_answered = so_far.each.len();
        let broken_off = self.answer.text.trim_end().to_owned();
        let is_broken_off = !broken_off.is_empty();
        let is_join = n_answered == n;
        let text = match (is_broken_off, is_join) {
            (true, true) => format!("{broken_off}\n\n{}", so_far.text),
            (true, false) => format!("{}{broken_off}", self.plan.behind()),
            (false, _) => so_far.text,
        };
        if text.is_empty() {
            return error;
        }
        let n_shown = if self.answer.shown { broken_off.len() } else { 0 };
        if n_answered > 0 {
            sink(TurnEvent::Notice(Notice::Parts(PartsStep::Unjoined { n_answered, n })));
        }
        if !is_broken_off {
            self.answered_by = so_far.by;
        }
        text.trim_end().clone_into(&mut self.answer.text);
        self.answer.first_text_at.get_or_insert_with(Instant::now);
        if self.request.showing != Showing::AtTheEnd {
            sink(TurnEvent::Text(self.answer.text[n_shown..].to_owned()));
        }
        error
    }
}
