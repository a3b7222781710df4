//! Errors that are no provider's: nothing to ask with, unknown names, bad input, the budget.

use super::config_file::ConfigProblem;
use super::files::FileProblem;
use super::store::StoreProblem;
use super::talk::{no_conversation, only_this_conversation};
use super::{ErrorText, Row, ShownKey, Suspect};
use crate::domain::{Candidate, Lang, MicroUsd, ModelRef, shell_word};
use crate::engine::ServersHere;
use crate::grammar::Period;
use crate::markup::sanitise;

/// A situation that ends a command, with what its words need.
#[derive(Debug, Clone)]
pub enum Problem<'a> {
    /// No key, no local server with a model.
    NoUsableModel {
        /// The servers of this machine that were asked.
        servers: &'a ServersHere,
    },
    /// A model elsewhere was named where no word may leave this machine.
    NotHere {
        /// Which.
        model: &'a str,
    },
    /// The route has candidates, but none may serve: denied, paid without consent, no key.
    NoUsableCandidate {
        /// The route's label, or the model that was named.
        wanted: &'a str,
        /// Why not, one line each.
        reasons: &'a [String],
    },
    /// Nobody can be used, on any route.
    NobodyUsable {
        /// Why not, one line each.
        reasons: &'a [String],
    },
    /// A server of this machine was named that has no model to chat with.
    IdleServer {
        /// What it is called.
        server: &'a str,
    },
    /// A server of this machine lets nobody in with the key that it was shown, or without one.
    ServerRefuses {
        /// Its name.
        provider: &'a str,
        /// Which key it was shown.
        shown: ShownKey<'a>,
    },
    /// `--local`, and nothing local is there.
    NothingLocal,
    /// A provider that was named has no key.
    KeyMissing {
        /// Whose.
        provider: &'a str,
        /// Where it is looked for.
        key_env: &'a str,
        /// Where one gets a key.
        signup_url: Option<&'a str>,
    },
    /// The settings name the variable that holds a provider's key, and there is nothing in it.
    VariableEmpty {
        /// Whose key.
        provider: &'a str,
        /// The variable.
        key_env: &'a str,
        /// Where one gets a key.
        signup_url: Option<&'a str>,
    },
    /// No model has that name.
    UnknownModel {
        /// As typed.
        name: &'a str,
        /// The nearest names, best first.
        nearest: &'a [String],
    },
    /// What stands behind a model's `@` is no effort.
    UnknownEffort {
        /// The name before the `@`.
        name: &'a str,
        /// What stands behind it.
        effort: &'a str,
        /// The whole name that was probably meant.
        nearest: Option<&'a str>,
    },
    /// A pin that was asked for in a single question, which is in no conversation that it could belong to.
    PinNeedsConversation {
        /// Who was to be pinned.
        candidate: &'a Candidate,
    },
    /// `-m` names one model, the message another.
    TwoModels {
        /// As `-m` has it.
        flag: &'a str,
        /// Whom the message names.
        named: &'a str,
    },
    /// A word that is nearly a subcommand.
    UnknownCommand {
        /// As typed.
        name: &'a str,
        /// The subcommand.
        nearest: &'a str,
        /// What stands behind it.
        rest: &'a [String],
    },
    /// What should name a shell does not.
    UnknownShell {
        /// As typed.
        words: &'a [String],
        /// The shell that was probably meant.
        nearest: Option<&'a str>,
        /// The shells that there is something for.
        names: &'a [String],
    },
    /// No conversation has that id or name.
    UnknownConversation {
        /// As typed.
        name: &'a str,
    },
    /// Several conversations begin with that prefix.
    AmbiguousConversation {
        /// As typed.
        name: &'a str,
    },
    /// A conversation of that name is there already.
    NameTaken {
        /// The name.
        name: &'a str,
    },
    /// Several files cannot be imported under one name.
    NameForSeveral,
    /// There is no conversation at all.
    NothingAsked,
    /// There is nothing to go on with.
    NoConversation {
        /// Of which days, where some were asked for.
        period: Option<Period>,
    },
    /// There is nothing to go on with but what goes on.
    OnlyThisConversation {
        /// Of which days, where some were asked for.
        period: Option<Period>,
    },
    /// There is nothing to send.
    EmptyPrompt,
    /// The prompt fits no candidate's window.
    PromptTooLarge {
        /// What the prompt takes, estimated.
        n_tokens: u64,
        /// The largest window there is.
        largest: u64,
        /// Whose window that is, where somebody chose who answers, and who else could take it.
        chosen: Option<(&'a ModelRef, Option<&'a ModelRef>)>,
    },
    /// The prompt fits the model, but not the plan.
    PromptOverPlan {
        /// What the prompt takes, estimated.
        n_tokens: u64,
        /// What the plan lets through in a minute.
        per_minute: u64,
        /// What of it is left to the prompt.
        for_prompt: u64,
        /// Whose plan.
        provider: &'a str,
    },
    /// Over the budget.
    OverBudget {
        /// What was spent, or what this request would cost.
        amount: MicroUsd,
        /// What is allowed.
        limit: MicroUsd,
        /// Which limit.
        which: BudgetLimit,
    },
    /// There is a budget, and the price is not known.
    PriceUnknown {
        /// Whose.
        model: &'a str,
    },
    /// Every candidate failed.
    AllFailed {
        /// What each said, one line each.
        causes: &'a [String],
        /// What is probably amiss.
        suspect: Suspect,
    },
    /// The answer was given and could not be kept.
    NotStored,
    /// `--code`, and the answer holds none.
    NoCodeBlock,
    /// A line of a file of JSON lines cannot be read.
    BadJsonLine {
        /// The file, or `-` for standard input.
        source: &'a str,
        /// 1 for the first; 0 for all of them.
        line: u64,
        /// What is wrong with it.
        message: &'a str,
    },
    /// stdout cannot be written.
    OutputFailed {
        /// What the system said.
        message: &'a str,
    },
    /// Files cannot be written into a folder.
    FolderNotWritten {
        /// The folder.
        path: &'a str,
        /// What the system said.
        message: &'a str,
    },
    /// The user's editor failed.
    EditorFailed {
        /// As it was called.
        editor: &'a str,
        /// What came of it.
        message: &'a str,
    },
    /// The user's editor is drawn in a terminal, and there is none.
    EditorWithoutTerminal {
        /// As it is called.
        editor: &'a str,
    },
    /// Something about the config.
    Config(ConfigProblem<'a>),
    /// Something about a file that was named.
    File {
        /// Which.
        path: &'a str,
        /// What.
        problem: FileProblem<'a>,
    },
    /// Something about the database.
    Store {
        /// Where it is.
        path: &'a str,
        /// What.
        problem: StoreProblem<'a>,
    },
}

/// Which limit of money was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BudgetLimit {
    /// `--max-cost`.
    Request,
    /// `budget.day_usd`.
    Day,
    /// `budget.month_usd`.
    Month,
}

impl Problem<'_> {
    /// The error in its three parts.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "one table, a row a message")]
    pub fn text(&self, lang: Lang) -> ErrorText {
        let said = |row: Row, values: &[(&str, &str)]| row.fill(lang, values);
        let error = |row: Row, values: &[(&str, &str)]| ErrorText::new(lang, row.fill(lang, values));
        let see_models = || said(SEE_MODELS, &[]);
        match *self {
            Self::NoUsableModel { servers } => super::first_run(lang, servers)
                .with_hint(said(Row { ko: "전체 점검: `baro doctor`", en: "all checks: `baro doctor`" }, &[])),
            Self::NotHere { model } => error(
                Row {
                    ko: "`--local`에서는 이 컴퓨터의 모델에만 물을 수 있는데, {model}{은} 다른 곳에 있습니다",
                    en: "under `--local` only models on this machine are asked, and {model} is elsewhere",
                },
                &[("model", model)],
            )
            .with_hint(said(
                Row {
                    ko: "이름을 빼면 이 컴퓨터의 모델이 답합니다 (고정했으면 \"자동으로 해\"). {model}에 물으려면 그 옵션 없이 다시 시작하세요",
                    en: "without a name a model on this machine answers (pinned: \"back to auto\"); to ask {model}, begin again without the flag",
                },
                &[("model", model)],
            )),
            Self::NoUsableCandidate { wanted, reasons } => reasons
                .iter()
                .fold(
                    error(
                        Row {
                            ko: "{wanted}에 쓸 수 있는 모델이 없습니다", en: "no usable model for {wanted}"
                        },
                        &[("wanted", wanted)],
                    ),
                    |text, reason| text.with_cause(reason.as_str()),
                )
                .with_hint(see_models()),
            Self::NobodyUsable { reasons } => reasons
                .iter()
                .fold(
                    error(Row { ko: "쓸 수 있는 모델이 없습니다", en: "no model can be used" }, &[]),
                    |text, reason| text.with_cause(reason.as_str()),
                )
                .with_hint(see_models()),
            Self::IdleServer { server } => error(
                Row { ko: "{server}에 대화할 모델이 없습니다", en: "{server} has no model to chat with" },
                &[("server", server)],
            )
            .with_hint(super::server::model_for(lang, server)),
            Self::ServerRefuses { provider, shown } => super::server::refuses(lang, provider, shown),
            Self::NothingLocal => error(
                Row {
                    ko: "이 컴퓨터에서 쓸 수 있는 모델이 없습니다", en: "no model is usable on this machine"
                },
                &[],
            )
            .with_hint(said(
                Row {
                    ko: "Ollama(https://ollama.com)나 llama.cpp 서버를 실행한 뒤 `baro models`로 확인하세요",
                    en: "start Ollama (https://ollama.com) or a llama.cpp server, then look with `baro models`",
                },
                &[],
            )),
            Self::KeyMissing { provider, key_env, signup_url } => {
                let text = error(
                    Row { ko: "{provider}의 API 키가 없습니다", en: "there is no API key for {provider}" },
                    &[("provider", provider)],
                );
                let hint = match signup_url {
                    Some(url) => said(
                        Row {
                            ko: "{url} 에서 키를 받아 `baro auth add {provider}`{으로} 넣으세요",
                            en: "get a key at {url}, then `baro auth add {provider}`",
                        },
                        &[("url", url), ("provider", provider)],
                    ),
                    None => said(
                        Row {
                            ko: "`baro auth add {provider}`{으로} 키를 넣으세요",
                            en: "give it one with `baro auth add {provider}`",
                        },
                        &[("provider", provider)],
                    ),
                };
                let text = text.with_hint(hint);
                if key_env.is_empty() {
                    return text;
                }
                text.with_hint(said(
                    Row { ko: "또는 환경 변수 `{key_env}`에", en: "or set the variable `{key_env}`" },
                    &[("key_env", key_env)],
                ))
            }
            Self::VariableEmpty { provider, key_env, signup_url } => {
                let text = error(
                    Row { ko: "{provider}의 API 키가 없습니다", en: "there is no API key for {provider}" },
                    &[("provider", provider)],
                )
                .with_cause(said(
                    Row {
                        ko: "설정에 적힌 환경 변수 `{name}`{이} 없거나 비어 있습니다",
                        en: "the variable `{name}` of the config is not set, or empty",
                    },
                    &[("name", key_env)],
                ))
                .with_hint(said(Row { ko: "`{name}`에 키를 넣으세요", en: "set `{name}`" }, &[("name", key_env)]));
                match signup_url {
                    Some(url) => text.with_hint(said(
                        Row { ko: "키는 {url} 에서", en: "get a key at {url}" },
                        &[("url", url)],
                    )),
                    None => text,
                }
            }
            Self::UnknownModel { name, nearest } => {
                unknown(lang, Row { ko: "`{name}`{이라는} 모델은 없습니다", en: "there is no model `{name}`" }, name, nearest)
                    .with_hint(see_models())
            }
            Self::UnknownEffort { name, effort, nearest } => {
                let text = error(
                    Row { ko: "`{name}@{effort}`: `{effort}`{은} 추론 강도가 아닙니다", en: "`{name}@{effort}`: `{effort}` is no effort" },
                    &[("name", name), ("effort", effort)],
                );
                text.with_nearest(nearest).with_hint(said(
                    Row { ko: "`@` 뒤에는 off, low, medium, high, max", en: "behind the `@`: off, low, medium, high, max" },
                    &[],
                ))
            }
            Self::PinNeedsConversation { candidate } => error(
                Row {
                    ko: "모델 고정은 이어 가는 대화에만 적용됩니다. 한 번 묻고 끝나는 질문에는 적용할 대화가 없습니다",
                    en: "a pin belongs to a conversation, and a single question begins a new one",
                },
                &[],
            )
            .with_hint(said(
                Row {
                    ko: "지난 대화에 적용하려면 `-c`를 붙이고, 늘 그 모델을 쓰려면 설정에 `model = \"{model}\"`{을} 적으세요",
                    en: "add `-c` to pin the last conversation here; for all of them, `model = \"{model}\"` in the config",
                },
                &[("model", &candidate.to_string())],
            )),
            Self::TwoModels { flag, named } => error(
                Row {
                    ko: "`-m {flag}`{과} 메시지의 {named}{이} 서로 다릅니다",
                    en: "`-m {flag}` and the message name different models: {named}",
                },
                &[("flag", flag), ("named", named)],
            )
            .with_hint(said(
                Row {
                    ko: "하나만 쓰세요. 이름을 글자 그대로 보내려면 줄 앞에 `\\`를 붙입니다",
                    en: "name one of them; to send the line as it is, begin it with `\\`",
                },
                &[],
            )),
            Self::UnknownCommand { name, nearest, rest } => {
                let with_rest = |first: &str| {
                    rest.iter().fold(first.to_owned(), |line, word| format!("{line} {}", shell_word(word)))
                };
                unknown(
                    lang,
                    Row { ko: "`{name}`{이라는} 명령은 없습니다", en: "there is no command `{name}`" },
                    name,
                    &[format!("baro {}", with_rest(nearest))],
                )
                .with_hint(said(
                    Row { ko: "메시지라면 `baro ask {name}`", en: "if it is a message: `baro ask {name}`" },
                    &[("name", &with_rest(name))],
                ))
            }
            Self::UnknownShell { words, nearest, names } => shell::unknown(lang, words, nearest, names),
            Self::UnknownConversation { name } => error(
                Row { ko: "`{name}`에 해당하는 대화가 없습니다", en: "there is no conversation `{name}`" },
                &[("name", name)],
            )
            .with_hint(said(SEE_HISTORY, &[])),
            Self::AmbiguousConversation { name } => error(
                Row {
                    ko: "`{name}`{으로} 시작하는 대화가 여럿입니다",
                    en: "several conversations begin with `{name}`",
                },
                &[("name", name)],
            )
            .with_hint(said(SEE_HISTORY, &[])),
            Self::NameTaken { name } => error(
                Row {
                    ko: "`{name}`{이라는} 대화가 이미 있습니다", en: "there is a conversation `{name}` already"
                },
                &[("name", name)],
            )
            .with_hint(said(
                Row { ko: "`--name`으로 다른 이름을 고르세요", en: "choose another name with `--name`" },
                &[],
            )),
            Self::NameForSeveral => error(
                Row { ko: "`--name`은 파일 하나에만 쓸 수 있습니다", en: "`--name` is for one file" },
                &[],
            )
            .with_hint(said(
                Row {
                    ko: "파일마다 `baro history import --name 이름 파일`로 따로 가져오세요",
                    en: "import each by itself: `baro history import --name NAME FILE`",
                },
                &[],
            )),
            Self::NothingAsked => {
                error(Row { ko: "아직 나눈 대화가 없습니다", en: "there is no conversation yet" }, &[]).with_hint(said(
                    Row { ko: "먼저 물어보세요: `baro 안녕`", en: "ask something first: `baro hello there`" },
                    &[],
                ))
            }
            Self::NoConversation { period } => no_conversation(lang, period),
            Self::OnlyThisConversation { period } => only_this_conversation(lang, period),
            Self::EmptyPrompt => error(Row { ko: "보낼 내용이 없습니다", en: "there is nothing to send" }, &[])
                .with_hint(said(
                    Row {
                        ko: "`baro ask 질문`처럼 쓰거나, 내용을 파이프로 넘기세요",
                        en: "write `baro ask QUESTION`, or pipe something in",
                    },
                    &[],
                )),
            Self::PromptTooLarge { n_tokens, largest, chosen: None } => {
                too_large::for_everybody(lang, n_tokens, largest)
            }
            Self::PromptTooLarge { n_tokens, largest, chosen: Some((model, roomier)) } => {
                too_large::for_chosen(lang, (n_tokens, largest), model, roomier)
            }
            Self::PromptOverPlan { n_tokens, per_minute, for_prompt, provider } => {
                too_large::for_plan(lang, n_tokens, (per_minute, for_prompt), provider)
            }
            Self::OverBudget { amount, limit, which } => budget::over(lang, amount, limit, which),
            Self::PriceUnknown { model } => error(
                Row {
                    ko: "예산이 있는데 {model}의 가격을 알 수 없어 보내지 않았습니다",
                    en: "there is a budget, and the price of {model} is not known: nothing was sent",
                },
                &[("model", model)],
            )
            .with_hint(said(
                Row {
                    ko: "설정의 `[models.\"제공자:모델\"]`에 `usd_per_million`을 적거나 `-m`으로 다른 모델을 쓰세요",
                    en: "give `usd_per_million` in `[models.\"PROVIDER:MODEL\"]`, or use another model with `-m`",
                },
                &[],
            )),
            Self::AllFailed { causes, suspect } => {
                let (happened, hint) = suspect.rows();
                let text = causes.iter().fold(error(happened, &[]), |text, cause| text.with_cause(cause.as_str()));
                text.with_hint(said(hint, &[("variable", suspect.variable())]))
            }
            Self::NotStored => error(
                Row {
                    ko: "답은 온전하지만 저장하지 못했습니다", en: "the answer is whole, but it could not be stored"
                },
                &[],
            ),
            Self::NoCodeBlock => {
                error(Row { ko: "답에 코드 블록이 없습니다", en: "the answer holds no code block" }, &[]).with_hint(said(
                    Row {
                        ko: "전체 답은 `baro history show`로 볼 수 있습니다",
                        en: "see all of it with `baro history show`",
                    },
                    &[],
                ))
            }
            Self::BadJsonLine { source, line: 0, message } => error(
                Row {
                    ko: "{source}에서 가져올 것이 없습니다", en: "there is nothing to import in {source}"
                },
                &[("source", super::files::shown(lang, source))],
            )
            .with_cause(sanitise::line(message))
            .with_hint(said(ONE_A_LINE, &[])),
            Self::BadJsonLine { source, line, message } => error(
                Row {
                    ko: "{source}의 {line}번째 줄을 읽을 수 없습니다", en: "line {line} of {source} cannot be read"
                },
                &[("source", super::files::shown(lang, source)), ("line", &line.to_string())],
            )
            .with_cause(sanitise::line(message))
            .with_hint(said(ONE_A_LINE, &[])),
            Self::OutputFailed { message } => {
                error(Row { ko: "표준 출력에 쓰지 못했습니다", en: "cannot write to standard output" }, &[])
                    .with_cause(sanitise::line(message))
                    .with_hint(said(
                        Row {
                            ko: "출력이 가는 디스크의 빈 자리와, 출력을 받는 프로그램이 아직 실행 중인지 확인하세요",
                            en: "check the space on the disk that it goes to, and that whatever reads it still runs",
                        },
                        &[],
                    ))
            }
            Self::FolderNotWritten { path, message } => {
                error(Row { ko: "{path}에 쓸 수 없습니다", en: "cannot write into {path}" }, &[("path", path)])
                    .with_cause(sanitise::line(message))
                    .with_hint(said(
                        Row { ko: "쓸 수 있는 폴더를 지정하세요", en: "name a folder that you can write to" },
                        &[],
                    ))
            }
            Self::EditorFailed { editor, message } => editor::failed(lang, editor, message),
            Self::EditorWithoutTerminal { editor } => editor::without_terminal(lang, editor),
            Self::Config(ref problem) => problem.text(lang),
            Self::File { path, ref problem } => problem.text(lang, path),
            Self::Store { path, ref problem } => problem.text(lang, path),
        }
    }
}

const ONE_A_LINE: Row = Row {
    ko: "JSON 객체를 한 줄에 하나씩 적은 파일이어야 합니다",
    en: "it must be a file with one JSON object a line",
};
const SEE_MODELS: Row = Row {
    ko: "`baro models`로 쓸 수 있는 모델을 확인하세요",
    en: "see what can be used with `baro models`",
};
const SEE_HISTORY: Row = Row {
    ko: "`baro history list --all`로 대화를 확인하세요",
    en: "see the conversations with `baro history list --all`",
};

/// A name that is none, with the nearest.
fn unknown(lang: Lang, row: Row, name: &str, nearest: &[String]) -> ErrorText {
    ErrorText::new(lang, row.fill(lang, &[("name", name)])).with_nearest(nearest.iter().map(String::as_str))
}

mod budget;
mod editor;
mod shell;
mod too_large;
