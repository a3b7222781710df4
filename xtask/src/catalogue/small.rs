//! Compiles `data/catalogue/local.toml`, the models that run inside baro, into `data/local.bin`.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, ensure};
use baro::domain::small_model::{Mirror, SmallModels};

/// Reads and checks the models, and returns the blob.
pub fn compile(text: &str) -> Result<Vec<u8>> {
    let models: SmallModels = super::parse("local.toml", text)?;
    verify(&models).context("local.toml")?;
    postcard::to_allocvec(&models).context("the small models do not fit their blob")
}

fn verify(models: &SmallModels) -> Result<()> {
    let first = models.models.first().context("there is no model")?;
    ensure!(first.sha256.is_some() && first.measured, "{}: the first is fetched by itself, so it is pinned", first.id);
    let mut ids = BTreeSet::new();
    for model in &models.models {
        ensure!(ids.insert(&model.id), "{}: stands twice", model.id);
        ensure!(!model.id.is_empty() && !model.id.contains([':', '@', '/', '\\']), "{}: is no name", model.id);
        ensure!(!model.mirrors.is_empty() && !model.languages.is_empty(), "{}: mirrors or languages", model.id);
        ensure!(!model.licence.is_empty() && model.n_bytes > 0, "{}: licence or size", model.id);
        ensure!(model.max_output_tokens < model.context_tokens, "{}: the answer fills the window", model.id);
        if let Some(sum) = &model.sha256 {
            let is_hex = sum.len() == 64 && sum.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            ensure!(is_hex, "{}: `{sum}` is no SHA-256 in lower case", model.id);
        }
        for mirror in &model.mirrors {
            match mirror {
                Mirror::File { url } => ensure!(url.starts_with("https://"), "{}: `{url}` is not https", model.id),
                Mirror::Python { package, version, member } => {
                    let whole = !package.is_empty() && !version.is_empty() && !member.is_empty();
                    ensure!(whole && model.sha256.is_some(), "{}: a package's weights are pinned", model.id);
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODEL: &str = r#"[[models]]
id = "a"
name = "A"
family = ""
parameters_millions = 1
licence = "MIT"
languages = ["en"]
context_tokens = 10
max_output_tokens = 5
n_bytes = 1
sha256 = "SUM"
requantise = false
measured = true
mirrors = [{ file = { url = "https://example.org/a" } }]
"#;

    #[test]
    fn the_first_model_is_pinned_and_no_address_is_in_the_open() {
        let pinned = MODEL.replace("SUM", &"0a".repeat(32));
        compile(&pinned).expect("sound");
        for (from, to) in [
            ("sha256 = \"0a", "sha256 = \"0A"),
            ("https://", "http://"),
            ("measured = true", "measured = false"),
            ("id = \"a\"", "id = \"a:b\""),
            ("[\"en\"]", "[]"),
        ] {
            let broken = pinned.replacen(from, to, 1);
            assert_ne!(broken, pinned);
            assert!(compile(&broken).is_err(), "{to}");
        }
        assert!(compile(&MODEL.replace("sha256 = \"SUM\"\n", "")).is_err());
        assert!(compile(&format!("{pinned}{pinned}")).is_err());
    }
}
