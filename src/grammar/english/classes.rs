//! Groups of English words that stand for one another, by the name that the phrases call them.

use super::super::pattern::Class;

pub(super) const CLASSES: &[Class] = &[
    ("none", "\u{fffc}"),
    (
        "it",
        "it|that|this|that one|this one|the same|the last one|the question|my question|the last question|the previous one",
    ),
    ("with", "with|on|using|via|through|by|in"),
    ("model", "model|llm|ai|one of the models"),
    (
        "today",
        "today|so far|so far today|yesterday|(so far )?this (week|month)|last (week|month)|in total|altogether|in this (chat|conversation|session)|this session|until now|to date",
    ),
    ("period", "today|yesterday|this (week|month)|last (week|month)"),
    ("days", "today's|yesterday's|this (week|month)'s|last (week|month)'s"),
    ("answer", "that|this|(that|this|the last|the previous|your last) (answer|reply|response|one)"),
    ("chat", "chat|conversation|session|thread|convo"),
    ("last", "last|previous|earlier|prior|old|most recent"),
    ("used", "used|spent|burned|burnt|consumed"),
    ("more", "((a bit|a little|a lot|much|even|way|far) )?(more )?"),
    ("stay", "(use|answer with|go with|stick (with|to)|stay (with|on)|keep|keep using)"),
    (
        "fromnow",
        "(from (now|here) on|going forward|for now|for (everything|this chat|this conversation)|for the rest( of (this chat|the conversation))?)",
    ),
    ("deeply", "deeper|harder|deeply|carefully|thoroughly"),
    ("briefly", "shorter|briefly|concisely"),
    ("code", "code|code block|codeblock|code snippet|snippet"),
    ("reply", "answer|reply|response"),
    ("clipboard", "(on|to|onto|into) (the|my) clipboard"),
    ("amend", "edit|fix|change|reword|rephrase|correct|revise"),
    ("mine", "my (last |previous )(message|question|prompt)|the (message|question|prompt) i just sent"),
    ("former", "other|first|previous|earlier|original|old"),
    ("favourites", "favou?rites|bookmarks|starred"),
    ("willanswer", "(answers|will answer|would answer|is going to answer)"),
    (
        "freeleft",
        "(how (many|much) free (requests?|calls?|messages|quota) (are left|is left|do i have left|have i left|left|remaining|remain)|(my |the )?(free (requests|calls|quota) (left|remaining)|remaining free (requests|calls|quota))|(what's|what is|how much is) left of (my|the) free (quota|plan|requests|calls))",
    ),
];
