//! What can be wrong with the database.

use super::{ErrorText, Row};
use crate::domain::Lang;
use crate::markup::sanitise;

/// What is wrong with the database.
#[derive(Debug, Clone, Copy)]
pub enum StoreProblem<'a> {
    /// The system refuses.
    Unreadable {
        /// What the system said.
        message: &'a str,
    },
    /// It is no database of baro's.
    Foreign,
    /// A newer baro wrote it.
    Newer {
        /// Its version.
        found: u64,
        /// The newest that this baro knows.
        known: u64,
    },
    /// It is damaged.
    Corrupt,
    /// Another process holds it.
    Busy,
    /// The disk is full.
    DiskFull,
    /// It belongs to another user, or is a link to what does.
    NotOurs,
}

impl StoreProblem<'_> {
    /// The error in its three parts.
    #[must_use]
    pub fn text(&self, lang: Lang, path: &str) -> ErrorText {
        let said = |row: Row, values: &[(&str, &str)]| row.fill(lang, values);
        let error = |row: Row| ErrorText::new(lang, row.fill(lang, &[("path", path)]));
        let without = said(
            Row {
                ko: "급하면 `baro ask --no-store`로 저장 없이 물을 수 있습니다",
                en: "meanwhile `baro ask --no-store` answers without keeping anything",
            },
            &[],
        );
        match *self {
            Self::Unreadable { message } => error(Row {
                ko: "대화 저장소 {path}{을} 열 수 없습니다",
                en: "the database {path} cannot be opened",
            })
            .with_cause(sanitise::line(message))
            .with_hint(said(
                Row {
                    ko: "파일의 권한을 확인하거나 `BARO_DATA_DIR`로 다른 위치를 지정하세요",
                    en: "check the file's permissions, or name another place with `BARO_DATA_DIR`",
                },
                &[],
            ))
            .with_hint(without),
            Self::Foreign => error(Row {
                ko: "{path}{은} baro의 저장소가 아닙니다",
                en: "{path} is not a database of baro's",
            })
            .with_hint(said(
                Row {
                    ko: "그 파일을 옮기거나 `BARO_DATA_DIR`로 다른 위치를 지정하세요",
                    en: "move that file away, or name another place with `BARO_DATA_DIR`",
                },
                &[],
            ))
            .with_hint(without),
            Self::Newer { found, known } => error(Row {
                ko: "{path}{은} 더 새로운 baro가 만든 저장소입니다",
                en: "a newer baro wrote {path}",
            })
            .with_cause(said(
                Row {
                    ko: "저장소 버전 {found}, 이 baro가 아는 버전 {known}",
                    en: "it has version {found}; this baro knows up to {known}",
                },
                &[("found", &found.to_string()), ("known", &known.to_string())],
            ))
            .with_hint(said(Row { ko: "baro를 업데이트하세요", en: "update baro" }, &[]))
            .with_hint(without),
            Self::Corrupt => {
                error(Row { ko: "저장소 {path}{이} 손상됐습니다", en: "the database {path} is damaged" })
                    .with_hint(said(
                        Row {
                            ko: "{path} 파일을 옆의 -wal, -shm 파일과 함께 옮겨 두면 새로 시작하고, 옛 대화는 그 파일에 남습니다",
                            en: "move {path} aside, with its -wal and -shm; baro then starts afresh and the old file is kept",
                        },
                        &[("path", path)],
                    ))
                    .with_hint(without)
            }
            Self::Busy => error(Row {
                ko: "다른 프로세스가 저장소 {path}{을} 쓰고 있습니다",
                en: "another process holds {path}",
            })
            .with_hint(said(
                Row {
                    ko: "다른 baro가 끝난 뒤 다시 시도하세요", en: "try again when the other baro is done"
                },
                &[],
            ))
            .with_hint(without),
            Self::DiskFull => error(Row {
                ko: "디스크가 가득 차 {path}에 저장하지 못했습니다",
                en: "the disk is full: {path} cannot be written",
            })
            .with_hint(said(
                Row { ko: "공간을 비우세요", en: "free some space" },
                &[],
            )),
            Self::NotOurs => error(Row {
                ko: "저장소 {path}{은} 다른 사용자의 것이어서 쓰지 않습니다",
                en: "the database {path} belongs to another user and is not used",
            })
            .with_hint(said(
                Row {
                    ko: "`BARO_DATA_DIR`로 자신의 폴더를 정하세요",
                    en: "name a directory of your own with `BARO_DATA_DIR`",
                },
                &[],
            ))
            .with_hint(without),
        }
    }
}
