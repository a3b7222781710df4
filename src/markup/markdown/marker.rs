//! What a line begins with: the marks of headings, fences, lists, rules.
//!
//! Pure recognition of one line; what it means where it stands is decided in `blocks.rs`.

/// A fence: three or more ticks or tildes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fence {
    mark: u8,
    n_marks: usize,
    /// What stands behind it.
    pub info: String,
}

impl Fence {
    /// The fence that `body` opens.
    #[must_use]
    pub fn opening(body: &str) -> Option<Self> {
        let mark = *body.as_bytes().first().filter(|byte| matches!(byte, b'`' | b'~'))?;
        let n_marks = body.bytes().take_while(|byte| *byte == mark).count();
        let info = body[n_marks..].trim();
        let is_fence = n_marks >= 3 && !(mark == b'`' && info.contains('`'));
        is_fence.then(|| Self { mark, n_marks, info: info.to_owned() })
    }

    /// Whether `line` closes it.
    #[must_use]
    pub fn is_closed_by(&self, line: &str) -> bool {
        let body = line.trim();
        body.len() >= self.n_marks && body.bytes().all(|byte| byte == self.mark)
    }

    /// Its marks.
    #[must_use]
    pub fn marks(&self) -> String {
        char::from(self.mark).to_string().repeat(self.n_marks)
    }

    /// The name of the language.
    #[must_use]
    pub fn language(&self) -> &str {
        let info = self.info.trim_start_matches(['{', '.', ' ']);
        let is_of_name =
            |character: char| character.is_ascii_alphanumeric() || matches!(character, '+' | '#' | '-' | '_');
        &info[..info.find(|character| !is_of_name(character)).unwrap_or(info.len())]
    }
}

/// The marker of a list's item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListMarker<'l> {
    /// `-`, `*`, `+`, `.` or `)`.
    pub delimiter: char,
    /// Of an ordered list.
    pub number: Option<u64>,
    /// Columns up to the content.
    pub n_columns: usize,
    /// What stands behind it.
    pub content: &'l str,
}

/// The marker that `body` begins with.
#[must_use]
pub fn list(body: &str) -> Option<ListMarker<'_>> {
    let n_digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let delimiter = body[n_digits..].chars().next()?;
    let (number, end) = match (n_digits, delimiter) {
        (0, '-' | '*' | '+') => (None, 1),
        (1..=9, '.' | ')') => (Some(body[..n_digits].parse().ok()?), n_digits + 1),
        _ => return None,
    };
    let rest = &body[end..];
    let n_spaces = spaces(rest);
    if n_spaces == 0 && !rest.is_empty() {
        return None;
    }
    // Five spaces and more are one and code.
    let n_taken = if (1..=4).contains(&n_spaces) { n_spaces } else { n_spaces.min(1) };
    let content = &rest[n_taken..];
    let n_columns = if content.trim().is_empty() { end + 1 } else { end + n_taken };
    Some(ListMarker { delimiter, number, n_columns, content })
}

/// A heading's level and text.
#[must_use]
pub fn heading(body: &str) -> Option<(u8, &str)> {
    let n_marks = body.bytes().take_while(|byte| *byte == b'#').count();
    let level = u8::try_from(n_marks).ok().filter(|level| (1..=6).contains(level))?;
    let text = &body[n_marks..];
    if !text.is_empty() && !text.starts_with(' ') {
        return None;
    }
    let text = text.trim();
    let without = text.trim_end_matches('#');
    let text = if without.is_empty() || without.ends_with(' ') { without.trim_end() } else { text };
    Some((level, text))
}

/// Whether `body` is a rule: `---`, `* * *`.
#[must_use]
pub fn is_rule(body: &str) -> bool {
    let Some(mark @ (b'-' | b'*' | b'_')) = body.bytes().next() else { return false };
    body.bytes().all(|byte| byte == mark || byte == b' ') && body.bytes().filter(|byte| *byte == mark).count() >= 3
}

/// The level of the heading that `body` makes of the line above it.
#[must_use]
pub fn underline(body: &str) -> Option<u8> {
    let body = body.trim_end();
    let is_of = |mark: u8| body.len() >= 3 && body.bytes().all(|byte| byte == mark);
    if is_of(b'=') {
        Some(1)
    } else if is_of(b'-') {
        Some(2)
    } else {
        None
    }
}

/// Spaces that `text` begins with.
#[must_use]
pub fn spaces(text: &str) -> usize {
    text.bytes().take_while(|byte| *byte == b' ').count()
}

/// Whether a line that is still being written may yet become anything: nothing but marks stands in it.
#[must_use]
pub fn is_undecided(partial: &str) -> bool {
    let body = partial.trim_start();
    body.starts_with('|')
        || body.bytes().all(|byte| b"#*-_=+`~>|:$\\ ![".contains(&byte))
        || ((body.starts_with("```") || body.starts_with("~~~")) && !body[3..].contains('`'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_known_by_what_follows_them() {
        let told = |body| list(body).map(|marker| (marker.number, marker.n_columns, marker.content));
        assert_eq!(told("- a"), Some((None, 2, "a")));
        assert_eq!(told("12. a"), Some((Some(12), 4, "a")));
        assert_eq!(told("3)  a"), Some((Some(3), 4, "a")));
        assert_eq!(told("-"), Some((None, 2, "")));
        assert_eq!(told("-a"), None);
        assert_eq!(told("1.5배"), None);
        assert_eq!(told("**굵게**"), None);
        assert_eq!(heading("## 제목 ##"), Some((2, "제목")));
        assert_eq!(heading("#해시태그"), None);
        assert_eq!(heading("C# "), None);
        assert!(is_rule("* * *") && is_rule("---") && !is_rule("--") && !is_rule("-*-"));
        assert_eq!(
            (underline("==="), underline("---"), underline("-"), underline("=-=")),
            (Some(1), Some(2), None, None)
        );
    }

    #[test]
    fn a_fence_names_its_language() {
        let language = |body| Fence::opening(body).map(|fence| fence.language().to_owned());
        assert_eq!(language("```rust,ignore").as_deref(), Some("rust"));
        assert_eq!(language("~~~ {.python}").as_deref(), Some("python"));
        assert_eq!(language("```c++:main.cpp").as_deref(), Some("c++"));
        assert_eq!(language("```a``` b"), None);
        assert_eq!(language("``"), None);
    }
}
