//! Holds the grammar to its corpora: lines that must be taken as addressed to baro, lines that must be text, and
//! the real messages of the routing sets, none of which speaks to baro.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use baro::domain::ModelRef;
use baro::grammar::{
    self, Act, Answer, Choice, Deed, Extent, Last, Named, Names, Others, Period, Question, Reading, Recall, Setting,
    Situation, SpanKind, Subject,
};
use baro::provider::registry;
use proptest::prelude::*;

/// The families, two aliases, all models of the catalogue, and some of the user's own.
fn names() -> Names<'static> {
    let listed = registry::catalogue()
        .vendors
        .iter()
        .flat_map(|vendor| vendor.models.iter().map(|model| ModelRef::new(&vendor.id, &model.id)));
    let own = ["fake:kimi-k2", "fake:qwen3", "fake:llama-8b", "fake:m1", "fake:plain"];
    let models: Vec<ModelRef> = own.iter().map(|name| name.parse().expect("a model")).chain(listed).collect();
    Names::new(registry::families(), ["work", "큐"]).with_models(&models)
}

/// Who answered last, where somebody did.
static ANSWERER: LazyLock<ModelRef> = LazyLock::new(|| ModelRef::new("fake", "m1"));

/// The situation that a row's first column names, in words joined by `+`.
fn situation<'a>(words: &str, names: &'a Names<'a>) -> Situation<'a> {
    // In a talk, where more can be said than in a question alone.
    let mut situation = Situation { setting: Setting::Talk, ..Situation::new(names) };
    situation.is_file = &|path| matches!(path, "src/main.rs" | "notes.md" | "문서/계획.md");
    for word in words.split('+') {
        match word {
            "first" => {}
            "answer" => (situation.answer, situation.answerer) = (Answer::Given, Some(&*ANSWERER)),
            "others" => situation.others = Others::There,
            "alone" => situation.setting = Setting::Question,
            "pinned" => situation.choice = Choice::Pinned,
            "receipt" => situation.last = Last::Receipt,
            "money" => situation.subject = Subject::of(["이번 달 카드값 내역 좀 정리해줘"]),
            "drinks" => situation.subject = Subject::of(["어제 술값을 넷이서 나누려고 해"]),
            "memory" => situation.subject = Subject::of(["GPU 메모리 프로파일링은 어떻게 해?"]),
            "groceries" => situation.subject = Subject::of(["what groceries keep longest?"]),
            "server" => situation.subject = Subject::of(["AWS에 웹 서버 두 대를 띄우려고 해"]),
            "mail" => situation.subject = Subject::of(["교수님께 보낼 메일 초안 좀 봐줘"]),
            "chats" => situation.subject = Subject::of(["메신저 앱 화면 설계 중이야"]),
            "rain" => situation.subject = Subject::of(["How much rain fell in Seoul?"]),
            "snow" => situation.subject = Subject::of(["작년에 눈이 얼마나 왔어?"]),
            "models" => situation.subject = Subject::of(["sklearn RandomForest accuracy is 0.7"]),
            "cron" => situation.subject = Subject::of(["백업을 cron으로 매일 돌리고 싶어"]),
            "sheet" => situation.subject = Subject::of(["엑셀에서 첫 행을 고정하고 싶어"]),
            "locked" => situation.subject = Subject::of(["my phone is locked after too many tries"]),
            "code" => situation.subject = Subject::of(["C++ iterator 타입 이름이 너무 길어"]),
            _ => panic!("no situation is called {word}"),
        }
    }
    situation
}

fn name_of(named: &Named) -> &str {
    match named {
        Named::Family(name) | Named::Alias(name) | Named::Model(name) => name,
        Named::Auto => "auto",
    }
}

/// An act as the corpora write it.
fn written(act: Option<&Act>) -> String {
    match act {
        None => "text".to_owned(),
        Some(Act::Mention { names }) => names.iter().fold("mention".to_owned(), |mut all, named| {
            let _ = write!(all, " {}", name_of(named));
            all
        }),
        Some(Act::Address { name }) => format!("address {}", name_of(name)),
        Some(Act::Redo { with: Some(name), .. }) => format!("redo {}", name_of(name)),
        Some(Act::Redo { with: None, without: Some(name) }) => format!("redo without {}", name_of(name)),
        Some(Act::Redo { with: None, without: None }) => "redo another".to_owned(),
        Some(Act::Pin { name }) => format!("pin {}", name_of(name)),
        Some(Act::Unpin) => "unpin".to_owned(),
        Some(Act::Ask(Question::WhyThisModel)) => "why".to_owned(),
        Some(Act::Ask(Question::WhoAnswered)) => "who".to_owned(),
        Some(Act::Ask(Question::HowMuch(Extent::Within(Period::Today)))) => "cost".to_owned(),
        Some(Act::Ask(Question::Help)) => "help".to_owned(),
        Some(Act::Ask(Question::Conversations)) => "conversations".to_owned(),
        Some(Act::Ask(Question::HowMuch(of))) => match of {
            Extent::Within(period) => format!("cost {period:?}"),
            other => format!("cost {other:?}"),
        },
        Some(Act::Recall(Recall::NewConversation)) => "new".to_owned(),
        Some(Act::Recall(Recall::ContinueLast(None))) => "last".to_owned(),
        Some(Act::Recall(Recall::ContinueLast(Some(period)))) => format!("last {period:?}"),
        Some(Act::Recall(Recall::About(topic))) => {
            let when = topic.period.map(|period| format!(" {period:?}")).unwrap_or_default();
            format!("about {}{when}", topic.words)
        }
        Some(Act::Undo) => "undo".to_owned(),
        Some(Act::InTalk(deed)) => match deed {
            Deed::CopyCode => "copy code",
            Deed::CopyAnswer => "copy answer",
            Deed::CopyLast => "copy last",
            Deed::EditLast => "edit",
            Deed::OtherAnswer => "other answer",
            Deed::Star => "star",
            Deed::Unstar => "unstar",
        }
        .to_owned(),
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The rows of a corpus: situation, line, act.
fn rows(name: &str) -> Vec<[String; 3]> {
    let text = fs::read_to_string(root().join("tests/grammar").join(name)).expect("a corpus");
    let rows = text.lines().filter(|row| !row.is_empty() && !row.starts_with("# "));
    rows.map(|row| {
        let cells: Vec<String> = row.split('\t').map(|cell| cell.replace("\\n", "\n")).collect();
        cells.try_into().unwrap_or_else(|cells| panic!("three cells: {cells:?}"))
    })
    .collect()
}

fn check(corpus: &str) {
    let names = names();
    let rows = rows(corpus);
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|[situation_words, line, expected]| {
            let reading = grammar::read(line, &situation(situation_words, &names));
            let got = written(reading.act.as_ref());
            (got != *expected).then(|| format!("[{situation_words}] {line}\n    {got}, not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn what_is_addressed_to_baro_is_understood() {
    check("must_trigger.tsv");
}

#[test]
fn what_is_not_addressed_to_baro_is_text() {
    check("must_not_trigger.tsv");
}

#[test]
fn the_corpora_are_large_in_both_languages_and_repeat_no_line() {
    for corpus in ["must_trigger.tsv", "must_not_trigger.tsv"] {
        let rows = rows(corpus);
        let n_korean =
            rows.iter().filter(|[_, line, _]| line.contains(|it| matches!(it, '가'..='힣' | 'ㄱ'..='ㅣ'))).count();
        let mut lines = BTreeMap::new();
        for [situation, line, _] in &rows {
            *lines.entry((situation, line)).or_insert(0) += 1;
        }
        let twice: Vec<_> = lines.iter().filter(|(_, n)| **n > 1).collect();
        assert!(twice.is_empty(), "{corpus}: {twice:?}");
        assert!(rows.len() >= 300, "{corpus}: {} rows", rows.len());
        assert!(
            (rows.len() * 2 / 5..=rows.len() * 3 / 5).contains(&n_korean),
            "{corpus}: {n_korean} of {}",
            rows.len()
        );
    }
}

/// The words of a line without what may stand in their place in another one: names, numbers, quotations, marks.
fn frame(line: &str, names: &Names<'_>) -> String {
    let mut frame = Vec::new();
    for word in line.to_lowercase().split(|it: char| !it.is_alphanumeric() && !matches!(it, '-' | '.' | '_')) {
        let word = word.trim_matches(['.', '-', '_']);
        // `키미로`: the particle belongs to the frame.
        let name_end = word.char_indices().map(|(at, _)| at).chain([word.len()]).rev().find(|end| {
            let is_end =
                word.is_char_boundary(*end) && !word[*end..].starts_with(|it: char| it.is_ascii_alphanumeric());
            *end > 0 && is_end && names.of_word(&word[..*end]).is_some()
        });
        let (stem, rest) = name_end.map_or((word, ""), |end| ("<name>", &word[end..]));
        let counted = stem.trim_start_matches(|it: char| it.is_ascii_digit());
        let number = if counted.len() < stem.len() { "0" } else { "" };
        if !word.is_empty() {
            frame.push(format!("{number}{counted}{rest}"));
        }
    }
    frame.join(" ")
}

#[test]
fn no_fewer_lines_must_be_text_than_must_not_and_most_of_both_are_sentences_of_their_own() {
    let names = names();
    let [spoken, text] = ["must_trigger.tsv", "must_not_trigger.tsv"].map(rows);
    assert!(text.len() >= spoken.len(), "{} lines must be text, and {} must not", text.len(), spoken.len());
    for [situation, line, act] in &spoken {
        let other = text.iter().find(|row| row[0] == *situation && row[1] == *line);
        assert!(other.is_none(), "[{situation}] {line}: {act}, and text");
    }
    for (corpus, rows) in [("must_trigger.tsv", &spoken), ("must_not_trigger.tsv", &text)] {
        let mut frames: BTreeMap<String, usize> = BTreeMap::new();
        for [_, line, _] in rows {
            *frames.entry(frame(line, &names)).or_default() += 1;
        }
        let n_own = frames.values().filter(|n| **n == 1).count();
        assert!(n_own * 2 >= rows.len(), "{corpus}: {n_own} of {} frames are used once", rows.len());
    }
}

#[test]
fn lines_that_differ_in_a_name_or_a_number_alone_have_one_frame() {
    let names = names();
    for (one, other, is_same) in [
        ("키미로 다시", "라마로 다시!", true),
        ("use qwen from now on", "Use kimi-k2 from now on.", true),
        ("@qwen 이 함수 3번 고쳐줘", "@kimi 이 함수 7번 고쳐줘", true),
        ("키미로 다시", "키미한테 다시", false),
        ("why claude?", "why is claude?", false),
    ] {
        assert_eq!(frame(one, &names) == frame(other, &names), is_same, "{one} / {other}");
    }
}

/// Every message of a user in the routing sets of a folder.
fn messages(files: &[PathBuf]) -> Vec<String> {
    let mut messages = Vec::new();
    for file in files {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        for line in text.lines() {
            let item: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
            messages.extend(item["prompt"].as_str().map(str::to_owned));
            for turn in item["turns"].as_array().into_iter().flatten() {
                if turn["role"] == "user" {
                    messages.extend(turn["content"].as_str().map(str::to_owned));
                }
            }
        }
    }
    messages.sort();
    messages.dedup();
    messages
}

fn sets_in(folder: &Path, begins: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let is_set = |path: &PathBuf| {
        path.extension().is_some_and(|it| it == "jsonl")
            && path.file_name().and_then(|it| it.to_str()).is_some_and(|it| it.starts_with(begins))
    };
    paths.filter(is_set).collect()
}

fn none_is_taken(files: &[PathBuf], n_at_least: usize) {
    let names = names();
    let messages = messages(files);
    assert!(messages.len() >= n_at_least, "{} messages", messages.len());
    let mut taken = Vec::new();
    for words in ["first", "answer", "answer+pinned", "answer+others"] {
        let situation = situation(words, &names);
        for message in &messages {
            let reading = grammar::read(message, &situation);
            if reading.act.is_some() || reading.message != *message {
                taken.push(format!("[{words}] {message}: {}", written(reading.act.as_ref())));
            }
        }
    }
    assert!(taken.is_empty(), "{} of {}:\n{}", taken.len(), messages.len(), taken.join("\n"));
    // None ends the talk at once. `bye` and `바이` are among them, which are asked about.
    let is_certain = |message: &&String| grammar::farewell(message) == Some(grammar::Farewell::Certain);
    let leaving: Vec<&String> = messages.iter().filter(is_certain).collect();
    assert!(leaving.is_empty(), "{leaving:?}");
}

#[test]
fn no_real_message_of_the_repository_is_taken() {
    none_is_taken(&sets_in(&root().join("data/routing"), "authored_"), 5000);
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "where the sets that are not in the repository are, is told to the test alone"
)]
fn no_real_message_of_the_held_back_sets_is_taken() {
    let Some(shared) = std::env::var_os("BARO_SHARED") else {
        assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "BARO_SHARED must name the folder of the sets");
        return;
    };
    let routing = PathBuf::from(shared).join("routing");
    let mut files = sets_in(&routing.join("authored"), "");
    files.push(routing.join("dev.jsonl"));
    none_is_taken(&files, 5000);
}

fn read(line: &str) -> (String, String) {
    let names = names();
    let reading = grammar::read(line, &situation("answer", &names));
    (written(reading.act.as_ref()), reading.message.into_owned())
}

#[test]
fn what_is_left_of_a_line_goes_to_the_model() {
    for (line, act, message) in [
        ("@q 이 함수 고쳐줘", "mention qwen", "이 함수 고쳐줘"),
        ("이거 왜 안됨? @q", "mention qwen", "이거 왜 안됨?"),
        ("@q @k 비교해줘", "mention qwen kimi", "비교해줘"),
        ("@kimi ", "mention kimi", ""),
        ("@kimi, ", "mention kimi", ""),
        ("@kimi: \n", "mention kimi", ""),
        ("@q @k ", "mention qwen kimi", ""),
        ("hi @kimi", "mention kimi", "hi"),
        ("no thanks @qwen", "mention qwen", "no thanks"),
        ("응 @kimi", "mention kimi", "응"),
        ("ㅋㅋ @kimi", "mention kimi", "ㅋㅋ"),
        ("yes @q @k", "mention qwen kimi", "yes"),
        ("ok @kimi prove it", "mention kimi", "prove it"),
        ("음 @kimi 다시", "redo kimi", ""),
        ("@q, @kimi: compare these", "mention qwen kimi", "compare these"),
        ("@kimi와 @qwen 비교해줘", "mention kimi qwen", "비교해줘"),
        ("@kimi and @qwen: which sort is stable?", "mention kimi qwen", "which sort is stable?"),
        ("이 증명 맞아? @kimi와 @qwen", "mention kimi qwen", "이 증명 맞아?"),
        ("@src/main.rs @kimi 이 함수 설명해줘", "mention kimi", "@src/main.rs 이 함수 설명해줘"),
        ("이거 고쳐줘 @큐웬 @src/main.rs", "mention qwen", "이거 고쳐줘 @src/main.rs"),
        ("@kimi @src/main.rs 설명해줘", "mention kimi", "@src/main.rs 설명해줘"),
        ("@kimi @src/main.rs @notes.md 비교해줘", "mention kimi", "@src/main.rs @notes.md 비교해줘"),
        ("키미 k2로 다시", "redo kimi-k2", ""),
        ("kimi-k2야 이거 왜 느려", "address kimi-k2", "이거 왜 느려"),
        ("qwen: fix this", "address qwen", "fix this"),
        ("q: fix this", "address qwen", "fix this"),
        ("  큐웬아 이거 고쳐줘 ", "address qwen", "이거 고쳐줘"),
        ("클로드, 이 문장 다듬어줘", "address claude", "이 문장 다듬어줘"),
        ("클로드야 이거 좀 봐줘", "address claude", "이거 좀 봐줘"),
        ("키미한테 물어봐: 이 함수 왜 이래", "address kimi", "이 함수 왜 이래"),
        ("kimi, try again", "redo kimi", ""),
        ("@kimi 다시", "redo kimi", ""),
        ("키미야 다시 해봐", "redo kimi", ""),
        ("아니, 큐웬으로 다시", "redo qwen", ""),
        ("이건 틀렸어. 클로드로 다시", "redo claude", "이건 틀렸어."),
        ("다시 kimi로, 더 짧게", "redo kimi", "더 짧게"),
        ("앞으로 키미로 해. 그리고 이 함수 고쳐줘", "pin kimi", "그리고 이 함수 고쳐줘"),
        ("fix this loop, and use qwen from now on", "pin qwen", "fix this loop"),
        ("새 대화: 파이썬 정렬 어떻게 해", "new", "파이썬 정렬 어떻게 해"),
        ("\\@q 이 함수", "text", "@q 이 함수"),
        ("\\다시 kimi로", "text", "다시 kimi로"),
        ("\\new chat", "text", "new chat"),
        ("\\/etc/hosts 설명", "text", "/etc/hosts 설명"),
        ("\\frac{1}{2} 적분", "text", "\\frac{1}{2} 적분"),
        ("@src/main.rs 설명해줘", "text", "@src/main.rs 설명해줘"),
        ("그냥 물어보는 거야", "text", "그냥 물어보는 거야"),
    ] {
        assert_eq!(read(line), (act.to_owned(), message.to_owned()), "{line}");
    }
}

#[test]
fn hints_are_heard_and_stay_in_the_message() {
    use baro::domain::Hint::{Deeper, Longer, Quicker, Shorter};
    let names = names();
    for (line, hints) in [
        ("잘 생각해봐", &[Deeper][..]),
        ("제대로 생각해봐", &[Deeper]),
        ("꼼꼼히 봐줘", &[Deeper]),
        ("한 줄로", &[Shorter]),
        ("이 함수 왜 느려? 깊게 생각해줘", &[Deeper]),
        ("think harder", &[Deeper]),
        ("why is it slow? tl;dr", &[Shorter]),
        ("짧게 설명해줘", &[Shorter]),
        ("자세히 알려줘, 단계별로 분석해서", &[Longer, Deeper]),
        ("길게 써줘", &[Longer]),
        ("빨리 답해줘", &[Quicker]),
        ("explain in detail, step by step", &[Longer, Deeper]),
        ("생각보다 느려", &[]),
        ("I think we should", &[]),
        ("I don't think so", &[]),
        ("빨리 감기 버튼 코드", &[]),
        ("길게 늘어난 스프링", &[]),
        ("`think harder` 는 뭐야", &[]),
    ] {
        let reading = grammar::read(line, &situation("answer", &names));
        assert_eq!((reading.act, reading.hints.as_slice(), &*reading.message), (None, hints, line), "{line}");
    }
}

#[test]
fn what_is_wished_beside_a_redo_is_said_with_it() {
    use baro::domain::Hint::{Deeper, Longer, Quicker, Shorter};
    let names = names();
    for (line, hint, message) in [
        ("다시 큐웬으로 짧게", Shorter, "짧게"),
        ("키미로 다시 깊게", Deeper, "깊게"),
        ("키미로 다시 해줘 근데 좀 더 깊게", Deeper, "좀 더 깊게"),
        ("큐웬으로 대충 다시", Quicker, "대충"),
        ("again with qwen, shorter", Shorter, "shorter"),
        ("again with kimi, deeper", Deeper, "deeper"),
        ("retry with kimi but much shorter", Shorter, "much shorter"),
        ("In more detail, again with kimi", Longer, "In more detail"),
        ("@kimi 다시 자세히", Longer, "자세히"),
        ("kimi, try again, think harder", Deeper, "think harder"),
    ] {
        let reading = grammar::read(line, &situation("answer", &names));
        assert!(matches!(reading.act, Some(Act::Redo { with: Some(_), .. })), "{line}: {:?}", reading.act);
        assert_eq!((reading.hints.as_slice(), &*reading.message), (&[hint][..], message), "{line}");
        let spans = reading.spans.iter().filter(|span| span.kind == SpanKind::Hint);
        assert_eq!(spans.map(|span| &line[span.range.clone()]).collect::<Vec<_>>(), [message], "{line}");
    }
}

#[test]
fn what_was_recognised_is_shown_by_its_bytes() {
    let names = names();
    let line = "@src/main.rs 좀 봐줘, 짧게 @큐웬";
    let reading = grammar::read(line, &situation("answer", &names));
    let spans: Vec<_> = reading.spans.iter().map(|span| (&line[span.range.clone()], span.kind)).collect();
    assert_eq!(spans, [("@src/main.rs", SpanKind::File), ("짧게", SpanKind::Hint), ("@큐웬", SpanKind::Name)]);
}

#[test]
fn a_path_may_have_the_number_of_a_line_behind_it_and_stand_in_brackets() {
    let names = names();
    for line in [
        "@src/main.rs:2 이 줄 뭐야",
        "@src/main.rs:2:14, 여기",
        "@src/main.rs:2를 고쳐줘",
        "@src/main.rs:10-24 설명해줘",
        "what is @src/main.rs#L2?",
        "@src/main.rs#L2-L9 refactor this",
        "이 파일(@src/main.rs)이 왜 느려?",
        "compare it (@src/main.rs:7) with mine",
        "why is it so slow (@src/main.rs:7:3)?",
        "@kimi @src/main.rs:2 이 줄 뭐야",
    ] {
        let reading = grammar::read(line, &situation("answer", &names));
        let files = reading.spans.iter().filter(|span| span.kind == SpanKind::File);
        assert_eq!(files.map(|span| &line[span.range.clone()]).collect::<Vec<_>>(), ["@src/main.rs"], "{line}");
        assert_eq!(reading.message, line.trim_start_matches("@kimi "), "{line}");
    }
    for line in
        ["@src/main.rs:", "@src/main.rs:a", "@src/main.rs#L", "@src/main.rs:2-", "a(@src/main.rsx)", "{@src/main.rs}"]
    {
        let reading = grammar::read(line, &situation("answer", &names));
        let files: Vec<_> = reading.spans.iter().filter(|span| span.kind == SpanKind::File).collect();
        assert_eq!(files.len(), usize::from(matches!(line, "@src/main.rs:")), "{line}: {files:?}");
    }
}

#[test]
fn a_paste_that_would_leave_the_conversation_before_its_first_answer_is_kept_quiet() {
    let names = names();
    let speaks = |line: &str| {
        let spoken = |it: &Situation<'_>| grammar::read(line, it).act.is_some();
        situation("answer", &names).whatever_happened().iter().any(spoken)
    };
    assert!(speaks("하던 얘기 계속해") && speaks("continue where we left off") && speaks("키미로 다시"));
    assert!(!speaks("이야기 계속 써줘"));
    // The `\` is there to keep it from being read, in whichever situation.
    assert_eq!(read("\\continue where we left off"), ("text".to_owned(), "continue where we left off".to_owned()));
}

#[test]
fn hangul_of_a_mac_is_read_as_any_other() {
    use unicode_normalization::UnicodeNormalization as _;
    let line: String = "큐웬으로 다시".nfd().collect();
    assert_eq!(read(&line).0, "redo qwen");
    let line: String = "클로드야 이거 고쳐줘".nfd().collect();
    assert_eq!(read(&line).0, "address claude");
}

#[test]
fn nothing_counts_in_what_was_pasted() {
    let names = names();
    for line in ["키미로 다시", "@q 고쳐줘", "qwen: fix this", "new chat", "\\키미로 다시"] {
        let pasted = 0..line.len();
        let situation = Situation { pasted: std::slice::from_ref(&pasted), ..situation("answer", &names) };
        let reading = grammar::read(line, &situation);
        assert_eq!((reading.act, &*reading.message), (None, line));
    }
}

#[test]
fn a_long_paste_is_no_short_remark_beside_a_redo_and_stays_whole_beside_an_order() {
    let names = names();
    let log = "2026-01-02 ERROR worker 7: 다시 kimi로\n".repeat(100);
    for (typed, act, words, pasted) in [
        ("키미로 다시. ", "text", "", log.as_str()),
        ("키미로 다시. ", "redo kimi", "", "더 짧게"),
        ("앞으로 키미로 해. ", "pin kimi", "", &log),
        ("자동으로 해. 이거 왜 이래? ", "unpin", "이거 왜 이래? ", &log),
    ] {
        let line = format!("{typed}{pasted}");
        let range = typed.len()..line.len();
        let situation = Situation { pasted: std::slice::from_ref(&range), ..situation("answer+pinned", &names) };
        let reading = grammar::read(&line, &situation);
        let left = if act == "text" { line.clone() } else { format!("{words}{pasted}").trim().to_owned() };
        assert_eq!((written(reading.act.as_ref()), &*reading.message), (act.to_owned(), &*left), "{typed}");
    }
}

#[test]
fn aliases_of_the_user_are_names() {
    assert_eq!(read("@work 고쳐줘").0, "mention work");
    assert_eq!(read("work로 다시").0, "redo work");
    assert_eq!(read("@큐 고쳐줘").0, "mention 큐");
    assert_eq!(read("큐: 고쳐줘").0, "address 큐");
    assert_eq!(read("work, 그리고 쉬기").0, "text");
}

/// Pieces of lines, so that what is made of them comes near to a form.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("@q"),
        Just("@kimi"),
        Just("키미"),
        Just("로"),
        Just(" 다시"),
        Just("앞으로 "),
        Just("qwen"),
        Just(": "),
        Just(", "),
        Just("새 대화"),
        Just("new chat"),
        Just(". "),
        Just("\n"),
        Just("`"),
        Just("\""),
        Just("ㅏㅑㅡㅑ"),
        Just("zlal"),
        Just("use "),
        Just(" from now on"),
        Just("retry with "),
        Just("이거 "),
        Just("고쳐줘"),
        Just("\\"),
        Just("짧게"),
        Just("\u{110f}\u{1175}"),
        Just("İ"),
        Just("👩‍💻"),
        Just("아니"),
        Just("?"),
        Just("```"),
        Just("@src/main.rs"),
        Just("＠ｋ"),
    ];
    proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

/// Whether the message is one piece of the line as it stands, but for the paths beside a name, which stand before and
/// behind it.
fn is_made_of(reading: &Reading<'_>, line: &str) -> bool {
    let message = match &reading.message {
        Cow::Borrowed(message) => return line.contains(message),
        Cow::Owned(message) => message,
    };
    let words: Vec<&str> = message.split(' ').collect();
    let is_path = |word: &&&str| word.starts_with(['@', '＠']) && word.contains(['/', '.']);
    let n_before = words.iter().take_while(is_path).count();
    let n_behind = words.iter().rev().take_while(is_path).count();
    let is_in_order = |before: usize, behind: usize| {
        let piece = words[before..words.len() - behind].join(" ");
        let mut parts = words[..before].to_vec();
        parts.push(&piece);
        parts.extend(&words[words.len() - behind..]);
        let mut rest = line;
        parts.into_iter().all(|part| match rest.split_once(part) {
            Some((_, behind)) => {
                rest = behind;
                true
            }
            None => part.is_empty(),
        })
    };
    (0..=n_before).any(|before| {
        (0..=n_behind)
            .any(|behind| before + behind <= words.len() && before + behind > 0 && is_in_order(before, behind))
    })
}

#[test]
fn a_name_that_is_to_answer_again_leaves_nothing_of_the_line() {
    let names = names();
    for line in ["@q. 아니 다시", "@q 다시", "@q again"] {
        let reading = grammar::read(line, &situation("answer+pinned+receipt", &names));
        assert!(matches!(reading.act, Some(Act::Redo { with: Some(_), .. })), "{line}: {reading:?}");
        assert!(reading.message.is_empty() && is_made_of(&reading, line), "{line}: {reading:?}");
    }
}

#[test]
fn a_message_of_scattered_words_is_not_made_of_the_line() {
    let line = "@src/main.rs @kimi one two three";
    for (message, is_made) in [
        ("@src/main.rs one two three", true),
        ("@src/main.rs two", true),
        ("@src/main.rs one three", false),
        ("one two three @src/main.rs", false),
        ("one three", false),
        ("ain.rs one", false),
    ] {
        let reading = Reading { message: Cow::Owned(message.to_owned()), ..Reading::default() };
        assert_eq!(is_made_of(&reading, line), is_made, "{message}");
    }
    for (message, is_made) in [("one two three", true), ("one three", false)] {
        let reading = Reading { message: Cow::Borrowed(message), ..Reading::default() };
        assert_eq!(is_made_of(&reading, line), is_made, "{message}");
    }
}

proptest! {
    #[test]
    fn no_line_is_too_strange(line in prop_oneof![pieces(), "\\PC{0,80}", "[@a-z가-힣ㄱ-ㅣ:,.`\"\\n ]{0,60}"]) {
        let names = names();
        for words in ["first", "answer+pinned+receipt"] {
            let reading = grammar::read(&line, &situation(words, &names));
            prop_assert!(is_made_of(&reading, &line), "{:?}", reading);
            for span in &reading.spans {
                prop_assert!(line.get(span.range.clone()).is_some_and(|text| !text.is_empty()), "{:?}", reading);
            }
        }
    }

    #[test]
    fn what_is_quoted_is_text(line in pieces().prop_filter("no quotes in it", |line| !line.contains(['`', '"', '\n']))) {
        let names = names();
        for (open, close) in [("`", "`"), ("\"", "\""), ("“", "”"), ("```\n", "\n```"), ("「", "」"), ("> ", "")] {
            let quoted = format!("{open}{line}{close}");
            let reading = grammar::read(&quoted, &situation("answer+pinned+receipt", &names));
            prop_assert_eq!((reading.act, &*reading.message), (None, quoted.as_str()));
        }
    }
}
