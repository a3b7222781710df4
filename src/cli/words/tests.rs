//! What the words of a command line come to.

use super::*;
use crate::ui::messages;

fn words(line: &str) -> Vec<OsString> {
    std::iter::once("baro").chain(line.split_whitespace()).map(OsString::from).collect()
}

fn asked(line: &str) -> Option<String> {
    match parse(words(line), Lang::En) {
        Parsed::Run(arguments) => match arguments.command {
            Command::Ask(ask) => Some(ask.text.join(" ")),
            _ => None,
        },
        _ => None,
    }
}

#[test]
fn text_is_asked_unless_its_first_word_is_a_subcommand_that_can_take_the_rest() {
    for line in [
        "이거 왜 안됨",
        "why is my build failing",
        "models are people too",
        "history of rome",
        "usage notes please",
        "man in the middle attack",
        "hello",
        "왜",
    ] {
        assert_eq!(asked(line).as_deref(), Some(line), "{line}");
    }
    assert_eq!(asked("-m mock:x hello there").as_deref(), Some("hello there"));
    assert_eq!(asked("--lang ko 안녕 하세요").as_deref(), Some("안녕 하세요"));
    assert_eq!(asked("-q hello").as_deref(), Some("hello"));
    assert_eq!(asked("ask route 66").as_deref(), Some("route 66"));
    for line in [
        "why",
        "models --json",
        "models refresh",
        "history list --all",
        "usage --by day",
        "route 66 is long",
        "again -m kimi",
    ] {
        assert!(matches!(parse(words(line), Lang::En), Parsed::Run(_)), "{line}");
        assert_eq!(asked(line), None, "{line}");
    }
}

#[test]
fn the_program_is_called_baro_whatever_its_file_is() {
    let words = ["baro.exe", "mcp", "--help"].map(OsString::from).to_vec();
    match parse(words, Lang::En) {
        Parsed::Clap(help) => assert!(help.to_string().contains("Usage: baro mcp "), "{help}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_single_slip_of_a_subcommand_is_asked_about() {
    for (word, expected) in [("hisotry", "history"), ("model", "models"), ("usge", "usage"), ("rout", "route")] {
        match parse(words(word), Lang::En) {
            Parsed::DidYouMean { subcommand, .. } => assert_eq!(subcommand, expected),
            other => panic!("{word}: {other:?}"),
        }
    }
    assert_eq!(asked("hisotry of rome").as_deref(), Some("hisotry of rome"));
    assert_eq!(asked("wy").as_deref(), Some("wy"));
}

#[test]
fn a_wrong_flag_of_a_subcommand_is_an_error_and_no_question() {
    for line in [
        "models --jsn",
        "usage --by week",
        "usage --by week of the year",
        "ask --no-such-flag hi",
        "history show --nope",
        "route -r code hi",
        "why --why is this so",
    ] {
        assert!(matches!(parse(words(line), Lang::En), Parsed::Clap(_)), "{line}");
    }
}

#[test]
fn help_is_a_command_before_a_command_and_a_question_before_words() {
    for line in [
        "help",
        "help ask",
        "help history rm",
        "--lang ko help usage",
        "help usage --lang ko",
        "help --lang=en history -q rm --color never",
        "help --plain",
    ] {
        match parse(words(line), Lang::En) {
            Parsed::Clap(error) => assert_eq!(error.kind(), ErrorKind::DisplayHelp, "{line}"),
            other => panic!("{line}: {other:?}"),
        }
    }
    assert_eq!(asked("help me with this").as_deref(), Some("help me with this"));
    assert_eq!(asked("help --lang ko usage of pandas").as_deref(), Some("help usage of pandas"));
    assert_eq!(asked("help -- usage").as_deref(), Some("help usage"));
}

#[test]
fn an_action_that_is_another_program_s_is_asked_about() {
    for (line, expected) in [
        ("history ls", "history list"),
        ("history delete c_0123", "history rm"),
        ("history serach", "history search"),
        ("models list", "models"),
        ("models refesh", "models refresh"),
    ] {
        match parse(words(line), Lang::En) {
            Parsed::DidYouMean { word, subcommand, .. } => {
                assert_eq!((subcommand.as_str(), line.starts_with(&word)), (expected, true));
            }
            other => panic!("{line}: {other:?}"),
        }
    }
    for line in ["history delete from a list in python", "models update their weights how", "history of rome"] {
        assert_eq!(asked(line).as_deref(), Some(line));
    }
    assert!(matches!(parse(words("history search rust"), Lang::En), Parsed::Run(_)));
}

#[test]
fn a_talk_knows_every_command_of_the_shell() {
    let known: Vec<&str> = args::command().get_subcommands().map(clap::Command::get_name).collect();
    assert_eq!(known, crate::engine::talk::SHELL_COMMANDS);
}

/// What is suggested in place of a line, without the words behind it.
fn means(line: &str, expected: &str) {
    match parse(words(line), Lang::En) {
        Parsed::DidYouMean { subcommand, .. } => assert_eq!(subcommand, expected, "{line}"),
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn what_a_shell_evaluates_is_never_a_question() {
    for line in ["shell-init sh", "completions ksh", "shell-init bash zsh", "-q shell-init x"] {
        let parsed = parse(words(line), Lang::En);
        assert!(matches!(parsed, Parsed::NoSuchShell { .. }), "{line}: {parsed:?}");
    }
    for line in ["completions 배시", "shell-init bash zsh", "completions zhs", "shell-init --json for a poem"] {
        let parsed = parse(words(line), Lang::En);
        assert!(
            !matches!(parsed, Parsed::Run(_) | Parsed::NoSuchShell { question: Some(_), .. }),
            "{line}: {parsed:?}"
        );
    }
}

#[test]
fn behind_two_hyphens_there_is_text_alone() {
    for text in ["completions", "completions bash", "shell-init", "models", "auth add groq"] {
        assert_eq!(asked(&format!("-- {text}")).as_deref(), Some(text));
    }
    let parsed = parse(words("-q shell-init -- x"), Lang::En);
    assert!(matches!(parsed, Parsed::NoSuchShell { .. }), "{parsed:?}");
}

#[test]
fn a_slip_of_what_a_shell_evaluates_is_asked_about() {
    means("completion zsh", "completions");
    means("shell-int zsh", "shell-init");
    means("shell init ksh", "shell-init");
    means("init bash", "shell-init");
}

#[test]
fn a_sentence_behind_what_a_shell_evaluates_is_a_question_where_a_person_reads_the_answer() {
    for line in [
        "completions for a poem about rain",
        "completions 가 뭐야?",
        "completions how do i install them for zsh",
        "shell-init 어떻게 써",
    ] {
        let Parsed::NoSuchShell { question: Some(question), .. } = parse(words(line), Lang::En) else {
            panic!("{line}")
        };
        let Parsed::Run(arguments) = *question else { panic!("{line}") };
        let Command::Ask(ask) = arguments.command else { panic!("{line}") };
        assert_eq!(ask.text.join(" "), line);
    }
}

#[test]
fn a_sentence_about_a_shell_is_a_question() {
    for line in ["completion of bash scripts", "init is what in linux", "what is zsh", "bash zsh", "zsh"] {
        assert_eq!(asked(line).as_deref(), Some(line));
    }
}

/// What is suggested in place of a line, whole.
fn suggested(line: &str) -> Option<String> {
    match parse(words(line), Lang::Ko) {
        Parsed::DidYouMean { subcommand, rest, .. } => Some([vec![subcommand], rest].concat().join(" ")),
        _ => None,
    }
}

#[test]
fn what_is_suggested_has_the_words_that_stood_behind_it() {
    for (line, whole) in [
        ("completion zsh", "completions zsh"),
        ("shell init fish", "shell-init fish"),
        ("shell init ksh", "shell-init"),
        ("config gte ui.footer", "config get ui.footer"),
        ("config sett ui.footer short", "config set ui.footer short"),
        ("auth tets groq", "auth test groq"),
        ("history lits --json", "history list --json"),
        ("history delete c_0123", "history rm c_0123"),
        ("models list", "models"),
        ("usge", "usage"),
        ("--lang ko history delete c_0123", "history rm c_0123"),
        ("-q --lang ko completion zsh", "completions zsh"),
    ] {
        assert_eq!(suggested(line).as_deref(), Some(whole), "{line}");
    }
}

#[test]
fn a_sentence_behind_an_action_is_a_question_and_a_slip_is_none() {
    for line in [
        "config show me the way",
        "config show 설정 좀 보여줘",
        "config check 해줘",
        "config get a life",
        "config path 가 어디야",
        "local list of shops in seoul",
        "local list 보여줘",
        "mcp serve 가 뭐야",
        "mcp doctor is what?",
        "auth list 가 안 나와",
        "auth add 하는 법",
        "auth test 불안 줄이는 법",
        "auth rm 명령은 뭘 지워?",
        "auth rm groq 하면 어떻게 돼?",
        "auth add groq 하는 법 알려줘",
        "local rm 은 무슨 명령이야?",
        "config set system 프롬프트가 뭐야?",
        "config set language 를 한국어로 바꾸려면?",
        "config set system prompt how does it work",
        "config set system how do i change it",
        "config set system can i use korean",
        "config set system 프롬프트는 어떻게 바꿔",
        "config set model how do i choose one",
        "config set mode 는 뭐가 있어",
        "models refresh my memory",
        "history export 는 어떻게 써?",
        "doctor 불러줘",
        "usage 좀 보여줘",
        "models가 뭐야?",
        "config를 보여줘",
        // As macOS writes it: `보여줘` in its parts.
        "local list \u{1107}\u{1169}\u{110b}\u{1167}\u{110c}\u{116f}",
    ] {
        assert_eq!(asked(line).as_deref(), Some(line));
    }
    for line in [
        "config show me",
        "config show --json the way",
        "config get ui.footer of the config",
        "config check ./the/file",
        "local use a b",
        "mcp serve stdio http",
        "config check now please",
    ] {
        assert!(matches!(parse(words(line), Lang::En), Parsed::Clap(_)), "{line}");
    }
    // A text for baro's instructions may tell of questions, in several words.
    for line in [
        "config set system answer in korean and be brief",
        "config set system say how it works and what is missing",
        "config set system 한국어로 짧게 답해",
        "config set system 왜 그런지 설명해 줘",
        "config set language ko",
        "config set proxy password is hunter2abc",
    ] {
        assert!(matches!(parse(words(line), Lang::En), Parsed::Run(_)), "{line}");
        assert_eq!(asked(line), None, "{line}");
    }
    // What may be a key, or stands where one would, goes to nobody.
    for line in [
        "auth add groq my key is the_secret_one",
        "auth add a new key to groq",
        "auth add groq 내 키는 the_secret_one",
        "auth add box 비밀번호는 hunter2abc",
    ] {
        assert!(matches!(parse(words(line), Lang::En), Parsed::Run(_)), "{line}");
        assert_eq!(asked(line), None);
    }
}

#[test]
fn what_a_script_reads_is_never_a_question() {
    for line in [
        "config get ui.footer now",
        "config path please",
        "mcp serve everything",
        "mcp config claude",
        "mcp doctor please",
        "auth list all",
        "local use a b",
        "history export one two",
    ] {
        let parsed = parse(words(line), Lang::En);
        assert!(matches!(parsed, Parsed::Clap(_)), "{line}: {parsed:?}");
    }
    means("config gte ui.footer", "config get");
    means("config sett ui.footer short", "config set");
    means("auth tets groq", "auth test");
    means("mcp serv", "mcp serve");
    means("mcp server", "mcp serve");
    means("history lits --json", "history list");
    for line in ["mcp server 뭐야?", "mcp is what", "config files of nginx explained", "local food in seoul"] {
        assert_eq!(asked(line).as_deref(), Some(line));
    }
}

#[test]
fn a_key_behind_a_command_about_keys_is_never_a_question() {
    let key = "gsk_0123456789abcdefghij";
    for line in ["auth set groq", "auth groq", "auth login groq now", "config groq.key to", "auth"] {
        let parsed = parse(words(&format!("{line} {key}")), Lang::En);
        assert!(matches!(parsed, Parsed::KeyInWords), "{line}: {parsed:?}");
    }
    for line in [
        "auth add --key=gsk_0123456789abcdefghij",
        "auth add groq --key=short",
        "auth add groq --api-key",
        "config set providers.groq.key=gsk_0123456789abcdefghij",
    ] {
        let parsed = parse(words(line), Lang::En);
        assert!(matches!(parsed, Parsed::KeyInWords), "{line}: {parsed:?}");
    }
    // In no known form, too.
    for line in ["auth groq 4f9a8b7c6d5e4f3a2b1c0d9e", "auth groq key 4f9a8b7c6d5e4f3a2b1c0d9e is it"] {
        let parsed = parse(words(line), Lang::En);
        assert!(matches!(parsed, Parsed::KeyInWords), "{line}: {parsed:?}");
    }
    // What may be one, and may be anything else, goes to nobody either.
    for line in ["auth groq secret", "auth openai docs", "auth groq https://console.groq.com/keys/0123456789"] {
        let parsed = parse(words(line), Lang::En);
        assert!(matches!(parsed, Parsed::MayBeKey { .. }), "{line}: {parsed:?}");
    }
    for line in [
        "auth tokens expire too soon",
        "config files of nginx explained",
        "auth groq 안돼",
        "auth groq why?",
        "auth groq gives me an error 401",
    ] {
        assert_eq!(asked(line).as_deref(), Some(line));
    }
}

#[test]
fn a_command_that_is_mistyped_before_its_words_is_asked_about() {
    for (line, whole) in [
        ("history shwo x", "history show x"),
        ("history serach rust", "history search rust"),
        ("history serach for rust lifetimes", "history search for rust lifetimes"),
        ("history mr c_0123", "history rm c_0123"),
        ("auth ad groq", "auth add groq"),
        ("auth tst groq --json", "auth test groq --json"),
        ("config gt language", "config get language"),
        ("config sett system answer in korean please", "config set system answer in korean please"),
        ("modles --json", "models --json"),
        ("confg check", "config check"),
        ("confg sett language ko", "config set language ko"),
        ("modles list", "models"),
        ("hisotry serach rust", "history search rust"),
        ("atuh add groq", "auth add groq"),
        ("-q dcotor --json", "doctor --json"),
        ("usge --by day", "usage --by day"),
        ("auth groq rm", "auth rm groq"),
        ("auth groq test", "auth test groq"),
        ("auth groq login", "auth add groq"),
        ("auth groq status", "auth list"),
        ("-q auth groq test --json", "auth test groq --json"),
        ("atuh groq rm", "auth rm groq"),
        ("config unset language=en", "config unset language"),
        ("config get language = en", "config get language"),
    ] {
        assert_eq!(suggested(line).as_deref(), Some(whole), "{line}");
    }
    assert!(matches!(parse(words("confg set language=ko"), Lang::En), Parsed::EqualsSign { .. }));
    assert!(matches!(parse(words("atuh add gsk_0123456789abcdefghij"), Lang::En), Parsed::KeyInWords));
    for line in [
        "history of rome",
        "history stars of the west",
        "history start date of ww2",
        "history expert opinion",
        "history shwo me the roman empire",
        "auth in django how",
        "auth and groq",
        "config exit code",
        "config paths missing",
        "locale list",
        "oauth list",
        "router config",
        "task manager wont open",
        "modles are people too",
        "hisotry of rome",
        "usge of pandas",
        "confg 파일이 뭐야",
    ] {
        assert_eq!(asked(line).as_deref(), Some(line));
    }
}

#[test]
fn a_shell_behind_a_flag_is_said_as_the_word_that_it_is() {
    for (line, expected) in [
        ("completions --shell bash", ("--shell", "completions", "bash")),
        ("completions --shell=zsh", ("--shell", "completions", "zsh")),
        ("-q shell-init -s fish", ("-s", "shell-init", "fish")),
        ("shell-init --bash", ("--bash", "shell-init", "bash")),
    ] {
        match parse(words(line), Lang::En) {
            Parsed::ShellByAFlag { flag, subcommand, shell } => {
                assert_eq!((flag.as_str(), subcommand.as_str(), shell.as_str()), expected, "{line}");
            }
            other => panic!("{line}: {other:?}"),
        }
    }
    assert!(matches!(parse(words("completions --shel bash"), Lang::En), Parsed::Clap(_)));
}

#[test]
fn a_question_about_an_error_is_no_key_and_no_slip() {
    for line in [
        "auth gemini 404",
        "auth openai error",
        "auth groq 429?",
        "auth login error",
        "auth login failed",
        "auth status 401",
        "models list error",
        "mcp server timeout",
        "config validate error",
    ] {
        assert_eq!(asked(line).as_deref(), Some(line));
    }
    means("history find error", "history search");
    for line in ["auth gemini 40412345", "auth openai secret"] {
        assert!(matches!(parse(words(line), Lang::En), Parsed::MayBeKey { .. }), "{line}");
    }
    let key = "auth groq error 4f9a8b7c6d5e4f3a2b1c0d9e";
    assert!(matches!(parse(words(key), Lang::En), Parsed::KeyInWords), "{key}");
}

/// The words of a line of shell, quotes taken away.
fn split(line: &str) -> Vec<OsString> {
    let mut words: Vec<String> = vec![];
    let mut is_quoted = false;
    let mut is_open = false;
    for character in line.chars() {
        match character {
            '"' => {
                is_quoted = !is_quoted;
                if !is_open {
                    words.push(String::new());
                    is_open = true;
                }
            }
            ' ' if !is_quoted => is_open = false,
            _ => {
                if !is_open {
                    words.push(String::new());
                    is_open = true;
                }
                if let Some(word) = words.last_mut() {
                    word.push(character);
                }
            }
        }
    }
    words.into_iter().map(OsString::from).collect()
}

/// Messages that stand in the table as examples of what to ask.
const EXAMPLES: [&str; 2] = ["hello", "안녕"];

#[test]
fn every_command_that_a_message_names_is_one_that_can_be_typed() {
    let mut in_source = Vec::new();
    messages::tests::texts_in(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut in_source);
    let in_source: Vec<String> = in_source.iter().map(|text| with_a_value(text)).collect();
    let mut n_named = 0;
    for lang in [Lang::Ko, Lang::En] {
        for text in messages::tests::everything(lang).into_iter().chain(in_source.iter().cloned()) {
            let spans = text.split('`').skip(1).step_by(2).flat_map(|span| span.split(" | "));
            for line in spans.filter(|line| line.starts_with("baro ")) {
                // Words that stand for something are as good as any.
                let words = split(&line.replace("| baro", "").replace("[y/N]", ""));
                let first = words.get(1).map(|word| word.to_string_lossy().into_owned()).unwrap_or_default();
                let named = args::command().find_subcommand(&first).is_some() || EXAMPLES.contains(&first.as_str());
                assert!(named || first.starts_with('-'), "`{line}` names no command: {text}");
                match parse(words, lang) {
                    Parsed::Run(arguments) => {
                        let is_ask = matches!(arguments.command, Command::Ask(_));
                        let meant = first == "ask" || first.starts_with('-') || EXAMPLES.contains(&first.as_str());
                        assert!(!is_ask || meant, "`{line}` is a question: {text}");
                    }
                    Parsed::Clap(error) if error.kind() == clap::error::ErrorKind::DisplayHelp => {}
                    other => panic!("`{line}`: {other:?}\n{text}"),
                }
                n_named += 1;
            }
        }
    }
    assert!(n_named > 700, "{n_named}");
}

/// A text of the source as it may come out: something in each place that is filled, and a line that goes on in one.
fn with_a_value(text: &str) -> String {
    let joined: String =
        text.split("\\\n").enumerate().map(|(n, line)| if n == 0 { line } else { line.trim_start() }).collect();
    let mut parts = joined.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + "groq" + part.split_once('}').map_or(part, |(_, behind)| behind))
}

#[test]
fn a_bare_key_is_no_question() {
    const KEY: &str = "gsk_0123456789abcdefghijABCDEFGHIJ";
    for line in [
        KEY.to_owned(),
        format!("-m groq {KEY}"),
        format!("GROQ_API_KEY={KEY}"),
        format!("ask {KEY}"),
        format!("ask -q -m groq {KEY}"),
        format!("-q ask GROQ_API_KEY={KEY}"),
        format!("ask -- {KEY}"),
        format!("-- {KEY}"),
    ] {
        let parsed = parse(words(&line), Lang::En);
        assert!(matches!(parsed, Parsed::KeyInWords), "{line}: {parsed:?}");
    }
    let question = format!("why is my key {KEY} refused");
    assert_eq!(asked(&question), Some(question.clone()));
    assert_eq!(asked(&format!("ask {question}")), Some(question));
}

#[test]
fn language_and_form_are_found_among_wrong_words() {
    assert_eq!(lang_among(&words("modles --lang ko")), Some(Lang::Ko));
    assert_eq!(lang_among(&words("--lang=en --lang=ko x")), Some(Lang::Ko));
    assert_eq!(lang_among(&words("ask -- --lang ko")), None);
    assert_eq!(lang_among(&words("--lang fr x")), None);
    assert_eq!(form_among(&words("ask --json --nope")), Form::Json);
    assert_eq!(form_among(&words("ask -- --json")), Form::Text);
}

#[test]
fn first_words_of_other_programs_are_asked_about_and_sent_to_nobody() {
    for (line, whole) in [
        ("auth help", "help auth"),
        ("config help", "help config"),
        ("usage help", "help usage"),
        ("auth groq", "auth add groq"),
        ("config language ko", "config set language ko"),
        ("config ui.footer", "config get ui.footer"),
        ("models groq", "models"),
        ("version", "--version"),
        ("login", "auth add groq"),
        ("history clear", "history rm"),
        ("auth keys", "auth list"),
        ("keys", "auth list"),
        ("setup", "doctor"),
    ] {
        assert_eq!(suggested(line).as_deref(), Some(whole), "{line}");
    }
    for line in [
        "auth groq 어떻게 해?",
        "config language 뭐야",
        "models groq vs openai",
        "version 뭐야",
        "setup nginx",
        "usage help me",
        "models help me choose",
        "auth help please",
    ] {
        assert_eq!(asked(line).as_deref(), Some(line));
    }
}

#[test]
fn a_route_is_taken_by_its_name_in_korean() {
    let Parsed::Run(arguments) = parse(words("ask -r 빠른답 hi"), Lang::Ko) else { panic!("no run") };
    let Command::Ask(ask) = arguments.command else { panic!("no question") };
    assert_eq!(ask.choice.route, Some(crate::domain::Route::Fast));
    assert!(matches!(parse(words("shell-init nu"), Lang::Ko), Parsed::Run(_)));
}

#[test]
fn a_client_of_mcp_may_be_written_in_capitals() {
    use crate::cli::args::{McpAction, McpClient};

    let Parsed::Run(arguments) = parse(words("mcp config --client Cursor"), Lang::En) else { panic!("no command") };
    let Command::Mcp(mcp) = arguments.command else { panic!("another command") };
    assert!(matches!(mcp.action, McpAction::Config(config) if config.client == McpClient::Cursor));
}
