//! How long it takes to foresee where a message goes, once the typing rests: what the line stands for, read, routed, and put
//! into a line. The target is 1 ms, to which `.ci/long` holds it.
//!
//! Who can be asked is worked out before, once for each line that is read, and not measured.

use std::hint::black_box;

use baro::app;
use baro::config::{self, Environment, Flags};
use baro::domain::Lang;
use baro::engine::plan::{Forecast, Size};
use baro::engine::talk::Talk;
use baro::engine::{Engine, TurnRequest};
use baro::grammar::{self, Names, Situation};
use baro::repl::draft::Draft;
use baro::ui::preview::{self, Confirming, Preview};
use baro::ui::style::View;
use criterion::{Criterion, criterion_group, criterion_main};

/// Models of several vendors, none of whom is asked.
const SETTINGS: &str = "[providers.groq]\nplan = { free = true, tokens_per_minute = 8000 }\n";

struct Desk {
    engine: Engine,
    forecast: Forecast,
    names: Names<'static>,
    talk: Talk,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let home = folder.path().to_str().expect("a name");
        let keys = ["GROQ_API_KEY", "GEMINI_API_KEY", "ANTHROPIC_API_KEY"].map(|key| (key, "not-a-key"));
        let environment = Environment::from_pairs([("HOME", home)].into_iter().chain(keys));
        let settings = config::load_as_if(&environment, folder.path(), &Flags::default(), SETTINGS).expect("settings");
        let engine = app::engine(settings, environment);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let forecast = runtime.block_on(engine.forecast(&TurnRequest::default())).expect("a forecast");
        assert!(forecast.models().len() > 1, "{:?}", forecast.models());
        Self { forecast, names: engine.names(), talk: Talk::new(None), engine }
    }

    fn line(&self, lang: Lang, draft: &Draft) -> String {
        let written = draft.written();
        let situation = Situation { pasted: &written.pasted, ..self.talk.situation(&self.names) };
        let reading = grammar::read(&written.text, &situation);
        let foreseen = self.forecast.of(&reading.message, None);
        let candidate = foreseen.candidate.as_ref().expect("somebody");
        let other = self.forecast.models().iter().map(|usable| usable.name.as_str()).next();
        let (decision, too_large_for) = (&foreseen.decision, foreseen.too_large_for.as_ref());
        let size = || self.engine.size_of(&reading.message, None, candidate, &self.forecast);
        let size = if foreseen.is_taken { Size::Fits } else { size() };
        let preview = Preview::Routed { candidate, decision, other, too_large_for, size };
        preview::line(&View::plain(lang).in_columns(100), &preview, Confirming::No)
    }
}

fn latency(criterion: &mut Criterion) {
    let desk = Desk::new();
    let mut group = criterion.benchmark_group("preview");
    let log = "2026-01-02 10:00:07 ERROR worker 7: 연결이 끊겼습니다 (connection reset)\n";
    let (typed, paste, plain) = (log.repeat(600), log.repeat(1_200), "worker 7: connection reset\n".repeat(3_700));
    for (name, lang, line, paste) in [
        ("line, Korean", Lang::Ko, "이 러스트 함수 왜 borrow 에러 나?", ""),
        ("line, English", Lang::En, "what's the chance that two of 23 people share a birthday?", ""),
        ("50 KB typed, Korean", Lang::Ko, &format!("이거 왜 이래?\n{typed}"), ""),
        ("50 KB typed, English", Lang::En, &format!("why does it fail?\n{typed}"), ""),
        ("100 KB pasted, Korean", Lang::Ko, "이거 왜 이래? ", paste.as_str()),
        ("100 KB pasted, English", Lang::En, "why does it fail? ", &plain),
    ] {
        let mut draft = Draft::default();
        draft.begin(line);
        if !paste.is_empty() {
            draft.paste(line, line.len(), paste, lang);
        }
        group.bench_function(name, |bencher| bencher.iter(|| desk.line(lang, black_box(&draft))));
    }
}

criterion_group!(benches, latency);
criterion_main!(benches);
