//! Checks that the catalogue makes sense as a whole: that what is named exists, and what is due is there.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail, ensure};
use baro::domain::catalogue::{Catalogue, EffortStyle, Family, Model, Price, RequestRules, Retired, Vendor};
use baro::domain::{Candidate, Route, hangul};

/// Checks all of it.
pub fn verify(catalogue: &Catalogue) -> Result<()> {
    date(&catalogue.as_of).context("preferences.toml: as_of")?;
    families(&catalogue.families).context("names.toml")?;
    let known: BTreeSet<&str> = catalogue.families.iter().map(|family| family.id.as_str()).collect();
    let mut owners = BTreeMap::new();
    for vendor in &catalogue.vendors {
        let file = || format!("{}.toml", vendor.id);
        verify_vendor(vendor, &known, &catalogue.as_of).with_context(file)?;
        for variable in vendor.key_env.iter().chain(&vendor.base_url_env) {
            if let Some(other) = owners.insert(variable, &vendor.id) {
                return Err(anyhow::anyhow!("`{variable}` belongs to {other}.toml").context(file()));
            }
        }
    }
    for route in Route::ALL {
        let key = || format!("preferences.toml: preferences.{route}");
        let list = catalogue.preference(route);
        ensure!(!list.is_empty(), "{}: nobody is preferred", key());
        for candidate in list {
            let provider = &candidate.model.provider;
            let vendor = catalogue.vendor(provider).with_context(|| format!("there is no vendor `{provider}`"));
            vendor.and_then(|vendor| serves(vendor, candidate, &catalogue.as_of)).with_context(key)?;
        }
        unique(list.iter().map(|candidate| &candidate.model)).with_context(key)?;
        for vendor in &catalogue.vendors {
            let mut preferred = list.iter().filter(|candidate| candidate.model.provider == vendor.id);
            let own = vendor.route(route);
            let begins = own.iter().zip(preferred.by_ref()).all(|(a, b)| a == b) && preferred.next().is_none();
            ensure!(begins, "{}: what it names of {}.toml is not how routes.{route} there begins", key(), vendor.id);
        }
    }
    Ok(())
}

fn verify_vendor(vendor: &Vendor, families: &BTreeSet<&str>, today: &str) -> Result<()> {
    ensure!(!vendor.id.contains([':', '@', '/']), "the name of the file cannot stand before a colon");
    for (key, url) in [("base_url", Some(&vendor.base_url)), ("other_base_url", vendor.other_base_url.as_ref())] {
        let Some(url) = url else { continue };
        let scheme = if vendor.is_local_server { "http://127.0.0.1:" } else { "https://" };
        ensure!(url.starts_with(scheme) && !url.ends_with('/'), "{key}: `{url}` is not `{scheme}…` without a slash");
    }
    for variable in vendor.key_env.iter().chain(&vendor.base_url_env) {
        let fits = variable.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
        ensure!(fits && !variable.is_empty(), "key_env: `{variable}` is no name of a variable");
    }
    if vendor.is_local_server {
        ensure!(vendor.key_env.is_empty(), "key_env: a local server needs no key");
        ensure!(vendor.free_plan.is_none(), "free_plan: a local server is free as it is");
    } else {
        ensure!(!vendor.key_env.is_empty(), "key_env is missing");
        let signup = vendor.signup_url.as_deref().context("signup_url is missing")?;
        ensure!(signup.starts_with("https://"), "signup_url: `{signup}` is not https");
    }
    verify_rules(&vendor.rules).context("rules.default")?;
    for row in &vendor.rules_by_prefix {
        verify_rules(&row.rules).with_context(|| format!("rules of prefixes.{}", row.prefix))?;
        ensure!(!row.prefix.is_empty(), "prefixes: an empty prefix is [rules.default]");
        ensure!(row.prefix == row.prefix.to_ascii_lowercase(), "prefixes.{}: is not in lower case", row.prefix);
    }
    unique(vendor.models.iter().map(|model| &model.id)).context("models")?;
    for model in &vendor.models {
        verify_model(model, vendor, families).with_context(|| format!("models `{}`", model.id))?;
    }
    for route in Route::ALL {
        let list = vendor.route(route);
        let key = || format!("routes.{route}");
        ensure!(list.is_empty() == vendor.is_local_server, "{}: is empty, or its server is local", key());
        for candidate in list {
            serves(vendor, candidate, today).with_context(key)?;
        }
        unique(list.iter().map(|candidate| &candidate.model)).with_context(key)?;
    }
    for retired in &vendor.retired {
        verify_retired(retired, vendor).with_context(|| format!("retired `{}`", retired.id))?;
    }
    Ok(())
}

fn verify_model(model: &Model, vendor: &Vendor, families: &BTreeSet<&str>) -> Result<()> {
    ensure!(!model.id.is_empty(), "id is empty");
    let reads_back = format!("{}:{}", vendor.id, model.id).parse::<Candidate>();
    ensure!(reads_back.is_ok_and(|it| it.model.id == model.id), "id: its end would be read as an effort");
    ensure!(
        model.family.is_empty() || families.contains(model.family.as_str()),
        "family: `{}` has no names",
        model.family
    );
    ensure!(model.max_output_tokens > 0, "max_output is 0");
    ensure!(model.max_output_tokens <= model.context_tokens, "max_output is larger than context");
    verify_rules(&model.rules).context("rules")?;
    if let Some(price) = &model.price {
        verify_price(price).context("price")?;
    }
    if let Some(ends) = &model.ends {
        date(ends).context("ends")?;
        let since = vendor.successor(&model.id).and_then(|retired| retired.since.as_ref());
        ensure!(since == Some(ends), "ends: [retired] does not say the same day");
    }
    Ok(())
}

fn verify_price(price: &Price) -> Result<()> {
    date(&price.as_of).context("as_of")?;
    let Some((last, bounded)) = price.tiers.split_last() else { bail!("tiers: is empty") };
    ensure!(last.up_to_input_tokens.is_none(), "tiers: the last has no `up_to`");
    let mut reached = 0;
    for tier in bounded {
        let bound = tier.up_to_input_tokens.context("tiers: only the last goes without `up_to`")?;
        ensure!(bound > reached, "tiers: `up_to` does not rise at {bound}");
        reached = bound;
    }
    Ok(())
}

fn verify_rules(rules: &RequestRules) -> Result<()> {
    ensure!(
        rules.efforts.is_empty() == (rules.effort_style == EffortStyle::None),
        "effort_style and efforts go together"
    );
    ensure!(rules.efforts.is_sorted_by(|a, b| a < b), "efforts: are not in order, least first");
    ensure!(
        rules.default_effort.is_none_or(|level| rules.efforts.contains(&level)),
        "default_effort is not in efforts"
    );
    ensure!(
        rules.thinks_in_tags || !rules.opening_think_tag_may_be_missing,
        "opening_think_tag_may_be_missing goes with thinks_in_tags"
    );
    Ok(())
}

fn verify_retired(retired: &Retired, vendor: &Vendor) -> Result<()> {
    let Retired { id, successor, since } = retired;
    if let Some(since) = since {
        date(since).context("since")?;
    }
    ensure!(vendor.model(successor).is_some(), "successor: there is no model `{successor}`");
    ensure!(vendor.successor(successor).is_none(), "successor: `{successor}` is retired itself");
    if let Some(model) = vendor.model(id) {
        ensure!(model.ends.is_some() && model.ends == *since, "is among the models, which does not say that it ends");
    }
    Ok(())
}

/// That `vendor` serves the candidate today and knows its effort.
fn serves(vendor: &Vendor, candidate: &Candidate, today: &str) -> Result<()> {
    let id = &candidate.model.id;
    if vendor.successor_on(id, today).is_some() {
        bail!("`{id}` is retired");
    }
    let model = vendor.model(id).with_context(|| format!("there is no model `{id}`"))?;
    ensure!(model.ends.is_none(), "`{id}` is about to end");
    if let Some(effort) = candidate.effort {
        ensure!(model.rules.efforts.contains(&effort), "`{candidate}`: the model has no such effort");
    }
    Ok(())
}

fn families(families: &[Family]) -> Result<()> {
    let mut owners = BTreeMap::new();
    for family in families {
        let id = &family.id;
        for word in &family.words {
            ensure!(!is_one_letter(word), "families `{id}`: `{word}` belongs into letters");
        }
        for letter in &family.letters {
            ensure!(is_one_letter(letter), "families `{id}`: `{letter}` is no single letter");
        }
        for word in family.words.iter().chain(&family.letters) {
            let is_composed = word.chars().all(|it| !('\u{1100}'..='\u{11ff}').contains(&it) && !it.is_whitespace());
            ensure!(
                *word == word.to_lowercase() && is_composed,
                "families `{id}`: `{word}` is not in lower case and NFC"
            );
            if let Some(other) = owners.insert(word, id) {
                bail!("families `{id}`: `{word}` belongs to `{other}`");
            }
        }
    }
    Ok(())
}

/// One character that is no whole syllable of Hangul.
fn is_one_letter(word: &str) -> bool {
    let mut characters = word.chars();
    characters.next().is_some_and(|first| !hangul::is_syllable(first)) && characters.next().is_none()
}

fn unique<T: Ord + std::fmt::Display>(items: impl Iterator<Item = T>) -> Result<()> {
    let mut seen = BTreeSet::new();
    for item in items {
        if seen.contains(&item) {
            bail!("`{item}` stands twice");
        }
        seen.insert(item);
    }
    Ok(())
}

/// That the text is a day, `YYYY-MM-DD`.
fn date(text: &str) -> Result<()> {
    let parts: Vec<&str> = text.split('-').collect();
    let fits = match parts.as_slice() {
        [year, month, day] if [year.len(), month.len(), day.len()] == [4, 2, 2] => {
            matches!(
                (year.parse::<u16>(), month.parse::<u8>(), day.parse::<u8>()),
                (Ok(2020..=2100), Ok(1..=12), Ok(1..=31))
            )
        }
        _ => false,
    };
    ensure!(fits, "`{text}` is not a day, YYYY-MM-DD");
    Ok(())
}
