//! Lines about choices, conversations and lists: what the commands say beside the engine's own notices.

use std::io::ErrorKind;

use super::Row;
use super::system::system_kind;
use crate::config;
use crate::domain::catalogue::PriceTier;
use crate::domain::{Lang, MicroUsd};
use crate::engine::Unusable;
use crate::store::BadLine;
use crate::ui::number;

/// A line of its own.
#[derive(Debug, Clone, Copy)]
pub enum Remark<'a> {
    /// Why a candidate may not serve, in a few words.
    Unusable {
        /// Its provider.
        provider: &'a str,
        /// Why.
        why: &'a Unusable,
    },
    /// Names that were perhaps meant.
    Nearest {
        /// The names, with commas between.
        names: &'a str,
    },
    /// `-c`, and there is nothing to go on with.
    NothingToContinue,
    /// May a paid provider serve by itself?
    AskConsent {
        /// Where the money goes.
        provider: &'a str,
        /// For a million tokens, input and output, where that is known.
        price: Option<(MicroUsd, MicroUsd)>,
    },
    /// A pipe given by `-f` has not ended.
    WaitingForFile,
    /// Nothing was refreshed, since no provider is configured.
    NothingToRefresh,
    /// A provider's list was read.
    Refreshed {
        /// Whose.
        provider: &'a str,
        /// Models in it.
        n_models: u64,
        /// Not known before.
        n_new: u64,
    },
    /// A provider's list has not changed.
    Unchanged {
        /// Whose.
        provider: &'a str,
        /// Models in it.
        n_models: u64,
    },
    /// A provider's list could not be read.
    NotRefreshed {
        /// Whose.
        provider: &'a str,
        /// Why.
        why: &'a str,
    },
    /// A provider's list was read, and could not be written.
    ListNotWritten {
        /// Whose.
        provider: &'a str,
        /// The file, and what the system said.
        why: &'a str,
    },
    /// A model will be refused from a day on.
    Ends {
        /// The day.
        day: &'a str,
    },
    /// A `BARO_*` variable that means nothing.
    UnknownVariable {
        /// Its name.
        name: &'a str,
        /// The variable that was probably meant.
        nearest: &'a str,
    },
    /// The settings file that a variable names is not there.
    NamedSettingsMissing {
        /// The file.
        file: &'a str,
        /// A file that is there and is called much like it.
        nearest: Option<&'a str>,
    },
    /// A project's file is wrong, and the server goes on without it.
    ProjectPassedOver {
        /// What is wrong with it.
        why: &'a str,
    },
    /// A project's file is wrong, which does not matter to what is done.
    ProjectIgnored {
        /// What is wrong with it.
        why: &'a str,
    },
    /// How a "no" to paying is taken back.
    HowToPay,
    /// A provider refused a request that had no key.
    NoKeyWasSent {
        /// Which.
        provider: &'a str,
        /// The variable in which the settings say that the key is.
        key_env: Option<&'a str>,
    },
    /// A provider wants a key, and none was sent.
    WantsKey {
        /// Which.
        provider: &'a str,
    },
    /// A variable that nothing reads and whose name is nearly that of a vendor's key.
    MisnamedKey {
        /// As it is called.
        name: &'a str,
        /// What it should be called.
        right: &'a str,
    },
    /// Where the provider shows its keys.
    KeyPage {
        /// The page.
        url: &'a str,
    },
    /// A kept key that takes the place of a variable's once that is gone.
    KeptKeyWaits {
        /// Whose.
        provider: &'a str,
    },
    /// The settings name where a refused key is.
    ChangeKeyThere {
        /// Whose.
        provider: &'a str,
    },
    /// What is wrong with a line of an import.
    BadLine {
        /// What.
        problem: &'a BadLine,
    },
    /// Why a settings file cannot be read.
    ConfigUnreadable {
        /// Why.
        reason: &'a config::Unreadable,
    },
    /// A line that is no JSON, or not the JSON that is wanted.
    NotJson {
        /// What the parser said.
        said: &'a str,
    },
    /// Why the database cannot be opened.
    StoreUnreadable {
        /// What the store, or the system, said.
        reason: &'a str,
    },
    /// A project's settings are no plain file.
    NotAPlainFile,
    /// None of the models that are known can be used.
    NoModels {
        /// How many are known.
        n: u64,
    },
    /// How many more models there are that cannot be used.
    MoreModels {
        /// How many.
        n: u64,
    },
}

impl<'a> Remark<'a> {
    /// May a paid provider be called by itself, at this price?
    #[must_use]
    pub fn ask_consent(provider: &'a str, price: Option<PriceTier>) -> Self {
        Self::AskConsent { provider, price: price.map(|tier| (tier.input, tier.output)) }
    }

    /// The line in `lang`.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "one table, a row a line")]
    pub fn text(&self, lang: Lang) -> String {
        match *self {
            Self::Unusable { provider, why } => unusable(lang, provider, why),
            Self::Nearest { names } => {
                Row { ko: "혹시 이것인가요: {names}", en: "did you mean: {names}" }.fill(lang, &[("names", names)])
            }
            Self::NothingToContinue => Row {
                ko: "이 폴더에는 이어 갈 대화가 없어 새 대화를 시작합니다 (다른 폴더의 대화: `-c=any`)",
                en: "no conversation to go on with in this folder; a new one begins (from any folder: `-c=any`)",
            }
            .fill(lang, &[]),
            Self::AskConsent { provider, price: None } => Row {
                ko: "{provider}{은} 유료입니다. 앞으로 자동으로 써도 될까요? [y/N] ",
                en: "{provider} costs money. May it be used automatically from now on? [y/N] ",
            }
            .fill(lang, &[("provider", provider)]),
            Self::AskConsent { provider, price: Some((input, output)) } => Row {
                ko: "{provider}{은} 유료입니다(100만 토큰에 입력 {input}, 출력 {output}). \
                     앞으로 자동으로 써도 될까요? [y/N] ",
                en: "{provider} costs money ({input} in, {output} out for a million tokens). \
                     May it be used automatically from now on? [y/N] ",
            }
            .fill(lang, &[("provider", provider), ("input", &input.to_string()), ("output", &output.to_string())]),
            Self::WaitingForFile => {
                Row { ko: "파이프가 끝나기를 기다리는 중입니다", en: "waiting for the pipe to end" }.fill(lang, &[])
            }
            Self::NothingToRefresh => Row {
                ko: "새로 읽을 목록이 없습니다. 키가 있는 제공자가 없습니다 (`baro auth add groq`)",
                en: "nothing to refresh: no provider has a key (`baro auth add groq`)",
            }
            .fill(lang, &[]),
            Self::Refreshed { provider, n_models, n_new } => {
                Row { ko: "{provider}: 모델 {n}개, 신규 {new}개", en: "{provider}: models {n}, new {new}" }.fill(
                    lang,
                    &[("provider", provider), ("n", &number::grouped(n_models)), ("new", &number::grouped(n_new))],
                )
            }
            Self::Unchanged { provider, n_models } => {
                Row { ko: "{provider}: 모델 {n}개, 이전과 동일", en: "{provider}: models {n}, unchanged" }
                    .fill(lang, &[("provider", provider), ("n", &number::grouped(n_models))])
            }
            Self::NotRefreshed { provider, why } => Row {
                ko: "{provider}: 목록을 읽지 못했습니다 ({why})",
                en: "{provider}: the list could not be read ({why})",
            }
            .fill(lang, &[("provider", provider), ("why", why)]),
            Self::ListNotWritten { provider, why } => Row {
                ko: "{provider}: 목록을 읽었지만 저장하지 못했습니다 ({why})",
                en: "{provider}: the list was read, and could not be written ({why})",
            }
            .fill(lang, &[("provider", provider), ("why", why)]),
            Self::Ends { day } => Row { ko: "{day}에 종료", en: "ends {day}" }.fill(lang, &[("day", day)]),
            Self::UnknownVariable { name, nearest } => Row {
                ko: "환경 변수 {name}{은} 없는 설정입니다. 혹시 {nearest}인가요?",
                en: "the variable {name} sets nothing; did you mean {nearest}?",
            }
            .fill(lang, &[("name", name), ("nearest", nearest)]),
            Self::NamedSettingsMissing { file, nearest: None } => Row {
                ko: "`BARO_CONFIG`에 적힌 {file} 파일이 없어 기본 설정을 씁니다",
                en: "`BARO_CONFIG` names {file}, which is not there: the defaults hold",
            }
            .fill(lang, &[("file", file)]),
            Self::NamedSettingsMissing { file, nearest: Some(nearest) } => Row {
                ko: "`BARO_CONFIG`에 적힌 {file} 파일이 없어 기본 설정을 씁니다. 혹시 {nearest}인가요?",
                en: "`BARO_CONFIG` names {file}, which is not there: the defaults hold; did you mean {nearest}?",
            }
            .fill(lang, &[("file", file), ("nearest", nearest)]),
            Self::ProjectPassedOver { why } => Row {
                ko: "프로젝트 설정 없이 시작합니다 (거부 목록은 그대로 적용): {why}",
                en: "starting without the project's settings (but for its denials): {why}",
            }
            .fill(lang, &[("why", why)]),
            Self::ProjectIgnored { why } => {
                Row { ko: "프로젝트 설정 없이 실행합니다: {why}", en: "without the project's settings: {why}" }
                    .fill(lang, &[("why", why)])
            }
            Self::HowToPay => Row {
                ko: "유료 모델을 쓰려면 `-m 모델`로 지정하거나 설정에 `policy.paid = \"allow\"`를 적으세요",
                en: "to pay for an answer, name a model with `-m` or write `policy.paid = \"allow\"` in the config",
            }
            .fill(lang, &[]),
            Self::NoKeyWasSent { key_env: Some(name), .. } => Row {
                ko: "키 없이 보냈습니다. `{name}`에 키를 넣으세요",
                en: "no key was sent: set `{name}`",
            }
            .fill(lang, &[("name", name)]),
            Self::NoKeyWasSent { provider, key_env: None } => Row {
                ko: "키 없이 보냈습니다. `baro auth add {provider}`{으로} 키를 넣으세요",
                en: "no key was sent: give one with `baro auth add {provider}`",
            }
            .fill(lang, &[("provider", provider)]),
            Self::BadLine { problem } => bad_line(lang, problem),
            Self::WantsKey { provider } => Row {
                ko: "{provider}{은} API 키를 요구하는데, 보낸 키가 없습니다",
                en: "{provider} wants an API key, and none was sent",
            }
            .fill(lang, &[("provider", provider)]),
            Self::ChangeKeyThere { provider } => Row {
                ko: "설정의 `[providers.{provider}]`가 가리키는 곳의 키를 바꾸고 `baro auth test {provider}`",
                en: "change the key in the place that `[providers.{provider}]` of the config names, then `baro auth test {provider}`",
            }
            .fill(lang, &[("provider", provider)]),
            Self::MisnamedKey { name, right } => Row {
                ko: "환경 변수 `{name}`{은} 읽지 않습니다. 키라면 `{right}`에 넣으세요",
                en: "nothing reads the variable `{name}`; a key belongs in `{right}`",
            }
            .fill(lang, &[("name", name), ("right", right)]),
            Self::KeyPage { url } => Row {
                ko: "키를 확인하거나 새로 만드는 곳: {url}", en: "see the key or make a new one at {url}"
            }
            .fill(lang, &[("url", url)]),
            Self::KeptKeyWaits { provider } => Row {
                ko: "그 변수를 지우면 `baro auth add {provider}`{으로} 저장한 키를 씁니다",
                en: "with the variable unset, the key that `baro auth add {provider}` kept is used",
            }
            .fill(lang, &[("provider", provider)]),
            Self::ConfigUnreadable { reason } => config_unreadable(lang, *reason),
            Self::NotJson { said } => not_json(lang, said),
            Self::StoreUnreadable { reason } => match (reason, lang) {
                ("not a regular file", Lang::Ko) => "일반 파일이 아닙니다".to_owned(),
                ("read-only", Lang::Ko) => "읽기만 할 수 있습니다".to_owned(),
                _ => reason.to_owned(),
            },
            Self::NotAPlainFile => Row { ko: "일반 파일이 아닙니다", en: "not a plain file" }.fill(lang, &[]),
            Self::NoModels { n } => Row {
                ko: "아는 모델 {n}개 가운데 지금 쓸 수 있는 것이 없습니다. 그 이유는 `baro models --all`로 볼 수 있습니다",
                en: "none of {n} known models can be used now; see why with `baro models --all`",
            }
            .fill(lang, &[("n", &number::grouped(n))]),
            Self::MoreModels { n } => Row {
                ko: "지금 쓸 수 없는 모델 {n}개와 그 이유는 `baro models --all`로 볼 수 있습니다",
                en: "{n} more cannot be used now; see them and why with `baro models --all`",
            }
            .fill(lang, &[("n", &number::grouped(n))]),
        }
    }
}

fn unusable(lang: Lang, provider: &str, why: &Unusable) -> String {
    match why {
        Unusable::NoKey { key_env, .. } if key_env.is_empty() => Row { ko: "키 미설정", en: "no key" }.fill(lang, &[]),
        Unusable::NoKey { key_env, .. } => {
            Row { ko: "키 미설정 ({name})", en: "no key ({name})" }.fill(lang, &[("name", &key_env[0])])
        }
        Unusable::NotRunning { address } => {
            Row { ko: "무응답 ({address})", en: "no answer at {address}" }.fill(lang, &[("address", address)])
        }
        Unusable::NotTold(failure) => super::failure::short(lang, failure),
        Unusable::Loading => Row { ko: "모델을 불러오는 중", en: "still loading its model" }.fill(lang, &[]),
        Unusable::KeyRefused { has_key: true } => Row { ko: "키 거부", en: "the key is refused" }.fill(lang, &[]),
        Unusable::KeyRefused { has_key: false } => Row { ko: "키 필요", en: "wants a key" }.fill(lang, &[]),
        Unusable::NoModel { .. } => Row { ko: "대화할 모델 미설치", en: "no model to chat with" }.fill(lang, &[]),
        Unusable::ModelsUnknown => Row {
            ko: "모델 목록 미확인 (`baro models refresh`)",
            en: "which models it has is not known (`baro models refresh`)",
        }
        .fill(lang, &[]),
        Unusable::Denied(by) => super::denied::denied_by(lang, *by),
        Unusable::Paid => Row {
            ko: "유료 사용 거절 (되돌리려면 설정에 `policy.paid = \"allow\"`)",
            en: "costs money, which you declined (to allow it: `policy.paid = \"allow\"` in the config)",
        }
        .fill(lang, &[]),
        Unusable::NotLocal => {
            Row { ko: "이 컴퓨터 밖의 모델 (`--local`)", en: "not on this machine (`--local`)" }.fill(lang, &[])
        }
        Unusable::KeyWithheld { host, bound_to } => Row {
            ko: "{host}에는 보내지 않는 {bound}의 키",
            en: "its key belongs to {bound} and is not sent to {host}",
        }
        .fill(lang, &[("bound", bound_to), ("host", host)]),
        Unusable::BadKey(error) => {
            let text = super::key_error(lang, provider, error);
            let why = text.causes.first().unwrap_or(&text.error);
            // Whose key it is stands beside it.
            Row { ko: "쓸 수 없는 키: {why}", en: "its key cannot be used: {why}" }.fill(lang, &[("why", why)])
        }
        Unusable::Asker => Row { ko: "묻는 쪽과 같은 모델", en: "is who asks" }.fill(lang, &[]),
        Unusable::NotBuilt => Row { ko: "이 빌드에서 제외", en: "not in this build" }.fill(lang, &[]),
        Unusable::NotFetched { model } => Row {
            ko: "다운로드 전 (`baro local pull {model}`)",
            en: "not fetched yet (`baro local pull {model}`)",
        }
        .fill(lang, &[("model", model)]),
    }
}

fn bad_line(lang: Lang, problem: &BadLine) -> String {
    match problem {
        BadLine::NotJson(said) => not_json(lang, said),
        BadLine::NotUtf8 => Row { ko: "UTF-8이 아닙니다", en: "not UTF-8" }.fill(lang, &[]),
        BadLine::TooLong => Row { ko: "64 MiB보다 긴 줄입니다", en: "longer than 64 MiB" }.fill(lang, &[]),
        BadLine::Role(Some(role)) => Row {
            ko: "role `{role}`{은} system, user, assistant 가운데 하나가 아닙니다",
            en: "the role `{role}` is none of system, user, assistant",
        }
        .fill(lang, &[("role", role)]),
        BadLine::Role(None) => Row { ko: "`role`이 없습니다", en: "there is no `role`" }.fill(lang, &[]),
        BadLine::Content => {
            Row { ko: "`content`가 없거나 문자열이 아닙니다", en: "`content` is missing or no string" }.fill(lang, &[])
        }
        BadLine::Empty => {
            Row { ko: "사용자나 모델의 메시지가 없습니다", en: "no message of a person or a model" }.fill(lang, &[])
        }
    }
}

/// What the parser of JSON says, in a person's words: its places count from the line itself, which is named already.
fn not_json(lang: Lang, said: &str) -> String {
    let (what, place) = said.split_once(" at line ").unwrap_or((said, ""));
    let column = place.rsplit(' ').next().unwrap_or_default();
    let quoted = |after: &str| what.strip_prefix(after)?.split('`').nth(1);
    if let Some(field) = quoted("missing field ") {
        return Row { ko: "`{field}`{이} 없습니다", en: "there is no `{field}`" }.fill(lang, &[("field", field)]);
    }
    if let Some(value) = quoted("unknown variant ") {
        let known = what.split_once("expected ").map_or("", |(_, known)| known.trim_start_matches("one of "));
        let row = Row {
            ko: "`{value}`{은} 쓸 수 없습니다. 가능한 값: {known}",
            en: "`{value}` cannot be used; it may be {known}",
        };
        return row.fill(lang, &[("value", value), ("known", known)]);
    }
    if let Some((_, expected)) = what.split_once("invalid type: ").and_then(|(_, rest)| rest.split_once(", expected "))
    {
        let expected = match (expected, lang) {
            (object, _) if object == "a map" || object.starts_with("struct ") => {
                return Row { ko: "JSON 객체가 아닙니다", en: "not a JSON object" }.fill(lang, &[]);
            }
            ("a string", Lang::Ko) => "문자열",
            ("a sequence", Lang::Ko) => "배열",
            (other, _) => other,
        };
        let row = Row {
            ko: "{column}번째 글자: {expected}{이} 와야 합니다",
            en: "character {column}: {expected} was due",
        };
        return row.fill(lang, &[("column", column), ("expected", expected)]);
    }
    if column.is_empty() {
        return Row { ko: "JSON이 아닙니다", en: "not JSON" }.fill(lang, &[]);
    }
    Row { ko: "JSON이 아닙니다 ({column}번째 글자부터)", en: "not JSON, from character {column}" }
        .fill(lang, &[("column", column)])
}

fn config_unreadable(lang: Lang, reason: config::Unreadable) -> String {
    use config::Unreadable as R;
    let of_system = |kind: ErrorKind| system_kind(lang, kind).unwrap_or_else(|| kind.to_string());
    match reason {
        R::Folder => of_system(ErrorKind::IsADirectory),
        R::NotAFile => Remark::NotAPlainFile.text(lang),
        R::Forbidden => of_system(ErrorKind::PermissionDenied),
        R::NotUtf8 { line } => {
            Row { ko: "{line}번째 줄부터 UTF-8이 아닙니다", en: "not UTF-8, from line {line}" }
                .fill(lang, &[("line", &line.to_string())])
        }
        R::Utf16 => Row { ko: "UTF-16으로 저장된 파일입니다", en: "it is in UTF-16" }.fill(lang, &[]),
        R::TooLarge { limit } => Row { ko: "파일이 {size}보다 큽니다", en: "larger than {size}" }
            .fill(lang, &[("size", &number::bytes(limit))]),
        R::ReadOnly => of_system(ErrorKind::ReadOnlyFilesystem),
        R::Full => of_system(ErrorKind::StorageFull),
        R::System(kind) => of_system(kind),
    }
}

/// What to do about a file in UTF-16.
pub(super) fn save_as_utf8(lang: Lang) -> String {
    Row {
        ko: "UTF-8로 다시 저장하세요. Windows PowerShell의 `>`는 UTF-16으로 쓰므로 `| Out-File -Encoding utf8`로 만듭니다",
        en: "save it as UTF-8; the `>` of Windows PowerShell writes UTF-16, `| Out-File -Encoding utf8` does not",
    }
    .fill(lang, &[])
}

/// What a single problem of names, keys and settings is called.
#[derive(Debug, Clone, Copy)]
pub enum Trouble<'a> {
    /// A name that a conversation cannot have.
    BadName {
        /// As typed.
        name: &'a str,
    },
    /// A bare key outside ASCII in a settings file.
    BareKey {
        /// The file and the line.
        place: &'a str,
        /// As it stands.
        key: &'a str,
    },
    /// Two settings that exclude each other.
    Conflict {
        /// The file and the line.
        place: &'a str,
        /// The one.
        key: &'a str,
        /// The other.
        other: &'a str,
    },
    /// A setting that needs another beside it.
    Lacks {
        /// The file and the line.
        place: &'a str,
        /// The table that was given.
        key: &'a str,
        /// The key that it lacks.
        missing: &'a str,
    },
}

impl Trouble<'_> {
    /// What happened, and what to do.
    #[must_use]
    pub fn lines(&self, lang: Lang) -> (String, String) {
        let fill = |row: Row, values: &[(&str, &str)]| row.fill(lang, values);
        match *self {
            Self::BadName { name } => (
                fill(
                    Row {
                        ko: "`{name}`{은} 대화 이름으로 쓸 수 없습니다",
                        en: "`{name}` cannot be a conversation's name",
                    },
                    &[("name", name)],
                ),
                fill(
                    Row {
                        ko: "100자 이하로, 제어 문자가 없고 `c_`로 시작하지 않는 이름을 쓰세요",
                        en: "use up to 100 characters, no control characters, not beginning with `c_`",
                    },
                    &[],
                ),
            ),
            Self::BareKey { place, key } => (
                fill(
                    Row { ko: "{place}: `{key}`에 따옴표가 필요합니다", en: "{place}: `{key}` needs quotes" },
                    &[("place", place), ("key", key)],
                ),
                fill(Row { ko: "`\"{key}\" = ..`처럼 쓰세요", en: "write `\"{key}\" = ..`" }, &[("key", key)]),
            ),
            Self::Conflict { place, key, other } => (
                fill(
                    Row {
                        ko: "{place}: `{key}`{과} `{other}`{은} 함께 쓸 수 없습니다",
                        en: "{place}: `{key}` and `{other}` exclude each other",
                    },
                    &[("place", place), ("key", key), ("other", other)],
                ),
                fill(Row { ko: "둘 중 하나를 지우세요", en: "remove one of them" }, &[]),
            ),
            Self::Lacks { place, key, missing } => (
                fill(
                    Row {
                        ko: "{place}: `{key}`에 `{missing}`{이} 없습니다", en: "{place}: `{key}` lacks `{missing}`"
                    },
                    &[("place", place), ("key", key), ("missing", missing)],
                ),
                fill(Row { ko: "`{missing}`{을} 추가하세요", en: "add `{missing}`" }, &[("missing", missing)]),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_words_in_both_languages() {
        let no_key = Unusable::NoKey { key_env: vec!["GROQ_API_KEY".to_owned()], signup_url: None };
        assert_eq!(Remark::Unusable { provider: "groq", why: &no_key }.text(Lang::Ko), "키 미설정 (GROQ_API_KEY)");
        assert_eq!(Remark::Unusable { provider: "groq", why: &no_key }.text(Lang::En), "no key (GROQ_API_KEY)");
        let denied = Remark::Unusable { provider: "groq", why: &Unusable::Denied(crate::engine::DeniedBy::User) };
        assert_ne!(denied.text(Lang::Ko), denied.text(Lang::En));
    }

    #[test]
    fn what_is_wrong_with_a_line_of_json_is_said_without_the_parsers_own_words() {
        #[derive(Debug, serde::Deserialize)]
        struct Line {
            #[expect(dead_code, reason = "only its form matters")]
            accept: Vec<crate::domain::Route>,
        }
        for (line, korean, english) in [
            ("{\"prompt\": \"x\"}", "`accept`가 없습니다", "there is no `accept`"),
            ("nonsense", "JSON이 아닙니다 (2번째 글자부터)", "not JSON, from character 2"),
            ("3", "JSON 객체가 아닙니다", "not a JSON object"),
            ("{\"accept\": \"code\"}", "17번째 글자: 배열이 와야 합니다", "character 17: a sequence was due"),
            (
                "{\"accept\": [\"cod\"]}",
                "`cod`는 쓸 수 없습니다. 가능한 값: `code`, `think`, `long`, `fast`, `design`, `general`",
                "`cod` cannot be used; it may be `code`, `think`, `long`, `fast`, `design`, `general`",
            ),
        ] {
            let said = serde_json::from_str::<Line>(line).expect_err(line).to_string();
            let text = |lang| Remark::NotJson { said: &said }.text(lang);
            assert_eq!((text(Lang::Ko).as_str(), text(Lang::En).as_str()), (korean, english), "{said}");
        }
    }

    #[test]
    fn particles_follow_the_words_that_stand_before_them() {
        let price = Some((MicroUsd(100_000), MicroUsd(500_000)));
        let asked = Remark::AskConsent { provider: "anthropic", price }.text(Lang::Ko);
        assert!(asked.starts_with("anthropic은 유료입니다(100만 토큰에 입력 $0.10, 출력 $0.50). "), "{asked}");
    }
}
