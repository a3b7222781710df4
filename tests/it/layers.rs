//! Holds the arrows between the modules: which may name which, and where an outside crate may appear.
//!
//! The two tables are the rule; `ARCHITECTURE.md` tells why. Every source file is parsed, so that `use` with its
//! groups and renames, paths in full, chains of `super`, and paths inside macros are all seen. What is marked
//! `cfg(test)` may use any outside crate, but keeps to the arrows between modules.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::Path;

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};

/// Every module, and which modules it may name beside itself.
const ARROWS: &[(&str, &[&str])] = &[
    // Ring 0: plain types.
    ("domain", &[]),
    // Ring 1: pure.
    ("router", &["domain"]),
    ("grammar", &["domain"]),
    ("markup", &["domain"]),
    ("material", &["domain"]),
    // Ring 2: each its own piece of the world; files as the system has them, below the others.
    ("files", &[]),
    ("provider", &["domain", "router", "grammar", "markup", "material", "files"]),
    ("store", &["domain", "router", "grammar", "markup", "material", "files"]),
    ("config", &["domain", "router", "grammar", "markup", "material", "files"]),
    // Ring 3.
    ("engine", &["domain", "router", "grammar", "markup", "material", "files", "provider", "store", "config"]),
    // Ring 4.
    ("ui", &["domain", "router", "grammar", "markup", "material", "files", "provider", "store", "config", "engine"]),
    ("app", &["domain", "router", "grammar", "markup", "material", "files", "provider", "store", "config", "engine"]),
    // Ring 5: the surfaces, which never name each other; `cli` dispatches by `run` alone (`DISPATCH`).
    ("cli", &["domain", "router", "grammar", "markup", "material", "files", "store", "config", "engine", "app", "ui"]),
    ("repl", &["domain", "router", "grammar", "markup", "material", "files", "store", "config", "engine", "app", "ui"]),
    ("mcp", &["domain", "router", "grammar", "markup", "material", "files", "store", "config", "engine", "app"]),
    ("tui", &["domain", "router", "grammar", "markup", "material", "files", "store", "config", "engine", "app"]),
    ("web", &["domain", "router", "grammar", "markup", "material", "files", "store", "config", "engine", "app"]),
    // The program, and the list of modules.
    ("main", &["cli"]),
    (
        "lib",
        &[
            "domain", "router", "grammar", "markup", "material", "files", "provider", "store", "config", "engine",
            "ui", "app", "cli", "repl", "mcp", "tui", "web",
        ],
    ),
];

/// The surfaces that `cli` starts, each by naming its `run`.
const DISPATCH: &[&str] = &["repl", "mcp", "tui", "web"];

/// Where a name from outside may appear.
enum Places {
    /// In these modules, or files (without `.rs`), alone.
    Only(&'static [&'static str]),
    /// Anywhere but in these modules.
    Outside(&'static [&'static str]),
}

use Places::{Only, Outside};

const PURE: &[&str] = &["domain", "router", "grammar", "markup", "material"];

/// Names from outside. A name covers all that begins with it.
const NAMES: &[(&str, Places)] = &[
    ("reqwest", Only(&["provider/http"])),
    ("candle_core", Only(&["provider/local"])),
    ("candle_nn", Only(&["provider/local"])),
    ("candle_transformers", Only(&["provider/local"])),
    ("tokenizers", Only(&["provider/local"])),
    ("minijinja", Only(&["provider/local"])),
    ("temp_env", Only(&["provider/local"])),
    ("zip", Only(&["provider/local"])),
    ("rusqlite", Only(&["store"])),
    ("clap", Only(&["cli"])),
    ("clap_mangen", Only(&["cli"])),
    ("keyring", Only(&["config/system_keyring"])),
    ("rustyline", Only(&["repl/editor"])),
    ("rmcp", Only(&["mcp"])),
    ("ratatui", Only(&["tui"])),
    ("rustls", Only(&["provider/http"])),
    ("hyper", Only(&["mcp/http"])),
    ("hyper_util", Only(&["mcp/http", "provider/proxy"])),
    ("toml_edit", Only(&["config", "cli/commands/mcp_config"])),
    ("axum", Only(&["web"])),
    ("indicatif", Only(&["ui"])),
    ("etcetera", Only(&["config"])),
    ("sys_locale", Only(&["config"])),
    ("tokio", Outside(PURE)),
    ("std::fs", Outside(PURE)),
    ("std::io", Outside(PURE)),
    ("std::net", Outside(PURE)),
    ("std::process", Outside(PURE)),
    ("std::thread", Outside(PURE)),
    ("std::time::Instant", Outside(PURE)),
    ("std::time::SystemTime", Outside(PURE)),
    ("std::env::var", Only(&["config"])),
    ("std::env::var_os", Only(&["config"])),
    ("std::env::vars", Only(&["config"])),
    ("std::env::vars_os", Only(&["config"])),
    ("std::env::home_dir", Only(&["config"])),
    ("std::time::SystemTime::now", Only(&["app"])),
    ("std::time::Instant::now", Only(&["app"])),
    ("jiff::ZonedDateTime::now", Only(&["app"])),
    ("jiff::Timestamp::now", Only(&["app"])),
    // The terminal. In `mcp` standard output is the protocol. Asking whether it is a terminal is free to all.
    ("std::io::stdout", Only(&["ui", "mcp", "main"])),
    ("std::io::stderr", Only(&["ui", "main"])),
];

/// Macros that write to the terminal, and where they may.
const PRINTING: &[(&str, Places)] = &[
    ("print", Only(&["ui"])),
    ("println", Only(&["ui"])),
    ("eprint", Only(&["ui", "main"])),
    ("eprintln", Only(&["ui", "main"])),
    ("dbg", Only(&[])),
];

/// A source file.
struct Source {
    /// Below `src`, with slashes: `engine/turn.rs`.
    path: String,
    text: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// The path without `.rs` and without a closing `/mod`.
    fn stem(&self) -> &str {
        let stem = self.path.strip_suffix(".rs").unwrap_or(&self.path);
        stem.strip_suffix("/mod").unwrap_or(stem)
    }

    /// The module that the file is: `["engine", "turn"]`; the roots are the crate itself.
    fn module(&self) -> Vec<String> {
        if self.is_root() { Vec::new() } else { self.stem().split('/').map(str::to_owned).collect() }
    }

    fn is_root(&self) -> bool {
        matches!(self.stem(), "lib" | "main")
    }
}

/// An arrow that is broken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Broken {
    path: String,
    line: usize,
    arrow: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "src/{}:{}: {}", self.path, self.line, self.arrow)
    }
}

fn row(module: &str) -> Option<&'static [&'static str]> {
    ARROWS.iter().find(|(name, _)| *name == module).map(|(_, may)| *may)
}

/// Everything that the sources break.
fn check(sources: &[Source]) -> Vec<Broken> {
    examine(sources).0
}

/// Everything that the sources break, and the names from outside that occur where they may.
fn examine(sources: &[Source]) -> (Vec<Broken>, BTreeSet<&'static str>) {
    let (mut broken, mut found) = (BTreeSet::new(), BTreeSet::new());
    let mut parsed = Vec::new();
    for source in sources {
        match syn::parse_file(&source.text) {
            Ok(file) => parsed.push((source, file)),
            Err(error) => {
                broken.insert(Broken {
                    path: source.path.clone(),
                    line: error.span().start().line,
                    arrow: format!("cannot be read: {error}"),
                });
            }
        }
    }
    let mut declared = BTreeMap::new();
    for (source, file) in &parsed {
        declare(&source.module(), &file.items, false, &mut declared);
    }
    for (source, file) in &parsed {
        let module = source.module();
        let home = if source.is_root() { source.stem().to_owned() } else { module[0].clone() };
        let mut at_file = |arrow: String| {
            broken.insert(Broken { path: source.path.clone(), line: 1, arrow });
        };
        let Some(may) = row(&home) else {
            at_file(format!("`{home}` is no module of the table"));
            continue;
        };
        if !source.is_root() && !declared.contains_key(&module) {
            at_file("no `mod` leads to this file".to_owned());
        }
        let is_test = (1..=module.len()).any(|n_segments| declared.get(&module[..n_segments]) == Some(&true));
        let mut reader = Reader {
            path: &source.path,
            stem: source.stem(),
            home: &home,
            may,
            module,
            is_test,
            renames: BTreeMap::new(),
            broken: &mut broken,
            found: &mut found,
        };
        for item in &file.items {
            reader.note_renames(item);
        }
        reader.visit_file(file);
    }
    (broken.into_iter().collect(), found)
}

/// Notes every module that a `mod` declares, and whether it is for tests alone.
fn declare(module: &[String], items: &[syn::Item], is_test: bool, declared: &mut BTreeMap<Vec<String>, bool>) {
    for item in items {
        let syn::Item::Mod(item) = item else { continue };
        let mut path = module.to_vec();
        path.push(item.ident.to_string());
        let is_test = is_test || for_tests(&item.attrs);
        if let Some((_, items)) = &item.content {
            declare(&path, items, is_test, declared);
        }
        declared.insert(path, is_test);
    }
}

/// True for `#[cfg(test)]` and `#[cfg(all(test, ..))]`.
fn for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.meta.require_list().is_ok_and(|list| {
                let condition = list.tokens.to_string().replace(' ', "");
                condition == "test" || condition.starts_with("all(test,")
            })
    })
}

struct Reader<'a> {
    path: &'a str,
    stem: &'a str,
    /// The top module, or `main` or `lib`.
    home: &'a str,
    may: &'static [&'static str],
    /// Where the reading is; the roots are the empty path.
    module: Vec<String>,
    is_test: bool,
    /// Names that a `use` gave to paths from outside.
    renames: BTreeMap<String, Vec<String>>,
    broken: &'a mut BTreeSet<Broken>,
    /// Rows of [`NAMES`] that match something where it may be.
    found: &'a mut BTreeSet<&'static str>,
}

impl Reader<'_> {
    fn report(&mut self, line: usize, arrow: String) {
        self.broken.insert(Broken { path: self.path.to_owned(), line, arrow });
    }

    fn stands_in(&self, place: &str) -> bool {
        self.stem == place
            || self.stem.strip_prefix(place).is_some_and(|rest| rest.starts_with('/'))
            || self.home == place
    }

    fn may_use(&self, places: &Places) -> bool {
        match places {
            Only(places) => places.iter().any(|place| self.stands_in(place)),
            Outside(places) => !places.iter().any(|place| self.stands_in(place)),
        }
    }

    /// So that `use std::env; env::var(..)` is seen as what it is.
    fn note_renames(&mut self, item: &syn::Item) {
        match item {
            syn::Item::Use(item) => {
                for (path, name) in flatten(&item.tree) {
                    if let Some(name) = name {
                        self.renames.insert(name, path);
                    }
                }
            }
            syn::Item::Mod(item) => {
                for item in item.content.iter().flat_map(|(_, items)| items) {
                    self.note_renames(item);
                }
            }
            _ => {}
        }
    }

    /// Judges a path, as written, at `line`.
    fn judge(&mut self, written: &[String], line: usize) {
        let Some(first) = written.first() else { return };
        match first.as_str() {
            "crate" => self.judge_inside(&written[1..], written, line),
            "baro" if self.home == "main" => self.judge_inside(&written[1..], written, line),
            "self" | "super" => {
                let n_self = usize::from(first == "self");
                let n_up = written[n_self..].iter().take_while(|segment| *segment == "super").count();
                if n_up == 0 && written.len() == n_self {
                    return;
                }
                let kept = self.module.len().saturating_sub(n_up);
                let path: Vec<String> = self.module[..kept].iter().chain(&written[n_self + n_up..]).cloned().collect();
                self.judge_inside(&path, written, line);
            }
            _ => {
                let renamed = self.renames.get(first).filter(|path| path.first() != Some(first) || path.len() > 1);
                match renamed.cloned() {
                    Some(path) if path.first().is_some_and(|first| !is_inside(first)) => {
                        let path: Vec<String> = path.iter().chain(&written[1..]).cloned().collect();
                        self.judge_outside(&path, line);
                    }
                    // The `use` itself is judged.
                    Some(_) => {}
                    None => self.judge_outside(written, line),
                }
            }
        }
    }

    fn judge_inside(&mut self, path: &[String], written: &[String], line: usize) {
        let home = self.home;
        let written = written.join("::");
        let Some(target) = path.first() else {
            self.report(line, format!("{home} takes the whole crate by `{written}`: name the module"));
            return;
        };
        if target == home || (home == "lib" && self.module.is_empty()) {
            return;
        }
        if row(target).is_none() {
            self.report(line, format!("{home} -> {target} is no arrow (`{written}`): no such module in the table"));
        } else if home == "cli" && DISPATCH.contains(&target.as_str()) {
            if path.len() != 2 || path[1] != "run" {
                self.report(line, format!("cli -> {target} is no arrow but by `{target}::run` (`{written}`)"));
            }
        } else if !self.may.contains(&target.as_str()) {
            self.report(line, format!("{home} -> {target} is no arrow (`{written}`)"));
        }
    }

    fn judge_outside(&mut self, path: &[String], line: usize) {
        if self.is_test {
            return;
        }
        for (name, places) in NAMES {
            let begins = |name: &str| {
                name.split("::").enumerate().all(|(at, segment)| path.get(at).is_some_and(|word| word == segment))
            };
            let may_use = self.may_use(places);
            if begins(name) && !may_use {
                self.report(line, format!("{} may not use `{name}` (`{}`)", self.stem, path.join("::")));
            }
            // Of a method its type is enough: that nobody calls it is what the row is for.
            if may_use && begins(name.strip_suffix("::now").unwrap_or(name)) {
                self.found.insert(name);
            }
        }
    }

    fn judge_macro(&mut self, name: &str, line: usize) {
        if self.is_test {
            return;
        }
        for (printing, places) in PRINTING {
            if name == *printing && !self.may_use(places) {
                self.report(line, format!("{} may not print (`{name}!`)", self.stem));
            }
        }
    }

    /// Paths and macros inside a macro's tokens, which nobody has parsed.
    fn read_tokens(&mut self, tokens: TokenStream) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < trees.len() {
            match &trees[at] {
                TokenTree::Group(group) => {
                    self.read_tokens(group.stream());
                    at += 1;
                }
                TokenTree::Ident(ident) => {
                    let line = ident.span().start().line;
                    let mut path = vec![ident.to_string()];
                    while let (
                        Some(TokenTree::Punct(first)),
                        Some(TokenTree::Punct(second)),
                        Some(TokenTree::Ident(next)),
                    ) = (trees.get(at + 1), trees.get(at + 2), trees.get(at + 3))
                        && first.as_char() == ':'
                        && first.spacing() == Spacing::Joint
                        && second.as_char() == ':'
                    {
                        path.push(next.to_string());
                        at += 3;
                    }
                    if matches!(trees.get(at + 1), Some(TokenTree::Punct(mark)) if mark.as_char() == '!')
                        && let Some(name) = path.last()
                    {
                        self.judge_macro(&name.clone(), line);
                    }
                    // A lone word inside a macro is mostly a variable or a field; only a path is judged.
                    if path.len() > 1 {
                        self.judge(&path, line);
                    }
                    at += 1;
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => at += 1,
            }
        }
    }
}

fn is_inside(segment: &str) -> bool {
    matches!(segment, "crate" | "self" | "super")
}

/// The paths of a `use`, each with the name that it gives; a glob gives none.
fn flatten(tree: &syn::UseTree) -> Vec<(Vec<String>, Option<String>)> {
    match tree {
        syn::UseTree::Path(path) => flatten(&path.tree)
            .into_iter()
            .map(|(rest, name)| {
                let name = if rest.is_empty() && name.is_none() { None } else { name };
                // `use std::env::{self}` names `env`.
                let name = if name.as_deref() == Some("self") { Some(path.ident.to_string()) } else { name };
                (std::iter::once(path.ident.to_string()).chain(rest).collect(), name)
            })
            .collect(),
        syn::UseTree::Name(name) if name.ident == "self" => vec![(Vec::new(), Some("self".to_owned()))],
        syn::UseTree::Name(name) => vec![(vec![name.ident.to_string()], Some(name.ident.to_string()))],
        syn::UseTree::Rename(rename) if rename.ident == "self" => vec![(Vec::new(), Some(rename.rename.to_string()))],
        syn::UseTree::Rename(rename) => vec![(vec![rename.ident.to_string()], Some(rename.rename.to_string()))],
        syn::UseTree::Glob(_) => vec![(Vec::new(), None)],
        syn::UseTree::Group(group) => group.items.iter().flat_map(flatten).collect(),
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if item.attrs.iter().any(|attribute| attribute.path().is_ident("path")) {
            self.report(item.span().start().line, "a module is found by its name, not by `#[path]`".to_owned());
        }
        let was_test = self.is_test;
        self.is_test |= for_tests(&item.attrs);
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
        self.is_test = was_test;
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        let was_test = self.is_test;
        self.is_test |= for_tests(&item.attrs);
        visit::visit_item_fn(self, item);
        self.is_test = was_test;
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let was_test = self.is_test;
        self.is_test |= for_tests(&item.attrs);
        for (path, _) in flatten(&item.tree) {
            // A rename of an earlier name is judged where it was first named.
            match path.first().map(String::as_str) {
                Some(first) if is_inside(first) || (first == "baro" && self.home == "main") => {
                    self.judge(&path, item.span().start().line);
                }
                Some(_) => self.judge_outside(&path, item.span().start().line),
                None => {}
            }
        }
        self.is_test = was_test;
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        if item.ident == "self" {
            self.report(item.span().start().line, "the crate has one name".to_owned());
        }
        self.judge_outside(&[item.ident.to_string()], item.span().start().line);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let asks = call.method == "is_terminal" && matches!(&*call.receiver, syn::Expr::Call(_));
        if !asks {
            visit::visit_expr_method_call(self, call);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        // One word is a local name, unless a `use` gave it to something from outside.
        if segments.len() > 1 || self.renames.contains_key(&segments[0]) {
            self.judge(&segments, path.span().start().line);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if let Some(name) = call.path.segments.last() {
            self.judge_macro(&name.ident.to_string(), call.span().start().line);
        }
        self.visit_path(&call.path);
        self.read_tokens(call.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if let syn::Meta::List(list) = &attribute.meta
            && !attribute.path().is_ident("cfg")
        {
            self.read_tokens(list.tokens.clone());
        }
    }

    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {
        // `pub(crate)` and `pub(super)` import nothing.
    }
}

fn read_folder(folder: &Path, below: &str, sources: &mut Vec<Source>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let entry = entry.expect("an entry");
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            read_folder(&entry.path(), &format!("{name}/"), sources);
        } else if entry.path().extension().is_some_and(|extension| extension == "rs") {
            sources.push(Source { path: name, text: fs::read_to_string(entry.path()).expect("a source") });
        }
    }
}

#[test]
fn every_arrow_between_the_modules_holds() {
    let mut sources = Vec::new();
    read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut sources);
    assert!(sources.iter().any(|source| source.path == "domain/mod.rs"), "the sources were not found");
    let broken = check(&sources);
    let list: Vec<String> = broken.iter().map(Broken::to_string).collect();
    assert!(list.is_empty(), "{} broken:\n{}", list.len(), list.join("\n"));
}

/// The standard library's names do not change, and some of them nobody may call at all. Of a crate, a type that has
/// another name by now, or that is named nowhere, guards nothing.
#[test]
fn each_name_of_a_crate_in_the_table_occurs_where_it_may() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    read_folder(&folder, "", &mut sources);
    let (_, found) = examine(&sources);
    for (name, places) in NAMES.iter().filter(|(name, _)| !name.starts_with("std::")) {
        let is_written = match places {
            Only(places) => places.iter().any(|place| sources.iter().any(|source| source.stem().starts_with(place))),
            Outside(_) => true,
        };
        assert!(found.contains(name) || !is_written, "`{name}` guards nothing: no such name where it may be");
    }
    let row = |text| examine(&fixture("app", text).1).1;
    assert!(row("use jiff::ZonedDateTime;").contains("jiff::ZonedDateTime::now"));
    assert!(!row("use jiff::Zoned;").contains("jiff::ZonedDateTime::now"), "another type");
}

/// Sources in which `text` stands in a deeper file of `module`, and all modules are declared.
fn fixture(module: &str, text: &str) -> (String, Vec<Source>) {
    let lib = ARROWS.iter().map(|(name, _)| format!("pub mod {name};")).collect::<Vec<_>>().join("\n");
    if matches!(module, "main" | "lib") {
        let path = format!("{module}.rs");
        let mut sources = vec![Source::new(&path, text)];
        if module == "main" {
            sources.push(Source::new("lib.rs", &lib));
        }
        return (path, sources);
    }
    let path = format!("{module}/deep.rs");
    let parent = Source::new(&format!("{module}/mod.rs"), "pub mod deep; #[cfg(test)] mod tests;");
    (path.clone(), vec![Source::new("lib.rs", &lib), parent, Source::new(&path, text)])
}

/// Ways to name something of another module from `module/deep.rs`.
fn ways_to_name(target: &str) -> Vec<String> {
    vec![
        format!("use crate::{target};"),
        format!("use crate::{target}::Thing as Other;"),
        format!("use crate::{{domain, {target}::{{self, Thing}}}};"),
        format!("pub use crate::{target}::*;"),
        format!("fn f() -> crate::{target}::Thing {{ todo() }}"),
        format!("fn f() {{ let x = super::super::{target}::thing(); }}"),
        format!("use super::super::{target}::Thing;"),
        format!("mod inner {{ use super::super::super::{target}; }}"),
        format!("use self::super::super::{target}::Thing;"),
        format!("fn f() {{ println(format!(\"{{}}\", crate::{target}::NAME)); }}"),
        format!("fn f() {{ select! {{ x = super::super::{target}::thing() => {{}} }} }}"),
        format!("impl crate::{target}::Thing for X {{}}"),
        format!("#[derive(crate::{target}::Thing)] struct X;"),
        format!("#[cfg(test)] mod tests {{ use crate::{target}::Thing; }}"),
        format!("macro_rules! m {{ () => {{ $crate::{target}::thing() }} }}"),
        format!("fn f<T: crate::{target}::Thing>() {{}}"),
    ]
}

#[test]
fn a_source_that_breaks_any_arrow_is_named_whichever_way_it_names_the_other_module() {
    let inner: Vec<&str> =
        ARROWS.iter().map(|(name, _)| *name).filter(|name| !matches!(*name, "main" | "lib")).collect();
    for (module, may) in ARROWS.iter().filter(|(name, _)| !matches!(*name, "main" | "lib")) {
        for target in inner.iter().filter(|target| *target != module) {
            for text in ways_to_name(target) {
                // The group names `domain` too, which all but `domain` may; nothing may hide behind it.
                let (path, sources) = fixture(module, &text);
                let broken = check(&sources);
                let arrow = format!("{module} -> {target}");
                let caught = broken.iter().any(|broken| broken.path == path && broken.arrow.contains(&arrow));
                assert_eq!(caught, !may.contains(target), "{arrow}: {text}\n{broken:?}");
            }
        }
    }
}

#[test]
fn the_program_names_the_command_line_and_nothing_deeper() {
    for (text, is_broken) in [
        ("fn main() { baro::cli::run(); }", false),
        ("use baro::engine::Engine; fn main() {}", true),
        ("fn main() { baro::store::open(); }", true),
    ] {
        let (path, sources) = fixture("main", text);
        assert_eq!(check(&sources).iter().any(|broken| broken.path == path), is_broken, "{text}");
    }
}

#[test]
fn the_command_line_starts_another_surface_by_its_run_alone() {
    for (text, is_broken) in [
        ("fn f() { crate::repl::run(); }", false),
        ("use crate::mcp::run;", false),
        ("use crate::mcp;", true),
        ("use crate::tui::Tabs;", true),
        ("fn f() { crate::web::Page::run(); }", true),
    ] {
        let (path, sources) = fixture("cli", text);
        assert_eq!(check(&sources).iter().any(|broken| broken.path == path), is_broken, "{text}");
    }
}

#[test]
fn the_whole_crate_is_never_taken_at_once() {
    for text in
        ["use crate as all;", "use super::super as all;", "use crate::*;", "use super::super::*;", "use crate::Engine;"]
    {
        let (path, sources) = fixture("router", text);
        assert!(check(&sources).iter().any(|broken| broken.path == path), "{text}");
    }
}

#[test]
fn a_module_may_name_itself_and_its_neighbours_in_every_way() {
    for text in [
        "use super::other::Thing; use crate::engine::turn; use self::inner::X; mod inner { use super::X; }",
        "pub(crate) fn f() {} pub(super) fn g() {} pub(in crate::engine) fn h() {}",
        "use super::*;",
    ] {
        let (_, sources) = fixture("engine", text);
        assert_eq!(check(&sources), [], "{text}");
    }
}

#[test]
fn a_name_from_outside_is_caught_where_it_may_not_be_and_let_be_where_it_may() {
    let modules: Vec<&str> =
        ARROWS.iter().map(|(name, _)| *name).filter(|name| !matches!(*name, "main" | "lib")).collect();
    for (name, places) in NAMES {
        let last = name.rsplit("::").next().unwrap_or(name);
        let parent = name.rsplit_once("::").map(|(parent, _)| parent);
        let mut ways = vec![
            format!("use {name};"),
            format!("use {name} as other; fn f() {{ other::thing(); }}"),
            format!("use {{ {name} }};"),
            format!("fn f(x: {name}::Thing) {{}}"),
            format!("fn f() {{ ::{name}::thing(); }}"),
            format!("fn f() {{ join!({name}::thing(), 1) }}"),
        ];
        if let Some(parent) = parent {
            let short = parent.rsplit("::").next().unwrap_or(parent);
            ways.push(format!("use {parent}; fn f() {{ {short}::{last}(\"X\"); }}"));
            ways.push(format!("use {parent} as p; fn f() {{ p::{last}(\"X\"); }}"));
            ways.push(format!("use {parent}::{{self}}; fn f() {{ {short}::{last}(\"X\"); }}"));
        }
        for module in &modules {
            let allowed = match places {
                Only(places) => places.contains(module),
                Outside(places) => !places.contains(module),
            };
            for text in &ways {
                let (path, sources) = fixture(module, text);
                let caught = check(&sources).iter().any(|broken| {
                    broken.path == path && broken.arrow.starts_with(&format!("{module}/deep may not use `{name}`"))
                });
                assert_eq!(caught, !allowed, "{module}: {text}");
            }
        }
        let in_tests = format!("#[cfg(test)] mod tests {{ use {name}; fn f() {{ {name}::thing(); }} }}");
        assert_eq!(check(&fixture("domain", &in_tests).1), [], "{in_tests}");
    }
    let http = |file: &str| {
        let lib = Source::new("lib.rs", "pub mod provider;");
        let parent = Source::new("provider/mod.rs", "mod http; mod openai;");
        check(&[lib, parent, Source::new(file, "use reqwest::Client;")])
    };
    assert_eq!(http("provider/http.rs"), []);
    assert_eq!(http("provider/openai.rs").len(), 1);
}

#[test]
fn only_the_terminals_own_module_prints() {
    for name in ["print", "println", "eprint", "eprintln", "dbg"] {
        for text in [
            format!("fn f() {{ {name}!(\"x\"); }}"),
            format!("fn f() {{ select! {{ () => {{ std::{name}!(\"x\"); }} }} }}"),
        ] {
            for (module, allowed) in [("engine", false), ("mcp", false), ("cli", false), ("ui", name != "dbg")] {
                let (path, sources) = fixture(module, &text);
                let caught =
                    check(&sources).iter().any(|broken| broken.path == path && broken.arrow.contains("may not print"));
                assert_eq!(caught, !allowed, "{module}: {text}");
            }
        }
    }
    let asks = "use std::io::{self, IsTerminal as _}; fn f() -> bool { io::stdout().is_terminal() }";
    assert_eq!(check(&fixture("cli", asks).1), []);
    let writes = "use std::io; fn f() { writeln!(io::stdout(), \"x\"); }";
    assert_eq!(check(&fixture("cli", writes).1).len(), 1);
}

#[test]
fn a_file_that_no_module_leads_to_or_that_the_table_does_not_know_is_named() {
    let lib = || Source::new("lib.rs", "pub mod domain; pub mod helper;");
    let orphan = check(&[lib(), Source::new("domain/mod.rs", ""), Source::new("domain/lost.rs", "")]);
    assert_eq!(
        orphan.iter().map(Broken::to_string).collect::<Vec<_>>(),
        ["src/domain/lost.rs:1: no `mod` leads to this file"]
    );
    let unknown = check(&[lib(), Source::new("helper.rs", "")]);
    assert_eq!(
        unknown.iter().map(Broken::to_string).collect::<Vec<_>>(),
        ["src/helper.rs:1: `helper` is no module of the table"]
    );
    let moved = check(&[Source::new("lib.rs", "#[path = \"x.rs\"] pub mod domain;"), Source::new("domain/mod.rs", "")]);
    assert_eq!(moved.len(), 1);
}

#[test]
fn a_file_of_tests_may_use_any_crate_but_keeps_to_the_arrows() {
    let sources = |text: &str| {
        vec![
            Source::new("lib.rs", "pub mod router;"),
            Source::new("router/mod.rs", "#[cfg(test)] mod tests;"),
            Source::new("router/tests.rs", text),
        ]
    };
    assert_eq!(check(&sources("use std::fs; use tokio::time;")), []);
    assert_eq!(check(&sources("use crate::engine::Engine;")).len(), 1);
}

#[test]
fn the_table_has_no_cycle() {
    fn reaches(from: &str, to: &str, depth: usize) -> bool {
        depth < 20 && row(from).unwrap_or_default().iter().any(|next| *next == to || reaches(next, to, depth + 1))
    }
    for (module, _) in ARROWS.iter().filter(|(name, _)| *name != "lib") {
        assert!(!reaches(module, module, 0), "{module} comes back to itself");
    }
}
