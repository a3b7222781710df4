//! What a text becomes, however it is cut and however wide the window is.

use proptest::prelude::*;

use super::*;
use crate::markup::width::AmbiguousWidth;

fn layout(columns: usize, rows: usize) -> Layout {
    Layout { columns, rows, ambiguous: AmbiguousWidth::Narrow, marks: Marks::Hidden, code_lines: CodeLines::Broken }
}

/// All lines of a text that came in these pieces, looked at after each one.
fn lines_of<'t>(layout: Layout, pieces: impl IntoIterator<Item = &'t str>) -> Vec<Line> {
    let mut renderer = Renderer::new(layout);
    let mut lines = Vec::new();
    for piece in pieces {
        renderer.push(piece);
        lines.extend(renderer.take());
        let _ = renderer.tail();
    }
    lines.extend(renderer.finish());
    lines
}

fn drawn(columns: usize, text: &str) -> String {
    let lines = lines_of(layout(columns, 20), [text]);
    for line in &lines {
        assert!(line.width(AmbiguousWidth::Narrow) <= columns, "{line:?}");
    }
    lines.iter().map(Line::text).collect::<Vec<_>>().join("\n")
}

/// A long answer as models give them, in Korean.
pub const KOREAN: &str = "\
# 비동기 런타임 고르기

**\"단일 스레드\"**로 충분한 경우가 많습니다. `tokio::main(flavor = \"current_thread\")`를 먼저 써 보세요.
자세한 내용은 [공식 문서](https://docs.example.org/tokio/latest)를 참고하세요.

## 비교

| 항목 | 단일 스레드 | 다중 스레드 |
|:---|---:|:---:|
| 시작 시간 | 0.1ms | 0.4ms |
| 메모리 | **적음** | 스레드마다 2MB |
| 어울리는 곳 | 명령줄 도구 | 서버 |

1. 먼저 측정합니다.
   - 첫 토큰까지의 시간
   - 전체 시간
2. 그다음 바꿉니다.

   ```rust
   // 합을 구합니다
   fn sum(values: &[u64]) -> u64 {
   \tvalues.iter().sum()
   }
   ```
3. 다시 측정합니다.

- [x] 벤치마크 작성
- [ ] 문서 갱신

> 빠른 것보다
> **예측할 수 있는 것**이 낫습니다.
>
> - 인용 속 목록

수식은 $O(n \\log n)$처럼 그대로 둡니다.

$$
T(n) = 2T(n/2) + n
$$

---

끝.
";

const ENGLISH: &str = "\
Here is the short version: **measure first**, then change *one* thing at a time, and keep the numbers beside the code \
so that the next person can repeat them.

1. Read `src/main.rs`
1. Find the call to `run()`

```python
def total(lines):
    \"\"\"Sum the sizes.\"\"\"
    return sum(len(line) for line in lines)  # bytes
```

Title
=====

* one
* two

  still two
";

#[test]
fn an_answer_in_korean_at_40_80_and_160_columns() {
    for columns in [40, 80, 160] {
        insta::assert_snapshot!(format!("korean_{columns}"), drawn(columns, KOREAN));
    }
}

#[test]
fn an_answer_in_english_at_40_80_and_160_columns() {
    for columns in [40, 80, 160] {
        insta::assert_snapshot!(format!("english_{columns}"), drawn(columns, ENGLISH));
    }
}

#[test]
fn what_models_write_otherwise_than_the_specification_is_read_as_they_meant_it() {
    let check = |text: &str, expected: &str| assert_eq!(drawn(40, text), expected, "{text}");
    check("1. a\n1. b\n1. c", "1. a\n2. b\n3. c");
    check("3. a\n4. b", "3. a\n4. b");
    check("1. a\n  - b\n  - c\n2. d", "1. a\n   • b\n   • c\n2. d");
    check("- a\n  ```sh\nls\n  ```\n- b", "• a\n  ```sh\n  ls\n  ```\n• b");
    check("a\n## b\nc", "a\n\nb\nc");
    check("- \n- a", "•\n• a");
    check("first\nsecond", "first\nsecond");
    check(
        "a\nb\n---\nc",
        "a\nb\n──────────────────────────────────────\nc"
            .replace("──────────────────────────────────────", &"─".repeat(40))
            .as_str(),
    );
    check("> a\nb\n\nc", "│ a\n│ b\n\nc");
    check(
        "- [x] 끝난 일은 이렇게 두 줄로 나뉘어도 나란히 섭니다",
        "• [x] 끝난 일은 이렇게 두 줄로 나뉘어도\n      나란히 섭니다",
    );
    check("| a | b |\ntext", "| a | b |\ntext");
    check("- | a | b |\n  |---|---|\n  | 1 | 2 |", "• a │ b\n  ──┼──\n  1 │ 2");
    check("$$$ is money\n\nb", "$$$ is money\n\nb");
    check("\\[\nx\n\\]\ny", "\\[\nx\n\\]\ny");
    check("    indented\n    code\n\ntext", "indented\ncode\n\ntext");
    check("[a]: https://a.example", "[a]: https://a.example");
    check("\n\n\na\n\n\n\nb\n\n", "a\n\nb");
    check("```\nopen", "```\nopen");
    check("", "");
}

#[test]
fn korean_words_stay_whole_and_chinese_ones_break_anywhere() {
    assert_eq!(
        drawn(20, "자연스럽게 이어지는 문장은 낱말 사이에서 나뉩니다."),
        "자연스럽게 이어지는\n문장은 낱말 사이에서\n나뉩니다."
    );
    assert_eq!(drawn(20, "这是一个很长的句子，没有空格。「引号」"), "这是一个很长的句子，\n没有空格。「引号」");
    assert_eq!(drawn(20, &"가".repeat(25)), ["가".repeat(10), "가".repeat(10), "가".repeat(5)].join("\n"));
}

#[test]
fn a_paragraph_without_an_end_goes_out_line_by_line() {
    let mut renderer = Renderer::new(layout(40, 10));
    let mut n_lines = 0;
    for n in 0..4_000 {
        renderer.push(&format!("word{n} "));
        n_lines += renderer.take().len();
        let tail = renderer.tail().lines.len();
        assert!(tail <= 11, "{tail} rows of a window of ten");
    }
    assert!(n_lines > 500, "{n_lines}");
    let text: String = renderer.finish().iter().map(Line::text).collect();
    assert!(text.ends_with("word3999"));
}

#[test]
fn a_table_that_is_too_tall_is_counted_until_it_is_whole() {
    let mut renderer = Renderer::new(layout(40, 10));
    renderer.push("| a | b |\n|---|---|\n");
    for n in 0..5 {
        renderer.push(&format!("| {n} | x |\n"));
    }
    assert_eq!(renderer.tail().lines.len(), 7);
    for n in 5..100 {
        renderer.push(&format!("| {n} | x |\n"));
    }
    assert_eq!(renderer.tail(), Tail { lines: vec![], n_table_rows: Some(100), is_table: true });
    renderer.push("\nafter");
    assert_eq!(renderer.take().len(), 102);
    assert_eq!(renderer.tail().n_table_rows, None);
}

#[test]
fn of_a_table_that_stays_as_it_was_drawn_neither_head_nor_rows_come_again() {
    let mut renderer = Renderer::new(layout(40, 10));
    renderer.push("words\n\n- | a | b |\n  |---|---|\n  | 1 | x |\n  | 2 ");
    assert_eq!(renderer.take().len(), 2);
    assert_eq!(renderer.tail().lines.len(), 3);
    renderer.keep_table();
    assert!(renderer.tail().lines.is_empty());
    renderer.push("| y |\n  | 3 | z |\n");
    let texts = |lines: Vec<Line>| lines.iter().map(Line::text).collect::<Vec<_>>();
    assert_eq!(texts(renderer.tail().lines), ["  2 │ y", "  3 │ z"]);
    renderer.resize(layout(17, 10));
    renderer.push("\nafter");
    assert_eq!(texts(renderer.finish()), ["  2 │ y", "  3 │ z", "", "after"]);
}

#[test]
fn what_a_line_is_does_not_depend_on_the_window() {
    let text = format!("```rust {}\n1. a\n1. b\n```\n", "word ".repeat(20));
    let letters = |columns: usize, rows: usize| -> String {
        let lines = lines_of(layout(columns, rows), text.split_inclusive(' '));
        lines.iter().map(Line::text).collect::<String>().chars().filter(|it| it.is_alphanumeric()).collect()
    };
    assert_eq!(letters(17, 3), letters(80, 24));
}

#[test]
fn half_of_a_mark_is_not_drawn() {
    let tail = |text: &str| {
        let mut renderer = Renderer::new(layout(40, 10));
        renderer.push(text);
        renderer.tail().lines.iter().map(Line::text).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(tail("- "), "");
    assert_eq!(tail("##"), "");
    assert_eq!(tail("``"), "");
    assert_eq!(tail("a **b"), "a b");
    assert_eq!(tail("a\n| b | c |"), "a");
    assert_eq!(tail("42"), "42");
    assert_eq!(tail("- a\n- **b"), "• a\n• b");
}

#[test]
fn nothing_in_an_answer_steers_the_terminal() {
    let hostile = "\u{1b}[2J\u{1b}]0;t\u{7}\u{9b}31m\u{202e}a\r&#27;[31m `\u{1b}[1m` | \u{1b}c | b |\n|---|---|---|\n\u{1b}P1$r\u{1b}\\x\u{e0041}";
    for columns in [20, 80] {
        for line in lines_of(layout(columns, 10), hostile.split_inclusive('1')) {
            let text = line.text();
            assert!(
                !text.contains(|character: char| crate::markup::sanitise::is_control(character) || character == '\t'),
                "{text:?}"
            );
        }
    }
}

/// Pieces of Markdown in any order.
fn markdown() -> impl Strategy<Value = String> {
    let block = prop_oneof![
        Just(KOREAN.to_owned()),
        Just(ENGLISH.to_owned()),
        "[#>*+`~|:$-]{0,4} ?[a-z가-힣 *_`|\\[\\]()$<&\\\\-]{0,30}",
        "(word |낱말 |\\*\\*|`|漢字){0,400}",
        "(\\| ?[a-z가]{0,5} ){1,4}\\|",
        "\\|(:?-{1,3}:?\\|){1,4}",
        Just("```rust".to_owned()),
        Just("```".to_owned()),
        Just("$$".to_owned()),
        Just(String::new()),
        " {0,6}(- |1\\. |> |\\d\\) )(\\[x\\] )?[가-힣a-z*` ]{0,20}",
        "\\PC{0,20}",
        "[\u{1b}\u{9b}\r\u{202e}\\[\\];a-c0-9\u{7}]{0,10}",
    ];
    proptest::collection::vec((block, prop_oneof![Just("\n"), Just("\n\n"), Just("")]), 1..12)
        .prop_map(|blocks| blocks.into_iter().map(|(block, end)| block + end).collect())
}

#[test]
fn a_word_that_outgrows_a_line_before_an_ideograph_is_cut() {
    let text = "aaaaaaaaaaaaaaaaa**漢字 word\n";
    let lines = lines_of(layout(17, 24), [text]);
    assert!(lines.iter().all(|line| line.width(AmbiguousWidth::Narrow) <= 17), "{lines:?}");
    assert_eq!(lines_of(layout(17, 24), ["aaaaaaaaaaaaaaaaa*", "*漢", "字 word\n"]), lines);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_cut_gives_the_same_lines(
        text in markdown(),
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..20),
        columns in 17_usize..300,
        rows in 3_usize..60,
    ) {
        let layout = layout(columns, rows);
        let whole = lines_of(layout, [text.as_str()]);
        let mut places: Vec<usize> = cuts.iter().map(|cut| text.floor_char_boundary(cut.index(text.len() + 1))).collect();
        places.extend([0, text.len()]);
        places.sort_unstable();
        let pieces = places.windows(2).map(|window| &text[window[0]..window[1]]);
        prop_assert_eq!(&lines_of(layout, pieces), &whole);
        for line in &whole {
            prop_assert!(line.width(AmbiguousWidth::Narrow) <= columns, "{:?}", line);
            prop_assert!(!line.text().contains('\n'));
        }
    }

    #[test]
    fn a_window_that_changes_loses_no_letter(
        text in markdown(),
        sizes in proptest::collection::vec((17_usize..200, 3_usize..40), 1..8),
    ) {
        let letters = |lines: &[Line]| -> String {
            lines.iter().flat_map(|line| line.text().chars().filter(|c| c.is_alphanumeric()).collect::<Vec<_>>()).collect()
        };
        let mut renderer = Renderer::new(layout(80, 24));
        let mut lines = Vec::new();
        let n_bytes = text.len().div_ceil(sizes.len()).max(1);
        let mut rest = text.as_str();
        for (columns, rows) in sizes {
            let (piece, after) = rest.split_at(rest.floor_char_boundary(n_bytes.min(rest.len())));
            rest = after;
            renderer.push(piece);
            lines.extend(renderer.take());
            renderer.resize(layout(columns, rows));
            let _ = renderer.tail();
        }
        renderer.push(rest);
        lines.extend(renderer.finish());
        let whole = lines_of(layout(80, 24), [text.as_str()]);
        // Tables are laid out by their window, in records by another order of words.
        if !text.contains('|') {
            prop_assert_eq!(letters(&lines), letters(&whole));
        }
    }
}

#[test]
fn a_tab_in_code_leads_to_a_column_of_the_terminal_behind_hangul_too() {
    let rows = "```\n탭\t문자\t정렬\na\tb\tc\n한글\t나\n```\n";
    assert_eq!(drawn(40, rows), "```\n탭  문자    정렬\na   b   c\n한글    나\n```");
}
