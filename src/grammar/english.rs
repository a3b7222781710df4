//! Phrases in English. The notation is that of `pattern`.

use super::pattern::{Class, Spacing};
use super::phrases::Meaning::{
    ContinueLast, HowMuch, NewConversation, Pin, Redo, Undo, Unpin, WhoAnswered, WhyThisModel,
};
use super::phrases::Place::{Edge, Opening, Whole};
use super::phrases::When::{Always, Answered, AnsweredNotOfModels, NotOfMoney, Pinned, Receipt};
use super::phrases::{Row, Table};

pub(super) const TABLE: Table =
    Table { rows: ROWS, classes: CLASSES, openers: OPENERS, closers: CLOSERS, spacing: Spacing::Fixed };

/// What alone after a name asks for the last message again: `kimi, try again`.
pub(super) const AGAIN: &str = "((can you |could you |you )?(try|retry|redo|answer|do)( it| that| this)?( again)?|(try )?again|once more|one more time|same question|your turn|you try)";

/// After a bare name nothing in English makes it an address.
pub(super) const REQUEST: &str = "<none>";

const CLASSES: &[Class] = &[
    ("none", "\u{fffc}"),
    (
        "it",
        "it|that|this|that one|this one|the same|the last one|the question|my question|the last question|the previous one",
    ),
    ("with", "with|on|using|via|through|by|in"),
    ("model", "model|llm|ai|one of the models"),
    (
        "today",
        "today|so far|so far today|this month|this week|in total|in this chat|in this conversation|this session|until now|to date|yesterday",
    ),
    ("chat", "chat|conversation|session|thread|convo"),
    ("last", "last|previous|earlier|prior|old|most recent"),
    ("used", "used|spent|burned|burnt|consumed"),
];

const OPENERS: &[&str] = &[
    "okay",
    "ok",
    "hmm",
    "hm",
    "please",
    "pls",
    "plz",
    "now",
    "nope",
    "nah",
    "no",
    "well",
    "so",
    "then",
    "and",
    "but",
    "hey",
    "hi",
    "actually",
    "alright",
    "right",
    "oh",
    "ah",
    "um",
    "uh",
    "eh",
    "sorry",
    "wait",
    "cool",
    "thanks",
    "can you",
    "could you",
    "can we",
    "would you",
    "could we",
    "let's",
    "lets",
    "let us",
    "i want to",
    "i'd like to",
    "i would like to",
    "i wanna",
    "just",
    "maybe",
    "yes",
    "yeah",
    "yep",
    "not great",
    "meh",
    "baro",
];

const CLOSERS: &[&str] = &[
    "please",
    "pls",
    "plz",
    "instead",
    "this time",
    "now",
    "thanks",
    "thank you",
    "thx",
    "ok",
    "okay",
    "too",
    "as well",
    "then",
    "again",
    "lol",
    "for me",
    "for once",
    "once",
    "btw",
    "by the way",
    "anyway",
    "real quick",
];

const ROWS: &[Row] = &[
    // Redo, by name.
    (
        Redo,
        Edge,
        Always,
        "(re-?try|retry|redo|re-?run|rerun|re-?do|re-?ask|reask|regenerate|resend|repeat|re-?generate|rety|retyr)( <it>)?( again)? <with> <name~>",
    ),
    (Redo, Edge, Always, "(try|ask|do|run|answer|send)( <it>)? again <with> <name~>"),
    (Redo, Whole, Answered, "(try|run|do|answer|redo) <it> <with> <name~>"),
    (Redo, Whole, Answered, "(give|hand|pass|send|show|feed) <it> (over )?to <name>"),
    (Redo, Whole, Answered, "(try|retry) <name~>( on (it|this|that))?"),
    (
        Redo,
        Edge,
        Always,
        "(again|once more|one more time|same again|same question|same thing|same prompt|same),? (but )?(with|on|using|for|to|from|by) <name~>",
    ),
    (
        Redo,
        Whole,
        Answered,
        "ask <name~>( (about )?(it|that|this|the same|the same thing|the same question|to (try|answer|redo)( it| that| this)?|to try again|for (a|its) (second )?opinion|what it thinks|to do it))?",
    ),
    (Redo, Edge, Always, "ask <name~> (instead|again|too|as well|the same|the same thing|the same question)"),
    (
        Redo,
        Whole,
        Answered,
        "(let|have) <name~> (try|answer|do it|take a look|have a go|take a shot|try it|try that|answer it|answer that|redo it|do that|try again|handle it|handle that|handle this)",
    ),
    (
        Redo,
        Whole,
        Answered,
        "what (does|would|did|will) <name> (say|think|answer|suggest)( about (it|that|this)| here| to that| to this)?",
    ),
    (Redo, Whole, Answered, "what (does|would) <name> make of (it|this|that)"),
    (Redo, Whole, Answered, "what is <name>'s (take|opinion|view|answer)( on (it|this|that))?"),
    (
        Redo,
        Whole,
        Answered,
        "(get |give me |show me |i want |a )?(second |another )?(opinion|answer|take|version|try) from <name>",
    ),
    (Redo, Whole, Answered, "(but )?with <name> instead"),
    (Redo, Whole, Answered, "<name> (instead|this time)( please)?"),
    (Redo, Whole, Answered, "(but )?(now )?(with|on|using) <name>( this time| now)?"),
    // Redo, with another.
    (
        Redo,
        Edge,
        Answered,
        "(re-?try|retry|redo|re-?run|rerun|reask|regenerate|rety|ask again|try again|again|once more)( <it>)?( again)?( but)? (with|on|using|via|from) (another|a different|some other|any other|the other) (model|llm|ai)",
    ),
    (
        Redo,
        Whole,
        AnsweredNotOfModels,
        "(try|ask|use|run|answer|do)( <it>)?( again)?( with| on| using)? (another|a different|some other|any other) (model|llm|ai)( instead| please| for this| for that| this time)?",
    ),
    (Redo, Whole, AnsweredNotOfModels, "(with )?(another|a different) model"),
    (Redo, Whole, AnsweredNotOfModels, "what (do|would) (the )?other models (say|think)( about (it|this|that))?"),
    (
        Redo,
        Whole,
        AnsweredNotOfModels,
        "(get |give me )?(a )?second opinion( from another model| from a different model)",
    ),
    // Pin.
    (
        Pin,
        Edge,
        Always,
        "(always |only |just )?(use|prefer|answer with|talk to|go with|run|ask|give me|take|keep|keep using|pick|default to) <name~>( only)? (from now on|from here on|from here on out|for now|for the rest|for everything|for this chat|for this conversation|for the rest of this chat|for the rest of the conversation|all the time|going forward|from here|until i say otherwise|by default|for all of this|every time|today)",
    ),
    (
        Pin,
        Edge,
        Always,
        "(from now on|from here on|going forward|for now|from here on out|for the rest of this chat|for this conversation),? (always |only |just |please )?(use |it's |answer with |go with |talk to |stick with |everything with |i want |ask |prefer |all )?<name~>( only)?( please)?",
    ),
    (Pin, Opening, Always, "(always|only|just always) (use|answer with|go with|ask) <name~>"),
    (
        Pin,
        Opening,
        Always,
        "(stick|stay|keep on|keep going|continue) (with|to|on) <name~>( for now| from now on| please| for a while| today)?",
    ),
    (Pin, Opening, Always, "(keep|keep on) using <name~>( for now| from now on| for a while)?"),
    (
        Pin,
        Opening,
        Always,
        "(switch|change|swap|move|go)( over)?( back)? to <name~>( model)?( for now| from now on| please| for a while| for everything)?",
    ),
    (
        Pin,
        Opening,
        Always,
        "(switch|change|set|swap)( the| my)? (model|llm|default|default model) to <name~>( from now on| for now)?",
    ),
    (
        Pin,
        Opening,
        Always,
        "(pin|lock)( it| the model| this chat| to| in| it to| the model to| this chat to| this conversation to)? <name~>",
    ),
    (Pin, Opening, Always, "make <name~> (the|my) default( model)?"),
    (Pin, Whole, Always, "use <name>( only| please| model)?"),
    (Pin, Whole, Always, "(nothing but|only) <name> (from now on|please|for now)"),
    // Unpin.
    (
        Unpin,
        Whole,
        Pinned,
        "(go |switch |set it |put it |change |return |move )?(back )?(to )?(auto|automatic|auto mode|automatic mode|auto routing|auto-routing|automatic routing)( mode)?( please| again| now)?",
    ),
    (
        Unpin,
        Whole,
        Pinned,
        "(you|baro) (pick|choose|decide)( the model| a model| which model| for me| again| whichever| from now on)?",
    ),
    (Unpin, Whole, Pinned, "(un-?pin|unlock)( it| the model| <name>| that| this)?"),
    (Unpin, Whole, Pinned, "(remove|drop|clear|release|cancel|lift|lose) (the|that|my) pin"),
    (Unpin, Whole, Pinned, "(stop|quit) (using|pinning|sticking with|sticking to) <name>"),
    (Unpin, Whole, Pinned, "(pick|choose|select|decide on) (the|a) model (for me|yourself|automatically|on your own)"),
    (Unpin, Whole, Pinned, "(route|choose|pick|select|decide) (it )?automatically( again| from now on)?"),
    (Unpin, Whole, Pinned, "(let baro|let the router) (pick|choose|decide)( again| the model)?"),
    (
        Unpin,
        Whole,
        Pinned,
        "(use |choose |pick )?(whichever|whatever|any) model( is| fits| suits| works| you like| you want| you think is)? ?(best|best again|it)?",
    ),
    // Questions.
    (WhyThisModel, Whole, Always, "why (this|that) (model|llm)( again|,? and not another| here| for this| for that)?"),
    (
        WhyThisModel,
        Whole,
        Always,
        "why (did|do|would) (you|it|baro) (pick|choose|use|select|route( this| it| that)? to|go with|send( this| it| that)? to|ask) (this|that|this particular|the|that particular) (model|llm|one)( for (this|that|it))?",
    ),
    (
        WhyThisModel,
        Whole,
        Always,
        "why (was|is) (this|that) (model|llm) (picked|chosen|used|selected)( for (this|that|it))?",
    ),
    (
        WhyThisModel,
        Whole,
        Answered,
        "why( not a different model but| of all models)? <name>( of all models| of all things| again| this time| here| for this| for that)?",
    ),
    (
        WhyThisModel,
        Whole,
        Answered,
        "why (did|do|would) (you|it|baro) (pick|choose|use|select|go with|ask|route( this| it| that)? to|send( this| it| that)? to) <name>( for (this|that|it)| here| again)?",
    ),
    (
        WhyThisModel,
        Whole,
        Answered,
        "why (was|is) <name> (picked|chosen|used|selected|answering)( for (this|that|it)| here)?",
    ),
    (
        WhyThisModel,
        Whole,
        Answered,
        "how (did|do) you (pick|choose|select|decide on) (the|this|that) model( for (this|that))?",
    ),
    (
        WhoAnswered,
        Whole,
        Answered,
        "(which|what) (model|llm)( was| is| did| wrote| answered| gave| said| made| produced) (that|this|it)( one| answer| reply| response)?( from| by)?",
    ),
    (
        WhoAnswered,
        Whole,
        Always,
        "(which|what) (model|llm) (is|was) (this|that|it|answering|talking|in use|active|used|responding|it now)( now| right now| here| for that| for this| just now)?",
    ),
    (
        WhoAnswered,
        Whole,
        Always,
        "(which|what) (model|llm) (are|were) (you|we)( using| on| running| talking to| running on)?( now| right now| at the moment| here)?",
    ),
    (
        WhoAnswered,
        Whole,
        Always,
        "(which|what) (model|llm) (am i|are we) (using|talking to|on|speaking to|speaking with|talking with)( now| right now| here)?",
    ),
    (
        WhoAnswered,
        Whole,
        Answered,
        "(which|what) (model|llm) (just )?(answered|replied|responded|spoke|did that|wrote that|wrote this|answered that|answered this|gave that answer)( just now)?",
    ),
    (
        WhoAnswered,
        Whole,
        Answered,
        "who (just )?(answered|replied|responded|wrote)( that| this| me| just now| to that| that answer| this answer)?( just now)?",
    ),
    (WhoAnswered, Whole, Answered, "who (was|is) that answer from"),
    (WhoAnswered, Whole, Answered, "who am i (talking|speaking) (to|with)( now| right now)?"),
    (
        HowMuch,
        Whole,
        NotOfMoney,
        "how much (have i|did i|have we|did we|i've|i have) (spent|spend|used|use|burned)( <today>| on this| on tokens)?",
    ),
    (
        HowMuch,
        Whole,
        Always,
        "how many tokens (have i|did i|have we|did we|did that|did this|has this|i've|i have|were|did it)( all)? ?(used|use|spent|spend|cost|burned|burn|take|consumed)?( <today>)?",
    ),
    (
        HowMuch,
        Whole,
        NotOfMoney,
        "(how much|what) did (that|this|it|that answer|this answer|the last answer|this chat|this conversation) cost( me)?( <today>)?",
    ),
    (
        HowMuch,
        Whole,
        NotOfMoney,
        "(what's|what is|show|show me|tell me) (my|the|our|today's) (usage|spending|spend|token usage|token count|cost|api cost|bill)( <today>)?",
    ),
    (
        HowMuch,
        Whole,
        Always,
        "(show |show me |what's |what is )?(my |the |our |today's )?(token usage|api usage|api cost|usage so far|tokens used|token spend|tokens spent)( <today>)?",
    ),
    (HowMuch, Whole, Always, "how much (has|did) (this|that|the) (chat|conversation|session) cost( me)?( so far)?"),
    // Conversations.
    (
        NewConversation,
        Opening,
        Always,
        "(start |open |begin |create |make |give me )?(a |another )?(new|fresh|clean|brand new) <chat>( now)?",
    ),
    (
        NewConversation,
        Whole,
        Always,
        "(start|start over|begin|begin again|continue|move|go)( over| again| afresh| anew)?( in| with| to) a (new|fresh|clean) <chat>",
    ),
    (
        ContinueLast,
        Whole,
        Always,
        "(continue|resume|reopen|go back to|pick up|return to|open|bring back|load|restore) (with )?(my|the|our|that) <last> <chat>( again| from before)?",
    ),
    (
        ContinueLast,
        Whole,
        Always,
        "(continue|resume|pick up|carry on|go on)( from)? where (we|i) (left off|stopped|were)( last time| yesterday| earlier| before)?",
    ),
    (
        ContinueLast,
        Whole,
        Always,
        "(continue|resume|reopen|go back to|pick up|return to) (the|our|that) <chat> (from (before|earlier|yesterday|last time|this morning|last night)|we had( earlier| before| yesterday)?)",
    ),
    (ContinueLast, Whole, Always, "(resume|continue) <last> <chat>"),
    // Undo.
    (
        Undo,
        Whole,
        Receipt,
        "(no|nope|nah|undo|undo that|undo it|undo this|cancel|cancel that|cancel it|never mind|nevermind|nvm|not that|no no|revert|revert that|take that back|oops|wrong|go back|i didn't mean that|didn't mean that|that's not what i meant)",
    ),
];
