//! What is to be done about a finding.

use super::{Finding, Hindrance, KeyUnusedFor, Lang, Row};
use crate::domain::shell_word;
use crate::ui::messages::{denied_hint, server};

impl Finding<'_> {
    /// What to do where the proxy of the settings may be in the way.
    #[must_use]
    pub fn proxy_hint(lang: Lang, proxy: &str) -> String {
        Row {
            ko: "설정의 `proxy`({proxy})가 동작하는지 확인하거나 `baro config unset proxy`를 실행하세요",
            en: "see whether the `proxy` of the config ({proxy}) lives, or `baro config unset proxy`",
        }
        .fill(lang, &[("proxy", proxy)])
    }

    /// What to do about it; `None` where there is nothing to be done.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "one table, a row a finding")]
    pub fn hint(&self, lang: Lang) -> Option<String> {
        let said = |row: Row, values: &[(&str, &str)]| Some(row.fill(lang, values));
        match *self {
            Self::Narrow { .. } => said(
                Row {
                    ko: "표가 잘리면 창을 넓히거나 `--json`을 쓰세요",
                    en: "where tables are cut: a wider window, or `--json`",
                },
                &[],
            ),
            Self::AmbiguousDiffers { columns: 2 } => said(
                Row {
                    ko: "`baro config set ui.ambiguous wide`로 맞추세요",
                    en: "match it: `baro config set ui.ambiguous wide`",
                },
                &[],
            ),
            Self::AmbiguousDiffers { .. } => said(
                Row {
                    ko: "`baro config set ui.ambiguous narrow`로 맞추세요",
                    en: "match it: `baro config set ui.ambiguous narrow`",
                },
                &[],
            ),
            Self::LocaleNotUtf8 { variable, better, .. } => {
                let row = Row {
                    ko: "`export {variable}={better}`{을} 실행하세요",
                    en: "run `export {variable}={better}`",
                };
                said(row, &[("variable", variable), ("better", better)])
            }
            // `UTF-8` alone, as macOS sends it over ssh, is of no place that one could be made for.
            Self::LocaleNotGenerated { name, variable } if !name.contains('_') => said(
                Row { ko: "`export {variable}=C.UTF-8`을 실행하세요", en: "run `export {variable}=C.UTF-8`" },
                &[("variable", variable)],
            ),
            Self::LocaleNotGenerated { name, variable } => said(
                Row {
                    ko: "`sudo localedef -i {place} -f UTF-8 {name}`{으로} 만들거나 `export {variable}=C.UTF-8`을 실행하세요",
                    en: "make it with `sudo localedef -i {place} -f UTF-8 {name}`, or `export {variable}=C.UTF-8`",
                },
                &[("place", name.split('.').next().unwrap_or(name)), ("name", name), ("variable", variable)],
            ),
            Self::OpenToOthers { file, is_folder, .. } => said(
                Row {
                    ko: "본인만 쓸 수 있게: `chmod {mode} {file}`", en: "for you alone: `chmod {mode} {file}`"
                },
                &[("mode", if is_folder { "700" } else { "600" }), ("file", &shell_word(file))],
            ),
            Self::ForeignProject { .. } => said(
                Row {
                    ko: "자신의 것이라면 소유자를 바꾸세요", en: "if it is yours, take it over with `chown`"
                },
                &[],
            ),
            Self::NamedSettingsMissing { .. } => said(
                Row {
                    ko: "이름을 확인하거나 `unset BARO_CONFIG`를 실행하세요. 그 파일을 만들려면 `baro config edit`",
                    en: "see whether the name is right, or `unset BARO_CONFIG`; to make that file: `baro config edit`",
                },
                &[],
            ),
            Self::UnknownVariable { nearest, .. } if !nearest.is_empty() => {
                said(Row { ko: "혹시 {nearest}?", en: "did you mean {nearest}?" }, &[("nearest", nearest)])
            }
            Self::UnknownVariable { .. } => {
                said(Row { ko: "모든 이름은 `baro config show --all`", en: "all names: `baro config show --all`" }, &[])
            }
            Self::IdleServer { name } => Some(server::model_for(lang, name)),
            Self::KeyWasRefused { provider, url: Some(url), .. } => said(
                Row {
                    ko: "{url} 에서 키를 확인하거나 새로 만들고, 바꾼 뒤에는 `baro auth test {provider}`{으로} 확인하세요",
                    en: "see the key or make a new one at {url}; once it is changed, `baro auth test {provider}`",
                },
                &[("url", url), ("provider", provider)],
            ),
            Self::KeyWasRefused { provider, url: None, .. } => said(
                Row {
                    ko: "키를 바꾼 뒤 `baro auth test {provider}`{으로} 확인하세요",
                    en: "change the key, then `baro auth test {provider}`",
                },
                &[("provider", provider)],
            ),
            Self::KeyNotRead { provider, .. } => said(
                Row {
                    ko: "`baro auth test {provider}`{으로} 확인할 수 있습니다",
                    en: "`baro auth test {provider}` tries it",
                },
                &[("provider", provider)],
            ),
            Self::KeyUnused { is: KeyUnusedFor::EmptyVariable(name), provider, .. } => said(
                Row {
                    ko: "환경 변수 `{name}`에 키를 넣거나 `baro config unset providers.{provider}.key_env`를 실행하세요",
                    en: "set the variable `{name}`, or `baro config unset providers.{provider}.key_env`",
                },
                &[("name", name), ("provider", provider)],
            ),
            Self::KeyUnused { is: KeyUnusedFor::Denied(by), .. } => Some(denied_hint(lang, by)),
            Self::KeyUnused { is: KeyUnusedFor::OtherHost, provider, .. } => said(
                Row {
                    ko: "`baro auth add {provider}`{으로} 지금 주소의 키를 넣거나 `baro config unset providers.{provider}.base_url`을 실행하세요",
                    en: "give a key for this address with `baro auth add {provider}`, or `baro config unset providers.{provider}.base_url`",
                },
                &[("provider", provider)],
            ),
            Self::KeyUnused { .. } => {
                said(Row { ko: "`baro auth list`로 확인하세요", en: "see `baro auth list`" }, &[])
            }
            Self::Troubled { .. } => said(
                Row {
                    ko: "잠시 뒤 다시 확인하고, 계속되면 서비스의 상태 페이지를 보세요",
                    en: "look again in a while; where it goes on, see the service's status page",
                },
                &[],
            ),
            Self::Unreached { hint: Some(hint), .. } => Some(hint.to_owned()),
            Self::Unreached { .. } => said(
                Row {
                    ko: "네트워크를 확인하세요. 프록시를 거쳐야 한다면 `HTTPS_PROXY`에 적습니다",
                    en: "check the network; where a proxy is needed, `HTTPS_PROXY` names it",
                },
                &[],
            ),
            Self::UnreachedHere { provider, .. } => said(
                Row {
                    ko: "그 서버가 실행 중인지, `providers.{provider}.base_url`의 포트가 맞는지 확인하세요",
                    en: "see whether that server runs, and the port in `providers.{provider}.base_url`",
                },
                &[("provider", provider)],
            ),
            Self::NothingKept { why: Hindrance::Full, .. } => said(
                Row {
                    ko: "공간을 비우거나 `BARO_DATA_DIR`로 다른 위치를 지정하세요",
                    en: "free some space, or name another place with `BARO_DATA_DIR`",
                },
                &[],
            ),
            Self::NothingKept { .. } => said(
                Row {
                    ko: "권한을 확인하거나 `BARO_DATA_DIR`로 다른 위치를 지정하세요",
                    en: "check the permissions, or name another place with `BARO_DATA_DIR`",
                },
                &[],
            ),
            Self::DatabaseLarge { file, .. } => said(
                Row {
                    ko: "`sqlite3 {file} \"PRAGMA quick_check\"`로 확인하세요",
                    en: "check it with `sqlite3 {file} \"PRAGMA quick_check\"`",
                },
                &[("file", &shell_word(file))],
            ),
            _ => None,
        }
    }
}
