//! What the router sees of a message, as numbers.
//!
//! Words, their stems and neighbours are hashed into [`HASHED`] buckets; everything that has a name (groups of
//! the lexicon, shapes, lengths, the conversation) has a place of its own behind them. Each feature remembers
//! the words or the fact it came from, so that the choice can be explained by what decided it.

use super::bands::{band, band_of_share, length_band, length_fact};
use super::beside::{self, Beside};
use super::hashing::{self, Hash, Kind, Seen};
use super::lexicon::{Hit, Lexicon, MAX_GROUPS};
use super::negation::is_negated;
use super::shape::Shape;
use super::text::{Parts, Place, Script, Token, Words, root_length, stem_length};
use super::vocabulary::Vocabulary;
use crate::domain::{Fact, Route};

/// Version of what the features mean: weights that were learnt under another are refused.
pub const VERSION: u16 = 7;
/// Buckets for hashed words.
pub const HASHED: usize = 1 << HASHED_BITS;
/// Bits of a bucket's number.
pub(super) const HASHED_BITS: u32 = 20;
/// All features.
pub const COUNT: usize = HASHED + NAMED;

/// Weight of a named feature that is present, against 1 for all words together.
const NAMED_VALUE: f32 = 0.15;
/// A route of the turn before that is less likely counts for nothing.
const LEAST_LIKELY: f32 = 0.03;
/// Words and word pairs that are read of one message.
pub(super) const MAX_HASHED: usize = 1_400;

// Places of the named features, counted from `HASHED`.
const BIAS: usize = 0;
const LENGTH: usize = BIAS + 1;
const N_LENGTHS: usize = 13;
const N_TOKENS: usize = LENGTH + N_LENGTHS;
const N_TOKEN_BANDS: usize = 10;
const LINES: usize = N_TOKENS + N_TOKEN_BANDS;
const N_LINES: usize = 9;
const PASTE: usize = LINES + N_LINES;
const MATERIAL: usize = PASTE + N_LENGTHS;
const SHAPES: usize = MATERIAL + N_LENGTHS;
const N_SHAPES: usize = 24;
/// Once for the message, once for what was piped, each alone and with a request of few words.
const SHAPE_SETS: usize = 4;
const PREVIOUS: usize = SHAPES + N_SHAPES * SHAPE_SETS;
const N_PREVIOUS: usize = 7;
const PREVIOUS_LENGTH: usize = PREVIOUS + N_PREVIOUS;
const N_BRIEF_BANDS: usize = 5;
const PREVIOUS_BARE: usize = PREVIOUS_LENGTH + N_PREVIOUS * N_BRIEF_BANDS;
const EARLIER: usize = PREVIOUS_BARE + N_PREVIOUS;
const ANSWER: usize = EARLIER + 6;
const N_ANSWER: usize = 8;
const GROUP: usize = ANSWER + N_ANSWER;
/// present, twice, short, middling, long, head, tail, negated, first, last
const GROUP_FORMS: usize = 10;
const GROUP_PAIR: usize = GROUP + MAX_GROUPS * GROUP_FORMS;
const GROUP_PREVIOUS: usize = GROUP_PAIR + MAX_GROUPS * (MAX_GROUPS - 1) / 2;
const GROUP_MATERIAL: usize = GROUP_PREVIOUS + MAX_GROUPS * N_PREVIOUS;
const NO_GROUP: usize = GROUP_MATERIAL + MAX_GROUPS;
const OTHER: usize = NO_GROUP + 6;
const N_OTHER: usize = 16;
const BESIDE: usize = OTHER + N_OTHER;
const NAMED: usize = BESIDE + beside::N_PLACES;

/// Where a feature comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The first and the last of the tokens that it was made of, each to be given half.
    Tokens(u16, u16),
    /// Something about the message or the conversation.
    Fact(Fact),
}

/// One number about a message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Feature {
    /// Its row of weights.
    pub index: u32,
    /// How strongly it is there.
    pub value: f32,
    /// Where it comes from.
    pub origin: Origin,
}

/// What is known of words before their weights.
#[derive(Debug, Clone, Copy)]
pub struct Language<'a> {
    /// Groups of words that speak for a kind of work.
    pub lexicon: Lexicon<'a>,
    /// The words that prompts have.
    pub vocabulary: Vocabulary<'a>,
}

/// What the conversation adds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Context<'a> {
    /// The route of the turn before, or the likeliest one where it was never said; `None` at the beginning.
    pub previous: Option<Route>,
    /// How likely each route of the turn before is: 1 for the one that it took, where that is known. They sum to 1, or to
    /// 0 at the beginning.
    pub likely: [f32; Route::ALL.len()],
    /// A bit for each route that was taken before that.
    pub earlier: u8,
    /// The answer before this message.
    pub answer: Option<&'a str>,
}

/// The features of a message, with the words that they speak of.
#[derive(Debug)]
pub struct Features<'a> {
    /// The user's own words, as they were said.
    pub(crate) words: Words<'a>,
    /// All features.
    pub list: Vec<Feature>,
    /// Of `list`, so many are hashed, and come first.
    pub n_hashed: usize,
}

/// Reads the features of `request`, with `material` beside it, as its words were meant.
#[must_use]
pub fn read<'a>(
    language: &Language<'_>,
    request: &'a str,
    material: Option<&str>,
    context: &Context<'_>,
) -> Features<'a> {
    let parts = Parts::of(request);
    let words = Words::of(&parts);
    let as_meant = words.meant(&language.vocabulary);
    let meant = as_meant.as_ref().unwrap_or(&words);
    let mut reader = Reader { list: Vec::with_capacity(640), seen: Seen::nothing(), words: meant };
    reader.words();
    reader.syllables();
    reader.after(context);
    reader.last_sentence();
    let material = material.map(str::trim).filter(|text| !text.is_empty());
    let paste = (!parts.paste.is_empty()).then_some((parts.paste, Fact::Long));
    let beside = material.map(|text| (text, Fact::Material)).or(paste);
    let beside = beside.map(|(text, called)| Beside { shape: Shape::of(text), n_bytes: text.len(), called });
    if beside.is_some() {
        reader.own_words(Kind::WithMaterial, 0..meant.tokens.len());
    }
    let n_hashed = reader.list.len();
    #[expect(clippy::cast_precision_loss, reason = "at most MAX_HASHED")]
    let value = 1.0 / (n_hashed.max(1) as f32).sqrt();
    for feature in &mut reader.list {
        feature.value = value;
    }
    let shape = Shape::of(request.trim());
    reader.fact(BIAS, Fact::Prior);
    reader.length(&shape, &parts, material);
    reader.shapes(&shape, beside.as_ref().filter(|_| material.is_some()));
    if let Some(beside) = &beside {
        reader.beside(beside);
    }
    let mut hits = Vec::with_capacity(32);
    language.lexicon.hits(meant, &mut hits);
    reader.groups(&hits, &shape, context, beside.is_some());
    reader.conversation(context, &shape);
    let list = reader.list;
    Features { words, list, n_hashed }
}

struct Reader<'w, 'a> {
    list: Vec<Feature>,
    /// The buckets that are in `list`: a word counts once.
    seen: Seen,
    words: &'w Words<'a>,
}

impl Reader<'_, '_> {
    fn hashed(&mut self, hash: Hash, first: usize, last: usize) {
        let bucket = hash.bucket();
        if self.list.len() < MAX_HASHED && self.seen.add(bucket) {
            self.list.push(Feature { index: bucket, value: 0.0, origin: self.origin(first, last) });
        }
    }

    /// The tokens of the message that two of the words were said as.
    fn origin(&self, first: usize, last: usize) -> Origin {
        let said = |at: usize| self.words.tokens.get(at).map_or(at, |token| token.said);
        let place = |at: usize| u16::try_from(said(at)).unwrap_or(u16::MAX);
        Origin::Tokens(place(first), place(last))
    }

    fn named(&mut self, place: usize, strength: f32, origin: Origin) {
        #[expect(clippy::cast_possible_truncation, reason = "COUNT is far below 2^32")]
        let index = (HASHED + place) as u32;
        self.list.push(Feature { index, value: NAMED_VALUE * strength, origin });
    }

    fn fact(&mut self, place: usize, fact: Fact) {
        self.named(place, 1.0, Origin::Fact(fact));
    }

    /// Words, stems, pairs of neighbours, syllables.
    fn words(&mut self) {
        let words = self.words;
        let tokens = &words.tokens;
        let has_two_parts = tokens.last().is_some_and(|token| token.place == Place::Tail) || words.letters.len() > 300;
        let mut before: &[char] = &['^'];
        let mut stem_before: &[char] = &['^'];
        for (at, token) in tokens.iter().enumerate() {
            let letters = words.of_token(token);
            if token.is_quoted {
                self.hashed(Hash::new(Kind::Quoted).with(letters), at, at);
                continue;
            }
            let stem = stem_of(words, token);
            self.hashed(Hash::new(Kind::Word).with(letters), at, at);
            if stem.len() < letters.len() {
                self.hashed(Hash::new(Kind::Word).with(stem), at, at);
            }
            if token.script == Script::Latin && letters.len() > 5 {
                self.hashed(Hash::new(Kind::Prefix).with(&letters[..5]), at, at);
            }
            if token.script == Script::Latin
                && let Some(root) = root_length(letters)
            {
                self.hashed(Hash::new(Kind::Root).with(&letters[..root]), at, at);
            }
            let previous = at.saturating_sub(1);
            self.hashed(Hash::new(Kind::Pair).with(before).and(1).with(letters), previous, at);
            if stem.len() < letters.len() || stem_before.len() < before.len() {
                self.hashed(Hash::new(Kind::Stems).with(stem_before).and(1).with(stem), previous, at);
            }
            if token.script == Script::Latin && letters.len() > 3 {
                // What is left of a word after a slip of the keys, or under another ending.
                for part in letters.windows(4) {
                    self.hashed(Hash::new(Kind::Letters).with(part), at, at);
                }
            }
            if has_two_parts {
                let kind = if token.place == Place::Tail { Kind::Tail } else { Kind::Head };
                self.hashed(Hash::new(kind).with(stem), at, at);
            }
            before = letters;
            stem_before = stem;
        }
        let last = tokens.len().saturating_sub(1);
        self.hashed(Hash::new(Kind::Pair).with(before).and(1).with(&['$']), last, last);
    }

    /// The words of a follow-up, each together with the route of the turn before.
    fn after(&mut self, context: &Context<'_>) {
        let words = self.words;
        let Some(previous) = context.previous else { return };
        for (at, token) in words.tokens.iter().enumerate().filter(|(_, token)| !token.is_quoted) {
            let stem = stem_of(words, token);
            self.hashed(Hash::new(Kind::FollowUp).and(previous.index() as u64).with(stem), at, at);
        }
    }

    /// The words of the last of several sentences: who tells a story first asks there.
    fn last_sentence(&mut self) {
        let words = self.words;
        let tokens = &words.tokens;
        let Some(last_word) = tokens.iter().rposition(Token::is_own_word) else { return };
        let ends = |at: &usize| ends_sentence(words, &tokens[*at]) && tokens[at + 1].after_space;
        if let Some(stop) = (0..last_word).rev().find(ends) {
            self.own_words(Kind::LastSentence, stop..tokens.len());
        }
    }

    /// The user's own words among the tokens of `places`.
    fn own_words(&mut self, kind: Kind, places: std::ops::Range<usize>) {
        let words = self.words;
        for at in places {
            let token = &words.tokens[at];
            if token.is_own_word() {
                self.hashed(Hash::new(kind).with(stem_of(words, token)), at, at);
            }
        }
    }

    /// How a message begins and ends in Hangul, whatever its spaces, and its syllables without what closes them: a
    /// slip of the keys mostly leaves that.
    fn frame(&mut self, syllables: &[(char, usize)]) {
        let letters: Vec<char> = syllables.iter().map(|(letter, _)| *letter).collect();
        let n = letters.len();
        for length in 2..=4.min(n) {
            self.hashed(Hash::new(Kind::Opens).with(&letters[..length]), syllables[0].1, syllables[length - 1].1);
            self.hashed(
                Hash::new(Kind::Ends).with(&letters[n - length..]),
                syllables[n - length].1,
                syllables[n - 1].1,
            );
        }
        let open = |letter: char| letter as u32 - (letter as u32 - 0xac00) % 28;
        for pair in syllables.windows(2) {
            let hash = Hash::new(Kind::Vowels).and(open(pair[0].0).into()).and(open(pair[1].0).into());
            self.hashed(hash, pair[0].1, pair[1].1);
        }
    }

    /// Two and three Hangul syllables in a row, across spaces: what is left when someone types without them.
    fn syllables(&mut self) {
        let words = self.words;
        let mut window: [(char, usize); 3] = [('^', 0); 3];
        let mut filled = 0;
        let mut all: Vec<(char, usize)> = Vec::with_capacity(words.letters.len());
        for (at, token) in words.tokens.iter().enumerate() {
            if token.is_quoted {
                continue;
            }
            if token.script != Script::Hangul {
                filled = 0;
                continue;
            }
            for letter in words.of_token(token) {
                window = [window[1], window[2], (*letter, at)];
                all.push((*letter, at));
                filled = (filled + 1).min(3);
                if filled >= 2 {
                    self.hashed(Hash::new(Kind::Syllables).with(&[window[1].0, window[2].0]), window[1].1, at);
                }
                if filled == 3 {
                    self.hashed(
                        Hash::new(Kind::Syllables).with(&[window[0].0, window[1].0, window[2].0]),
                        window[0].1,
                        at,
                    );
                }
            }
        }
        if all.len() > 1 {
            self.frame(&all);
        }
    }

    fn length(&mut self, shape: &Shape, parts: &Parts<'_>, material: Option<&str>) {
        self.fact(LENGTH + length_band(shape.n_chars), length_fact(shape.n_chars));
        self.fact(N_TOKENS + band(self.n_words(), &[1, 2, 3, 4, 6, 9, 14, 24, 50]), length_fact(shape.n_chars));
        self.fact(LINES + band(shape.n_lines, &[1, 2, 3, 4, 6, 10, 20, 50]), length_fact(shape.n_chars));
        if !parts.paste.is_empty() {
            self.fact(PASTE + length_band(parts.paste.len() / 2), Fact::Long);
        }
        if let Some(material) = material {
            self.fact(MATERIAL + length_band(material.len() / 2), Fact::Material);
        }
        if parts.is_fenced {
            self.fact(OTHER, Fact::Code);
            if parts.head.is_empty() && parts.tail.is_empty() {
                self.fact(OTHER + 1, Fact::Code);
            }
        }
        if self.asks() {
            self.fact(OTHER + 2, Fact::Question);
        }
        if shape.hangul > 0.0 {
            self.named(OTHER + 3, shape.hangul, Origin::Fact(Fact::Prior));
        }
        // A first token that is no word: a prompt, a bracket, a comment.
        if let Some(first) = self.words.tokens.first().filter(|token| token.script == Script::Mark) {
            let place =
                OTHER + 4 + usize::from(matches!(self.words.letters[first.from], '$' | '#' | '<' | '{' | '@' | '/'));
            self.named(place, 1.0, self.origin(0, 0));
        }
    }

    /// What is said, together with the text that it is said of.
    fn beside(&mut self, text: &Beside) {
        for (place, fact) in text.places(self.n_words(), self.asks()) {
            self.fact(BESIDE + place, fact);
        }
    }

    fn n_words(&self) -> usize {
        self.words.tokens.iter().filter(|token| token.script != Script::Mark).count()
    }

    fn asks(&self) -> bool {
        self.words.letters.iter().rev().take(40).any(|letter| matches!(letter, '?' | '？'))
    }

    fn shapes(&mut self, shape: &Shape, material: Option<&Beside>) {
        self.shape(shape, 0);
        if shape.n_chars > 800 {
            self.shape(shape, 1);
        }
        if let Some(Beside { shape, .. }) = material {
            self.shape(shape, 2);
            if shape.n_chars > 800 {
                self.shape(shape, 3);
            }
        }
    }

    fn shape(&mut self, shape: &Shape, set: usize) {
        let at = SHAPES + set * N_SHAPES;
        let mut tell = |place: usize, strength: f32, fact: Fact| {
            if strength > 0.0 {
                self.named(at + place, strength.min(1.0), Origin::Fact(fact));
            }
        };
        tell(0, shape.symbols * 6.0, Fact::Code);
        tell(1, shape.digits * 6.0, Fact::Data);
        tell(2, shape.log_lines, Fact::Log);
        tell(3, shape.indented, Fact::Code);
        tell(4, shape.code_lines, Fact::Code);
        tell(5, shape.table_lines, Fact::Table);
        // `a: 1` alone is no prose.
        tell(6, shape.list_lines, if shape.n_chars > 400 { Fact::LongProse } else { Fact::Data });
        let says = |yes: bool| if yes { 1.0 } else { 0.0 };
        tell(7, says(shape.has_diff), Fact::Diff);
        tell(8, says(shape.has_stack), Fact::StackTrace);
        tell(9, says(shape.has_data), Fact::Data);
        tell(10, says(shape.has_maths), Fact::Maths);
        tell(11, says(shape.has_shell), Fact::Code);
        tell(12, says(shape.has_sentences), Fact::LongProse);
        tell(13, says(shape.code_lines > 0.3), Fact::Code);
        tell(14, says(shape.log_lines > 0.4), Fact::Log);
        let is_code = shape.code_lines > 0.2 || shape.symbols > 0.06;
        tell(15, says(shape.n_lines > 1 && is_code), Fact::Code);
        tell(16, says(shape.n_chars > 400 && !is_code && shape.log_lines < 0.3), Fact::LongProse);
        tell(17, says(shape.n_chars > 150 && shape.n_lines == 1), Fact::Middling);
        let symbols = band_of_share(shape.symbols, &[0.01, 0.025, 0.05, 0.08, 0.13]);
        tell(18 + symbols, 1.0, if symbols > 2 { Fact::Code } else { Fact::Prior });
    }

    fn groups(&mut self, hits: &[Hit], shape: &Shape, context: &Context<'_>, has_material: bool) {
        let mut present: [Option<Hit>; MAX_GROUPS] = [None; MAX_GROUPS];
        let mut twice = 0u64;
        let mut negated = 0u64;
        let length = band(shape.n_chars, &[40, 300]);
        let words = self.words;
        let has_two_parts = words.tokens.last().is_some_and(|token| token.place == Place::Tail);
        let mut first = None;
        let mut last = None;
        for hit in hits {
            let token = &words.tokens[hit.token];
            if token.is_quoted {
                continue;
            }
            let is_negated = is_negated(words, hit.token, hit.to);
            for_each_bit(hit.groups, |group| {
                if is_negated {
                    if negated & 1 << group == 0 {
                        negated |= 1 << group;
                        self.named(GROUP + group * GROUP_FORMS + 7, 1.0, self.origin(hit.token, hit.token));
                    }
                    return;
                }
                match present[group] {
                    Some(earlier) if words.letters[earlier.from..earlier.to] != words.letters[hit.from..hit.to] => {
                        twice |= 1 << group;
                    }
                    Some(_) => {}
                    None => {
                        present[group] = Some(*hit);
                    }
                }
                if has_two_parts {
                    let form = if token.place == Place::Tail { 6 } else { 5 };
                    self.named(GROUP + group * GROUP_FORMS + form, 1.0, self.origin(hit.token, hit.token));
                }
            });
            if !is_negated {
                first = first.or(Some(*hit));
                last = Some(*hit);
            }
        }
        if negated != 0 {
            self.fact(OTHER + 6, Fact::Negation);
        }
        for (form, hit) in [(8, first), (9, last)] {
            if let Some(hit) = hit {
                for_each_bit(hit.groups, |group| {
                    self.named(GROUP + group * GROUP_FORMS + form, 1.0, self.origin(hit.token, hit.token));
                });
            }
        }
        let previous = context.previous.map_or(0, |route| route.index() + 1);
        let mut n_present = 0usize;
        for group in 0..MAX_GROUPS {
            let Some(hit) = present[group] else { continue };
            n_present += 1;
            let place = GROUP + group * GROUP_FORMS;
            let origin = self.origin(hit.token, hit.token);
            self.named(place, 1.0, origin);
            if twice & 1 << group != 0 {
                self.named(place + 1, 1.0, origin);
            }
            self.named(place + 2 + length, 1.0, origin);
            self.named(GROUP_PREVIOUS + group * N_PREVIOUS + previous, 1.0, origin);
            if has_material {
                self.named(GROUP_MATERIAL + group, 1.0, origin);
            }
            for (other, other_hit) in present[..group].iter().enumerate() {
                if let Some(other_hit) = other_hit {
                    let pair = group * (group - 1) / 2 + other;
                    self.named(GROUP_PAIR + pair, 1.0, self.origin(other_hit.token, hit.token));
                }
            }
        }
        if n_present == 0 {
            self.fact(NO_GROUP, Fact::Prior);
            self.fact(NO_GROUP + 1 + band(shape.n_chars, &[8, 16, 30, 120]), length_fact(shape.n_chars));
        }
        if context.previous.is_some() && n_present <= 1 {
            self.fact(PREVIOUS_BARE + previous, context.previous.map_or(Fact::Prior, Fact::FollowsUp));
        }
    }

    fn conversation(&mut self, context: &Context<'_>, shape: &Shape) {
        let Some(previous) = context.previous else {
            self.fact(PREVIOUS, Fact::Prior);
            return;
        };
        let fact = Fact::FollowsUp(previous);
        let length = band(shape.n_chars, &[8, 16, 40, 120]);
        // A guess that is unsure counts for each route as far as it is likely.
        for route in Route::ALL {
            let likely = context.likely[route.index()];
            if likely >= LEAST_LIKELY {
                let place = route.index() + 1;
                self.named(PREVIOUS + place, likely, Origin::Fact(fact));
                self.named(PREVIOUS_LENGTH + place * N_BRIEF_BANDS + length, likely, Origin::Fact(fact));
            }
        }
        for route in Route::ALL {
            if context.earlier & 1 << route.index() != 0 && context.previous != Some(route) {
                self.fact(EARLIER + route.index(), Fact::FollowsUp(route));
            }
        }
        if let Some(answer) = context.answer {
            let answer = answer.trim();
            if answer.contains("```") {
                self.fact(ANSWER, fact);
            }
            if answer.ends_with(['?', '？']) {
                self.fact(ANSWER + 1, fact);
            }
            self.fact(ANSWER + 2 + band(answer.len(), &[40, 120, 300, 800]), fact);
        }
    }
}

/// Parts of the features, which training may treat each in its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Words.
    Words,
    /// Two words that are neighbours.
    Neighbours,
    /// What words are made of.
    PartsOfWords,
    /// Lengths and shapes.
    Shape,
    /// The turns before.
    Conversation,
    /// Groups of the lexicon.
    Groups,
    /// Two groups of the lexicon together.
    GroupPairs,
    /// A group of the lexicon after a turn.
    GroupsInConversation,
    /// Anything else.
    Others,
}

/// The part that a feature belongs to.
#[must_use]
pub fn part(index: u32) -> Part {
    let Some(place) = (index as usize).checked_sub(HASHED) else {
        return hashing::part(index);
    };
    match place {
        0..PREVIOUS | BESIDE.. => Part::Shape,
        PREVIOUS..GROUP => Part::Conversation,
        GROUP..GROUP_PAIR => Part::Groups,
        GROUP_PAIR..GROUP_PREVIOUS => Part::GroupPairs,
        GROUP_PREVIOUS..GROUP_MATERIAL => Part::GroupsInConversation,
        _ => Part::Others,
    }
}

/// A word, or a Hangul word without its particle.
fn stem_of<'w>(words: &'w Words<'_>, token: &Token) -> &'w [char] {
    let letters = words.of_token(token);
    if token.script == Script::Hangul { &letters[..stem_length(letters)] } else { letters }
}

fn ends_sentence(words: &Words<'_>, token: &Token) -> bool {
    token.script == Script::Mark && matches!(words.letters[token.from], '.' | '?' | '？' | '!' | '…' | ':')
}

fn for_each_bit(mut bits: u64, mut visit: impl FnMut(usize)) {
    while bits != 0 {
        visit(bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}
