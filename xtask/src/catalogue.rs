//! Compiles `data/catalogue/*.toml` into `data/catalogue.bin`, `data/local.bin` and `docs/models.md`.
//!
//! The TOML is written for people: prices in dollars, routes without the vendor's name, rules that models share.
//! Here it is read strictly (an unknown key is an error), checked as a whole, and translated into
//! `baro::domain::catalogue`. Every error names the file and the key.

mod page;
mod small;
mod source;
#[cfg(test)]
mod tests;
mod verify;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use baro::domain::catalogue::Catalogue;

use crate::committed::{self, Mode};

/// Compiles, and writes or checks both files.
pub fn run(mode: Mode) -> Result<()> {
    let mut sources = read(&committed::root().join("data/catalogue"))?;
    // The models that run inside baro have a form and a blob of their own.
    let local = sources.remove("local").context("local.toml is missing")?;
    committed::settle(mode, "catalogue", "data/local.bin", &small::compile(&local)?)?;
    let catalogue = compile(&sources)?;
    let blob = postcard::to_allocvec(&catalogue).context("the catalogue does not fit its blob")?;
    committed::settle(mode, "catalogue", "data/catalogue.bin", &blob)?;
    committed::settle(mode, "catalogue", "docs/models.md", page::render(&catalogue).as_bytes())
}

/// The sources by name without `.toml`.
type Sources = BTreeMap<String, String>;

fn read(folder: &Path) -> Result<Sources> {
    let mut sources = Sources::new();
    let entries = fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        match (path.extension().and_then(|it| it.to_str()), path.file_stem().and_then(|it| it.to_str())) {
            (Some("toml"), Some(name)) => {
                let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
                sources.insert(name.to_owned(), text);
            }
            _ => bail!("{} does not belong into the catalogue's folder", path.display()),
        }
    }
    Ok(sources)
}

/// Translates and checks all sources.
fn compile(sources: &Sources) -> Result<Catalogue> {
    let (mut vendors, mut preferences, mut names) = (BTreeMap::new(), None, None);
    for (name, text) in sources {
        let file = format!("{name}.toml");
        match name.as_str() {
            "preferences" => preferences = Some(parse::<source::PreferencesFile>(&file, text)?),
            "names" => names = Some(parse::<source::NamesFile>(&file, text)?),
            _ => {
                let vendor = parse::<source::VendorFile>(&file, text)?;
                vendors.insert(name.clone(), vendor.translate(name).with_context(|| file)?);
            }
        }
    }
    let (Some(preferences), Some(names)) = (preferences, names) else {
        bail!("preferences.toml or names.toml is missing");
    };
    let families = names.translate().context("names.toml")?;
    let catalogue = preferences.translate(vendors, families).context("preferences.toml")?;
    verify::verify(&catalogue)?;
    Ok(catalogue)
}

fn parse<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T> {
    toml::from_str(text).with_context(|| format!("{file} cannot be read"))
}
