//! Messages that begin or end with whom they are for: `@kimi ..`, `.. @q`, `qwen: ..`, `큐웬아 ..`.
//!
//! What such a message asks is not looked at, beyond telling an address from a list or a label.

use std::ops::Range;

use super::called::called_together;
use super::clauses::{beginnings, whole};
use super::letters::{begins, is_hangul, is_word};
use super::names::{Found, Named, Names, OneOf, Strength, is_of_id};
use super::phrases::Phrases;

/// Whom a message is for, and which letters say so. What is left is the message.
#[derive(Debug)]
pub(super) struct Addressed {
    pub names: Vec<Named>,
    /// The names alone.
    pub spans: Vec<Range<usize>>,
    /// The message: between the address at its beginning and the mention at its end, and the paths beside those.
    pub message: Vec<Range<usize>>,
}

impl Addressed {
    /// A message for one.
    pub fn to(name: &Found<'_>, chars: &[char], message: Range<usize>) -> Self {
        let one = |range: Range<usize>| std::iter::once(range).collect();
        Self { names: vec![name.named(chars)], spans: one(name.from..name.to), message: one(message) }
    }
}

/// Endings that a mention may carry.
const PARTICLES: [&str; 14] =
    ["으로", "로", "한테", "에게", "님아", "님", "씨", "야", "아", "이", "가", "은", "는", "도"];

/// Endings by which someone is called.
pub(super) const VOCATIVES: [&str; 6] = ["님아", "님", "씨", "이야", "야", "아"];

/// What names one thing beside another.
const JOINS: [&str; 16] = [
    "and ",
    "or ",
    "vs ",
    "vs. ",
    "& ",
    "versus ",
    "그리고 ",
    "또는 ",
    "아니면 ",
    "혹은 ",
    "및 ",
    "이랑 ",
    "랑 ",
    "하고 ",
    "와 ",
    "과 ",
];

/// What says in English that the name before the comma is being told about.
const APPOSITIONS: [&str; 13] = [
    "as in ",
    "a ",
    "an ",
    "the ",
    "who ",
    "whose ",
    "named ",
    "made ",
    "born ",
    "called ",
    "released ",
    "one of ",
    "in particular",
];

fn ends_token(chars: &[char], at: usize) -> bool {
    match chars.get(at) {
        None => true,
        Some(letter) if letter.is_whitespace() => true,
        Some(',' | ':' | ';' | '?' | '!' | '.') => chars.get(at + 1).is_none_or(|next| !is_word(*next)),
        Some(_) => false,
    }
}

/// What follows a word that is only spoken of.
const CITED: [&str; 8] = ["라고 ", "이라고 ", "라는 ", "이라는 ", "means ", "is a ", "를 입력", "처럼 "];

/// What joins a name with what is said of it: `@kimi처럼`, `@kimi랑 @qwen 중에`. Such a name is no address.
const JOINED: [&str; 22] = [
    "처럼", "같은", "같이", "라고", "라는", "라면", "이라", "랑", "이랑", "하고", "와", "과", "의", "를", "을", "만",
    "보다", "에서", "에", "까지", "부터", "용",
];

/// What stands between two mentions of which both are meant, attached to the first one: `@kimi와 @qwen`.
const ATTACHED_JOINTS: [&str; 5] = ["와", "과", "랑", "이랑", "하고"];

/// The same as a word of its own.
const JOINTS: [&str; 13] = ["and", "&", "+", "or", "vs", "그리고", "및", "또는", "와", "과", "이랑", "랑", "하고"];

/// What follows two that are spoken of: `@kimi랑 @qwen 중에 뭐가 나아`.
const ABOUT_BOTH: [&str; 19] = [
    "중 ",
    "중에",
    "중의",
    "가운데",
    "둘 중",
    "둘중",
    "차이",
    "의 ",
    "사이",
    "are ",
    "were ",
    "is ",
    "was ",
    "have ",
    "had ",
    "differ",
    "는 ",
    "은 ",
    "라는 ",
];

/// A mention, and where its word ends.
struct Mention {
    named: Named,
    /// The name without its `@`.
    name: Range<usize>,
    end: usize,
}

/// The mention that begins at `at`.
fn mention_at(chars: &[char], at: usize, names: &Names<'_>) -> Option<Mention> {
    if !is_at_sign(chars, at) {
        return None;
    }
    let as_it_stands = names.at(chars, at + 1).find_map(|found| {
        let end = end_of_mention(chars, found.to)?;
        Some(Mention { named: found.named(chars), name: found.from..found.to, end })
    });
    as_it_stands.or_else(|| model_at(chars, at, names)).or_else(|| joined_at(chars, at, names))
}

/// Whether a word begins at `at` with an `@`.
fn is_at_sign(chars: &[char], at: usize) -> bool {
    let is_apart = at == 0 || chars[at - 1].is_whitespace() || chars[at - 1] == ',';
    chars.get(at) == Some(&'@') && is_apart
}

/// The mention that begins at `at` and is joined with another one, and where that begins: `@kimi와 @qwen`,
/// `@kimi and @qwen`.
fn joined_with_next(chars: &[char], at: usize, names: &Names<'_>) -> Option<(Mention, usize)> {
    if !is_at_sign(chars, at) {
        return None;
    }
    let as_id = id_behind(chars, at, names).map(|(model, to)| (model, at + 1..to));
    let known = names.at(chars, at + 1).map(|found| (found.named(chars), found.from..found.to));
    known.chain(as_id).find_map(|(called, range)| {
        let next = behind_joint(chars, range.end)?;
        let is_two = mention_at(chars, next, names).is_some() || joined_with_next(chars, next, names).is_some();
        is_two.then_some((Mention { named: called, end: next, name: range }, next))
    })
}

/// Where the word behind a joint begins that begins at `at`.
fn behind_joint(chars: &[char], at: usize) -> Option<usize> {
    let n_spaces = |at: usize| chars[at..].iter().take_while(|it| it.is_whitespace()).count();
    let attached = ATTACHED_JOINTS.iter().filter(|joint| begins(&chars[at..], joint));
    let attached = attached.map(|joint| at + joint.chars().count());
    let from = at + n_spaces(at);
    let apart = JOINTS.iter().filter(|joint| from > at && begins(&chars[from..], joint));
    let apart = apart.map(|joint| from + joint.chars().count());
    let apart = apart.map(|to| if chars.get(to) == Some(&'.') { to + 1 } else { to });
    attached.chain(apart).find_map(|to| {
        let next = to + n_spaces(to);
        (next > to && chars.get(next) == Some(&'@')).then_some(next)
    })
}

/// Where the word of a mention ends whose name ends at `to`; `None` where it goes on.
fn end_of_mention(chars: &[char], to: usize) -> Option<usize> {
    // `@claude 라고 쓰면` speaks of the mention.
    let behind = &chars[to..];
    if behind.first() == Some(&' ') && CITED.iter().any(|word| begins(&behind[1..], word)) {
        return None;
    }
    if ends_token(chars, to) {
        return Some(to);
    }
    let particle = PARTICLES
        .iter()
        .find(|particle| begins(&chars[to..], particle) && ends_token(chars, to + particle.chars().count()))?;
    Some(to + particle.chars().count())
}

/// `@kimi-k2`, `@qwen3`: an id, or the beginning of one.
fn model_at(chars: &[char], at: usize, names: &Names<'_>) -> Option<Mention> {
    let (model, to) = id_behind(chars, at, names)?;
    Some(Mention { named: model, name: at + 1..to, end: end_of_mention(chars, to)? })
}

/// The id behind the `@` at `at`, and where it ends.
fn id_behind(chars: &[char], at: usize, names: &Names<'_>) -> Option<(Named, usize)> {
    let from = at + 1;
    let mut to = from + chars[from..].iter().take_while(|it| is_of_id(**it)).count();
    while to > from && !is_word(chars[to - 1]) {
        to -= 1;
    }
    Some((names.behind_at(&chars[from..to])?, to))
}

/// `@kimi안녕`: Hangul right behind a name in letters of the alphabet begins the message.
fn joined_at(chars: &[char], at: usize, names: &Names<'_>) -> Option<Mention> {
    let found =
        names.at(chars, at + 1).find(|found| found.strength != Strength::Letter && is_word(chars[found.to - 1]))?;
    let behind = &chars[found.to..];
    let is_message = behind.first().is_some_and(|it| is_hangul(*it)) && !JOINED.iter().any(|it| begins(behind, it));
    is_message.then(|| Mention { named: found.named(chars), name: found.from..found.to, end: found.to })
}

/// A line that begins so after a mention on a line of its own is code under a decorator.
const DECORATED: [&str; 12] = [
    "def ",
    "class ",
    "async ",
    "public ",
    "private ",
    "protected ",
    "fn ",
    "func ",
    "function ",
    "export ",
    "@",
    "static ",
];

/// The mentions with which the line begins and ends. Paths of files may stand beside them (`@src/main.rs @kimi ..`); where
/// one ends that begins at an `@`, `path_end` knows.
pub(super) fn mentions(
    chars: &[char],
    names: &Names<'_>,
    tables: &[Phrases],
    path_end: impl Fn(usize) -> Option<usize>,
) -> Option<Addressed> {
    if !chars.contains(&'@') {
        return None;
    }
    let line = whole(chars);
    let mut starts = tables.iter().flat_map(|table| beginnings(chars, &line, table.table));
    let start = starts.find(|at| chars[*at] == '@');
    let opening = start.map(|start| opening(chars, start, names, &path_end));
    let opening = opening.map_or_else(|| Some(Opening { end: line.start, ..Opening::default() }), Opening::taken)?;
    let from = opening.end;
    let closing = closing(chars, from..line.end.max(from), names, &path_end);
    if opening.mentions.is_empty() && closing.mentions.is_empty() {
        return None;
    }
    let to = closing.from.unwrap_or(chars.len());
    let mut message = opening.paths;
    message.push(from..to.max(from));
    message.extend(closing.paths);
    // Words that add nothing to a message are one where there is no other: `hi @kimi`, `응 @kimi`.
    let is_blank = |part: &Range<usize>| chars[part.clone()].iter().all(|letter| letter.is_whitespace());
    if let Some(start) = start
        && message.iter().all(is_blank)
    {
        message.clear();
        message.push(line.start..start);
    }
    let found = || opening.mentions.iter().chain(&closing.mentions);
    let spans = found().map(|mention| mention.name.start - 1..mention.name.end).collect();
    let mut wanted: Vec<Named> = Vec::new();
    for mention in found() {
        if !wanted.contains(&mention.named) {
            wanted.push(mention.named.clone());
        }
    }
    Some(Addressed { names: wanted, spans, message })
}

/// The mentions at the beginning of a line, and the paths among them.
#[derive(Default)]
struct Opening {
    mentions: Vec<Mention>,
    paths: Vec<Range<usize>>,
    /// Where the message begins.
    end: usize,
    /// What is joined is only spoken of, or it is no line to anybody.
    is_talk: bool,
}

impl Opening {
    fn taken(self) -> Option<Self> {
        (!self.is_talk).then_some(self)
    }
}

fn opening(chars: &[char], start: usize, names: &Names<'_>, path_end: &impl Fn(usize) -> Option<usize>) -> Opening {
    let mut opening = Opening { end: start, ..Opening::default() };
    let mut paths = Vec::new();
    let mut at = start;
    let mut has_joint = false;
    let behind = |end: usize, marks: &[char]| {
        end + chars[end..].iter().take_while(|it| it.is_whitespace() || marks.contains(it)).count()
    };
    loop {
        if let Some((mention, next)) = joined_with_next(chars, at, names) {
            has_joint = true;
            opening.mentions.push(mention);
            at = next;
        } else if let Some(mention) = mention_at(chars, at, names) {
            at = behind(mention.end, &[',', ':', ';']);
            if has_joint {
                // The particle of the last one stands between its name and its end.
                opening.is_talk |=
                    ABOUT_BOTH.iter().any(|it| begins(&chars[mention.name.end..], it) || begins(&chars[at..], it));
            }
            has_joint = false;
            opening.mentions.push(mention);
        } else if let Some(end) = is_at_sign(chars, at).then(|| path_end(at)).flatten()
            && chars.get(behind(end, &[','])) == Some(&'@')
        {
            paths.push(at..end);
            at = behind(end, &[',']);
            continue;
        } else {
            break;
        }
        opening.paths.append(&mut paths);
        opening.end = at;
    }
    opening.is_talk |= opening.mentions.last().is_some_and(|Mention { end, .. }| {
        chars.get(*end) == Some(&'\n') && DECORATED.iter().any(|word| begins(&chars[end + 1..], word))
    });
    opening
}

/// The mentions at the end of a line, and the paths among them.
#[derive(Default)]
struct Closing {
    mentions: Vec<Mention>,
    paths: Vec<Range<usize>>,
    /// Where the message ends, if there is any.
    from: Option<usize>,
}

fn closing(
    chars: &[char],
    range: Range<usize>,
    names: &Names<'_>,
    path_end: &impl Fn(usize) -> Option<usize>,
) -> Closing {
    let mut closing = Closing::default();
    let mut paths = Vec::new();
    let Range { start, end: mut to } = range;
    let trimmed =
        |at: usize| at - chars[start..at].iter().rev().take_while(|it| it.is_whitespace() || **it == ',').count();
    let is_filler =
        |from: usize, to: usize| chars[from.min(to)..to].iter().all(|it| matches!(it, ',' | '.' | '?' | '!' | ' '));
    let last_sign = |to: usize| chars[start..to].iter().rposition(|letter| *letter == '@').map(|at| at + start);
    while let Some(at) = last_sign(to) {
        if let Some(mention) = mention_at(chars, at, names).filter(|mention| is_filler(mention.end, to)) {
            closing.mentions.push(mention);
            closing.paths.append(&mut paths);
            to = trimmed(at);
            let mut next = at;
            while let Some(before) = last_sign(to)
                && let Some((mention, _)) = joined_with_next(chars, before, names).filter(|(_, it)| *it == next)
            {
                closing.mentions.push(mention);
                (next, to) = (before, trimmed(before));
            }
            closing.from = Some(to);
        } else if let Some(end) = path_end(at).filter(|end| is_at_sign(chars, at) && is_filler(*end, to)) {
            paths.push(at..end);
            to = trimmed(at);
        } else {
            break;
        }
    }
    closing.mentions.reverse();
    closing.paths.reverse();
    closing
}

/// The address with which the line begins.
pub(super) fn address(
    line: &str,
    chars: &[char],
    names: &Names<'_>,
    tables: &[Phrases],
    first_byte: impl Fn(usize) -> usize,
) -> Option<Addressed> {
    let all = whole(chars);
    let mut starts = vec![all.start];
    for table in tables {
        starts.extend(beginnings(chars, &all, table.table).into_iter().skip(1));
    }
    for start in starts {
        if let Some(several) = called_together(chars, start, names) {
            return Some(several);
        }
        for found in names.or_models_at(chars, start).filter(|found| !found.is_doubtful()) {
            // One letter counts as it is typed: `Q:` opens a question, `K,` agrees.
            if found.strength == Strength::Letter {
                let is_plain =
                    start == all.start && !line[first_byte(start)..].starts_with(|it: char| it.is_uppercase());
                if !is_plain {
                    continue;
                }
            }
            if let Some(message) = addressed(chars, &found, names, tables) {
                return Some(Addressed::to(&found, chars, message..chars.len()));
            }
        }
    }
    None
}

/// Where the message begins behind the name `found`, if the name is an address.
fn addressed(chars: &[char], found: &Found<'_>, names: &Names<'_>, tables: &[Phrases]) -> Option<usize> {
    let to = found.to;
    let after = |at: usize| at + chars[at..].iter().take_while(|it| it.is_whitespace()).count();
    let next = *chars.get(to)?;
    let colon = if next == ' ' { to + 1 } else { to };
    if chars.get(colon) == Some(&':') {
        let first = *chars.get(colon + 1)?;
        let message = after(colon + 1);
        let is_apart = first.is_whitespace() || is_hangul(first);
        return (is_apart && message < chars.len() && !is_label(&chars[message..], found)).then_some(message);
    }
    if found.strength != Strength::Word || *found.entry == Named::Auto {
        return None;
    }
    if next == ',' {
        let first = *chars.get(to + 1)?;
        let message = after(to + 1);
        let is_apart = first.is_whitespace() || is_hangul(first);
        return (is_apart && message < chars.len() && !is_list(&chars[message..], names)).then_some(message);
    }
    if let Some(vocative) = VOCATIVES.iter().find(|it| begins(&chars[to..], it)) {
        let end = to + vocative.chars().count();
        let mark = *chars.get(end)?;
        if !(mark.is_whitespace() || matches!(mark, ',' | '!' | '~' | '.' | ':')) {
            return None;
        }
        let message = end
            + chars[end..]
                .iter()
                .take_while(|it| it.is_whitespace() || matches!(it, ',' | '!' | '~' | '.' | ':'))
                .count();
        let rest = chars.get(message..).filter(|rest| !rest.is_empty())?;
        // `라마야 알파카야?` asks which of the two it is; `클로드이야` is no call at all.
        let is_question = !rest.contains(&' ')
            && matches!(rest.iter().rev().find(|it| is_hangul(**it)), Some('야' | '냐' | '임' | '지'));
        return (!is_question && *vocative != "이야" && !is_list(rest, names)).then_some(message);
    }
    if !next.is_whitespace() {
        return None;
    }
    let message = after(to);
    let rest = &chars[message..];
    is_request(rest, tables).then_some(message)
}

/// Whether what stands behind a colon makes the name before it a label: of settings, of a quiz, of a version.
fn is_label(rest: &[char], found: &Found<'_>) -> bool {
    let mut lines = rest.split(|letter| *letter == '\n');
    let first = lines.next().unwrap_or_default();
    let is_entry = |line: &[char]| {
        let key = line
            .iter()
            .skip_while(|it| it.is_whitespace())
            .take_while(|it| it.is_alphanumeric() || matches!(it, '-' | '"' | '_'))
            .count();
        key > 0 && line.iter().skip_while(|it| it.is_whitespace()).nth(key) == Some(&':')
    };
    let is_value = !first.iter().any(|letter| letter.is_alphabetic()) && !is_sum(first);
    let is_quiz = found.strength == Strength::Letter
        && rest
            .windows(3)
            .any(|three| !is_word(three[0]) && matches!(three[1], 'a' | '답') && matches!(three[2], ':' | '.'));
    // One word of settings: `auto: true`.
    let is_setting = *found.entry == Named::Auto && !first.contains(&' ');
    is_value || is_quiz || is_setting || lines.any(is_entry)
}

/// Whether a line of figures asks to be worked out. `3-5` and `4/5` are values, too, unless it is asked what they make.
fn is_sum(line: &[char]) -> bool {
    let written: Vec<char> =
        line.iter().copied().filter(|it| !it.is_whitespace() && !matches!(it, '(' | ')')).collect();
    let asks = matches!(written.last(), Some('=' | '?' | '？'));
    let is_operator =
        |it: char| matches!(it, '+' | '*' | '×' | '÷' | '^') || (asks && matches!(it, '-' | '−' | '/' | '%'));
    written.windows(3).any(|three| {
        let is_power = three[1] == '*' && three[2] == '*';
        three[0].is_ascii_digit() && is_operator(three[1]) && (three[2].is_ascii_digit() || is_power)
    })
}

/// Whether what stands behind the first name goes on with a list, or tells about the name.
fn is_list(rest: &[char], names: &Names<'_>) -> bool {
    // A model that there may not be is named all the same: `qwen3.8, llama9.9 ..`.
    let is_name = |found: Found<'_>| found.strength == Strength::Word || found.model != OneOf::None;
    if names.or_models_at(rest, 0).any(is_name) || JOINS.iter().chain(&APPOSITIONS).any(|word| begins(rest, word)) {
        return true;
    }
    let word_end = rest.iter().position(|it| it.is_whitespace() || *it == ',').unwrap_or(rest.len());
    // `gemini, leo, virgo`: single words between commas. `kimi, please, ..` is polite.
    let polite = [
        "please", "pls", "hey", "ok", "okay", "yes", "no", "so", "now", "응", "아니", "그럼", "음", "제발", "미안",
        "야",
    ];
    let is_polite = polite.iter().any(|it| it.chars().eq(rest[..word_end].iter().copied()));
    if rest.get(word_end) == Some(&',') && !is_polite {
        return true;
    }
    // `llama, alpaca and vicuña`: what is asked of someone begins with what to do, not with two of a kind.
    let behind = &rest[word_end..];
    let asks =
        ["what", "how", "why", "who", "where", "when", "stop", "go", "come", "try", "wait", "listen", "look", "think"];
    if [" and ", " or ", " vs "].iter().any(|word| begins(behind, word))
        && !is_polite
        && !asks.iter().any(|it| it.chars().eq(rest[..word_end].iter().copied()))
    {
        return true;
    }
    // `라마, 알파카 차이`: the second is compared with the first.
    let tail = rest[word_end..].iter().position(|it| !it.is_whitespace()).map_or(&[][..], |at| &rest[word_end + at..]);
    let pairs = rest[..word_end].iter().rev().take(2).collect::<Vec<_>>();
    let is_pair = matches!(pairs.first(), Some('랑' | '와' | '과' | '고'));
    let compared = ["차이", "비교", "중", "둘", "vs", "공통점", "가운데", "순으로", "같은", "difference"];
    !is_pair && compared.iter().any(|it| begins(tail, it))
}

/// Whether `rest`, behind a bare name, begins with `이거`, `이것` or `좀` and asks to do something.
fn is_request(rest: &[char], tables: &[Phrases]) -> bool {
    let opening = ["이거", "이것", "좀"].into_iter().find(|word| begins(rest, word));
    let Some(opening) = opening else { return false };
    let behind = &rest[opening.chars().count()..];
    let is_some = opening == "좀";
    let particle = ["을", "를", "만", "도", "좀", "들"].into_iter().find(|it| !is_some && begins(behind, it));
    let behind = &behind[particle.map_or(0, |it| it.chars().count())..];
    if !behind.first().is_some_and(|it| it.is_whitespace()) {
        return false;
    }
    let end =
        behind.iter().position(|it| matches!(it, '\n' | ',' | ':' | '!' | '?' | '.' | '~')).unwrap_or(behind.len());
    let mut clause: Vec<char> = behind[..end].to_vec();
    while clause.last().is_some_and(|it| it.is_whitespace() || matches!(it, 'ㅋ' | 'ㅎ' | 'ㅠ' | 'ㅜ')) {
        clause.pop();
    }
    let words: Vec<&[char]> = clause.split(|it| it.is_whitespace()).filter(|word| !word.is_empty()).collect();
    // With `좀` the name could be the object (`라마 좀 깔아줘`), unless the verb takes none such.
    let helps = [
        "도와",
        "봐",
        "고쳐",
        "대답해",
        "답해",
        "답변해",
        "해줘",
        "해 줘",
        "살려",
        "이거",
        "이것",
        "생각해",
        "풀어",
        "확인해",
        "검토해",
        "짜줘",
        "짜봐",
    ];
    if is_some && !words.first().is_some_and(|word| helps.iter().any(|it| begins(word, it))) {
        return false;
    }
    words.last().is_some_and(|word| {
        let names = Names::new(&[], []);
        tables.iter().any(|table| (0..word.len()).any(|at| table.request().matches(&word[at..], &names).is_some()))
    })
}
