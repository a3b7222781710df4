//! Which models can run inside baro. Data, compiled from `data/catalogue/local.toml` by `cargo xtask catalogue`.

use std::sync::OnceLock;

use crate::domain::catalogue::{EffortStyle, Model, Plan, RequestRules, Vendor, Wire};
use crate::domain::small_model::{EMBEDDED, SmallModel, SmallModels};

static BLOB: &[u8] = include_bytes!("../../../data/local.bin");

/// Where the embedded model "is". Nothing is ever sent there.
const ADDRESS: &str = "http://127.0.0.1:0";

/// The models, decoded once.
///
/// # Panics
///
/// If the blob does not fit the types of `domain::small_model`: it is compiled in, and a test decodes it.
pub fn models() -> &'static [SmallModel] {
    static MODELS: OnceLock<SmallModels> = OnceLock::new();
    &MODELS
        .get_or_init(|| postcard::from_bytes(BLOB).expect("run `cargo xtask catalogue` after changing its types"))
        .models
}

/// The model of that name.
#[must_use]
pub fn get(id: &str) -> Option<&'static SmallModel> {
    models().iter().find(|model| model.id == id)
}

/// The embedded model as one more vendor of the catalogue, so that names, prices and lists need to know nothing of
/// it. It is in no route's order: when it serves is the engine's to say.
pub(in crate::provider) fn vendor() -> Vendor {
    let model = |small: &SmallModel| Model {
        id: small.id.clone(),
        family: small.family.clone(),
        context_tokens: small.context_tokens,
        max_output_tokens: small.max_output_tokens,
        price: None,
        plan: None,
        rules: RequestRules { effort_style: EffortStyle::None, thinks_in_tags: true, ..RequestRules::default() },
        ends: None,
        unconfirmed: !small.measured,
    };
    Vendor {
        id: EMBEDDED.to_owned(),
        name: "baro".to_owned(),
        wire: Wire::Local,
        base_url: ADDRESS.to_owned(),
        other_base_url: None,
        key_env: Vec::new(),
        base_url_env: None,
        signup_url: None,
        is_local_server: false,
        // Nobody is paid, and that is known.
        free_plan: Some(Plan { free: true, ..Plan::default() }),
        rules: RequestRules::default(),
        rules_by_prefix: Vec::new(),
        models: models().iter().map(model).collect(),
        routes: Default::default(),
        retired: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_model_is_pinned_speaks_english_and_only_english() {
        let first = &models()[0];
        assert_eq!(first.id, "smollm2");
        assert!(first.sha256.is_some() && first.requantise && first.measured);
        assert!(first.speaks("en") && !first.speaks("ko"));
        assert!(models().iter().any(|model| model.speaks("ko")), "nobody speaks Korean");
        assert_eq!(get("smollm2"), Some(first));
    }
}
