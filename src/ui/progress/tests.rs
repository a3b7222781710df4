//! Drawn only where it may be, late, and taken away without a trace.

use super::*;
use crate::domain::Lang;
use crate::ui::console::tests::{Capture, console};
use crate::ui::console::{Manner, Talk};
use crate::ui::style::{ColorChoice, ColorEnvironment, Destination};

fn spin(destination: Destination, manner: &Manner, at_ms: &[u64]) -> (String, String) {
    let stderr = Capture::default();
    let console = console(Lang::Ko, destination, manner, &Capture::default(), &stderr);
    let model = ModelRef::new("moonshot", "kimi-k3");
    let mut spinner = Spinner::new(&console);
    for at in at_ms {
        spinner.tick(&model, Duration::from_millis(*at));
    }
    let drawn = stderr.text();
    spinner.clear();
    let cleared = stderr.text()[drawn.len()..].to_owned();
    spinner.clear();
    drop(spinner);
    assert_eq!(stderr.text().len(), drawn.len() + cleared.len(), "a spinner is cleared once");
    (drawn, cleared)
}

#[test]
fn it_draws_late_shows_seconds_after_three_and_clears_its_line() {
    let manner = Manner { color: ColorChoice::Never, ..Manner::default() };
    let (drawn, cleared) = spin(Destination::Terminal, &manner, &[0, 119]);
    assert_eq!((drawn.as_str(), cleared.as_str()), ("", ""), "nothing before its time");
    let (drawn, cleared) = spin(Destination::Terminal, &manner, &[120]);
    assert!(drawn.contains("kimi-k3 생각 중…") && !drawn.contains('초'), "{drawn:?}");
    assert_eq!(cleared, "\r\x1b[2K");
    let (drawn, _) = spin(Destination::Terminal, &manner, &[5_200]);
    assert!(drawn.contains("kimi-k3 생각 중… 5초"), "{drawn:?}");
    assert!(!drawn.contains('\n'), "it stays on its line: {drawn:?}");
}

#[test]
fn it_costs_nothing_where_nothing_may_be_redrawn() {
    let usual = Manner::default();
    let quiet = Manner { talk: Talk::Quiet, ..Manner::default() };
    let dumb = Manner {
        environment: ColorEnvironment { term: Some("dumb".into()), ..ColorEnvironment::default() },
        ..Manner::default()
    };
    for (destination, manner) in
        [(Destination::Other, &usual), (Destination::Terminal, &quiet), (Destination::Terminal, &dumb)]
    {
        assert_eq!(spin(destination, manner, &[500, 5_000]), (String::new(), String::new()));
    }
}
