//! Renders the catalogue as `docs/models.md`, for people.

use std::fmt::Write as _;

use baro::domain::Route;
use baro::domain::catalogue::{Catalogue, Plan, Vendor};

/// The whole page.
pub fn render(catalogue: &Catalogue) -> String {
    let mut page = String::new();
    lines(
        &mut page,
        &[
            "# Vendors and models",
            "",
            "<!-- Written by `cargo xtask catalogue` from `data/catalogue/*.toml`. Change those. -->",
            "",
            &format!(
                "What baro knows without being told, as of {}. `baro models` shows what you can use now;",
                catalogue.as_of
            ),
            "`[providers.*]` and `[models.*]` in the configuration add to it and override it.",
            "",
            "## Vendors",
            "",
            "Set one of the variables (or run `baro auth add VENDOR`) and the vendor is usable.",
            "",
            "| vendor | key | free plan | get a key |",
            "|---|---|---|---|",
        ],
    );
    for vendor in catalogue.vendors.iter().filter(|vendor| !vendor.is_local_server) {
        let keys: Vec<String> = vendor.key_env.iter().map(|variable| format!("`{variable}`")).collect();
        let signup = vendor.signup_url.as_deref().unwrap_or_default();
        let row =
            format!("| {} (`{}`) | {} | {} | <{signup}> |", vendor.name, vendor.id, keys.join(", "), free(vendor));
        lines(&mut page, &[&row]);
    }
    lines(
        &mut page,
        &[
            "",
            "A vendor with a free plan counts as free until its response headers say otherwise, and so do the limits above.",
            "",
            "## Servers on this machine",
            "",
            "Found by their port, without a key. The models that they have decide what serves a route.",
            "",
            "| server | address | another address |",
            "|---|---|---|",
        ],
    );
    for vendor in catalogue.vendors.iter().filter(|vendor| vendor.is_local_server) {
        let other = vendor.base_url_env.as_ref().map_or_else(String::new, |variable| format!("`{variable}`, "));
        let row = format!(
            "| {} (`{}`) | `{}` | {other}`[providers.{}]` |",
            vendor.name, vendor.id, vendor.base_url, vendor.id
        );
        lines(&mut page, &[&row]);
    }
    routes(&mut page, catalogue);
    models(&mut page, catalogue);
    retired(&mut page, catalogue);
    page
}

fn routes(page: &mut String, catalogue: &Catalogue) {
    lines(
        page,
        &[
            "",
            "## Who serves a route",
            "",
            "With the key of one vendor: its own order. With several: first the preferred ones, then each vendor's order,",
            "vendor by vendor as they stand above. Without your consent to pay, free candidates come before those that cost.",
            "Behind the free plans, and before what costs, stand the models of the servers on this machine, the installed ones",
            "that suit the route best first. A server is asked what it has only where the first free candidate does not serve at",
            "once, or there is none.",
        ],
    );
    for route in Route::ALL {
        lines(page, &["", &format!("### {route}"), "", "| vendor | order |", "|---|---|"]);
        let preferred = catalogue.preference(route).iter().map(|candidate| format!("`{candidate}`"));
        lines(page, &[&format!("| **preferred** | {} |", preferred.collect::<Vec<_>>().join(", "))]);
        for vendor in catalogue.vendors.iter().filter(|vendor| !vendor.is_local_server) {
            let own = vendor.route(route).iter().map(|candidate| {
                let whole = candidate.to_string();
                format!("`{}`", whole.split_once(':').map_or(whole.as_str(), |(_, id)| id))
            });
            lines(page, &[&format!("| {} | {} |", vendor.name, own.collect::<Vec<_>>().join(", "))]);
        }
    }
}

fn models(page: &mut String, catalogue: &Catalogue) {
    lines(
        page,
        &[
            "",
            "## Models",
            "",
            "Tokens of the window and of the longest answer; US dollars for a million tokens, in, out and read from the",
            "cache. Without a price: the vendor tells it with each answer, or nobody has said.",
            "",
            "| model | window | answer | price | efforts | |",
            "|---|---|---|---|---|---|",
        ],
    );
    for vendor in &catalogue.vendors {
        for model in &vendor.models {
            let price = model.price.as_ref().map_or_else(String::new, |price| {
                let tiers = price.tiers.iter().map(|tier| {
                    let cached = tier.cached.map(|it| format!(" / {}", it.as_usd())).unwrap_or_default();
                    let bound = tier.up_to_input_tokens.map(|it| format!(" (to {it})")).unwrap_or_default();
                    format!("{} / {}{cached}{bound}", tier.input.as_usd(), tier.output.as_usd())
                });
                tiers.collect::<Vec<_>>().join(", ")
            });
            let efforts: Vec<&str> = model.rules.efforts.iter().map(|effort| effort.as_str()).collect();
            let mut notes = Vec::new();
            if model.plan.is_some_and(|plan| plan.free) {
                notes.push("free".to_owned());
            }
            if let Some(ends) = &model.ends {
                notes.push(format!("ends {ends}"));
            }
            if model.unconfirmed {
                notes.push("from one source".to_owned());
            }
            let row = format!(
                "| `{}:{}` | {} | {} | {price} | {} | {} |",
                vendor.id,
                model.id,
                model.context_tokens,
                model.max_output_tokens,
                efforts.join(" "),
                notes.join(", ")
            );
            lines(page, &[&row]);
        }
    }
}

fn retired(page: &mut String, catalogue: &Catalogue) {
    lines(page, &["", "## Ids that are gone", "", "They keep working: baro asks the successor and says so.", ""]);
    lines(page, &["| id | since | successor |", "|---|---|---|"]);
    for vendor in &catalogue.vendors {
        for row in &vendor.retired {
            let since = row.since.as_deref().unwrap_or_default();
            let id = &vendor.id;
            lines(page, &[&format!("| `{id}:{}` | {since} | `{id}:{}` |", row.id, row.successor)]);
        }
    }
}

/// The vendor's free plan in words, or that of its free models.
fn free(vendor: &Vendor) -> String {
    let limits = |plan: &Plan| {
        let parts = [
            (plan.tokens_per_minute, "tokens a minute"),
            (plan.requests_per_minute, "requests a minute"),
            (plan.requests_per_day, "requests a day"),
        ];
        let texts: Vec<String> = parts.iter().filter_map(|(n, unit)| n.map(|n| format!("{n} {unit}"))).collect();
        if texts.is_empty() { "limits not published".to_owned() } else { texts.join(", ") }
    };
    if let Some(plan) = &vendor.free_plan {
        return format!("yes: {}", limits(plan));
    }
    match vendor.models.iter().filter_map(|model| model.plan.as_ref()).find(|plan| plan.free) {
        Some(plan) => format!("for some models: {}", limits(plan)),
        None => "no".to_owned(),
    }
}

fn lines(page: &mut String, lines: &[&str]) {
    for line in lines {
        // Writing to a `String` does not fail.
        let _ = writeln!(page, "{line}");
    }
}
