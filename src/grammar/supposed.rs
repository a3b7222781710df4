//! Whether a line would be an order if a word of it were the name of a model.
//!
//! For names that servers have not told of yet: who writes one may be asking for more than a message.

use super::{Act, Situation, read};
use crate::domain::ModelRef;

/// An order has no more letters.
const LONGEST: usize = 120;

/// Whether the line, which names nobody who is known, names somebody once each word that looks like a model's id is one.
#[must_use]
pub fn would_name_somebody(line: &str, situation: &Situation<'_>) -> bool {
    let names_somebody =
        |situation: &Situation<'_>| read(line, situation).act.as_ref().is_some_and(Act::names_somebody);
    if line.chars().nth(LONGEST).is_some() || !situation.pasted.is_empty() || names_somebody(situation) {
        return false;
    }
    let supposed: Vec<ModelRef> = line.split_whitespace().filter_map(id_of).map(|id| ModelRef::new("", id)).collect();
    let names = situation.names.clone().with_models(&supposed);
    !supposed.is_empty() && names_somebody(&Situation { names: &names, ..*situation })
}

/// What of a word looks like an id: `claude-x` of `claude-x로`.
fn id_of(word: &str) -> Option<&str> {
    let is_of_id = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.' | ':' | '/' | '@');
    let end = word.find(|it| !is_of_id(it)).unwrap_or(word.len());
    let id = word[..end].trim_matches(|it: char| !it.is_ascii_alphanumeric());
    id.contains(['-', '_', '.', ':', '/']).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::Names;

    #[test]
    fn an_order_for_a_model_that_nobody_knows_yet_is_told_from_a_message() {
        let names = Names::new(&[], std::iter::empty());
        let situation = Situation::new(&names);
        for line in [
            "switch to my-model",
            "use llava-1.6 from now on",
            "앞으로 my-model-7b로 해",
            "앞으로 my-model:7b만 써",
            "my-model-7b로 바꿔줘",
        ] {
            assert!(would_name_somebody(line, &situation), "{line}");
        }
        let long = format!("switch to my-model {}", "and so on ".repeat(20));
        for line in [
            "what is a my-model?",
            "switch to the other branch",
            "use-case가 뭐야",
            "앞으로 가는 함수",
            "고마워",
            long.as_str(),
        ] {
            assert!(!would_name_somebody(line, &situation), "{line}");
        }
        // Who is known has not to be looked for.
        let model = ModelRef::new("own", "my-model");
        let names = Names::new(&[], std::iter::empty()).with_models([&model]);
        assert!(!would_name_somebody("switch to my-model", &Situation::new(&names)));
    }
}
