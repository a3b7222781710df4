//! A shell for which baro has nothing.

use super::super::{ErrorText, Row};
use crate::domain::Lang;

/// What stands where a shell's name belongs, the nearest name, and all that there are.
pub(super) fn unknown(lang: Lang, words: &[String], nearest: Option<&str>, names: &[String]) -> ErrorText {
    let said = |row: Row, values: &[(&str, &str)]| row.fill(lang, values);
    let text = match words.join(" ").replace('`', "").trim() {
        "" => ErrorText::new(lang, said(Row { ko: "셸의 이름이 빠졌습니다", en: "the shell's name is missing" }, &[])),
        typed => super::unknown(
            lang,
            Row { ko: "`{name}` 셸에 쓸 스크립트는 없습니다", en: "baro has nothing for a shell `{name}`" },
            typed,
            &nearest.map(str::to_owned).into_iter().collect::<Vec<_>>(),
        ),
    };
    text.with_hint(said(Row { ko: "가능한 값: {names}", en: "it may be: {names}" }, &[("names", &names.join(", "))]))
        // No shell has such a name.
        .with_hint(if words.join(" ").contains(|it: char| it == '?' || it == ' ' || !it.is_ascii()) {
            said(
                Row {
                    ko: "질문이라면 `baro ask`를 앞에 붙이세요", en: "a question begins with `baro ask`"
                },
                &[],
            )
        } else {
            String::new()
        })
}
