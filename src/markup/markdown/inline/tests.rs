//! What marks mean, in pieces: `k` for strong, `i` for emphasised, `s` for struck, `c` for code, `l` for links.

use std::fmt::Write as _;

use super::*;

fn told(text: &str, marks: Marks) -> String {
    let mut told = String::new();
    for piece in parse(text, Tone::Text, marks) {
        let mut looks = String::new();
        for (is_so, letter) in [(piece.ink.is_strong, 'k'), (piece.ink.is_emphasised, 'i'), (piece.ink.is_struck, 's')]
        {
            if is_so {
                looks.push(letter);
            }
        }
        match piece.ink.tone {
            Tone::Code => looks.push('c'),
            Tone::Link => looks.push('l'),
            Tone::Math => looks.push('m'),
            _ => {}
        }
        let text = piece.text;
        let _ = if looks.is_empty() { write!(told, "{text}") } else { write!(told, "{looks}<{text}>") };
    }
    told
}

fn check(text: &str, expected: &str) {
    assert_eq!(told(text, Marks::Hidden), expected, "{text}");
}

#[test]
fn marks_pair_as_commonmark_has_them() {
    check("a **b** c", "a k<b> c");
    check("*a* _b_ __c__", "i<a> i<b> k<c>");
    check("***a***", "ki<a>");
    check("**a *b* c**", "k<a >ki<b>k< c>");
    check("*a **b** c*", "i<a >ki<b>i< c>");
    check("~~a~~ and ~b~", "s<a> and ~b~");
    check("2 * 3 * 4", "2 * 3 * 4");
    check("a*b*c", "ai<b>c");
    check("snake_case_name", "snake_case_name");
    check("** not **", "** not **");
    check("*open", "*open");
    check("**a*", "*i<a>");
    check("\\*a\\* \\\\", "*a* \\");
    check("`a*b` `` ` ``", "c<a*b> c<`>");
    check("`open", "`open");
    check("*a `*` b*", "i<a >ic<*>i< b>");
}

#[test]
fn korean_particles_follow_a_mark_at_once() {
    check("**\"인용\"**은 강조", "k<\"인용\">은 강조");
    check("**코드(code)**는", "k<코드(code)>는");
    check("값은**`x`**입니다", "값은kc<x>입니다");
    check("**강조**합니다", "k<강조>합니다");
    check("*『책』*을", "i<『책』>을");
    check("3~5개, 네~ 10~~20", "3~5개, 네~ 10~~20");
}

#[test]
fn an_address_is_never_hidden() {
    check("[여기](https://a.example/x)를", "l<여기> (https://a.example/x)를");
    check("[**bank.com**](https://evil.example)", "kl<bank.com> (https://evil.example)");
    check("[https://a.example](https://a.example)", "l<https://a.example>");
    check("[a](<https://b.example> \"title\")", "l<a> (https://b.example)");
    check("![그림](https://a.example/p.png)", "l<그림> (https://a.example/p.png)");
    check("[x] [y][z] [](", "[x] [y][z] [](");
    check(
        "see https://a.example/b_c_d에서, (https://c.example).",
        "see l<https://a.example/b_c_d>에서, (l<https://c.example>).",
    );
    check("<https://a.example>", "l<https://a.example>");
    check("[a](javascript:alert)", "l<a> (javascript:alert)");
}

#[test]
fn formulas_entities_and_tags() {
    check("$a_1 * b_1 * c$ and \\(x_1*y*z\\)", "m<$a_1 * b_1 * c$> and m<\\(x_1*y*z\\)>");
    check("$5 and $10, *or* $20", "$5 and $10, i<or> $20");
    check("a &lt;b&gt; &amp; &#65;&#x41;", "a <b> & AA");
    check("&#27;[31m &#x9b; &#8238; &#10;", "&#27;[31m &#x9b; &#8238; &#10;");
    check("a<br>b<br/>c<br />d", "a\nb\nc\nd");
    check("<b>x</b> 1 < 2", "<b>x</b> 1 < 2");
}

#[test]
fn without_colours_the_marks_stay() {
    assert_eq!(told("**a** `b` *c*", Marks::Shown), "k<**a**> c<`b`> i<*c*>");
}

#[test]
fn what_is_open_is_drawn_as_it_will_be() {
    let check = |text: &str, expected: &str| assert_eq!(healed(text), expected, "{text}");
    check("a **bo", "a **bo**");
    check("a **bold**", "a **bold");
    check("a `co", "a `co`");
    check("**a `b", "**a `b`**");
    check("*a **b", "*a **b***");
    check("plain", "plain");
    check("2 * 3", "2 * 3");
    check("a [b](https://a.exa", "a [b]");
    check("a **", "a ");
}

#[test]
fn a_long_text_is_cut_behind_a_blank_outside_of_marks() {
    let check = |text: &str, expected: &str| assert_eq!(&text[..cut(text)], expected, "{text}");
    check("one two three", "one two ");
    check("one two **three four", "one two ");
    check("one **two three** four", "one **two three** ");
    check("[a b c](https://d", "[a b ");
    check("unbroken", "unbroken");
    check("하나 둘 `셋 넷", "하나 둘 ");
}

#[test]
fn hostile_marks_cost_no_more_than_their_length() {
    // The work is counted by nodes: a text of n bytes has at most n of them.
    for unit in ["*a ", "a* ", "[", "](", "[a](", "`a``b", "$a ", "\\(", "<", "&", "_a_*b*", "~~", "**a*"] {
        let text = unit.repeat(4096 / unit.len());
        let pieces = parse(&text, Tone::Text, Marks::Hidden);
        let n_bytes: usize = pieces.iter().map(|piece| piece.text.len()).sum();
        assert!(n_bytes <= text.len() && pieces.len() <= text.len(), "{unit}");
    }
}
