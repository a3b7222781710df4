//! Where a key comes from, and why one that is there cannot be used.

use super::auth::shape_cause;
use super::remark::save_as_utf8;
use super::system::system_kind;
use super::{ErrorText, Row};
use crate::config::{
    BadShape, EndpointError, KeyError, KeyOrigin, KeySource, KeyringAct, KeyringTrouble, Unreadable, path_without_key,
};
use crate::domain::time::whole_ms;
use crate::domain::{Lang, shell_word};
use crate::engine::usual_key_variable;
use crate::ui::number;

/// Where a key comes from, in a few words. Paths are as `shown` makes them; of a command nothing is said.
#[must_use]
pub fn key_origin(lang: Lang, origin: &KeyOrigin, shown: &dyn Fn(&std::path::Path) -> String) -> String {
    let file = |row: Row, path: &std::path::Path| row.fill(lang, &[("file", &shown(path))]);
    match origin {
        KeyOrigin::Environment(name) | KeyOrigin::Settings(KeySource::Environment(name)) => {
            Row { ko: "환경 변수 {name}", en: "variable {name}" }.fill(lang, &[("name", name)])
        }
        KeyOrigin::Settings(KeySource::File(path)) => file(Row { ko: "키 파일 {file}", en: "key file {file}" }, path),
        KeyOrigin::Settings(KeySource::Command(_)) => {
            Row { ko: "설정의 key_command", en: "the key_command of the config" }.fill(lang, &[])
        }
        KeyOrigin::Store(path) => file(Row { ko: "baro의 키 {file}", en: "baro's own {file}" }, path),
        KeyOrigin::Keyring => Row { ko: "시스템 키링", en: "the system's keyring" }.fill(lang, &[]),
    }
}

/// What is the matter with the system's keyring, as a cause.
pub(super) fn keyring_trouble(lang: Lang, provider: &str, trouble: &KeyringTrouble) -> String {
    let said = |row: Row, values: &[(&str, &str)]| row.fill(lang, values);
    match trouble {
        KeyringTrouble::NotBuilt => said(
            Row { ko: "이 baro는 키링 기능 없이 빌드됐습니다", en: "this build of baro has no keyring" },
            &[],
        ),
        KeyringTrouble::Absent { said: words } => said(
            Row {
                ko: "시스템 키링에 연결할 수 없습니다 ({why})",
                en: "the system's keyring cannot be reached ({why})",
            },
            &[("why", words)],
        ),
        KeyringTrouble::Locked { .. } => {
            said(Row { ko: "시스템 키링이 잠겨 있습니다", en: "the system's keyring is locked" }, &[])
        }
        KeyringTrouble::Gone => said(
            Row {
                ko: "시스템 키링에 {provider}의 키가 없습니다", en: "the system's keyring has no key of {provider}"
            },
            &[("provider", provider)],
        ),
        KeyringTrouble::TimedOut { limit } => said(
            Row {
                ko: "시스템 키링이 {time} 안에 응답하지 않았습니다",
                en: "the system's keyring did not answer within {time}",
            },
            &[("time", &number::duration_ms(lang, whole_ms(*limit)))],
        ),
        KeyringTrouble::Failed { said: words } => {
            said(Row { ko: "시스템 키링 오류: {why}", en: "the system's keyring failed: {why}" }, &[("why", words)])
        }
    }
}

/// What to do about the keyring.
fn keyring_hint(lang: Lang, provider: &str, act: KeyringAct, trouble: &KeyringTrouble) -> String {
    let row = match (trouble, act) {
        (KeyringTrouble::NotBuilt, KeyringAct::Keep) => Row {
            ko: "`--keyring` 없이 실행하면 본인만 읽을 수 있는 파일에 저장합니다. 키링은 `--features keyring`으로 빌드해야 쓸 수 있습니다",
            en: "without `--keyring` it is kept in a file for you alone to read; the keyring is in builds with `--features keyring`",
        },
        (KeyringTrouble::NotBuilt, KeyringAct::Read) => Row {
            ko: "`--features keyring`으로 빌드한 baro를 쓰거나 `baro auth add {provider}`{으로} 키를 다시 넣으세요",
            en: "use a baro that was built with `--features keyring`, or give the key again with `baro auth add {provider}`",
        },
        (KeyringTrouble::NotBuilt, KeyringAct::Remove) => Row {
            ko: "`--features keyring`으로 빌드한 baro로 지우세요",
            en: "remove it with a baro that was built with `--features keyring`",
        },
        (KeyringTrouble::Gone, _) => Row {
            ko: "`baro auth add {provider} --keyring`으로 다시 넣으세요",
            en: "give it again with `baro auth add {provider} --keyring`",
        },
        (KeyringTrouble::Locked { .. } | KeyringTrouble::TimedOut { .. }, _) => Row {
            ko: "키링의 잠금을 풀고 다시 시도하세요 (로그인할 때나 키링 프로그램에서)",
            en: "unlock it (at login, or in its own program) and try again",
        },
        (KeyringTrouble::Absent { .. } | KeyringTrouble::Failed { .. }, KeyringAct::Keep) => Row {
            ko: "키링 서비스(gnome-keyring, KWallet)가 실행 중인지 확인하거나 `--keyring` 없이 파일에 저장하세요",
            en: "check that a keyring (gnome-keyring, KWallet) runs, or keep the key in a file, without `--keyring`",
        },
        (KeyringTrouble::Absent { .. } | KeyringTrouble::Failed { .. }, KeyringAct::Read | KeyringAct::Remove) => Row {
            ko: "키링 서비스(gnome-keyring, KWallet)가 실행 중인지 확인하고 다시 시도하세요. 키는 키링에 그대로 있습니다",
            en: "check that the keyring (gnome-keyring, KWallet) runs and try again; the key is still in it",
        },
    };
    row.fill(lang, &[("provider", provider)])
}

/// How a command failed: what it said, or else how it ended.
#[must_use]
pub fn how_it_ended(lang: Lang, code: Option<i32>, said: &str) -> String {
    match (said, code) {
        ("", Some(code)) => {
            Row { ko: "종료 코드 {code}", en: "exit code {code}" }.fill(lang, &[("code", &code.to_string())])
        }
        ("", None) => Row { ko: "신호를 받아 끝났습니다", en: "a signal ended it" }.fill(lang, &[]),
        (said, _) => said.to_owned(),
    }
}

const NOT_KEPT: Row =
    Row { ko: "{provider}의 키를 저장하지 못했습니다", en: "the key of {provider} could not be kept" };
const NOT_REMOVED: Row =
    Row { ko: "{provider}의 키를 지우지 못했습니다", en: "the key of {provider} could not be removed" };

/// Why a key that is there cannot be used.
#[must_use]
#[expect(clippy::too_many_lines, reason = "one table, a row a situation")]
pub fn key_error(lang: Lang, provider: &str, error: &KeyError) -> ErrorText {
    let said = |row: Row, values: &[(&str, &str)]| row.fill(lang, values);
    let text = |row: Row| ErrorText::new(lang, row.fill(lang, &[("provider", provider)]));
    let unusable = || {
        text(Row {
            ko: "{provider}의 API 키를 쓸 수 없습니다", en: "the API key of {provider} cannot be used"
        })
    };
    let add_again = || {
        said(
            Row {
                ko: "`baro auth add {provider}`{으로} 다시 넣으세요",
                en: "give it again with `baro auth add {provider}`",
            },
            &[("provider", provider)],
        )
    };
    let mend_at = |origin: &KeyOrigin| match origin {
        KeyOrigin::Environment(name) | KeyOrigin::Settings(KeySource::Environment(name)) => said(
            Row {
                ko: "환경 변수 `{name}`에 키만 다시 넣거나 그 변수를 지우세요",
                en: "set the variable `{name}` to the key alone, or unset it",
            },
            &[("name", name)],
        ),
        KeyOrigin::Settings(KeySource::File(path)) => said(
            Row {
                ko: "{file}의 첫 줄에 키만 적으세요", en: "write the key alone into the first line of {file}"
            },
            &[("file", &path_without_key(path))],
        ),
        KeyOrigin::Settings(KeySource::Command(_)) => said(
            Row {
                ko: "key_command의 명령은 첫 줄에 키만 출력해야 합니다. 셸에서 직접 실행해 보세요",
                en: "the first line that its key_command prints must be the key alone; run it in a shell and see",
            },
            &[],
        ),
        KeyOrigin::Store(_) | KeyOrigin::Keyring => add_again(),
    };
    let try_command = || {
        said(
            Row {
                ko: "`providers.{provider}.key_command`의 명령을 셸에서 직접 실행해 보세요",
                en: "run the command of `providers.{provider}.key_command` in a shell and see",
            },
            &[("provider", provider)],
        )
    };
    match error {
        KeyError::Insecure { base_url, .. } => text(Row {
            ko: "{provider}의 키가 암호화 없이 나가게 되어 보내지 않습니다",
            en: "the key of {provider} would go out in the clear",
        })
        .with_cause(base_url.as_str())
        .with_hint(said(
            Row {
                ko: "`base_url`에 https:// 주소나 이 컴퓨터의 주소를 쓰세요",
                en: "use an https:// address or one of this machine as `base_url`",
            },
            &[],
        )),
        KeyError::Unreadable { path, reason } => {
            let why = super::Remark::ConfigUnreadable { reason }.text(lang);
            unusable().with_cause(format!("{}: {why}", path.display())).with_hint(add_again())
        }
        KeyError::NamedFileUnreadable { path, reason, .. } => {
            let why = super::Remark::ConfigUnreadable { reason }.text(lang);
            let hint = match reason {
                Unreadable::Utf16 => save_as_utf8(lang),
                Unreadable::NotAFile => said(
                    Row {
                        ko: "명령이 출력하는 키는 `baro auth add {provider} --command '명령'`",
                        en: "for a key that a command prints: `baro auth add {provider} --command 'COMMAND'`",
                    },
                    &[("provider", provider)],
                ),
                _ => said(
                    Row {
                        ko: "그 파일에 키를 두거나 `baro config unset providers.{provider}.key_file`",
                        en: "put the key there, or `baro config unset providers.{provider}.key_file`",
                    },
                    &[("provider", provider)],
                ),
            };
            unusable().with_cause(format!("{}: {why}", path_without_key(path))).with_hint(hint)
        }
        KeyError::Unwritable { path, reason } => {
            let why = super::Remark::ConfigUnreadable { reason }.text(lang);
            text(NOT_KEPT).with_cause(format!("{}: {why}", path.display())).with_hint(said(
                Row {
                    ko: "폴더의 권한과 디스크 공간을 확인하세요",
                    en: "check the folder's permissions and the space on the disk",
                },
                &[],
            ))
        }
        KeyError::NotRemoved { path, reason } => {
            let why = super::Remark::ConfigUnreadable { reason }.text(lang);
            text(NOT_REMOVED)
                .with_cause(format!("{}: {why}", path.display()))
                .with_hint(said(Row { ko: "폴더의 권한을 확인하세요", en: "check the folder's permissions" }, &[]))
        }
        KeyError::Keyring { act, trouble, .. } => {
            let text = match act {
                KeyringAct::Read => unusable(),
                KeyringAct::Keep => text(NOT_KEPT),
                KeyringAct::Remove => text(NOT_REMOVED),
            };
            text.with_cause(keyring_trouble(lang, provider, trouble))
                .with_hint(keyring_hint(lang, provider, *act, trouble))
        }
        KeyError::OpenToOthers { path, mode } => {
            let path = path.display().to_string();
            unusable()
                .with_cause(said(
                    Row {
                        ko: "다른 사용자가 키 파일을 읽을 수 있습니다 (권한 {mode})",
                        en: "others can read the key file (mode {mode})",
                    },
                    &[("mode", &format!("{mode:03o}"))],
                ))
                .with_hint(format!("`chmod 600 {}`", shell_word(&path)))
        }
        KeyError::Empty { origin } => unusable()
            .with_cause(said(Row { ko: "그곳의 키가 비어 있습니다", en: "it is empty" }, &[]))
            .with_hint(mend_at(origin)),
        KeyError::NotAKey { origin } => unusable()
            .with_cause(said(
                Row {
                    ko: "공백이나 키에 쓰이지 않는 글자가 들어 있습니다",
                    en: "it holds blanks or letters that no key has",
                },
                &[],
            ))
            .with_hint(mend_at(origin)),
        KeyError::Shape { origin, bad, .. } => {
            let of_other = match bad {
                BadShape::OfAnother(other) => usual_key_variable(other).map(|name| (*other, name)),
                _ => None,
            };
            let text = unusable().with_cause(shape_cause(lang, *bad)).with_hint(mend_at(origin));
            match of_other {
                Some((other, name)) => text.with_hint(said(
                    Row {
                        ko: "{other}의 키라면 `{name}`에 넣거나 `baro auth add {other}`",
                        en: "if it is one of {other}: set `{name}`, or `baro auth add {other}`",
                    },
                    &[("other", other), ("name", &name)],
                )),
                None => text,
            }
        }
        KeyError::CommandNotStarted { reason, .. } => unusable()
            .with_cause(said(
                Row {
                    ko: "key_command를 시작할 수 없습니다: {why}", en: "its key_command does not start: {why}"
                },
                &[("why", &system_kind(lang, *reason).unwrap_or_else(|| reason.to_string()))],
            ))
            .with_hint(try_command()),
        KeyError::CommandFailed { code, said: words, .. } => unusable()
            .with_cause(said(
                Row { ko: "key_command 실패: {why}", en: "its key_command failed: {why}" },
                &[("why", &how_it_ended(lang, *code, words))],
            ))
            .with_hint(try_command()),
        KeyError::CommandTimedOut { limit, .. } => unusable()
            .with_cause(said(
                Row {
                    ko: "key_command가 {time} 안에 끝나지 않았습니다",
                    en: "its key_command did not end within {time}",
                },
                &[("time", &number::duration_ms(lang, whole_ms(*limit)))],
            ))
            .with_hint(try_command()),
        KeyError::NotAProvider { provider } => ErrorText::new(
            lang,
            said(
                Row {
                    ko: "`{provider}`{은} 제공자 이름으로 쓸 수 없습니다",
                    en: "`{provider}` cannot be a provider's name",
                },
                &[("provider", provider)],
            ),
        )
        .with_hint(said(
            Row {
                ko: "영문 소문자, 숫자, `-`, `_`, `.`만 쓰세요", en: "use small letters, digits, `-`, `_`, `.`"
            },
            &[],
        )),
        KeyError::Endpoint(source) => text(Row {
            ko: "{provider}의 주소를 알 수 없습니다",
            en: "the address of {provider} is not known",
        })
        .with_cause(match source {
            EndpointError::Unknown { provider } => said(
                Row { ko: "설정에 `{provider}`의 base_url이 없습니다", en: "no base_url for `{provider}`" },
                &[("provider", provider)],
            ),
            EndpointError::BadEnvironment { name, .. } => said(
                Row {
                    ko: "환경 변수 `{name}`의 값은 쓸 수 있는 주소가 아닙니다", en: "{name} names no usable URL"
                },
                &[("name", name)],
            ),
        })
        .with_hint(said(
            Row {
                ko: "`baro config set providers.{provider}.base_url 주소`",
                en: "`baro config set providers.{provider}.base_url URL`",
            },
            &[("provider", provider)],
        )),
    }
}
