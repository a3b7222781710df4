//! The user's word on paying: what was said, and the question where nothing was said yet.
//!
//! Consent is kept by provider. It never asks by itself: a surface where a person is there to answer hands the
//! engine a desk to put its questions on ([`PaidCalls::Asked`]); elsewhere paid calls are announced. A word that cannot
//! be written stops no answer: it holds as long as the engine lives, and that is said.

use std::sync::PoisonError;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::Engine;
use super::candidates::Ranked;
use super::turn::Sink;
use crate::config::Paid;
use crate::domain::catalogue::PriceTier;
use crate::domain::event::Notice;
use crate::domain::{Candidate, TurnEvent};
use crate::store::Consent;

/// How long the writing of a word waits for another process, while a person waits for an answer.
const KEEP_WAIT: Duration = Duration::from_secs(2);

/// What happens before a paid provider is called that the user has said nothing of.
#[derive(Debug, Clone, Default)]
pub enum PaidCalls {
    /// It is said that it costs money.
    #[default]
    Announced,
    /// The person is asked, and the answer kept.
    Asked(mpsc::UnboundedSender<PaidQuestion>),
}

/// May a paid provider be called by itself from now on?
#[derive(Debug)]
pub struct PaidQuestion {
    /// Who would be called.
    pub candidate: Candidate,
    /// What it costs for short prompts, where that is known.
    pub price: Option<PriceTier>,
    /// Where the answer goes. Dropped without one: not now, and nothing is kept.
    pub answer: oneshot::Sender<bool>,
}

/// The user's word on paying for a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// It costs nothing, or the user said yes.
    Yes,
    /// The user said no.
    No,
    /// Nothing was said.
    NotYet,
}

impl Ranked {
    /// What the candidate costs for short prompts, where that is known.
    #[must_use]
    pub fn first_price(&self) -> Option<PriceTier> {
        self.facts.price.as_ref().and_then(|price| price.tiers.first()).copied()
    }
}

impl Engine {
    /// The user's word on paying for a candidate that nobody named.
    pub(super) fn word_on_paying(&self, ranked: &Ranked) -> Word {
        if ranked.free {
            return Word::Yes;
        }
        match self.settings().policy.paid {
            Paid::Allow => Word::Yes,
            Paid::Never => Word::No,
            Paid::Ask => self.kept_word(&ranked.candidate.model.provider),
        }
    }

    fn kept_word(&self, provider: &str) -> Word {
        let unwritten = self.unwritten_words.lock().unwrap_or_else(PoisonError::into_inner).get(provider).copied();
        let word = unwritten.or_else(|| self.with_store_raw(|store| store.consent(provider)).ok().flatten());
        match word {
            Some(Consent::Yes) => Word::Yes,
            Some(Consent::No) => Word::No,
            None => Word::NotYet,
        }
    }

    /// Keeps the user's word on paying a provider. Where it cannot be written, it holds for this process, and what is
    /// handed back is to be said.
    pub fn keep_consent(&self, provider: &str, consent: Consent) -> Result<(), Notice> {
        let keep = |store: &crate::store::Store| store.set_consent(provider, Some(consent), self.now());
        let written = self.with_store_raw(|store| store.within(KEEP_WAIT, keep));
        let mut unwritten = self.unwritten_words.lock().unwrap_or_else(PoisonError::into_inner);
        match written {
            Ok(()) => {
                unwritten.remove(provider);
                Ok(())
            }
            Err(error) => {
                unwritten.insert(provider.to_owned(), consent);
                Err(Notice::WordNotKept { provider: provider.to_owned(), why: super::saving::unkept(&error) })
            }
        }
    }

    /// Whether the person is to be asked before a candidate is called.
    pub(super) fn is_to_be_asked_about(&self, paid: &PaidCalls, ranked: &Ranked) -> bool {
        let may_ask = matches!(paid, PaidCalls::Asked(_)) && ranked.pays_without_consent;
        may_ask && self.kept_word(&ranked.candidate.model.provider) == Word::NotYet
    }

    /// Whether a candidate may be called now that its turn has come. Where a person is there, the first automatic
    /// call of a paid provider is asked about; a yes marks the candidate as consented to.
    pub(super) async fn may_pay(&self, paid: &PaidCalls, ranked: &mut Ranked, sink: &mut Sink<'_>) -> bool {
        let PaidCalls::Asked(desk) = paid else { return true };
        if !ranked.pays_without_consent {
            return true;
        }
        // Another candidate of the same provider may have been asked about meanwhile.
        let provider = &ranked.candidate.model.provider;
        let said = match self.kept_word(provider) {
            Word::Yes => true,
            Word::No => false,
            Word::NotYet => {
                let (answer, answered) = oneshot::channel();
                let question =
                    PaidQuestion { candidate: ranked.candidate.clone(), price: ranked.first_price(), answer };
                if desk.send(question).is_err() {
                    return false;
                }
                let Ok(said) = answered.await else { return false };
                if let Err(notice) = self.keep_consent(provider, if said { Consent::Yes } else { Consent::No }) {
                    sink(TurnEvent::Notice(notice));
                }
                said
            }
        };
        ranked.pays_without_consent = !said;
        said
    }
}
