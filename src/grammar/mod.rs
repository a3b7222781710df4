//! What a line asks of baro itself: to whom it goes, to ask again, to stay with a model, who answered and why.
//!
//! Pure: a line and a [`Situation`] in, a [`Reading`] out. Phrases and names are tables in both languages. A form
//! counts only where it is the whole message or its first or last clause, never inside code, quotations or what
//! was pasted; when in doubt, the line is text. Nothing here knows which models can be used, sends or undoes
//! anything, or reads more than one line: files, pipes and prompts of other programs never come here.

mod act;
mod address;
mod beside;
mod called;
mod clauses;
mod english;
mod farewell;
mod hints;
pub mod keys;
mod korean;
mod letters;
mod line_numbers;
mod names;
mod pattern;
mod period;
mod phrases;
mod situation;
mod subject;
mod supposed;
mod topics;
mod wishes;

use std::borrow::Cow;
use std::ops::Range;

pub use act::{Act, Deed, Question, Recall, Topic};
pub use farewell::{Farewell, farewell};
pub use keys::{in_english, in_korean};
pub use names::{Named, Names, is_auto};
pub use period::{Extent, Period};
pub use situation::{Answer, Choice, Last, Others, Setting, Situation};
pub use subject::Subject;
pub use supposed::would_name_somebody;
pub use topics::Called;

use crate::domain::Hint;
use address::Addressed;
use letters::{Letters, is_hangul};
use phrases::{Meaning, Phrases, Place, When, is_allowed, is_time};

/// What was understood of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading<'a> {
    /// What is asked of baro. Without it the line is a message and nothing else.
    pub act: Option<Act>,
    /// What is left for a model: the line without address, mention or phrase, in its own bytes. Empty where
    /// nothing is left.
    pub message: Cow<'a, str>,
    /// Wishes about the answer, each once. They stay in the message.
    pub hints: Vec<Hint>,
    /// What was recognised, in the order of the line.
    pub spans: Vec<Span>,
}

impl Default for Reading<'_> {
    /// Nothing that speaks to baro, and nothing of the line.
    fn default() -> Self {
        Self { act: None, message: Cow::Borrowed(""), hints: Vec::new(), spans: Vec::new() }
    }
}

/// Something that was recognised in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Its bytes in the line.
    pub range: Range<usize>,
    /// What it is.
    pub kind: SpanKind,
}

/// What was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpanKind {
    /// A name that addresses a model.
    Name,
    /// A phrase that asks something of baro.
    Phrase,
    /// A hint.
    Hint,
    /// `@` and the path of a file that exists, which stay in the message.
    File,
    /// The `\` that keeps a line from being read.
    Escape,
}

/// A phrase is no longer than so many letters.
const LONGEST_PHRASE: usize = 70;

/// What joins a redo with a remark on it.
const JOINTS: [&str; 5] = [" 근데 ", " 그런데 ", " 대신 ", " 단 ", " but "];

/// Syllables that stand at once behind a path: `에서부터`.
const LONGEST_PARTICLE: usize = 4;

/// Reads one line, as it was typed.
#[must_use]
pub fn read<'a>(line: &'a str, situation: &Situation<'_>) -> Reading<'a> {
    let trimmed = line.trim_start();
    let is_typed = !situation.pasted.iter().any(|range| range.contains(&(line.len() - trimmed.len())));
    if let Some(rest) = trimmed.strip_prefix('\\').filter(|_| is_typed)
        && is_escape(rest, situation)
    {
        let at = line.len() - trimmed.len();
        let spans = vec![Span { range: at..at + 1, kind: SpanKind::Escape }];
        return Reading { message: Cow::Borrowed(rest), spans, ..Reading::default() };
    }
    let reader = Reader { line, letters: Letters::of(line, situation.pasted), situation, tables: phrases::all() };
    reader.read()
}

/// Whether a `\` before `rest` is there to keep it from being read. `\frac{1}{2}` and `\(x\)` are left as they are.
fn is_escape(rest: &str, situation: &Situation<'_>) -> bool {
    let opens_formula =
        rest.starts_with(|next: char| next.is_ascii_alphabetic() || matches!(next, '(' | '[' | '{' | '$'));
    if !opens_formula {
        return true;
    }
    situation.whatever_happened().iter().any(|situation| {
        let reading = read(rest, situation);
        reading.act.is_some() || !reading.hints.is_empty()
    })
}

struct Reader<'a, 's> {
    line: &'a str,
    letters: Letters,
    situation: &'s Situation<'s>,
    tables: &'static [Phrases; 2],
}

/// Whether somebody is named in a text.
#[derive(Clone, Copy)]
struct IsCalled {
    /// By a name.
    is_sure: bool,
    /// By one, or by a word that may be one with a typing error.
    may_be: bool,
}

/// A phrase that was found.
struct Match<'n> {
    act: Act,
    /// What had to be so for it to count.
    when: When,
    name: Option<names::Found<'n>>,
    range: Range<usize>,
}

impl<'a> Reader<'a, '_> {
    fn chars(&self) -> &[char] {
        self.letters.chars()
    }

    fn read(&self) -> Reading<'a> {
        let mut reading = self
            .whole()
            .or_else(|| self.addressed())
            .or_else(|| self.with_wish())
            .or_else(|| self.clause())
            .or_else(|| self.with_remark())
            .or_else(|| self.sought())
            .or_else(|| self.slipped())
            .unwrap_or_else(|| Reading { message: Cow::Borrowed(self.line), ..Reading::default() });
        let mut hints = Vec::new();
        let (first, _) = clauses::first(self.chars());
        let last = clauses::last(self.chars());
        let mut look_in =
            |clause| hints::in_clause(self.chars(), clause, self.tables, self.situation.names, &mut hints);
        look_in(&first);
        if last != first {
            look_in(&last);
        }
        for (hint, range) in hints {
            let range = self.letters.bytes(range);
            let is_free = |span: &Span| span.range.end <= range.start || range.end <= span.range.start;
            if reading.spans.iter().all(is_free) && !reading.hints.contains(&hint) {
                reading.hints.push(hint);
                reading.spans.push(Span { range, kind: SpanKind::Hint });
            }
        }
        self.files(&mut reading.spans);
        reading.spans.sort_by_key(|span| (span.range.start, span.range.end));
        reading
    }

    /// The whole line as one phrase.
    fn whole(&self) -> Option<Reading<'a>> {
        let found = self.phrase(&clauses::whole(self.chars()), Place::Whole)?;
        Some(self.reading(found, Cow::Borrowed("")))
    }

    /// A mention or an address. Where no more is said than `다시`, the last message is meant.
    fn addressed(&self) -> Option<Reading<'a>> {
        let names = self.situation.names;
        let chars = self.chars();
        let mentions = address::mentions(chars, names, self.tables, |at| self.path_at(at));
        let is_mention = mentions.is_some();
        let byte = |at: usize| self.letters.bytes(at..at).start;
        let addressed = mentions
            .or_else(|| address::address(self.line, chars, names, self.tables, byte))
            .or_else(|| self.handed_over())?;
        let Addressed { names, spans, message } = addressed;
        let spans = spans.into_iter().map(|range| self.span(range, SpanKind::Name)).collect();
        let text = |range: &Range<usize>| self.line.get(self.letters.bytes(range.clone())).unwrap_or_default().trim();
        if let ([name], [message]) = (names.as_slice(), message.as_slice())
            && self.situation.answer == Answer::Given
            && *name != Named::Auto
            && let Some(again) = self.again(message)
        {
            let redo = Act::Redo { with: Some(name.clone()), without: None };
            return Some(self.wished(again, Reading { act: Some(redo), spans, ..Reading::default() }));
        }
        let act = match (names.as_slice(), is_mention) {
            ([name], false) => Act::Address { name: name.clone() },
            _ => Act::Mention { names },
        };
        let parts: Vec<&str> = message.iter().map(text).filter(|part| !part.is_empty()).collect();
        let message = match parts.as_slice() {
            [] => Cow::Borrowed(""),
            [message] => Cow::Borrowed(*message),
            parts => Cow::Owned(parts.join(" ")),
        };
        Some(Reading { act: Some(act), message, spans, ..Reading::default() })
    }

    /// `키미한테 물어봐: ..`
    fn handed_over(&self) -> Option<Addressed> {
        let chars = self.chars();
        let (first, mark) = clauses::first(chars);
        if mark != Some(':') {
            return None;
        }
        let end = first.end + chars[first.end..].iter().position(|letter| *letter == ':')? + 1;
        if clauses::whole(chars).end <= end {
            return None;
        }
        let given = Situation { answer: Answer::Given, ..*self.situation };
        let found =
            self.phrase_in(&first, Place::Whole, &given).filter(|found| matches!(found.act, Act::Redo { .. }))?;
        let name = found.name?;
        Some(Addressed::to(&name, chars, end..chars.len()))
    }

    /// Whether it is said to do it again, and no more.
    fn is_again(&self, said: &Range<usize>) -> bool {
        let is_short = said.len() <= LONGEST_PHRASE && !said.is_empty();
        is_short
            && self.tables.iter().any(|phrases| {
                self.variants(said, phrases)
                    .any(|range| phrases.again().matches(&self.chars()[range], self.situation.names).is_some())
            })
    }

    /// Another line in the same situation.
    fn instead<'o>(&'o self, line: &'o str) -> Reader<'o, 'o> {
        let letters = Letters::of(line, &[]);
        Reader { line, letters, situation: self.situation, tables: self.tables }
    }

    /// The first or the last clause as a phrase.
    fn clause(&self) -> Option<Reading<'a>> {
        let chars = self.chars();
        let whole = clauses::whole(chars);
        let (first, mark) = clauses::first(chars);
        let is_one_line = !chars[whole.clone()].contains(&'\n');
        let end = mark.map(|_| first.end + self.n_marks(first.end));
        if let Some(end) = end {
            let place =
                if matches!(mark, Some('.' | ':' | '!' | ';' | '\n' | '…')) { Place::Opening } else { Place::Edge };
            let rest = end..whole.end.max(end);
            if let Some(found) = self.phrase(&first, place)
                && self.may_stand_beside(&found, &rest, is_one_line)
            {
                let message = self.message(self.letters.bytes(rest.start..chars.len()), &rest);
                return Some(self.reading(found, message));
            }
        }
        let last = clauses::last(chars);
        let rest = whole.start..last.start;
        let found = (!rest.is_empty()).then(|| self.phrase(&last, Place::Edge)).flatten()?;
        if !self.may_stand_beside(&found, &rest, is_one_line) {
            return None;
        }
        let message = self.message(self.letters.bytes(0..last.start), &rest);
        Some(self.reading(found, message))
    }

    /// A redo, and a remark behind a word that joins them: `키미로 다시 해줘 근데 짧게`.
    fn with_remark(&self) -> Option<Reading<'a>> {
        let chars = self.chars();
        let whole = clauses::whole(chars);
        if whole.len() > LONGEST_PHRASE + beside::LONGEST_REMARK || chars[whole.clone()].contains(&'\n') {
            return None;
        }
        let (at, joint) = JOINTS.iter().find_map(|joint| {
            let letters: Vec<char> = joint.chars().collect();
            let at = chars[whole.clone()].windows(letters.len()).position(|window| window == letters)?;
            Some((whole.start + at, letters.len()))
        })?;
        let rest = at + joint..whole.end;
        let found = self.phrase(&(whole.start..at), Place::Edge)?;
        let is_redo = matches!(found.act, Act::Redo { .. }) && self.may_stand_beside(&found, &rest, true);
        (is_redo && !rest.is_empty()).then(|| {
            let message = self.message(self.letters.bytes(rest.start..chars.len()), &rest);
            self.reading(found, message)
        })
    }

    fn n_marks(&self, at: usize) -> usize {
        self.chars()[at..]
            .iter()
            .take_while(|it| it.is_whitespace() || !(it.is_alphanumeric() || is_open(**it)))
            .count()
    }

    /// What is left beside a clause: nothing where it only fills.
    fn message(&self, bytes: Range<usize>, rest: &Range<usize>) -> Cow<'a, str> {
        if clauses::is_empty_talk(self.chars(), rest, [self.tables[0].table, self.tables[1].table]) {
            return Cow::Borrowed("");
        }
        let text = self.line.get(bytes).unwrap_or_default().trim();
        Cow::Borrowed(text.trim_end_matches([',', ';', ':', '-', '—', '–', '，', '、']).trim_end())
    }

    /// The whole line as a wish for an earlier conversation, by what it was about.
    fn sought(&self) -> Option<Reading<'a>> {
        let clause = clauses::whole(self.chars());
        if clause.len() > LONGEST_PHRASE {
            return None;
        }
        let topics::Sought { topic, period, is_earlier, called } = topics::sought(&self.chars()[clause.clone()])?;
        let words = self.line.get(self.letters.bytes(clause.start + topic.start..clause.start + topic.end))?;
        let act = Act::Recall(Recall::About(Topic { words: words.to_owned(), period, is_earlier, called }));
        let spans = vec![self.span(clause, SpanKind::Phrase)];
        Some(Reading { act: Some(act), message: Cow::Borrowed(self.line), spans, ..Reading::default() })
    }

    /// The whole line as it would have been with the other layout: `zlalfh ektl` is `키미로 다시`.
    fn slipped(&self) -> Option<Reading<'a>> {
        let range = clauses::whole(self.chars());
        if range.is_empty() || range.len() > LONGEST_PHRASE {
            return None;
        }
        let typed = self.line.get(self.letters.bytes(range.clone()))?;
        let chars = &self.chars()[range.clone()];
        if chars.contains(&letters::HIDDEN) {
            return None;
        }
        let other = if typed.is_ascii() {
            let korean = in_korean(typed);
            let is_korean = korean.chars().any(is_hangul)
                && !korean.chars().any(|it| keys::is_loose(it) || it.is_ascii_alphabetic());
            is_korean.then_some(korean)?
        } else if chars.iter().any(|it| keys::is_loose(*it)) && !chars.iter().any(char::is_ascii_alphabetic) {
            in_english(typed)
        } else {
            return None;
        };
        let reader = self.instead(&other);
        let found = reader.phrase(&clauses::whole(reader.chars()), Place::Whole)?;
        let spans = vec![self.span(range, SpanKind::Phrase)];
        Some(Reading { act: Some(found.act), spans, ..Reading::default() })
    }

    fn reading(&self, found: Match<'_>, message: Cow<'a, str>) -> Reading<'a> {
        let mut spans = vec![self.span(found.range, SpanKind::Phrase)];
        if let Some(name) = found.name {
            spans.push(self.span(name.from..name.to, SpanKind::Name));
        }
        Reading { act: Some(found.act), message, spans, ..Reading::default() }
    }

    fn span(&self, range: Range<usize>, kind: SpanKind) -> Span {
        Span { range: self.letters.bytes(range), kind }
    }

    fn phrase(&self, clause: &Range<usize>, place: Place) -> Option<Match<'_>> {
        self.phrase_in(clause, place, self.situation)
    }

    /// The phrase that all of `clause` is, in the first language that has one.
    fn phrase_in(&self, clause: &Range<usize>, place: Place, situation: &Situation<'_>) -> Option<Match<'_>> {
        self.phrase_where(clause, place, situation, |text| self.called(text))
    }

    /// The same, where `called` says whether somebody is named in the clause.
    fn phrase_where(
        &self,
        clause: &Range<usize>,
        place: Place,
        situation: &Situation<'_>,
        called: impl FnOnce(&[char]) -> IsCalled,
    ) -> Option<Match<'_>> {
        let chars = self.chars();
        if clause.is_empty() || clause.len() > LONGEST_PHRASE || chars[clause.clone()].contains(&letters::HIDDEN) {
            return None;
        }
        let names = self.situation.names;
        let text = &chars[clause.clone()];
        // Most messages have neither a name nor a word that could be one with a typing error: little is to be tried.
        let IsCalled { is_sure: has_name, may_be: may_name } = called(text);
        let (is_korean, is_english) = (text.iter().any(|it| is_hangul(*it)), text.iter().any(char::is_ascii_lowercase));
        let looks = [is_korean || has_name, is_english];
        self.tables.iter().zip(looks).filter(|(_, looks)| *looks).find_map(|(phrases, _)| {
            let variants: Vec<Range<usize>> = self.variants(clause, phrases).collect();
            phrases
                .rows()
                .iter()
                .filter(|phrase| is_allowed(phrase.place, place) && is_time(phrase.when, situation))
                .filter(|phrase| may_name || !phrase.pattern.wants_name)
                .find_map(|phrase| {
                    let tried = if phrase.place == Place::Alone { &variants[..1] } else { &variants };
                    tried.iter().find_map(|range| {
                        let matched = phrase.pattern.matches(&chars[range.clone()], names)?;
                        let name = matched.name.map(|it| it.moved(range.start));
                        // To stay with one that there may not be is more than such a line may ask.
                        if phrase.meaning == Meaning::Pin && name.is_some_and(|it| it.is_doubtful()) {
                            return None;
                        }
                        let whom = name.map(|it| it.named(chars));
                        let mut act = act_of(phrase.meaning, whom, &chars[range.clone()], situation)?;
                        if let Act::Mention { names: called } = &mut act {
                            *called = self.called_in(range);
                        }
                        Some(Match { act, when: phrase.when, name, range: clause.clone() })
                    })
                })
        })
    }

    /// Whether somebody is named in `text`.
    fn called(&self, text: &[char]) -> IsCalled {
        let names = self.situation.names;
        let is_sure = (0..text.len()).any(|at| names.or_models_at(text, at).next().is_some());
        let may_be = is_sure || text.split(|it| !letters::is_word(*it)).any(|word| names.nearly(word).is_some());
        IsCalled { is_sure, may_be }
    }

    /// The names in a clause, in its order, each once.
    fn called_in(&self, clause: &Range<usize>) -> Vec<Named> {
        let chars = &self.chars()[..clause.end];
        let mut called: Vec<Named> = Vec::new();
        let mut at = clause.start;
        while at < clause.end {
            let names = self.situation.names.or_models_at(chars, at);
            match names.filter(|found| found.strength != names::Strength::Letter).max_by_key(|found| found.to) {
                Some(found) => {
                    let one = found.named(chars);
                    if !called.contains(&one) {
                        called.push(one);
                    }
                    at = found.to;
                }
                None => at += 1,
            }
        }
        called
    }

    /// `clause` with fewer and fewer of the words around it that add nothing.
    fn variants<'v>(
        &'v self,
        clause: &'v Range<usize>,
        phrases: &'v Phrases,
    ) -> impl Iterator<Item = Range<usize>> + 'v {
        let ends = clauses::endings(self.chars(), clause, phrases.table);
        clauses::beginnings(self.chars(), clause, phrases.table)
            .into_iter()
            .flat_map(move |start| ends.clone().into_iter().filter(move |end| *end > start).map(move |end| start..end))
    }

    /// `@` and the path of a file that exists.
    fn files(&self, spans: &mut Vec<Span>) {
        let chars = self.chars();
        for (at, letter) in chars.iter().enumerate() {
            let begins =
                at.checked_sub(1).is_none_or(|before| chars[before].is_whitespace() || opens_aside(chars[before]));
            if *letter != '@' || !begins {
                continue;
            }
            if let Some(path) = self.file_at(at) {
                spans.push(self.span(path, SpanKind::File));
            }
        }
    }

    /// The path of a file that exists, with the `@` at `at` that it begins with.
    fn file_at(&self, at: usize) -> Option<Range<usize>> {
        let chars = self.chars();
        let mut to = at + chars[at..].iter().take_while(|it| !it.is_whitespace() && **it != letters::HIDDEN).count();
        // A sentence may go on at once: `@src/main.rs, ..`, `@src/main.rs를 ..`.
        let mut n_of_particle = 0;
        while to > at + 1 {
            for end in [to, to - line_numbers::n_letters_at_end(&chars[at..to])] {
                let path = self.line[self.letters.bytes(at..end)].trim_start_matches(['@', '＠']);
                if path.contains(['/', '.', '\\']) && (self.situation.is_file)(path) {
                    return Some(at..end);
                }
            }
            match chars[to - 1] {
                ',' | '.' | ':' | ';' | '?' | '!' | ')' => {}
                letter if is_hangul(letter) && n_of_particle < LONGEST_PARTICLE => n_of_particle += 1,
                _ => return None,
            }
            to -= 1;
        }
        None
    }

    /// The same of what looks like a path and may be wrong.
    fn path_at(&self, at: usize) -> Option<usize> {
        let chars = self.chars();
        if let Some(Range { end, .. }) = self.file_at(at) {
            return Some(end + line_numbers::n_letters_behind(&chars[end..]));
        }
        let word = &chars[at..at + chars[at..].iter().take_while(|it| !it.is_whitespace()).count()];
        let n_marks = word.iter().rev().take_while(|it| matches!(it, ',' | '.' | ':' | ';' | '?' | '!' | ')')).count();
        let word = &word[..word.len() - n_marks];
        (word.contains(&'/') || word.contains(&'.')).then_some(at + word.len())
    }
}

/// What opens an aside in which a path may stand: `이 파일(@src/main.rs)이 ..`.
#[must_use]
pub const fn opens_aside(letter: char) -> bool {
    matches!(letter, '(' | '（')
}

fn is_open(letter: char) -> bool {
    matches!(
        letter,
        '(' | '['
            | '{'
            | '"'
            | '\''
            | '`'
            | '@'
            | '#'
            | '$'
            | '<'
            | '“'
            | '‘'
            | '「'
            | '\\'
            | '/'
            | '-'
            | letters::HIDDEN
    )
}

/// The act of a phrase. `auto` is nobody to ask again; to stay with it is to give up a pin.
fn act_of(meaning: Meaning, name: Option<Named>, phrase: &[char], situation: &Situation<'_>) -> Option<Act> {
    let is_auto = name == Some(Named::Auto);
    Some(match (meaning, name) {
        (Meaning::Redo | Meaning::RedoWithout | Meaning::WhyThisModel, _) if is_auto => return None,
        (Meaning::Redo, with) => Act::Redo { with, without: None },
        (Meaning::RedoWithout, without) => Act::Redo { with: None, without },
        // Whom it names is gathered where the clause is known.
        (Meaning::AskBoth, _) => Act::Mention { names: Vec::new() },
        (Meaning::Pin, Some(Named::Auto)) => {
            return is_time(When::Pinned, situation).then_some(Act::Unpin);
        }
        (Meaning::Pin, Some(name)) => Act::Pin { name },
        (Meaning::Pin, None) => return None,
        (Meaning::PinLast, _) => Act::Pin { name: Named::Model(situation.answerer?.to_string()) },
        (Meaning::Unpin, _) => Act::Unpin,
        (Meaning::WhyThisModel, _) => Act::Ask(Question::WhyThisModel),
        (Meaning::WhoAnswered, _) => Act::Ask(Question::WhoAnswered),
        (Meaning::HowMuch, _) => match period::extent_of(phrase) {
            // There is none.
            Extent::LastAnswer if situation.answer == Answer::None => return None,
            extent => Act::Ask(Question::HowMuch(extent)),
        },
        (Meaning::HowMuchForAnswer, _) => Act::Ask(Question::HowMuch(Extent::LastAnswer)),
        (Meaning::NewConversation, _) => Act::Recall(Recall::NewConversation),
        (Meaning::ContinueLast, _) => Act::Recall(Recall::ContinueLast(period::period_in(phrase))),
        (Meaning::Conversations, _) => Act::Ask(Question::Conversations),
        (Meaning::Undo, _) => Act::Undo,
        (Meaning::Do(deed), _) => Act::InTalk(deed),
        (Meaning::Help, _) => Act::Ask(Question::Help),
    })
}
