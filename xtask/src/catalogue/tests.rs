//! The committed files are what the sources say, and sources that make no sense are refused by name.

use super::*;

/// The smallest catalogue that is in order.
fn sources() -> Sources {
    let vendor = r#"
        name = "Groq"
        wire = "openai"
        base_url = "https://api.groq.com/openai/v1"
        key_env = ["GROQ_API_KEY"]
        signup_url = "https://console.groq.com/keys"
        as_of = "2026-11-22"
        [rules.oss]
        effort_style = "reasoning_effort"
        efforts = ["low", "high"]
        [[models]]
        id = "openai/gpt-oss-20b"
        family = "gpt"
        context = 131_072
        max_output = 65_536
        price = { input = 0.075, output = 0.30, cached = 0.0375 }
        rules = "oss"
        [routes]
        code = ["openai/gpt-oss-20b"]
        think = ["openai/gpt-oss-20b@high"]
        long = ["openai/gpt-oss-20b"]
        fast = ["openai/gpt-oss-20b@low"]
        design = ["openai/gpt-oss-20b"]
        general = ["openai/gpt-oss-20b"]
        [retired]
        "llama-3.1-8b-instant" = { successor = "openai/gpt-oss-20b", since = "2026-08-16" }
    "#;
    let preferences = r#"
        as_of = "2026-11-22"
        vendors = ["groq"]
        [preferences]
        code = ["groq:openai/gpt-oss-20b"]
        think = ["groq:openai/gpt-oss-20b@high"]
        long = ["groq:openai/gpt-oss-20b"]
        fast = ["groq:openai/gpt-oss-20b@low"]
        design = ["groq:openai/gpt-oss-20b"]
        general = ["groq:openai/gpt-oss-20b"]
        [local]
        fast = { pick = "smallest", effort = "off" }
    "#;
    let names = r#"
        [[families]]
        id = "gpt"
        name_en = "GPT"
        name_ko = "지피티"
        words = ["gtp"]
        letters = ["g"]
        elsewhere = true
    "#;
    [("groq", vendor), ("preferences", preferences), ("names", names)]
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .into()
}

#[test]
fn the_committed_files_are_what_the_sources_say() {
    run(Mode::Check).expect("run `cargo xtask catalogue` and commit what it writes");
}

#[test]
fn the_smallest_catalogue_is_translated_in_full() {
    let catalogue = compile(&sources()).expect("it is in order");
    let groq = catalogue.vendor("groq").expect("a vendor");
    let model = groq.model("openai/gpt-oss-20b").expect("a model");
    let tier = model.price.as_ref().expect("a price").tiers[0];
    assert_eq!((tier.input.0, tier.output.0, tier.cached.map(|it| it.0)), (75_000, 300_000, Some(37_500)));
    assert_eq!(groq.route(baro::domain::Route::Think)[0].to_string(), "groq:openai/gpt-oss-20b@high");
    assert_eq!(catalogue.families[0].words, ["gpt", "지피티", "gtp"]);
    assert!(catalogue.families[0].elsewhere);
    let blob = postcard::to_allocvec(&catalogue).expect("it fits");
    let back: Catalogue = postcard::from_bytes(&blob).expect("it reads back");
    assert_eq!(format!("{back:?}"), format!("{catalogue:?}"));
}

/// Replaces `from` by `to` in one file and expects an error that names that file and holds `complaint`.
#[track_caller]
fn refused(file: &str, from: &str, to: &str, complaint: &str) {
    let mut sources = sources();
    let text = sources.get_mut(file).expect("a file");
    assert!(text.contains(from), "nothing to replace: {from}");
    *text = text.replacen(from, to, 1);
    let error = format!("{:#}", compile(&sources).expect_err(complaint));
    assert!(error.contains(&format!("{file}.toml")), "names no file: {error}");
    assert!(error.contains(complaint), "{error}");
}

#[test]
fn what_a_vendors_file_gets_wrong_is_named() {
    let oss = "id = \"openai/gpt-oss-20b\"";
    for (from, to, complaint) in [
        ("context =", "contxt =", "unknown field `contxt`"),
        ("[routes]", "[routes]\ncodes = []", "unknown field `codes`"),
        ("wire = \"openai\"", "wire = \"smoke\"", "unknown variant `smoke`"),
        ("\"https://api", "\"http://api", "base_url"),
        ("openai/v1\"", "openai/v1/\"", "base_url"),
        ("key_env = [\"GROQ_API_KEY\"]", "", "key_env is missing"),
        ("GROQ_API_KEY", "groq key", "key_env: `groq key`"),
        ("signup_url = \"https://console.groq.com/keys\"", "", "signup_url is missing"),
        ("2026-11-22", "2026-13-22", "models `openai/gpt-oss-20b`: price: as_of: `2026-13-22`"),
        ("2026-08-16", "August", "retired `llama-3.1-8b-instant`: since: `August`"),
        ("family = \"gpt\"", "family = \"gtp\"", "family: `gtp` has no names"),
        ("max_output = 65_536", "max_output = 200_000", "max_output is larger than context"),
        ("input = 0.075", "input = 0.0000001", "price: 0.0000001 is not"),
        ("input = 0.075", "input = -1", "price: -1 is not"),
        ("input = 0.075,", "", "price: give either"),
        ("rules = \"oss\"", "rules = \"osr\"", "there is no [rules.osr]"),
        ("[\"low\", \"high\"]", "[\"high\", \"low\"]", "efforts: are not in order"),
        ("[\"low\", \"high\"]", "[]", "effort_style and efforts go together"),
        ("oss-20b@high", "oss-20b@max", "routes.think: `groq:openai/gpt-oss-20b@max`: the model has no such effort"),
        ("code = [\"openai/gpt-oss-20b\"]", "code = [\"gone\"]", "routes.code: there is no model `gone`"),
        (
            "code = [\"openai/gpt-oss-20b\"]",
            "code = [\"llama-3.1-8b-instant\"]",
            "routes.code: `llama-3.1-8b-instant` is retired",
        ),
        ("code = [\"openai/gpt-oss-20b\"]", "code = []", "routes.code: is empty"),
        ("successor = \"openai/gpt-oss-20b\"", "successor = \"x\"", "successor: there is no model `x`"),
        ("\"llama-3.1-8b-instant\" =", "\"openai/gpt-oss-20b\" =", "is retired"),
        (oss, "id = \"openai/gpt-oss-20b\"\nends = \"2027-01-01\"", "ends: [retired] does not say the same day"),
        (oss, "id = \"x@high\"", "its end would be read as an effort"),
    ] {
        refused("groq", from, to, complaint);
    }
}

#[test]
fn steps_of_a_price_rise_and_end_open() {
    let price = "price = { input = 0.075, output = 0.30, cached = 0.0375 }";
    for (tiers, complaint) in [
        ("{ up_to = 1, input = 1, output = 1 }", "the last has no `up_to`"),
        ("{ input = 1, output = 1 }, { input = 1, output = 1 }", "only the last goes without"),
        (
            "{ up_to = 2, input = 1, output = 1 }, { up_to = 2, input = 1, output = 1 }, { input = 1, output = 1 }",
            "does not rise",
        ),
        ("", "tiers: is empty"),
    ] {
        refused("groq", price, &format!("price = {{ tiers = [{tiers}] }}"), complaint);
    }
}

#[test]
fn what_the_preferences_and_names_get_wrong_is_named() {
    for (from, to, complaint) in [
        ("[\"groq\"]", "[]", "`groq` is missing"),
        ("[\"groq\"]", "[\"groq\", \"grok\"]", "there is no `grok.toml` left"),
        ("code = [\"groq:openai/gpt-oss-20b\"]", "code = [\"groq\"]", "preferences.code: `groq`"),
        ("code = [\"groq:openai/gpt-oss-20b\"]", "code = [\"grok:x\"]", "preferences.code: there is no vendor `grok`"),
        ("code = [\"groq:openai/gpt-oss-20b\"]", "code = [\"groq:x\"]", "preferences.code: there is no model `x`"),
        (
            "code = [\"groq:openai/gpt-oss-20b\"]",
            "code = [\"groq:openai/gpt-oss-20b@low\"]",
            "preferences.code: what it names of groq.toml",
        ),
        ("code = [\"groq:openai/gpt-oss-20b\"]", "code = []", "preferences.code: nobody is preferred"),
        ("pick = \"smallest\"", "pick = \"cheapest\"", "unknown variant `cheapest`"),
    ] {
        refused("preferences", from, to, complaint);
    }
    for (from, to, complaint) in [
        ("\"gtp\"", "\"GTP\"", "`GTP` is not in lower case"),
        ("\"gtp\"", "\"gpt\"", "`gpt` stands twice"),
        ("\"gtp\"", "\"g\"", "`g` belongs into letters"),
        ("\"gtp\"", "\"\u{110f}\u{1175}\"", "NFC"),
        ("[\"g\"]", "[\"gp\"]", "`gp` is no single letter"),
        (
            "[\"g\"]",
            "[\"g\"]\n[[families]]\nid = \"gtp\"\nname_en = \"ex\"\nname_ko = \"엑스\"",
            "`gtp` belongs to `gpt`",
        ),
    ] {
        refused("names", from, to, complaint);
    }
}

#[test]
fn a_local_server_has_no_key_and_no_routes_of_its_own() {
    let local = r#"
        name = "Ollama"
        wire = "ollama"
        base_url = "http://127.0.0.1:11434"
        local_server = true
        as_of = "2026-11-22"
    "#;
    let with = |text: &str| {
        let mut sources = sources();
        sources.insert("ollama".to_owned(), text.to_owned());
        let preferences = sources.get_mut("preferences").expect("a file");
        *preferences = preferences.replace("[\"groq\"]", "[\"groq\", \"ollama\"]");
        compile(&sources).map_err(|error| format!("{error:#}"))
    };
    assert!(with(local).is_ok());
    let error = with(&format!("{local}\nkey_env = [\"OLLAMA_KEY\"]")).expect_err("a key");
    assert!(error.contains("ollama.toml: key_env: a local server needs no key"), "{error}");
    let error = with(&local.replace("127.0.0.1", "0.0.0.0")).expect_err("not loopback");
    assert!(error.contains("ollama.toml: base_url"), "{error}");
    let error = with(&format!("{local}\nbase_url_env = \"GROQ_API_KEY\"")).expect_err("another's variable");
    assert!(error.contains("`GROQ_API_KEY` belongs to groq.toml"), "{error}");
}
