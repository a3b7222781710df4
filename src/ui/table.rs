//! Tables that line up by display width, and bars.
//!
//! Cells are cleaned on their way in. In a window columns that may go are left out, and then the widest text column
//! gives way, until a row fits; one that goes on below keeps room for its longest word where there is any. A column that is
//! to be kept whole does not give way: then it has lines of its own, above the others where it is the first of them, else
//! below. A pipe gets every cell whole and no colour.

use super::style::View;
use super::width;
use crate::markup::sanitise;

/// Columns to which a text column shrinks at most, while another can still give way.
const MIN_TEXT_COLUMNS: usize = 8;
/// Before what stands below the first line of a row.
const INDENT: &str = "  ";
/// Between two columns.
const GAP: &str = "  ";

/// On which side a column's cells line up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// The head of one column.
#[derive(Debug, Clone)]
pub struct Column {
    title: String,
    side: Side,
    /// Where it may go: the lowest goes first.
    goes: Option<u8>,
    /// What does not fit goes on below, and is not cut.
    wraps: bool,
    /// What is copied from here, and is nothing when it is cut.
    is_whole: bool,
}

impl Column {
    /// A column of text, which may be cut.
    #[must_use]
    pub fn text(title: &str) -> Self {
        Self { title: sanitise::line(title), side: Side::Left, goes: None, wraps: false, is_whole: false }
    }

    /// A column of numbers, which line up on the right and are never cut.
    #[must_use]
    pub fn number(title: &str) -> Self {
        Self { title: sanitise::line(title), side: Side::Right, goes: None, wraps: false, is_whole: false }
    }

    /// The same column, the last one, whose text goes on in lines below where the window is too narrow for it.
    #[must_use]
    pub fn wrapping(self) -> Self {
        Self { wraps: true, ..self }
    }

    /// The same column, whose cells are copied: where one of them would be cut, each has a line of its own. Of several such
    /// columns that holds for the first that would be cut; the others give way as any.
    #[must_use]
    pub fn whole(self) -> Self {
        Self { is_whole: true, ..self }
    }

    /// The same column, left out where the window is too narrow for all; those of the lowest `order` go first.
    #[must_use]
    pub fn may_go(self, order: u8) -> Self {
        Self { goes: Some(order), ..self }
    }
}

/// Rows under heads.
#[derive(Debug, Clone)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub fn new(columns: impl Into<Vec<Column>>) -> Self {
        Self { columns: columns.into(), rows: vec![] }
    }

    /// Adds a row; missing cells are empty, cells beyond the last column are left out.
    pub fn row<Cell: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let mut row: Vec<String> = cells.into_iter().map(|cell| sanitise::line(cell.as_ref())).collect();
        row.resize(self.columns.len(), String::new());
        self.rows.push(row);
    }

    /// True where no row was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The heads and rows as lines, each ended by a newline.
    #[must_use]
    pub fn render(&self, view: &View) -> String {
        let table = self.narrowed(view, MIN_TEXT_COLUMNS);
        let widths = table.widths(view);
        let is_cut = |index: &usize| table.columns[*index].is_whole && widths[*index] < table.natural(view, *index);
        match (view.columns, (0..widths.len()).find(is_cut)) {
            (Some(columns), Some(cut)) if columns > INDENT.len() => {
                // Columns may have gone from before it.
                let title = &table.columns[cut].title;
                let at = self.columns.iter().position(|column| column.is_whole && column.title == *title);
                self.stacked(view, columns, at.unwrap_or(cut))
            }
            _ => table.render_whole(view),
        }
    }

    /// Each row in two lines: the cell of the column `at` alone, and the others.
    fn stacked(&self, view: &View, columns: usize, at: usize) -> String {
        let is_above = at == 0;
        let room = if is_above { columns - INDENT.len() } else { columns };
        let narrower = View { columns: Some(room), ..*view };
        let mut rest = self.clone();
        let title = rest.columns.remove(at).title;
        let alone: Vec<String> = rest.rows.iter_mut().map(|row| row.remove(at)).collect();
        // There is room for what is told at the end, names of variables among it.
        let longest = rest.longest_word(view);
        let rest = rest.narrowed(&narrower, longest.max(MIN_TEXT_COLUMNS));
        let widths = rest.widths(&narrower);
        let titles: Vec<&str> = rest.columns.iter().map(|column| column.title.as_str()).collect();
        let heads = rest.line(&narrower, &widths, &titles);
        let in_order = |alone: &str, others: &[String]| -> Vec<String> {
            let below = |line: &String| format!("{INDENT}{line}");
            if is_above {
                std::iter::once(alone.to_owned()).chain(others.iter().map(below)).collect()
            } else {
                others.iter().cloned().chain([below(&alone.to_owned())]).collect()
            }
        };
        let heads = in_order(&title, &[heads]).into_iter().map(|head| view.palette.dim(&head));
        let rows = alone.iter().zip(&rest.rows);
        let lines = rows.flat_map(|(alone, row)| in_order(alone, &rest.row_lines(&narrower, &widths, row)));
        heads.chain(lines).map(|line| line + "\n").collect()
    }

    /// The longest word of the column that goes on below.
    fn longest_word(&self, view: &View) -> usize {
        let cells = self.rows.iter().flat_map(|row| row.iter().zip(&self.columns));
        let words = cells.filter(|(_, column)| column.wraps).flat_map(|(cell, _)| cell.split_whitespace());
        words.map(|word| width::of(word, view.ambiguous)).max().unwrap_or(0)
    }

    /// The table without the columns for which the window has no room, where the last, if it goes on below, needs so many.
    fn narrowed(&self, view: &View, least_of_last: usize) -> Self {
        let mut table = self.clone();
        while let Some(columns) = view.columns {
            let least: usize = (0..table.columns.len())
                .map(|index| {
                    let natural = table.natural(view, index);
                    let least = if table.columns[index].wraps { least_of_last } else { MIN_TEXT_COLUMNS };
                    if table.columns[index].side == Side::Left { natural.min(least) } else { natural }
                })
                .sum();
            if least + GAP.len() * table.columns.len().saturating_sub(1) <= columns {
                break;
            }
            let goes = (0..table.columns.len()).filter_map(|index| Some((table.columns[index].goes?, index))).min();
            let Some((_, index)) = goes else { break };
            table.columns.remove(index);
            for row in &mut table.rows {
                row.remove(index);
            }
        }
        table
    }

    /// The columns of a column's widest cell.
    fn natural(&self, view: &View, index: usize) -> usize {
        let of = |text: &str| width::of(text, view.ambiguous);
        self.rows.iter().map(|row| of(&row[index])).chain([of(&self.columns[index].title)]).max().unwrap_or(0)
    }

    fn render_whole(&self, view: &View) -> String {
        let widths = self.widths(view);
        let mut text = String::new();
        let titles: Vec<&str> = self.columns.iter().map(|column| column.title.as_str()).collect();
        if titles.iter().any(|title| !title.is_empty()) {
            text.push_str(&view.palette.dim(&self.line(view, &widths, &titles)));
            text.push('\n');
        }
        for row in &self.rows {
            for line in self.row_lines(view, &widths, row) {
                text.extend([line.as_str(), "\n"]);
            }
        }
        text
    }

    /// A row, and the lines in which its last cell goes on.
    fn row_lines(&self, view: &View, widths: &[usize], row: &[String]) -> Vec<String> {
        let mut cells: Vec<&str> = row.iter().map(String::as_str).collect();
        let Some((last, column)) = cells.pop().zip(self.columns.last()) else { return Vec::new() };
        let room = widths.last().copied().unwrap_or_default();
        let pieces = if column.wraps && width::of(last, view.ambiguous) > room {
            width::wrap(last, room.max(1), "", view.ambiguous)
        } else {
            vec![last.to_owned()]
        };
        let mut lines = Vec::with_capacity(pieces.len());
        for piece in &pieces {
            cells.push(piece);
            lines.push(self.line(view, widths, &cells));
            cells = vec![""; widths.len().saturating_sub(1)];
        }
        lines
    }

    /// The columns that each column gets.
    fn widths(&self, view: &View) -> Vec<usize> {
        let mut widths: Vec<usize> = (0..self.columns.len()).map(|index| self.natural(view, index)).collect();
        let Some(columns) = view.columns else { return widths };
        let gaps = GAP.len() * widths.len().saturating_sub(1);
        let natural = widths.clone();
        // Where there is no room for the longest word, nobody else gives way for it.
        let longest = self.longest_word(view).max(MIN_TEXT_COLUMNS);
        for (least, least_of_last) in [(MIN_TEXT_COLUMNS, longest), (MIN_TEXT_COLUMNS, MIN_TEXT_COLUMNS), (1, 1)] {
            let least = |index: usize| if self.columns[index].wraps { least_of_last } else { least };
            let at_least = |index: usize| {
                let is_text = self.columns[index].side == Side::Left;
                if is_text { natural[index].min(least(index)) } else { natural[index] }
            };
            if least_of_last > MIN_TEXT_COLUMNS && (0..natural.len()).map(at_least).sum::<usize>() + gaps > columns {
                continue;
            }
            loop {
                let excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(columns);
                let widest = (0..widths.len())
                    .filter(|index| self.columns[*index].side == Side::Left && widths[*index] > least(*index))
                    .max_by_key(|index| widths[*index]);
                let (Some(widest), true) = (widest, excess > 0) else { break };
                // Down to the next widest at most, so that two long columns share what is missing.
                let next = (0..widths.len())
                    .filter(|index| *index != widest && self.columns[*index].side == Side::Left)
                    .map(|index| widths[index])
                    .filter(|other| *other < widths[widest])
                    .max()
                    .unwrap_or(0);
                let step = excess.min(widths[widest] - next.max(least(widest))).max(1);
                widths[widest] -= step;
            }
        }
        widths
    }

    fn line(&self, view: &View, widths: &[usize], cells: &[&str]) -> String {
        let mut line = String::new();
        for (index, (cell, column)) in cells.iter().zip(&self.columns).enumerate() {
            if index > 0 {
                line.push_str(GAP);
            }
            line.push_str(&match column.side {
                Side::Left => {
                    width::pad_end(&width::fit(cell, widths[index], view.ambiguous), widths[index], view.ambiguous)
                }
                Side::Right => width::pad_start(cell, widths[index], view.ambiguous),
            });
        }
        line.truncate(line.trim_end().len());
        line
    }
}

/// A bar of `value` against the `largest` value, at most `columns` wide; something is never drawn as nothing.
#[must_use]
pub fn bar(view: &View, value: u64, largest: u64, columns: usize) -> String {
    if value == 0 || largest == 0 {
        return String::new();
    }
    let steps = u128::from(value.min(largest)) * columns as u128 / u128::from(largest);
    let steps = usize::try_from(steps).unwrap_or(columns).max(1);
    view.glyphs().bar.repeat(steps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Lang;
    use crate::ui::style::{AmbiguousWidth, Palette};

    fn table() -> Table {
        let mut table = Table::new([Column::text("제목"), Column::text("모델"), Column::number("토큰")]);
        table.row(["러스트 소유권을 처음부터 다시 설명해 주세요, 예제와 함께", "qwen3.8-27b", "1,156"]);
        table.row(["short\x1b[31m", "kimi-k3", "9"]);
        table.row(["하나"]);
        table
    }

    #[test]
    fn columns_line_up_and_the_widest_gives_way() {
        let mut drawn = String::new();
        for columns in [40, 80] {
            let text = table().render(&View::plain(Lang::Ko).in_columns(columns));
            for line in text.lines() {
                assert!(width::of(line, AmbiguousWidth::Narrow) <= columns, "{columns}: {line}");
            }
            drawn.push_str(&text);
        }
        insta::assert_snapshot!(drawn, @r"
        제목                  모델          토큰
        러스트 소유권을 처…   qwen3.8-27b  1,156
        short                 kimi-k3          9
        하나
        제목                                                      모델          토큰
        러스트 소유권을 처음부터 다시 설명해 주세요, 예제와 함께  qwen3.8-27b  1,156
        short                                                     kimi-k3          9
        하나
        ");
    }

    #[test]
    fn columns_that_may_go_leave_a_narrow_window_in_their_order() {
        let mut table = Table::new([
            Column::text("model"),
            Column::number("input"),
            Column::number("time").may_go(2),
            Column::text("bar").may_go(1),
        ]);
        table.row(["groq:qwen/qwen3.8-27b", "1,156", "0.4s / 1.9s", "████████████"]);
        let drawn = [60, 40, 30, 16].map(|columns| table.render(&View::plain(Lang::En).in_columns(columns)));
        insta::assert_snapshot!(drawn.concat(), @"
        model                  input         time  bar
        groq:qwen/qwen3.8-27b  1,156  0.4s / 1.9s  ████████████
        model       input         time  bar
        groq:qwen…  1,156  0.4s / 1.9s  ███████…
        model       input         time
        groq:qwen…  1,156  0.4s / 1.9s
        model      input
        groq:qwe…  1,156
        ");
        assert!(table.render(&View::plain(Lang::En)).contains('█'));
    }

    #[test]
    fn a_last_column_that_wraps_is_told_to_its_end() {
        let mut table = Table::new([Column::text("who"), Column::text("state").wrapping()]);
        table.row(["groq", "the key of groq cannot be used: it holds blanks or letters that no key has"]);
        table.row(["own", "usable"]);
        let view = View::plain(Lang::En);
        insta::assert_snapshot!(table.render(&view.in_columns(40)), @"
        who   state
        groq  the key of groq cannot be used: it
              holds blanks or letters that no
              key has
        own   usable
        ");
        assert_eq!(table.render(&View::plain(Lang::En)).lines().count(), 3);
    }

    #[test]
    fn what_is_copied_has_a_line_of_its_own_where_it_would_be_cut() {
        let mut table = Table::new([
            Column::text("모델").whole(),
            Column::number("컨텍스트").may_go(1),
            Column::text("경로"),
            Column::text("상태").wrapping(),
        ]);
        table.row(["groq:openai/gpt-oss-120b", "131k", "추론 일반", "사용 가능"]);
        table.row(["groq:openai/gpt-oss-20b", "131k", "", "키 미설정 (MOONSHOT_API_KEY), 2027-01-01에 종료"]);
        let view = View::plain(Lang::Ko);
        insta::assert_snapshot!(table.render(&view.in_columns(40)), @"
        모델
          경로       상태
        groq:openai/gpt-oss-120b
          추론 일반  사용 가능
        groq:openai/gpt-oss-20b
                     키 미설정
                     (MOONSHOT_API_KEY),
                     2027-01-01에 종료
        ");
        assert_eq!(table.render(&view.in_columns(100)).lines().count(), 3);
    }

    #[test]
    fn what_is_copied_and_is_not_the_first_stands_whole_below_and_words_at_the_end_are_not_broken() {
        let mut table =
            Table::new([Column::text("provider"), Column::text("from").whole(), Column::text("state").wrapping()]);
        table.row(["groq", "baro's own ~/.config/baro/keys/groq", "usable"]);
        table.row(["openrouter", "the settings", "no key in the variable (SOME_VERY_LONG_VARIABLE_OF_MINE)"]);
        let view = View::plain(Lang::En);
        insta::assert_snapshot!(table.render(&view.in_columns(44)), @"
        provider   state
          from
        groq       usable
          baro's own ~/.config/baro/keys/groq
        openrout…  no key in the variable
                   (SOME_VERY_LONG_VARIABLE_OF_MINE)
          the settings
        ");
        assert_eq!(table.render(&view.in_columns(120)).lines().count(), 3);
        // Without room for the word, nobody gives way for it.
        let mut table = Table::new([Column::text("provider"), Column::text("state").wrapping()]);
        table.row(["openrouter", "no key in the variable (SOME_VERY_LONG_VARIABLE_OF_MINE)"]);
        assert!(table.render(&view.in_columns(20)).contains("openrou"));
    }

    #[test]
    fn a_pipe_gets_every_cell_whole() {
        insta::assert_snapshot!(table().render(&View::plain(Lang::Ko)), @r"
        제목                                                      모델          토큰
        러스트 소유권을 처음부터 다시 설명해 주세요, 예제와 함께  qwen3.8-27b  1,156
        short                                                     kimi-k3          9
        하나
        ");
    }

    #[test]
    fn numbers_are_never_cut_however_narrow_the_window_is() {
        let text = table().render(&View::plain(Lang::Ko).in_columns(12));
        assert!(text.contains("1,156"), "{text}");
    }

    #[test]
    fn only_the_head_is_coloured() {
        let view = View { palette: Palette::COLORED, ..View::plain(Lang::En) };
        let text = table().render(&view);
        assert!(text.starts_with("\x1b[2m"));
        assert!(!text.lines().skip(1).any(|line| line.contains('\x1b')), "{text:?}");
    }

    #[test]
    fn bars_are_in_proportion() {
        let view = View::plain(Lang::Ko);
        assert_eq!(bar(&view, 50, 100, 10), "█████");
        assert_eq!(bar(&view, 1, 1_000_000, 10), "█");
        assert_eq!(bar(&view, u64::MAX, u64::MAX, 3), "███");
        assert_eq!(bar(&view, 0, 10, 10), "");
        assert_eq!(bar(&View { ambiguous: AmbiguousWidth::Wide, ..view }, 10, 10, 3), "###");
    }
}
