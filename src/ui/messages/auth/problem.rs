//! What is wrong with keys, in three parts each.

use crate::config::{BadShape, KeyError, Unreadable};
use crate::domain::{Failure, Lang, ModelRef};
use crate::engine::is_vendor;
use crate::ui::messages::{ErrorText, FailedCall, Row, key_error};

/// Where a key came from that was refused.
#[derive(Debug, Clone, Copy)]
pub enum KeyGiven<'a> {
    /// It was given to `auth add`, now or earlier.
    ToBaro,
    /// It stands in another place, which goes first.
    In(&'a str),
}

/// A situation about keys that ends a command.
#[derive(Debug, Clone, Copy)]
pub enum AuthProblem<'a> {
    /// A key, or what may be one, stands on the command line.
    OnTheCommandLine {
        /// Whose it was to be, where that was said.
        provider: Option<&'a str>,
    },
    /// A word stands behind `auth` and a provider that is no action, and may be a key.
    WordBehindProvider {
        /// Whose key it may be.
        provider: &'a str,
    },
    /// A key came on standard input in the place of a message.
    OnStandardInput {
        /// Whose it looks like, where that is known.
        provider: Option<&'a str>,
    },
    /// No provider has that name.
    UnknownProvider {
        /// As typed.
        name: &'a str,
        /// The nearest names.
        nearest: &'a [String],
        /// All that there are, with commas between.
        known: &'a str,
    },
    /// It needs no key.
    NeedsNone {
        /// Who.
        provider: &'a str,
    },
    /// The settings say where its key is, so that none that is kept would be used.
    NamedElsewhere {
        /// Whose.
        provider: &'a str,
        /// Where it is.
        by: &'a str,
        /// The setting that says so.
        setting: &'a str,
    },
    /// Nothing came on standard input, and there is nobody to ask.
    NothingGiven {
        /// Whose key.
        provider: &'a str,
    },
    /// What was given is no key.
    Shape {
        /// Whose.
        provider: &'a str,
        /// What is wrong.
        bad: BadShape,
    },
    /// The provider does not take the key.
    Refused {
        /// Whose.
        provider: &'a str,
        /// What it said.
        failure: &'a Failure,
        /// Where a key is to be had.
        url: Option<&'a str>,
        /// Where the key came from.
        from: KeyGiven<'a>,
    },
    /// A key that was to be had from a command or a file could not be had, so that nothing was written.
    SourceFailed {
        /// Whose.
        provider: &'a str,
        /// Why.
        error: &'a KeyError,
    },
    /// baro keeps no key of that provider.
    NothingKept {
        /// Whose.
        provider: &'a str,
        /// Where there is one.
        by: Option<&'a str>,
        /// The setting that says so.
        setting: Option<&'a str>,
    },
    /// No provider has a key to try.
    NothingToTry,
    /// A key that is there and cannot be used.
    Unusable {
        /// Whose.
        provider: &'a str,
        /// Why.
        error: &'a KeyError,
    },
}

impl AuthProblem<'_> {
    /// The error in its three parts.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "one table, a row a message")]
    pub fn text(&self, lang: Lang) -> ErrorText {
        let fill = |row: Row, values: &[(&str, &str)]| row.fill(lang, values);
        let error = |row: Row, values: &[(&str, &str)]| ErrorText::new(lang, row.fill(lang, values));
        let add = |provider: &str| fill(ADD, &[("provider", provider)]);
        match *self {
            Self::WordBehindProvider { provider } => error(
                Row {
                    ko: "`auth {provider}` 뒤의 말을 이해하지 못했습니다. 아무것도 저장하거나 보내지 않았습니다",
                    en: "what stands behind `auth {provider}` is no action; nothing was kept or sent",
                },
                &[("provider", provider)],
            )
            .with_hint(fill(
                Row {
                    ko: "키를 관리하려면: `baro auth add {provider}`, `baro auth test {provider}`, `baro auth rm {provider}`",
                    en: "to manage the key: `baro auth add {provider}`, `baro auth test {provider}`, `baro auth rm {provider}`",
                },
                &[("provider", provider)],
            ))
            .with_hint(fill(
                Row {
                    ko: "적은 것이 실제 키라면 셸 기록에 남으니 제공자의 페이지에서 새로 만드세요",
                    en: "if that was a real key, the shell keeps it in its history: make a new one",
                },
                &[],
            ))
            .with_hint(fill(
                Row { ko: "질문이라면: `baro ask 질문`", en: "if it is a question: `baro ask QUESTION`" },
                &[],
            )),
            Self::OnTheCommandLine { provider } => error(
                Row {
                    ko: "키를 명령줄에 적지 마세요. 아무것도 저장하거나 보내지 않았습니다",
                    en: "a key must not stand on the command line; nothing was kept or sent",
                },
                &[],
            )
            .with_cause(fill(
                Row {
                    ko: "명령줄은 셸 기록에 남고 다른 사용자에게도 보입니다",
                    en: "the shell keeps the line in its history, and other users can see it",
                },
                &[],
            ))
            .with_hint(match provider {
                Some(provider) => fill(
                    Row {
                        ko: "`baro auth add {provider}`만 실행한 뒤 키를 붙여 넣으세요",
                        en: "run `baro auth add {provider}` alone and paste the key there",
                    },
                    &[("provider", provider)],
                ),
                None => fill(
                    Row {
                        ko: "`baro auth add 제공자`만 실행한 뒤 키를 붙여 넣으세요",
                        en: "run `baro auth add PROVIDER` alone and paste the key there",
                    },
                    &[],
                ),
            })
            .with_hint(fill(
                Row {
                    ko: "적은 것이 실제 키라면 제공자의 페이지에서 새로 만드세요",
                    en: "if that was a real key, make a new one on the provider's page",
                },
                &[],
            )),
            // Keys are known of some to whom baro does not talk.
            Self::OnStandardInput { provider } => error(
                Row {
                    ko: "표준 입력으로 온 것이 API 키여서 아무에게도 보내지 않고 저장하지도 않았습니다",
                    en: "what came on standard input is an API key; it was sent to nobody and not kept",
                },
                &[],
            )
            .with_hint(fill(
                Row {
                    ko: "저장하려면 `baro auth add {provider}`에 넘기세요",
                    en: "to keep it, pipe it into `baro auth add {provider}`",
                },
                &[("provider", provider.filter(|owner| is_vendor(owner)).unwrap_or(&fill(Row { ko: "제공자", en: "PROVIDER" }, &[])))],
            )),
            Self::UnknownProvider { name, nearest, known } => {
                let text =
                    error(Row { ko: "`{name}`{이라는} 제공자는 없습니다", en: "there is no provider `{name}`" }, &[(
                        "name", name,
                    )]);
                let text = match nearest {
                    [] => text,
                    names => text.with_hint(fill(
                        Row { ko: "혹시 {names}?", en: "did you mean {names}?" },
                        &[("names", &names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))],
                    )),
                };
                text.with_hint(fill(Row { ko: "제공자: {known}", en: "providers: {known}" }, &[("known", known)]))
                    .with_hint(fill(
                        Row {
                            ko: "자신의 서버라면 먼저 `baro config set providers.이름.base_url 주소`",
                            en: "for a server of your own, first `baro config set providers.NAME.base_url URL`",
                        },
                        &[],
                    ))
            }
            Self::NeedsNone { provider } => error(
                Row { ko: "{provider}{은} 키가 필요 없습니다", en: "{provider} needs no key" },
                &[("provider", provider)],
            )
            .with_hint(fill(
                Row { ko: "`baro models`로 쓸 수 있는지 확인하세요", en: "see with `baro models` whether it can be used" },
                &[],
            )),
            Self::NamedElsewhere { provider, by, setting } => error(
                Row {
                    ko: "{provider}의 키를 저장해도 쓰이지 않습니다", en: "a kept key of {provider} would not be used"
                },
                &[("provider", provider)],
            )
            .with_cause(fill(
                Row { ko: "설정에 따라 쓰이는 키: {by}", en: "the config says where it comes from: {by}" },
                &[("by", by)],
            ))
            .with_hint(fill(
                Row {
                    ko: "그곳의 키를 바꾸거나, 먼저 `baro config unset {setting}`",
                    en: "change the key there, or first `baro config unset {setting}`",
                },
                &[("setting", setting)],
            )),
            Self::NothingGiven { provider } => error(
                Row { ko: "표준 입력으로 온 키가 없습니다", en: "no key came on standard input" },
                &[],
            )
            .with_hint(fill(
                Row {
                    ko: "터미널에서 `baro auth add {provider}`{을} 실행하거나 `pass show {provider} | baro auth add {provider}`처럼 넘기세요",
                    en: "run `baro auth add {provider}` in a terminal, or pipe the key in: `pass show {provider} | baro auth add {provider}`",
                },
                &[("provider", provider)],
            )),
            Self::Shape { provider, bad } => shape(lang, provider, bad),
            Self::Refused { provider, failure, url, from } => {
                let model = ModelRef::new(provider, "");
                let text = FailedCall { model: &model, failure, key_env: None }.text(lang);
                let text = ErrorText { hints: Vec::new(), ..text };
                match (from, url) {
                    (KeyGiven::ToBaro, Some(url)) => text.with_hint(fill(
                        Row {
                            ko: "{url} 에서 키를 확인하거나 새로 만들고 `baro auth add {provider}`{을} 다시 실행하세요",
                            en: "check the key or make a new one at {url}, then run `baro auth add {provider}` again",
                        },
                        &[("url", url), ("provider", provider)],
                    )),
                    (KeyGiven::ToBaro, None) => text.with_hint(add(provider)),
                    (KeyGiven::In(place), url) => {
                        let text = text.with_cause(fill(
                            Row { ko: "보낸 키: {by}", en: "the key that was sent: {by}" },
                            &[("by", place)],
                        ));
                        let text = match url {
                            Some(url) => text.with_hint(fill(
                                Row {
                                    ko: "{url} 에서 키를 확인하거나 새로 만들어 그곳에 넣으세요",
                                    en: "check the key or make a new one at {url}, and put it there",
                                },
                                &[("url", url)],
                            )),
                            None => text.with_hint(fill(
                                Row { ko: "그곳의 키를 바꾸세요", en: "change the key there" }, &[]
                            )),
                        };
                        text.with_hint(fill(
                            Row {
                                ko: "그것이 먼저 쓰이므로 없애기 전에는 `baro auth add {provider}`{으로} 넣은 키를 쓰지 않습니다",
                                en: "it goes first: until it is taken away, a key of `baro auth add {provider}` is not used",
                            },
                            &[("provider", provider)],
                        ))
                    }
                }
            }
            Self::SourceFailed { provider, error } => {
                let text = key_error(lang, provider, error);
                let text = ErrorText {
                    error: fill(
                        Row {
                            ko: "{provider}의 키를 얻을 수 없어 아무것도 적지 않았습니다",
                            en: "the key of {provider} cannot be had from there; nothing was written",
                        },
                        &[("provider", provider)],
                    ),
                    ..text
                };
                let hint = match error {
                    // What is to be done does not hang on the settings.
                    KeyError::OpenToOthers { .. }
                    | KeyError::NamedFileUnreadable { reason: Unreadable::Utf16 | Unreadable::NotAFile, .. } => return text,
                    KeyError::CommandTimedOut { .. } => Row {
                        ko: "셸에서 직접 실행해 왜 끝나지 않는지 보고, 무언가를 물으면 먼저 답해 두세요",
                        en: "run it in a shell to see why it does not end; what it asks for there must be answered first",
                    },
                    KeyError::NamedFileUnreadable { .. } => Row {
                        ko: "파일의 경로를 확인하고 다시 실행하세요",
                        en: "check the path of the file, and run this again",
                    },
                    KeyError::Empty { .. } | KeyError::NotAKey { .. } => Row {
                        ko: "첫 줄에 키만 나와야 합니다. 고치고 다시 실행하세요",
                        en: "the first line must be the key alone; mend that, and run this again",
                    },
                    _ => Row {
                        ko: "그 명령을 셸에서 직접 실행해 보고 다시 하세요",
                        en: "run the command itself in a shell and see, then run this again",
                    },
                };
                ErrorText { hints: vec![fill(hint, &[])], ..text }
            }
            Self::NothingKept { provider, by: None, .. } => error(
                Row { ko: "저장된 {provider}의 키가 없습니다", en: "baro keeps no key of {provider}" },
                &[("provider", provider)],
            )
            .with_hint(fill(Row { ko: "`baro auth list`로 확인하세요", en: "see `baro auth list`" }, &[])),
            Self::NothingKept { provider, by: Some(by), setting } => error(
                Row { ko: "저장된 {provider}의 키가 없습니다", en: "baro keeps no key of {provider}" },
                &[("provider", provider)],
            )
            .with_cause(match setting {
                Some(_) => fill(
                    Row { ko: "설정이 가리키는 키: {by}", en: "the config says where it is: {by}" },
                    &[("by", by)],
                ),
                None => fill(Row { ko: "지금 쓰이는 키: {by}", en: "the one in force: {by}" }, &[("by", by)]),
            })
            .with_hint(match setting {
                Some(setting) => fill(
                    Row { ko: "`baro config unset {setting}`", en: "`baro config unset {setting}`" },
                    &[("setting", setting)],
                ),
                None => fill(
                    Row { ko: "셸의 설정에서 그 변수를 지우세요", en: "remove the variable where your shell sets it" },
                    &[],
                ),
            }),
            Self::NothingToTry => {
                error(Row { ko: "확인할 키가 없습니다", en: "there is no key to try" }, &[]).with_hint(add("groq"))
            }
            Self::Unusable { provider, error } => key_error(lang, provider, error),
        }
    }
}

const ADD: Row = Row {
    ko: "`baro auth add {provider}`{으로} 키를 넣으세요",
    en: "give a key with `baro auth add {provider}`",
};

/// What is wrong with what was given for a key.
pub(in super::super) fn shape_cause(lang: Lang, bad: BadShape) -> String {
    let row = match bad {
        BadShape::Empty => Row { ko: "받은 키가 비어 있습니다", en: "there is nothing" },
        BadShape::Blanks => Row {
            ko: "키 가운데에 공백이나 제어 문자가 있습니다",
            en: "there are blanks or control characters inside",
        },
        BadShape::NotAscii => Row {
            ko: "영문자, 숫자, 기호가 아닌 글자가 있습니다",
            en: "there are letters that no key has",
        },
        BadShape::TooShort => Row { ko: "키라기에는 너무 짧습니다", en: "it is too short for a key" },
        BadShape::Address => Row { ko: "키가 아니라 주소입니다", en: "it is an address" },
        BadShape::Placeholder => {
            Row { ko: "키가 아니라 키 자리를 나타내는 예시입니다", en: "it only stands for a key" }
        }
        BadShape::Wrapped => Row {
            ko: "키 앞뒤에 따옴표나 변수 이름이 있습니다. 키만 있어야 합니다",
            en: "quotes or a variable's name stand around it, and the key must stand alone",
        },
        BadShape::OfAnother(_) => {
            Row { ko: "{other}의 키처럼 시작합니다", en: "it begins as a key of {other} does" }
        }
    };
    let other = if let BadShape::OfAnother(other) = bad { other } else { "" };
    row.fill(lang, &[("other", other)])
}

fn shape(lang: Lang, provider: &str, bad: BadShape) -> ErrorText {
    let said = |row: Row, values: &[(&str, &str)]| row.fill(lang, values);
    let (other, is_vendor) = match bad {
        BadShape::OfAnother(other) => (other, is_vendor(other)),
        _ => ("", false),
    };
    let text = ErrorText::new(
        lang,
        said(
            Row { ko: "{provider}의 키로 받을 수 없습니다", en: "that is no key of {provider}" },
            &[("provider", provider)],
        ),
    )
    .with_cause(shape_cause(lang, bad));
    if is_vendor {
        return text.with_hint(said(
            Row {
                ko: "{other}의 키라면 `baro auth add {other}`",
                en: "if it is one of {other}: `baro auth add {other}`",
            },
            &[("other", other)],
        ));
    }
    text.with_hint(said(
        Row {
            ko: "제공자의 페이지에서 키만 복사해 `baro auth add {provider}`에 붙여 넣으세요",
            en: "copy the key alone from the provider's page and paste it into `baro auth add {provider}`",
        },
        &[("provider", provider)],
    ))
}
