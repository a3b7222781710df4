//! Fetching the model inside baro, where a message could be answered by it and by nobody else: asked about, shown, and
//! stopped by a key.

#[cfg(feature = "local")]
use std::sync::Arc;

use super::feed::Listener;
use super::session::Repl;
use super::waiting::Undone;
use crate::engine::{TurnPlan, TurnRequest};
use crate::ui::Console;
use crate::ui::messages::LocalRemark;

impl Repl {
    /// Fetches the embedded model that a plan needs, where the person says yes or `--local` said so, and plans again.
    pub(super) async fn bring(
        &mut self,
        console: &Console,
        request: &TurnRequest,
        plan: TurnPlan,
    ) -> Result<TurnPlan, Undone> {
        let Some(wanted) = plan.to_fetch(request) else { return Ok(plan) };
        if !wanted.is_asked_for {
            let question = LocalRemark::ask_to_fetch(wanted.model, wanted.is_needed).text(console.lang());
            match self.yes_or_no(question).await {
                Some(true) => {}
                Some(false) => return Ok(plan),
                None => return Err(self.left()),
            }
        }
        self.keyboard.listen(Listener::Work);
        if self.fetch(console, &wanted.model.id).await? { self.plan(console, request).await } else { Ok(plan) }
    }

    /// False where it could not be fetched, which was said.
    #[cfg(feature = "local")]
    async fn fetch(&mut self, console: &Console, id: &str) -> Result<bool, Undone> {
        use crate::engine::embedded::catalogue;
        use crate::ui::download::DownloadBar;
        use crate::ui::trouble;

        let known = catalogue::get(id);
        let (name, n_bytes) = known.map_or((id, None), |model| (model.name.as_str(), Some(model.n_bytes)));
        let mut bar = DownloadBar::new(console);
        let pulled = {
            let mut show = |step| bar.step(name, n_bytes, step);
            let engine = Arc::clone(&self.engine);
            tokio::select! {
                pulled = engine.embedded().pull(engine.http(), id, None, &mut show) => Ok(pulled),
                undone = self.left_off(console) => Err(undone),
            }
        };
        // What came until it was stopped is kept to go on with.
        match pulled? {
            Ok(installed) => {
                bar.say(&LocalRemark::Ready { model: name, n_bytes: installed.n_bytes });
                Ok(true)
            }
            Err(error) => {
                bar.clear();
                console.error(&trouble::of_pull(console.lang(), id, &error));
                Ok(false)
            }
        }
    }

    #[cfg(not(feature = "local"))]
    async fn fetch(&mut self, _: &Console, _: &str) -> Result<bool, Undone> {
        std::future::ready(Ok(false)).await
    }
}
