//! The user's word on paying: what was said, and the question where nothing was said yet.
//!
//! Consent is kept by provider. It never asks by itself: a surface where a person is there to answer hands the
//! engine a desk to put its questions on ([`PaidCalls::Asked`]); elsewhere paid calls are announced.

use tokio::sync::{mpsc, oneshot};

use super::candidates::Ranked;
use super::{Engine, Error};
use crate::config::Paid;
use crate::domain::Candidate;
use crate::domain::catalogue::PriceTier;
use crate::store::Consent;

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
        match self.with_store_raw(|store| store.consent(provider)) {
            Ok(Some(Consent::Yes)) => Word::Yes,
            Ok(Some(Consent::No)) => Word::No,
            Ok(None) | Err(_) => Word::NotYet,
        }
    }

    /// Keeps the user's word on paying a provider.
    pub fn keep_consent(&self, provider: &str, consent: Consent) -> Result<(), Error> {
        self.with_store(|store| store.set_consent(provider, Some(consent), self.now()))
    }

    /// Whether a candidate may be called now that its turn has come. Where a person is there, the first automatic
    /// call of a paid provider is asked about; a yes marks the candidate as consented to.
    pub(super) async fn may_pay(&self, paid: &PaidCalls, ranked: &mut Ranked) -> Result<bool, Error> {
        let PaidCalls::Asked(desk) = paid else { return Ok(true) };
        if !ranked.pays_without_consent {
            return Ok(true);
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
                    return Ok(false);
                }
                let Ok(said) = answered.await else { return Ok(false) };
                self.keep_consent(provider, if said { Consent::Yes } else { Consent::No })?;
                said
            }
        };
        ranked.pays_without_consent = !said;
        Ok(said)
    }
}
