//! What can be told of a turn before its message is there: whether anybody can be asked by the name that was given.

use super::super::candidates::{Order, Wanted};
use super::super::looked::Looked;
use super::super::request::{Choice, TurnRequest};
use super::super::{Engine, Error};
use super::{Chosen, named_by};
use crate::domain::Route;

impl Engine {
    /// Looks up whom a request names, whatever its message will be: for whoever would else wait for a message that nobody
    /// gets. A name that cannot be understood is an error; why nobody can be asked by one that can is the value.
    pub async fn beforehand(&self, request: &TurnRequest) -> Result<Option<Error>, Error> {
        if let Some(finding) = self.unknown_denials().next() {
            return Ok(Some(Error::Settings(finding)));
        }
        let pin = self.pin_in(request)?;
        let Chosen { choice, preset, .. } = self.choose(request, pin, &[]).await;
        let route = match &choice {
            Choice::Route(route) => *route,
            // Which route a name serves changes nothing of who that is.
            Choice::Model { .. } => Route::General,
            Choice::Auto | Choice::Router | Choice::Preferred { .. } => return Ok(None),
        };
        let looked = Looked::default();
        let wanted =
            Wanted { choice: &choice, named_by: named_by(preset), ..Wanted::of_route(route, request, &looked) };
        let Order { nobody, .. } = self.order(&wanted).await.map_err(|error| Error::chosen(preset, error))?;
        // Of a route the embedded model may serve what it is good for.
        let nobody = nobody.filter(|_| matches!(choice, Choice::Model { .. }));
        Ok(nobody.map(|error| Error::chosen(preset, error)))
    }
}
