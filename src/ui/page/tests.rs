//! What is on the screen and above it, in a terminal emulator.

use std::num::NonZero;
use std::sync::Mutex;

use proptest::prelude::*;

use super::super::console::tests::Capture;
use super::super::screen::Narrowing;
use super::super::style::{AmbiguousWidth, Palette};
use super::*;
use crate::domain::Lang;
use crate::markup::markdown::Renderer;

mod reflowing;

use reflowing::{Kind, Reflowing};

const SCREEN: Screen = Screen { narrowing: Narrowing::Cuts, updates: Updates::Plain };

/// A page, what it wrote, and the emulator that read it.
struct Stage {
    page: Option<Page>,
    written: Capture,
    n_read: usize,
    emulator: vt100::Parser,
    window: Arc<Mutex<Window>>,
}

impl Page {
    /// Draws without waiting until the window rests.
    fn draw_now(&mut self) -> io::Result<WriteEnd> {
        self.look();
        self.draw()
    }
}

fn cells(n_cells: usize) -> NonZero<u16> {
    NonZero::new(u16::try_from(n_cells).expect("small")).expect("not 0")
}

impl Stage {
    fn new(columns: usize, rows: usize, palette: Palette) -> Self {
        let written = Capture::default();
        let window = Arc::new(Mutex::new(Window { columns, rows }));
        let size = Arc::clone(&window);
        let out: SharedWriter = Arc::new(Mutex::new(Box::new(written.clone())));
        let view = View { lang: Lang::Ko, columns: Some(columns), ambiguous: AmbiguousWidth::Narrow, palette };
        let size: WindowSize = Arc::new(move || Some(*size.lock().expect("no panic")));
        let page = Page::new(out, view, SCREEN, size);
        let emulator = vt100::Parser::new(cells(rows), cells(columns), 10_000);
        Self { page: Some(page), written, n_read: 0, emulator, window }
    }

    fn read(&mut self) {
        let text = self.written.text();
        self.emulator.process(&text.as_bytes()[self.n_read..]);
        self.n_read = text.len();
    }

    fn write(&mut self, piece: &str) {
        let page = self.page.as_mut().expect("a page");
        page.pending.push_str(piece);
        assert_eq!(page.draw_now().expect("writes"), WriteEnd::Open);
        self.read();
    }

    fn resize(&mut self, columns: usize, rows: usize) {
        *self.window.lock().expect("no panic") = Window { columns, rows };
        self.emulator.screen_mut().set_size(cells(rows), cells(columns));
    }

    fn finish(&mut self) {
        let page = self.page.take().expect("a page");
        assert_eq!(page.finish().expect("writes"), WriteEnd::Open);
        self.read();
    }

    /// Everything that can be scrolled to, without the empty rows at its end.
    fn history(&mut self) -> Vec<String> {
        let screen = self.emulator.screen_mut();
        let (_, columns) = screen.size();
        screen.set_scrollback(usize::MAX);
        let n_above = screen.scrollback();
        let mut rows: Vec<String> = Vec::new();
        for n in (1..=n_above).rev() {
            screen.set_scrollback(n);
            rows.extend(screen.rows(0, columns.into()).next().map(|row| row.trim_end().to_owned()));
        }
        screen.set_scrollback(0);
        rows.extend(screen.rows(0, columns.into()).map(|row| row.trim_end().to_owned()));
        while rows.last().is_some_and(String::is_empty) {
            rows.pop();
        }
        rows
    }
}

#[tokio::test(start_paused = true)]
async fn the_window_is_looked_at_once_for_a_draw_and_a_change_waits_whoever_saw_it() {
    let looks = Arc::new(Mutex::new((0, Window { columns: 80, rows: 24 })));
    let size: WindowSize = {
        let looks = Arc::clone(&looks);
        Arc::new(move || {
            let mut looks = looks.lock().expect("no panic");
            looks.0 += 1;
            Some(looks.1)
        })
    };
    let n_looks = || std::mem::take(&mut looks.lock().expect("no panic").0);
    let written = Capture::default();
    let out: SharedWriter = Arc::new(Mutex::new(Box::new(written.clone())));
    let mut page = Page::new(out, View::plain(Lang::En), SCREEN, size);
    n_looks();
    assert_eq!(page.tick().expect("writes"), WriteEnd::Open);
    assert_eq!(n_looks(), 0, "nothing is written yet");
    assert_eq!(page.write("one two").expect("writes"), WriteEnd::Open);
    assert_eq!((n_looks(), written.text().as_str()), (1, "one two"));
    // The change is first seen by who takes the tail away, not by a tick.
    looks.lock().expect("no panic").1.columns = 40;
    assert_eq!(page.withdraw().expect("writes"), WriteEnd::Open);
    assert_eq!(page.write(" three").expect("writes"), WriteEnd::Open);
    tokio::time::advance(FRAME).await;
    assert_eq!(page.tick().expect("writes"), WriteEnd::Open);
    assert!(!written.text().contains("three"), "{:?}", written.text());
    tokio::time::advance(SETTLING).await;
    n_looks();
    assert_eq!(page.tick().expect("writes"), WriteEnd::Open);
    assert_eq!(n_looks(), 1);
    assert!(written.text().ends_with("one two three"), "{:?}", written.text());
}

#[tokio::test(start_paused = true)]
async fn what_comes_within_one_frame_is_drawn_at_once() {
    let written = Capture::default();
    let out: SharedWriter = Arc::new(Mutex::new(Box::new(written.clone())));
    let size: WindowSize = Arc::new(|| Some(Window { columns: 80, rows: 24 }));
    let mut page = Page::new(out, View::plain(Lang::En), SCREEN, size);
    let mut n_draws = 0;
    let mut last = String::new();
    let mut count = || {
        let text = written.text();
        n_draws += usize::from(text != last);
        last = text;
        n_draws
    };
    for _ in 0..100 {
        assert_eq!(page.write("word ").expect("writes"), WriteEnd::Open);
        count();
        tokio::time::advance(Duration::from_micros(200)).await;
    }
    assert_eq!(count(), 1, "100 pieces in 20 ms");
    tokio::time::advance(Duration::from_millis(20)).await;
    assert_eq!(page.tick().expect("writes"), WriteEnd::Open);
    assert_eq!(count(), 2, "40 ms after the first");
    // A second of it costs about thirty draws.
    for _ in 0..1000 {
        tokio::time::advance(Duration::from_millis(1)).await;
        assert_eq!(page.write("word ").expect("writes"), WriteEnd::Open);
        count();
    }
    assert!((20..=40).contains(&(count() - 2)), "{} draws in a second", count() - 2);
}

/// The lines that the renderer gives for a text, whole.
fn expected(text: &str, columns: usize, rows: usize, palette: Palette) -> Vec<String> {
    let view = View { lang: Lang::Ko, columns: Some(columns), ambiguous: AmbiguousWidth::Narrow, palette };
    let mut renderer = Renderer::new(layout(&view, Window { columns, rows }));
    renderer.push(text);
    let lines = renderer.finish().into_iter().flat_map(|line| broken(&line.text(), columns));
    let mut lines: Vec<String> = lines.map(|line| line.trim_end().to_owned()).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// A line as the terminal breaks it.
fn broken(text: &str, columns: usize) -> Vec<String> {
    let mut rows = vec![String::new()];
    let mut n_taken = 0;
    for grapheme in unicode_segmentation::UnicodeSegmentation::graphemes(text, true) {
        let n_columns = width::of(grapheme, AmbiguousWidth::Narrow);
        if n_taken + n_columns > columns {
            rows.push(String::new());
            n_taken = 0;
        }
        n_taken += n_columns;
        rows.last_mut().expect("a row").push_str(grapheme);
    }
    rows
}

/// An answer with every kind of block, from Korean and English lines; no character of doubtful width.
fn answer(n_sections: usize) -> String {
    let mut text = String::new();
    for n in 0..n_sections {
        let _ = write!(
            text,
            "## {n}. 절 제목\n\n**\"인용\"**은 강조이고, `code`와 [링크](https://docs.example.org/{n})가 있습니다. \
             This sentence goes on so that it wraps in a narrow window.\n\n\
             - 하나\n- **둘**\n  - 셋\n\n```rust\nfn part_{n}() -> u64 {{ {n} }} // 주석이 달린 긴 한 줄, which goes on beyond eighty columns of a window\n```\n\n\
             | 이름 | 값 |\n|---|---:|\n| 가 | {n} |\n| 나 | 2 |\n\n> 인용한 말\n\n"
        );
    }
    text
}

fn any_cut(text: &str, cuts: &[prop::sample::Index], columns: usize, rows: usize, palette: Palette) {
    let mut places: Vec<usize> = cuts.iter().map(|cut| text.floor_char_boundary(cut.index(text.len() + 1))).collect();
    places.extend([0, text.len()]);
    places.sort_unstable();
    let mut stage = Stage::new(columns, rows, palette);
    for window in places.windows(2) {
        stage.write(&text[window[0]..window[1]]);
    }
    stage.finish();
    assert_eq!(stage.history(), expected(text, columns, rows, palette));
    assert_eq!(stage.emulator.screen().cursor_position().1, 0, "the cursor stands at the beginning of a line");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_cut_of_the_stream_gives_the_same_screen(
        n_sections in 1_usize..4,
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..60),
        columns in 20_usize..=300,
        rows in 4_usize..50,
        is_coloured in any::<bool>(),
    ) {
        let palette = if is_coloured { Palette::COLORED } else { Palette::PLAIN };
        any_cut(&answer(n_sections), &cuts, columns, rows, palette);
    }

    #[test]
    fn any_text_is_on_the_screen_once(
        lines in proptest::collection::vec("[ -~가-힣]{0,60}|(- |1\\. |> |#+ |\\| )[a-z가-힣*`| ]{0,40}|```[a-z]{0,4}|\\|---\\|---\\||(단어 ){50,400}", 1..20),
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..30),
        columns in 20_usize..=120,
        rows in 4_usize..30,
    ) {
        any_cut(&lines.join("\n"), &cuts, columns, rows, Palette::COLORED);
    }

    #[test]
    fn a_window_that_changes_leaves_no_line_twice_and_loses_none(
        sizes in proptest::collection::vec((20_usize..120, 12_usize..40), 1..6),
        n_sections in 1_usize..4,
    ) {
        // What an emulator without reflow cuts off at the right is lost by it, not by the page: it only widens here.
        let mut sizes: Vec<(usize, usize)> = sizes.into_iter().map(|(columns, rows)| (columns.max(80), rows)).collect();
        sizes.sort_unstable();
        // Each word once, so that a word that is on the screen twice was drawn twice.
        let text = (0..n_sections * 60).fold(String::new(), |text, n| {
            text + &format!("낱말{n:04}") + if n % 29 == 28 { "\n\n" } else { " " }
        });
        let mut stage = Stage::new(80, 24, Palette::COLORED);
        let n_bytes = text.len() / (sizes.len() + 1);
        let mut rest = text.as_str();
        for (columns, rows) in sizes {
            let (piece, after) = rest.split_at(rest.floor_char_boundary(n_bytes));
            rest = after;
            stage.write(piece);
            stage.resize(columns, rows.max(24));
        }
        stage.write(rest);
        stage.finish();
        let history = stage.history().join("\n");
        for n in 0..n_sections * 60 {
            let word = format!("낱말{n:04}");
            prop_assert_eq!(history.matches(&word).count(), 1, "{}:\n{}", word, history);
        }
    }
}

#[test]
fn text_that_grows_is_appended_and_nothing_is_erased() {
    let mut stage = Stage::new(80, 24, Palette::COLORED);
    for word in ["하늘은 ", "파랗고 ", "땅은 ", "넓습니다."] {
        stage.write(word);
    }
    let written = stage.written.text();
    assert!(!written.contains('\u{1b}'), "{written:?}");
    stage.finish();
    assert_eq!(stage.history(), ["하늘은 파랗고 땅은 넓습니다."]);
}

#[test]
fn what_is_finished_is_written_once() {
    let mut stage = Stage::new(80, 10, Palette::COLORED);
    let text = answer(200);
    for piece in text.as_bytes().chunks(7) {
        // Pieces of seven bytes, made whole at characters by the renderer's caller.
        let page = stage.page.as_mut().expect("a page");
        page.pending.push_str(&String::from_utf8_lossy(piece).replace('\u{fffd}', ""));
        assert_eq!(page.draw_now().expect("writes"), WriteEnd::Open);
    }
    stage.read();
    stage.finish();
    let n_written = stage.written.text().len();
    assert!(n_written < text.len() * 12, "{n_written} bytes for {} bytes of text", text.len());
}

#[test]
fn twice_the_text_costs_twice_the_bytes() {
    let cost = |n_sections: usize, unit: &str| {
        let mut stage = Stage::new(100, 30, Palette::COLORED);
        for _ in 0..n_sections {
            for word in unit.split_inclusive(' ') {
                stage.write(word);
            }
        }
        stage.finish();
        stage.written.text().len()
    };
    for unit in [answer(1).as_str(), "a single line of words 한글 too ", "| a | b | c | "] {
        let (once, twice) = (cost(20, unit), cost(40, unit));
        assert!(twice * 10 < once * 22, "{once} bytes, then {twice}, for {unit}");
    }
}

#[test]
fn a_line_of_4000_words_costs_no_more_than_prose() {
    let cost = |end: &str| {
        let mut stage = Stage::new(100, 30, Palette::COLORED);
        for n in 0..4_000 {
            let end = if n % 50 == 49 { end } else { " " };
            stage.write(&format!("word{end}"));
        }
        stage.finish();
        stage.written.text().len()
    };
    let (line, prose) = (cost(" "), cost("\n\n"));
    assert!(line <= prose * 2, "{line} bytes, and {prose} as prose");
}

#[test]
fn others_write_between_and_the_tail_comes_back() {
    let mut stage = Stage::new(40, 10, Palette::PLAIN);
    stage.write("first\n\nsecond is not");
    let page = stage.page.as_mut().expect("a page");
    assert_eq!(page.withdraw().expect("writes"), WriteEnd::Open);
    assert!(page.is_behind);
    stage.read();
    stage.emulator.process("a notice\r\n".as_bytes());
    stage.write(" over");
    stage.finish();
    assert_eq!(stage.history(), ["first", "a notice", "", "second is not over"]);
}

#[test]
fn an_interrupt_that_was_echoed_is_written_over() {
    let mut stage = Stage::new(40, 10, Palette::PLAIN);
    stage.write("half of a");
    stage.emulator.process(b"^C");
    stage.finish();
    assert_eq!(stage.history(), ["half of a"]);
}

#[test]
fn a_table_without_an_end_is_told_of_and_then_drawn() {
    let mut stage = Stage::new(40, 10, Palette::PLAIN);
    stage.write("| a | b |\n|---|---|\n");
    for n in 0..30 {
        stage.write(&format!("| {n} | x |\n"));
    }
    assert_eq!(stage.history(), ["표 작성 중… 30행"]);
    stage.finish();
    assert_eq!(stage.history().len(), 32);
}

#[test]
fn a_table_that_a_lower_window_cuts_stands_there_once_and_its_counter_goes() {
    let table = |rows: std::ops::Range<usize>| rows.fold(String::new(), |text, n| text + &format!("| {n:02} | x |\n"));
    let mut stage = Stage::new(40, 24, Palette::PLAIN);
    stage.write("before\n\n| a  | b |\n|----|---|\n");
    stage.write(&table(0..18));
    // The emulator takes rows off the bottom; a terminal takes them off the top, where the cursor is below.
    let n_before = stage.written.text().len();
    stage.resize(40, 12);
    for n in 18..39 {
        stage.write(&table(n..n + 1));
    }
    let counting = stage.written.text()[n_before..].to_owned();
    // Some of it has left the window upwards: all stays as it is, and what follows comes below.
    assert!(counting.starts_with("\r\n18 │ x"), "{counting:?}");
    assert!(!counting.contains("17") && counting.ends_with("표 작성 중… 39행"), "{counting:?}");
    let n_before = stage.written.text().len();
    stage.write(&table(39..40));
    stage.finish();
    let whole = stage.written.text()[n_before..].to_owned();
    for n in 0..40 {
        let is_there = whole.contains(&format!("{n:02} │ x"));
        assert_eq!(is_there, n >= 18, "{n}: {whole:?}");
    }
    assert!(!stage.history().iter().any(|row| row.contains("작성 중")), "{:?}", stage.history());
}

#[test]
fn a_long_line_of_code_is_whole_where_it_is_copied() {
    let line = "let identifier_with_a_long_name = function_with_a_long_name(argument);";
    let mut stage = Stage::new(30, 12, Palette::PLAIN);
    for piece in ["```\n", &line[..20], &line[20..50], &line[50..], "\n```\n"] {
        stage.write(piece);
    }
    stage.finish();
    assert_eq!(stage.history()[1..4], broken(line, 30)[..]);
    // The emulator knows which rows are one line.
    let screen = stage.emulator.screen();
    assert_eq!((0..4).map(|row| screen.row_wrapped(row)).collect::<Vec<_>>(), [false, true, true, false]);
    // One that fills the window is broken by line ends, as it is not known by its rows afterwards.
    let mut stage = Stage::new(30, 4, Palette::PLAIN);
    stage.write(&format!("```\n{line}\n```\n"));
    stage.finish();
    assert!(!(0..4).any(|row| stage.emulator.screen().row_wrapped(row)));
}

#[test]
fn updates_that_erase_are_synchronised_where_the_terminal_can() {
    let written = Capture::default();
    let out: SharedWriter = Arc::new(Mutex::new(Box::new(written.clone())));
    let screen = Screen { updates: Updates::Synchronised, ..SCREEN };
    let mut page = Page::new(out, View::plain(Lang::En), screen, Arc::new(|| None));
    for piece in ["a [b", "](https://c.example)", " d"] {
        page.pending.push_str(piece);
        assert_eq!(page.draw_now().expect("writes"), WriteEnd::Open);
    }
    let text = written.text();
    assert_eq!(text.matches("\u{1b}[?2026h").count(), text.matches("\u{1b}[?2026l").count());
    assert_eq!(text.matches("\u{1b}[?2026h").count(), text.matches("\u{1b}[J").count());
    assert!(text.contains("\u{1b}[J"), "{text:?}");
}

fn row(text: &str) -> Row {
    Row { begun: String::new(), painted: text.to_owned(), text: text.to_owned() }
}

#[test]
fn a_tail_that_a_lower_window_cuts_is_not_drawn_twice() {
    let mut stage = Stage::new(80, 30, Palette::PLAIN);
    let words = |mark: &str| (0..60).fold(String::new(), |text, n| text + &format!("{mark}{n:02} "));
    stage.write(&words("word-number-"));
    let n_before = stage.written.text().len();
    stage.resize(80, 6);
    // All that is open becomes another look, and the screen has but the last six of its ten lines.
    stage.write("\n===\n");
    let text = stage.written.text()[n_before..].to_owned();
    let seen = 60 - text.matches("number").count();
    assert!(seen >= 24, "{seen} stay: {text:?}");
    assert!(text.starts_with('\r') && !text.contains("number-00"), "{text:?}");
}

#[test]
fn where_lines_are_broken_anew_all_but_the_last_stays_as_it_was_drawn() {
    let mut stage = Stage::new(100, 24, Palette::PLAIN);
    stage.page.as_mut().expect("a page").screen.narrowing = Narrowing::Reflows;
    let words = |range: std::ops::Range<usize>| range.fold(String::new(), |text, n| text + &format!("word{n:03} "));
    stage.write(&words(0..60));
    // Five lines of twelve words were drawn; in the new window each is five rows, and who knows how many are seen.
    stage.resize(20, 24);
    let n_before = stage.written.text().len();
    stage.write(&words(60..62));
    let text = stage.written.text()[n_before..].to_owned();
    assert!(text.starts_with("\r\u{1b}[4A\u{1b}[C\u{1b}[J"), "{text:?}");
    let shown: Vec<&str> = text.split_whitespace().filter(|word| word.starts_with("word")).collect();
    let wanted: Vec<String> = (49..62).map(|n| format!("word{n:03}")).collect();
    assert_eq!(shown, wanted);
    // And it goes on from there: what stayed is not drawn again, nor is a word left out.
    let n_before = stage.written.text().len();
    stage.write(&words(62..90));
    stage.finish();
    let text = stage.written.text()[n_before..].to_owned();
    for n in 0..90 {
        let n_times = text.matches(&format!("word{n:03}")).count();
        assert!(if n < 49 { n_times == 0 } else { n_times <= 2 }, "{n}: {text:?}");
    }
    assert!(text.contains("word089"));
}

#[test]
fn a_tail_in_a_narrower_window_is_found_by_its_rows() {
    let mut stage = Stage::new(20, 24, Palette::PLAIN);
    let page = stage.page.as_mut().expect("a page");
    page.drawn = vec![row(&"a".repeat(50)), row(""), row(&"b".repeat(41))];
    page.screen.narrowing = Narrowing::Reflows;
    assert_eq!(page.rows_up(0, 20), 6);
    assert_eq!(page.rows_up(2, 20), 2);
    page.screen.narrowing = Narrowing::Cuts;
    assert_eq!(page.rows_up(0, 20), 2);
}

/// An answer whose words are each in it once.
fn numbered(shape: &[u8]) -> (String, Vec<String>) {
    let mut words = Vec::new();
    let mut word = || {
        let n = words.len();
        words.push(match n % 6 {
            0 => format!("말{n:04}"),
            3 => format!("「말{n:04}"),
            // A link that never ends, and a mark before a word.
            4 => format!("[w{n:04}"),
            _ => format!("w{n:04}"),
        });
        words[n].clone()
    };
    let mut text = String::new();
    for kind in shape {
        let lines: Vec<String> = match kind % 4 {
            0 => vec![(0..40).map(|_| word()).collect::<Vec<_>>().join(" ")],
            1 => (0..8).map(|n| format!("- {} **{}** {}{}", word(), word(), word(), " 글".repeat(n * 4))).collect(),
            2 => {
                // In records the names come again and again.
                let head = ["| 이름 | the value | more |".to_owned(), "|---|---|---|".to_owned()];
                let rows = (0..9).map(|n| format!("| {} | {} | {}{} |", word(), word(), "글 ".repeat(n % 5), word()));
                head.into_iter().chain(rows).collect()
            }
            _ => {
                let begun = [format!("> {} {}", word(), word()), String::new(), "```".to_owned()];
                // No longer than the narrowest window: what is broken there stays so.
                let code = (0..8).map(|_| format!("{}({})", word(), word()));
                begun.into_iter().chain(code).chain(["```".to_owned()]).collect()
            }
        };
        text += &(lines.join("\n") + "\n\n");
    }
    (text, words)
}

/// Draws an answer in a terminal that breaks lines anew, in windows that change in between, seen or not.
fn reflowed(kind: Kind, shape: &[u8], n_lines_before: usize, steps: &[(usize, Vec<(usize, usize)>)]) {
    let first = Window { columns: 100, rows: 24 };
    let mut stage = Stage::new(first.columns, first.rows, Palette::COLORED);
    stage.page.as_mut().expect("a page").screen.narrowing = Narrowing::Reflows;
    let mut terminal = Reflowing::new(kind, first);
    terminal.process(&"before\r\n".repeat(n_lines_before));
    let (text, words) = numbered(shape);
    let mut rest = text.as_str();
    for (n_characters, sizes) in steps {
        let at = rest.char_indices().nth(*n_characters).map_or(rest.len(), |(at, _)| at);
        let n_before = stage.n_read;
        stage.write(&rest[..at]);
        terminal.process(&stage.written.text()[n_before..]);
        rest = &rest[at..];
        for (columns, rows) in sizes {
            let window = Window { columns: *columns, rows: *rows };
            *stage.window.lock().expect("no panic") = window;
            // What comes between two draws is seen, or not; what is lost in it for good cannot be known unseen.
            if kind == Kind::Giving || rows % 2 == 0 {
                let _ = stage.page.as_mut().expect("a page").settles_in();
            }
            terminal.resize(window);
        }
    }
    let n_before = stage.n_read;
    stage.write(rest);
    stage.finish();
    terminal.process(&stage.written.text()[n_before..]);
    let lines = terminal.lines();
    let all = lines.join("\n");
    let mut at = 0;
    for word in &words {
        assert_eq!(all.matches(word.as_str()).count(), 1, "{word} {steps:?}:\n{all}");
        let found = all.find(word.as_str()).unwrap_or(0);
        assert!(found >= at || shape.iter().any(|kind| kind % 4 == 2), "{word} stands before others:\n{all}");
        at = found;
    }
    assert!(!all.contains("작성 중"), "{all}");
    let n_heads = all.lines().filter(|line| line.starts_with("이름") && line.contains("│ the value")).count();
    assert!(n_heads <= shape.iter().filter(|kind| *kind % 4 == 2).count(), "a head came twice:\n{all}");
    assert_eq!(lines.iter().take(n_lines_before).filter(|line| *line == "before").count(), n_lines_before, "{all}");
}

fn windows() -> impl Strategy<Value = Vec<(usize, Vec<(usize, usize)>)>> {
    let sizes = proptest::collection::vec((20_usize..130, 8_usize..40), 0..4);
    proptest::collection::vec((0_usize..200, sizes), 1..14)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn in_windows_that_change_each_word_is_drawn_once_where_empty_rows_stay(
        shape in proptest::collection::vec(0_u8..4, 1..5), n_lines_before in 0_usize..30, steps in windows(),
    ) {
        reflowed(Kind::Keeping, &shape, n_lines_before, &steps);
    }

    #[test]
    fn in_windows_that_change_each_word_is_drawn_once_where_what_is_above_stays_there(
        shape in proptest::collection::vec(0_u8..4, 1..5), n_lines_before in 0_usize..30, steps in windows(),
    ) {
        reflowed(Kind::Giving, &shape, n_lines_before, &steps);
    }
}

#[test]
fn a_mark_that_a_window_parted_from_its_word_is_there_once() {
    for kind in [Kind::Keeping, Kind::Giving] {
        for n_characters in 55..62 {
            reflowed(kind, &[0], 0, &[(n_characters, vec![(62, 8)]), (0, vec![(30, 8)])]);
        }
    }
}

#[test]
fn a_table_in_a_window_that_gets_narrow_and_wide_again_stands_there_once() {
    for widths in [[20, 100], [50, 110], [21, 99], [30, 120]] {
        for kind in [Kind::Keeping, Kind::Giving] {
            for n_before in [0, 3, 23] {
                for n_characters in [60, 140, 190] {
                    let steps = [(n_characters, vec![(widths[0], 24)]), (60, vec![(widths[1], 24)])];
                    reflowed(kind, &[2], n_before, &steps);
                    let quick = [(n_characters, vec![(widths[0], 24), (widths[1], 24)])];
                    reflowed(kind, &[2], n_before, &quick);
                }
            }
        }
    }
}
