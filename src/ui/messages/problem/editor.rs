//! What can be wrong with the user's editor.

use super::super::{ErrorText, Row};
use crate::domain::Lang;
use crate::markup::sanitise;

/// It failed.
pub(super) fn failed(lang: Lang, editor: &str, message: &str) -> ErrorText {
    let failed = Row { ko: "편집기 `{editor}`{이} 실패했습니다", en: "the editor `{editor}` failed" };
    let hint = Row { ko: "`EDITOR`에 쓸 편집기를 정하세요", en: "name your editor in `EDITOR`" };
    ErrorText::new(lang, failed.fill(lang, &[("editor", editor)]))
        .with_cause(sanitise::line(message))
        .with_hint(hint.fill(lang, &[]))
}

/// It is drawn in a terminal, and there is none.
pub(super) fn without_terminal(lang: Lang, editor: &str) -> ErrorText {
    let no_terminal = Row {
        ko: "편집기 `{editor}`{을} 열 터미널이 없습니다",
        en: "there is no terminal for the editor `{editor}`",
    };
    let hint = Row {
        ko: "터미널에서 다시 실행하거나 `baro config set 설정 값`으로 하나씩 바꾸세요. 파일 위치: `baro config path`",
        en: "run this in a terminal, or change settings one by one with `baro config set KEY VALUE`; the file: `baro config path`",
    };
    ErrorText::new(lang, no_terminal.fill(lang, &[("editor", editor)])).with_hint(hint.fill(lang, &[]))
}
