//! The user's own words: found in the message, brought into one form, cut into tokens.
//!
//! One form means: composed Hangul (NFC), lower case, a run of digits as one `0`, white space as one space,
//! links as one mark. A token never crosses scripts, so `파이썬으로`, `python으로` and `Python` share theirs.
//! What a word means for the route is not decided here.

use std::borrow::Cow;

use super::shape::Shape;
use super::vocabulary::Vocabulary;
use crate::domain::hangul;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Characters that stand for a link and a number.
pub(crate) const LINK: char = '\u{e000}';
pub(crate) const NUMBER: char = '0';

/// Own words are looked for in so many characters of the first and of the last part of a long message.
const HEAD_CHARS: usize = 300;
const TAIL_CHARS: usize = 160;
/// A message of so many characters and lines is the user's own from end to end.
const WHOLE_CHARS: usize = 320;
const WHOLE_LINES: usize = 6;

/// A message, divided into what the user says and what they pasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parts<'a> {
    /// Where the user speaks first: the whole of a short message.
    pub head: &'a str,
    /// Where the user speaks after a paste, or the end of a long paragraph.
    pub tail: &'a str,
    /// What lies between: counts for its shape alone. Empty in a message that is all the user's.
    pub paste: &'a str,
    /// The paste stood between fences.
    pub is_fenced: bool,
}

impl<'a> Parts<'a> {
    /// Divides `message`, looking closely at its beginning and end only.
    pub fn of(message: &'a str) -> Self {
        let text = message.trim();
        if let Some(open) = text.find("```").filter(|at| *at < 8_000) {
            let after_open = &text[open + 3..];
            let close = after_open.rfind("```");
            let (fenced, after) = close.map_or((after_open, ""), |at| (&after_open[..at], &after_open[at + 3..]));
            // What stands around a fence may be the rest of a pasted document.
            let (before, after) = (Self::without_fence(text[..open].trim()), Self::without_fence(after.trim()));
            let is_document = !(before.paste.is_empty() && after.paste.is_empty());
            let is_fenced = !is_document || fenced.len() * 2 >= text.len();
            return Self {
                head: first_chars(before.head, HEAD_CHARS).0,
                tail: last_chars(if after.paste.is_empty() { after.head } else { after.tail }, TAIL_CHARS),
                paste: if is_fenced { fenced } else { text },
                is_fenced,
            };
        }
        Self::without_fence(text)
    }

    fn without_fence(text: &'a str) -> Self {
        // Bytes first: a character has at least one.
        let is_brief =
            text.len() <= WHOLE_CHARS || (text.len() <= 3 * WHOLE_CHARS && text.chars().count() <= WHOLE_CHARS);
        if is_brief && text.bytes().filter(|byte| *byte == b'\n').count() < WHOLE_LINES {
            return Self { head: text, tail: "", paste: "", is_fenced: false };
        }
        let Some((first, rest)) = text.split_once('\n') else {
            return Self::of_one_line(text);
        };
        let (first, rest) = (first.trim(), rest.trim());
        let (middle, last) = rest.rsplit_once('\n').unwrap_or((rest, ""));
        let last = last.trim();
        // Who speaks first and who last is told by how the two lines read.
        let (first_is_brief, last_is_brief) = (is_brief_line(first), is_brief_line(last));
        let first_is_own = !reads_as_material(first) && (first_is_brief || !last_is_brief);
        let last_is_own = !reads_as_material(last) && last_is_brief;
        let head = if first_is_own || !last_is_own { first_chars(first, HEAD_CHARS).0 } else { "" };
        let tail = if last_is_own { last } else { "" };
        Self { head, tail, paste: middle, is_fenced: false }
    }

    /// One long line: a request and a colon, or the user's own words from end to end.
    fn of_one_line(text: &'a str) -> Self {
        let (head, rest) = first_chars(text, HEAD_CHARS);
        if let Some((request, _)) = head.split_once(": ")
            && is_brief_line(request)
        {
            return Self { head: request, tail: "", paste: text, is_fenced: false };
        }
        Self { head, tail: last_chars(rest, TAIL_CHARS), paste: text, is_fenced: false }
    }
}

/// So many characters are a request; a longer line of a long message is more likely pasted.
const BRIEF_LINE_CHARS: usize = 140;

fn is_brief_line(line: &str) -> bool {
    line.len() <= BRIEF_LINE_CHARS || line.chars().nth(BRIEF_LINE_CHARS).is_none()
}

/// True where a line is code, a log, a table or a trace rather than something that one says.
fn reads_as_material(line: &str) -> bool {
    let shape = Shape::of(line);
    shape.has_diff
        || shape.has_stack
        || shape.log_lines > 0.0
        || shape.code_lines > 0.0
        || shape.table_lines > 0.0 && shape.symbols > 0.02
        || shape.symbols > 0.12
}

fn first_chars(text: &str, n_chars: usize) -> (&str, &str) {
    text.split_at(text.char_indices().nth(n_chars).map_or(text.len(), |(at, _)| at))
}

fn last_chars(text: &str, n_chars: usize) -> &str {
    let at = text.char_indices().rev().nth(n_chars.saturating_sub(1)).map_or(0, |(at, _)| at);
    &text[at..]
}

/// `text` with its Hangul composed; a copy only where it was not.
pub(crate) fn composed(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| matches!(c, '\0'..='\u{2ff}' | '\u{2000}'..='\u{206f}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7a3}');
    if text.chars().all(is_plain) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    /// Letters of the Latin and other alphabets, with the `+` and `#` of `c++` and `c#`.
    Latin,
    /// Hangul syllables.
    Hangul,
    /// Hangul letters alone: `ㅋㅋ`, `ㅇㅋ`.
    Jamo,
    /// A number.
    Digits,
    /// One other mark.
    Mark,
}

/// Which part of the message a token stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// [`Parts::head`].
    Head,
    /// [`Parts::tail`].
    Tail,
}

/// A run of one script.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    /// Position of the first letter in [`Words::letters`].
    pub from: usize,
    /// Position after the last letter.
    pub to: usize,
    /// What it is made of.
    pub script: Script,
    /// Where it stands.
    pub place: Place,
    /// White space, or the beginning, stands before it.
    pub after_space: bool,
    /// It stands between quotation marks with other words: someone else's.
    pub is_quoted: bool,
    /// The token of the message that it is, or that it was read from.
    pub said: usize,
}

impl Token {
    /// True for a word that is the user's own.
    pub fn is_own_word(&self) -> bool {
        self.script != Script::Mark && !self.is_quoted
    }
}

/// The user's own words in one form, with the way back to the text.
#[derive(Debug, Default)]
pub(crate) struct Words<'a> {
    /// The texts that were read, head and tail.
    sources: [Cow<'a, str>; 2],
    /// Letters in their one form.
    pub letters: Vec<char>,
    /// For each letter, its first byte in its source.
    origins: Vec<u32>,
    /// The tokens.
    pub tokens: Vec<Token>,
}

impl<'a> Words<'a> {
    /// Reads `parts`.
    pub fn of(parts: &Parts<'a>) -> Self {
        let mut words = Self {
            sources: [composed(parts.head), composed(parts.tail)],
            letters: Vec::with_capacity(512),
            origins: Vec::with_capacity(512),
            tokens: Vec::with_capacity(160),
        };
        let sources = words.sources.clone();
        words.read(&sources[0], Place::Head);
        if !sources[1].is_empty() {
            words.read(&sources[1], Place::Tail);
        }
        words.mark_quotes();
        words
    }

    /// The text of tokens `first` to `last`, as it stands in the message.
    pub fn original(&self, first: usize, last: usize) -> &str {
        let (Some(first), Some(last)) = (self.tokens.get(first), self.tokens.get(last)) else { return "" };
        let source = &self.sources[usize::from(first.place == Place::Tail)];
        let start = self.origins[first.from] as usize;
        let end = if last.place == first.place {
            let at = self.origins[last.to - 1] as usize;
            // A number or a link is one letter here and may be many there.
            match self.letters[last.to - 1] {
                LINK => at + source[at..].find(char::is_whitespace).unwrap_or(source.len() - at),
                NUMBER => at + source[at..].find(|c: char| !c.is_ascii_digit()).unwrap_or(source.len() - at),
                _ => at + source[at..].chars().next().map_or(0, char::len_utf8),
            }
        } else {
            source.len()
        };
        source.get(start..end).unwrap_or_default()
    }

    /// The words as they were meant: slips of the keys mended, Hangul without spaces divided. Its tokens know which they were
    /// [`said`](Token::said) as; its letters have no way back to the text. `None` where all are as they should be.
    pub fn meant(&self, vocabulary: &Vocabulary<'_>) -> Option<Words<'static>> {
        let changes: Vec<(usize, Change)> = self
            .tokens
            .iter()
            .enumerate()
            .filter(|(_, token)| matches!(token.script, Script::Latin | Script::Hangul) && !token.is_quoted)
            .filter_map(|(at, token)| Some((at, Change::of(self.of_token(token), token.script, vocabulary)?)))
            .collect();
        if changes.is_empty() {
            return None;
        }
        let mut meant = Words {
            letters: Vec::with_capacity(self.letters.len() + changes.len()),
            tokens: Vec::with_capacity(self.tokens.len() + 2 * changes.len()),
            ..Words::default()
        };
        let mut changes = changes.into_iter().peekable();
        let mut copied = 0;
        for (at, token) in self.tokens.iter().enumerate() {
            meant.letters.extend_from_slice(&self.letters[copied..token.from]);
            copied = token.to;
            let from = meant.letters.len();
            let mut last = Token { from, ..*token };
            match changes.next_if(|(place, _)| *place == at).map(|(_, change)| change) {
                Some(Change::Respelt(letters)) => meant.letters.extend(letters),
                Some(Change::Divided(begins)) => {
                    meant.letters.extend_from_slice(self.of_token(token));
                    for begin in begins {
                        meant.tokens.push(Token { to: from + begin, ..last });
                        last = Token { from: from + begin, after_space: true, ..last };
                    }
                }
                None => meant.letters.extend_from_slice(self.of_token(token)),
            }
            meant.tokens.push(Token { to: meant.letters.len(), ..last });
        }
        meant.letters.extend_from_slice(&self.letters[copied..]);
        Some(meant)
    }

    /// The letters of a token.
    pub fn of_token(&self, token: &Token) -> &[char] {
        &self.letters[token.from..token.to]
    }

    fn read(&mut self, source: &str, place: Place) {
        if !self.letters.is_empty() {
            self.push(' ', 0);
        }
        let mut open: Option<(usize, Script)> = None;
        let mut after_space = true;
        let mut skip_to = 0;
        for (at, character) in source.char_indices() {
            if at < skip_to {
                continue;
            }
            if character.is_whitespace() {
                self.close(&mut open, place, &mut after_space);
                if self.letters.last().is_some_and(|last| *last != ' ') {
                    self.push(' ', at);
                }
                after_space = true;
                continue;
            }
            if let Some(length) = link_at(source, at, character) {
                self.close(&mut open, place, &mut after_space);
                self.push(LINK, at);
                open = Some((self.letters.len() - 1, Script::Mark));
                self.close(&mut open, place, &mut after_space);
                skip_to = at + length;
                continue;
            }
            let lower = lowered(character);
            let script = script_of(lower);
            match open {
                Some((_, running)) if running == script && script != Script::Mark => {
                    // A run of digits is one symbol; laughter is as long as it likes.
                    let is_repeated = match script {
                        Script::Digits => true,
                        Script::Jamo => self.letters.ends_with(&[lower, lower]),
                        _ => false,
                    };
                    if !is_repeated {
                        self.push(lower, at);
                    }
                }
                Some((_, Script::Latin)) if matches!(lower, '+' | '#') => self.push(lower, at),
                _ => {
                    self.close(&mut open, place, &mut after_space);
                    self.push(if script == Script::Digits { NUMBER } else { lower }, at);
                    open = Some((self.letters.len() - 1, script));
                }
            }
        }
        self.close(&mut open, place, &mut after_space);
    }

    fn push(&mut self, letter: char, at: usize) {
        self.letters.push(letter);
        // Sources are cut to a few hundred characters.
        self.origins.push(u32::try_from(at).unwrap_or(u32::MAX));
    }

    fn close(&mut self, open: &mut Option<(usize, Script)>, place: Place, after_space: &mut bool) {
        if let Some((from, script)) = open.take() {
            let (to, said) = (self.letters.len(), self.tokens.len());
            self.tokens.push(Token { from, to, script, place, after_space: *after_space, is_quoted: false, said });
            *after_space = false;
        }
    }

    /// Marks what stands between double quotation marks, where it is more than a name.
    fn mark_quotes(&mut self) {
        let mut open: Option<usize> = None;
        for at in 0..self.tokens.len() {
            let token = self.tokens[at];
            if token.script != Script::Mark || !matches!(self.letters[token.from], '"' | '“' | '”') {
                continue;
            }
            match open.take() {
                None => open = Some(at),
                Some(start) if at - start > 4 => {
                    for token in &mut self.tokens[start + 1..at] {
                        token.is_quoted = true;
                    }
                }
                Some(_) => {}
            }
        }
    }
}

/// How a word was meant that is not as it was said.
enum Change {
    /// As these letters.
    Respelt(Vec<char>),
    /// As words that begin at its first letter and at these.
    Divided(Vec<usize>),
}

impl Change {
    fn of(word: &[char], script: Script, vocabulary: &Vocabulary<'_>) -> Option<Self> {
        if let Some(letters) = vocabulary.respelt(word, script) {
            return Some(Self::Respelt(letters));
        }
        let begins = if script == Script::Hangul { vocabulary.divided(word) } else { Vec::new() };
        (!begins.is_empty()).then_some(Self::Divided(begins))
    }
}

/// Lower case, one letter for one; letters whose lower case is several are left as they are.
fn lowered(character: char) -> char {
    if character.is_ascii() {
        return character.to_ascii_lowercase();
    }
    let mut lower = character.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => character,
    }
}

/// The script of a lower-case letter.
fn script_of(letter: char) -> Script {
    match letter {
        'a'..='z' => Script::Latin,
        '0'..='9' => Script::Digits,
        '\u{ac00}'..='\u{d7a3}' => Script::Hangul,
        '\u{3131}'..='\u{318e}' => Script::Jamo,
        other if !other.is_ascii() && other.is_alphabetic() => Script::Latin,
        _ => Script::Mark,
    }
}

/// Length in bytes of the link that begins at `at`.
fn link_at(source: &str, at: usize, character: char) -> Option<usize> {
    if !matches!(character, 'h' | 'H' | 'w' | 'W') {
        return None;
    }
    let rest = &source[at..];
    let starts = |prefix: &str| rest.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
    if !(starts("http://") || starts("https://") || starts("www.")) {
        return None;
    }
    // Hangul may follow a link at once, as particles do.
    Some(
        rest.find(|c: char| c.is_whitespace() || hangul::is_syllable(c) || matches!(c, ')' | '>' | '"'))
            .unwrap_or(rest.len()),
    )
}

/// Particles and endings that a Hangul word may carry, longest first within each length.
const ENDINGS: &[&str] = &[
    "해주시겠어요",
    "하려고하는데",
    "해주실래요",
    "부탁드립니다",
    "부탁드려요",
    "해주십시오",
    "해주세요",
    "해줄래요",
    "하고싶어",
    "하려는데",
    "하시겠어요",
    "해주라",
    "해줄래",
    "해봐요",
    "합니다",
    "입니다",
    "입니까",
    "인가요",
    "할까요",
    "하는법",
    "하려면",
    "하는데",
    "했는데",
    "하세요",
    "하시오",
    "에서는",
    "에서도",
    "이라는",
    "이라고",
    "으로는",
    "으로도",
    "이랑은",
    "한테는",
    "까지는",
    "부터는",
    "에게는",
    "에는요",
    "이에요",
    "이예요",
    "해줘",
    "해봐",
    "하기",
    "하는",
    "하고",
    "하면",
    "해서",
    "해라",
    "했어",
    "했다",
    "할까",
    "할지",
    "하자",
    "한다",
    "하게",
    "하지",
    "되는",
    "되게",
    "되면",
    "된다",
    "됐어",
    "돼요",
    "으로",
    "에서",
    "에게",
    "한테",
    "까지",
    "부터",
    "이랑",
    "처럼",
    "보다",
    "마다",
    "조차",
    "라는",
    "라고",
    "라도",
    "이나",
    "이란",
    "예요",
    "에요",
    "인데",
    "이야",
    "인가",
    "일까",
    "이냐",
    "에는",
    "에도",
    "와의",
    "과의",
    "로는",
    "로도",
    "들은",
    "들이",
    "들을",
    "들의",
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "에",
    "의",
    "로",
    "와",
    "과",
    "도",
    "만",
    "랑",
    "야",
    "요",
    "줘",
    "해",
    "들",
    "란",
    "나",
];

/// How many letters of `word` remain once a particle or ending is taken off; all where there is none.
pub(crate) fn stem_length(word: &[char]) -> usize {
    for ending in ENDINGS {
        let n_letters = ending.len() / 3;
        if word.len() > n_letters && (n_letters > 1 || word.len() > 2) {
            let tail = &word[word.len() - n_letters..];
            if ending.chars().eq(tail.iter().copied()) {
                return word.len() - n_letters;
            }
        }
    }
    word.len()
}

/// English endings that a word may carry.
const LATIN_ENDINGS: &[&str] = &["ing", "ed", "es", "s", "ly", "er"];

/// How many letters of a Latin word remain once an ending is taken off.
pub(crate) fn root_length(letters: &[char]) -> Option<usize> {
    if letters.len() < 5 {
        return None;
    }
    let ending = LATIN_ENDINGS
        .iter()
        .find(|ending| ending.chars().rev().eq(letters.iter().rev().copied().take(ending.len())))?;
    Some(letters.len() - ending.len()).filter(|n_left| *n_left > 2)
}
