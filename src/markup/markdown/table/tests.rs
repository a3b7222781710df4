//! Tables as they are drawn.

use super::super::CodeLines;
use super::*;

fn drawn(columns: usize, source: &[&str]) -> String {
    let layout = Layout {
        columns,
        rows: 20,
        ambiguous: AmbiguousWidth::Narrow,
        marks: Marks::Hidden,
        code_lines: CodeLines::Broken,
    };
    let mut table = Table::begin(source[0], source[1]).expect("a table");
    for row in &source[2..] {
        table.push_row(row);
    }
    let lines: Vec<String> = table.lines(columns, &layout).iter().map(Line::text).collect();
    for line in &lines {
        assert!(super::super::super::width::of(line, AmbiguousWidth::Narrow) <= columns, "{line}");
    }
    lines.join("\n")
}

const MODELS: &[&str] = &[
    "| 모델 | 속도 | note |",
    "|---|---:|:-:|",
    "| 큐웬 | 120 | **빠름** |",
    "| kimi | 40 | a \\| b |",
    "| `a|b` | 1 |",
];

#[test]
fn columns_are_as_wide_as_what_stands_in_them() {
    insta::assert_snapshot!(drawn(60, MODELS), @"
    모델 │ 속도 │ note
    ─────┼──────┼──────
    큐웬 │  120 │ 빠름
    kimi │   40 │ a | b
    a|b  │    1 │
    ");
}

#[test]
fn cells_wrap_where_the_window_is_narrow() {
    let source = &[
        "| 항목 | 설명 |",
        "|---|---|",
        "| 속도 | 첫 토큰까지 걸리는 시간이 짧고 이어지는 글도 빠르게 나옵니다 |",
        "| 가격 | 무료 |",
    ];
    insta::assert_snapshot!(drawn(32, source), @"
    항목 │ 설명
    ─────┼──────────────────────────
    속도 │ 첫 토큰까지 걸리는 시간이
         │ 짧고 이어지는 글도 빠르게
         │ 나옵니다
    ─────┼──────────────────────────
    가격 │ 무료
    ");
}

#[test]
fn rows_become_records_where_columns_have_no_room() {
    let source = &[
        "| name | first column | second column | third column |",
        "|---|---|---|---|",
        "| one | alpha | beta | gamma |",
        "| two | delta | epsilon | zeta |",
    ];
    insta::assert_snapshot!(drawn(24, source), @"
    name: one
    first column: alpha
    second column: beta
    third column: gamma
    ────────
    name: two
    first column: delta
    second column: epsilon
    third column: zeta
    ");
}

#[test]
fn what_is_no_delimiter_begins_no_table() {
    assert!(Table::begin("a | b", "--- | ---").is_some());
    assert!(Table::begin("| a |", "|---|").is_some());
    assert!(Table::begin("a | b", "---").is_none());
    assert!(Table::begin("a | b", "c | d").is_none());
    assert!(Table::begin("a | b", "|---|---|---|").is_none());
}

#[test]
fn a_word_stays_whole_where_another_column_has_room_to_spare() {
    let source = &[
        "| strategy | what it is for, in a few words | cost |",
        "|---|---|---|",
        "| stale-while-revalidate | pages that many people read and that may be a little old for a moment | low |",
        "| write-through | what must never be old, whatever that takes of the time of those who write | high |",
    ];
    let drawn = drawn(80, source);
    assert!(drawn.contains("stale-while-revalidate │ "), "{drawn}");
    // But not where it would have most of the table.
    let drawn = self::drawn(44, source);
    assert!(!drawn.contains("stale-while-revalidate"), "{drawn}");
}
