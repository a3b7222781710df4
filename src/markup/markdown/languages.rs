//! What the highlighter knows of languages: a row for each.

/// A language, as far as colours need it.
#[derive(Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a habit that a language has or has not")]
pub struct Language {
    /// Names behind a fence, in lower case.
    pub names: &'static [&'static str],
    /// What begins a comment to the line's end.
    pub line_comments: &'static [&'static str],
    /// What begins and ends a comment over lines.
    pub comment: Option<(&'static str, &'static str)>,
    /// Strings; the longer beginning stands before the shorter.
    pub quotes: &'static [Quote],
    /// Its keywords, with spaces between.
    pub keywords: &'static str,
    /// Types, and constants such as `true`, in the same way.
    pub types: &'static str,
    /// Whether keywords are known in any case.
    pub ignores_case: bool,
    /// Whether a name in `CamelCase` is a type.
    pub has_types: bool,
    /// Whether names stand before `:` or `=`, and nothing is called: settings.
    pub has_keys: bool,
    /// Whether `'a` may be a name.
    pub has_lifetimes: bool,
    /// Whether a name may hold `-`.
    pub has_dashed_names: bool,
    /// Whether it is a difference between texts.
    pub is_difference: bool,
}

/// A kind of string.
#[derive(Debug, PartialEq, Eq)]
pub struct Quote {
    /// What begins it.
    pub begin: &'static str,
    /// What ends it.
    pub end: &'static str,
    /// Whether a backslash takes the meaning of what follows.
    pub escapes: bool,
    /// Whether it goes on in the next line.
    pub spans_lines: bool,
}

/// The language of a name.
#[must_use]
pub fn of(name: &str) -> Option<&'static Language> {
    let name = name.to_ascii_lowercase();
    LANGUAGES.iter().find(|language| language.names.contains(&name.as_str()))
}

/// All names, for tests.
#[cfg(test)]
pub fn names() -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().flat_map(|language| language.names.iter().copied())
}

const DOUBLE: Quote = Quote { begin: "\"", end: "\"", escapes: true, spans_lines: false };
const SINGLE: Quote = Quote { begin: "'", end: "'", escapes: true, spans_lines: false };
const DOUBLE_LINES: Quote = Quote { begin: "\"", end: "\"", escapes: true, spans_lines: true };
const SINGLE_RAW_LINES: Quote = Quote { begin: "'", end: "'", escapes: false, spans_lines: true };
const BACKTICK: Quote = Quote { begin: "`", end: "`", escapes: true, spans_lines: true };
const RAW_BACKTICK: Quote = Quote { begin: "`", end: "`", escapes: false, spans_lines: true };
const TRIPLE_DOUBLE: Quote = Quote { begin: "\"\"\"", end: "\"\"\"", escapes: true, spans_lines: true };
const TRIPLE_SINGLE: Quote = Quote { begin: "'''", end: "'''", escapes: true, spans_lines: true };
const RUST_RAW: Quote = Quote { begin: "r#\"", end: "\"#", escapes: false, spans_lines: true };

const NONE: Language = Language {
    names: &[],
    line_comments: &[],
    comment: None,
    quotes: &[],
    keywords: "\
",
    types: "\
",
    ignores_case: false,
    has_types: false,
    has_keys: false,
    has_lifetimes: false,
    has_dashed_names: false,
    is_difference: false,
};

/// Languages whose comments and strings are C's.
const LIKE_C: Language = Language {
    line_comments: &["//"],
    comment: Some(("/*", "*/")),
    quotes: &[DOUBLE, SINGLE],
    has_types: true,
    ..NONE
};

const LANGUAGES: &[Language] = &[
    Language {
        names: &["rust", "rs"],
        quotes: &[RUST_RAW, DOUBLE_LINES, SINGLE],
        keywords: "\
            as async await break const continue crate dyn else enum extern fn for if impl in let loop match mod \
            move mut pub ref return self static struct super trait type unsafe use where while",
        types: "Self bool char f32 f64 false i128 i16 i32 i64 i8 isize str true u128 u16 u32 u64 u8 usize",
        has_lifetimes: true,
        ..LIKE_C
    },
    Language {
        names: &["python", "py", "python3", "pycon"],
        line_comments: &["#"],
        quotes: &[TRIPLE_DOUBLE, TRIPLE_SINGLE, DOUBLE, SINGLE],
        keywords: "\
            and as assert async await break case class continue def del elif else except finally for from global \
            if import in is lambda match nonlocal not or pass raise return try while with yield",
        types: "False None True bool bytes dict float int list object self set str tuple",
        has_types: true,
        ..NONE
    },
    Language {
        names: &["javascript", "js", "jsx", "mjs", "typescript", "ts", "tsx", "node"],
        quotes: &[BACKTICK, DOUBLE, SINGLE],
        keywords: "\
            abstract as async await break case catch class const continue debugger declare default delete do \
            else enum export extends finally for from function get if implements import in instanceof interface \
            keyof let namespace new of private protected public readonly return satisfies set static super \
            switch this throw try type typeof var void while with yield",
        types: "any boolean false never null number object string symbol true undefined unknown",
        ..LIKE_C
    },
    Language {
        names: &["java"],
        quotes: &[TRIPLE_DOUBLE, DOUBLE, SINGLE],
        keywords: "\
            abstract assert break case catch class continue default do else enum extends final finally for if \
            implements import instanceof interface native new package permits private protected public record \
            return sealed static super switch synchronized this throw throws transient try var volatile while \
            yield",
        types: "boolean byte char double false float int long null short true void",
        ..LIKE_C
    },
    Language {
        names: &["kotlin", "kt", "kts", "scala"],
        quotes: &[TRIPLE_DOUBLE, DOUBLE, SINGLE],
        keywords: "\
            abstract as break by case catch class companion continue data def do else enum extends final finally \
            for fun given if implicit import in init inline interface internal is lateinit match new object open \
            override package private protected public return sealed super suspend this throw trait try type val \
            var when while with yield",
        types: "false null true",
        ..LIKE_C
    },
    Language {
        names: &["swift"],
        quotes: &[TRIPLE_DOUBLE, DOUBLE],
        keywords: "\
            actor as associatedtype async await break case catch class continue default defer do else enum \
            extension fallthrough final for func guard if import in init inout internal is lazy let mutating \
            open override private protocol public repeat return self some static struct subscript super switch \
            throw throws try typealias var weak where while",
        types: "Any Self false nil true",
        ..LIKE_C
    },
    Language {
        names: &["c", "h", "cpp", "c++", "cc", "cxx", "hpp", "objc", "cuda", "glsl", "arduino"],
        keywords: "\
            alignas auto break case catch class co_await co_return co_yield concept const consteval constexpr \
            continue default delete do else enum explicit export extern final for friend goto if inline mutable \
            namespace new noexcept operator override private protected public register requires restrict return \
            sizeof static static_assert static_cast struct switch template this throw try typedef typename union \
            using virtual volatile while include define ifdef ifndef endif pragma",
        types: "\
            NULL bool char double false float int int16_t int32_t int64_t int8_t long nullptr short signed \
            size_t ssize_t string true uint16_t uint32_t uint64_t uint8_t unsigned void wchar_t",
        ..LIKE_C
    },
    Language {
        names: &["csharp", "cs", "c#"],
        keywords: "\
            abstract as async await base break case catch class const continue default delegate do else enum \
            event explicit extern finally fixed for foreach get goto if implicit in init interface internal is \
            lock namespace new operator out override params private protected public readonly record ref \
            required return sealed set static struct switch this throw try typeof using var virtual when where \
            while yield",
        types: "\
            bool byte char decimal double dynamic false float int long null object sbyte short string true uint \
            ulong ushort void",
        ..LIKE_C
    },
    Language {
        names: &["go", "golang"],
        quotes: &[RAW_BACKTICK, DOUBLE, SINGLE],
        keywords: "\
            break case chan const continue default defer else fallthrough for func go goto if import interface \
            map package range return select struct switch type var",
        types: "\
            any bool byte error false float32 float64 int int16 int32 int64 int8 nil rune string true uint \
            uint16 uint32 uint64 uint8 uintptr",
        ..LIKE_C
    },
    Language {
        names: &["dart", "zig", "groovy", "gradle", "proto", "protobuf", "solidity", "sol"],
        keywords: "\
            abstract as async await break case catch class comptime const continue contract def default defer do \
            else enum extends factory final finally fn for function if implements import in is late mapping \
            message mixin new oneof orelse package private pub public repeated required return returns rpc \
            service static struct super switch syntax test this throw try union var view while with yield",
        types: "\
            address bool bytes double dynamic false i32 i64 int int32 int64 null num string true u32 u64 u8 \
            uint256 undefined usize void",
        ..LIKE_C
    },
    Language {
        names: &["ruby", "rb", "elixir", "ex", "exs", "crystal"],
        line_comments: &["#"],
        quotes: &[TRIPLE_DOUBLE, DOUBLE_LINES, SINGLE],
        keywords: "\
            alias and begin break case class cond def defmodule defp defstruct do else elsif end ensure extend \
            fn for if import in include module next not or private raise redo require rescue retry return super \
            then undef unless until use when while with yield",
        types: "false nil self true",
        has_types: true,
        ..NONE
    },
    Language {
        names: &["php"],
        line_comments: &["//", "#"],
        keywords: "\
            abstract and array as break case catch class clone const continue declare default do echo else \
            elseif enum extends final finally fn for foreach function global if implements include instanceof \
            interface match namespace new print private protected public readonly require require_once return \
            static switch throw trait try use var while yield",
        types: "bool false float int null self string this true void",
        ..LIKE_C
    },
    Language {
        names: &["bash", "sh", "shell", "zsh", "console", "fish", "terminal", "shellscript", "shell-session"],
        line_comments: &["#"],
        quotes: &[DOUBLE_LINES, SINGLE_RAW_LINES],
        keywords: "\
            alias apt brew cargo case cat cd chmod cp curl do docker done echo elif else esac eval exec exit \
            export fi for function git grep if in kubectl local ls mkdir mv npm pip printf pwd python read \
            readonly return rm sed select set shift source sudo tar then trap unset until while",
        types: "false true",
        has_dashed_names: true,
        ..NONE
    },
    Language {
        names: &["powershell", "ps1", "pwsh", "bat", "cmd", "batch"],
        line_comments: &["#", "REM ", "rem ", "::"],
        comment: Some(("<#", "#>")),
        quotes: &[DOUBLE, SINGLE],
        keywords: "\
            begin break catch continue do echo else elseif end exit filter finally for foreach function goto if \
            in param process return set switch throw trap try until while",
        ignores_case: true,
        has_dashed_names: true,
        ..NONE
    },
    Language {
        names: &["sql", "mysql", "postgres", "postgresql", "sqlite", "plsql", "tsql"],
        line_comments: &["--"],
        comment: Some(("/*", "*/")),
        quotes: &[SINGLE_RAW_LINES, DOUBLE],
        keywords: "\
            add all alter analyze and as asc begin between by cascade case check column commit constraint create \
            cross database default delete desc distinct drop else end except exists explain foreign from full \
            group having if in index inner insert intersect into is join key left like limit not offset on or \
            order outer over partition primary references returning right rollback row rows select set table \
            then to transaction trigger truncate union unique update using values view when where with",
        types: "\
            bigint blob boolean char date decimal double false float int integer json jsonb null numeric real \
            serial smallint text timestamp true uuid varchar",
        ignores_case: true,
        ..NONE
    },
    Language {
        names: &["json", "jsonc", "json5", "jsonl", "ndjson"],
        line_comments: &["//"],
        comment: Some(("/*", "*/")),
        quotes: &[DOUBLE],
        types: "false null true",
        ..NONE
    },
    Language {
        names: &["yaml", "yml", "toml", "ini", "conf", "cfg", "properties", "env", "dotenv", "editorconfig"],
        line_comments: &["#", "; "],
        quotes: &[TRIPLE_DOUBLE, DOUBLE, SINGLE],
        types: "false no null off on true yes",
        has_keys: true,
        has_dashed_names: true,
        ..NONE
    },
    Language {
        names: &["html", "xml", "svg", "vue", "svelte", "xhtml", "astro"],
        comment: Some(("<!--", "-->")),
        quotes: &[DOUBLE_LINES],
        keywords: "\
            a article body button div footer form h1 h2 h3 head header html img input label li link main meta \
            nav ol option p path script section select slot span style svg table tbody td template textarea th \
            thead title tr ul",
        has_types: true,
        has_dashed_names: true,
        ..NONE
    },
    Language {
        names: &["css", "scss", "sass", "less"],
        line_comments: &["//"],
        comment: Some(("/*", "*/")),
        quotes: &[DOUBLE, SINGLE],
        has_keys: true,
        has_dashed_names: true,
        ..NONE
    },
    Language {
        names: &["dockerfile", "docker", "containerfile"],
        line_comments: &["#"],
        quotes: &[DOUBLE, SINGLE],
        keywords: "\
            ADD ARG AS CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL ONBUILD RUN SHELL STOPSIGNAL USER \
            VOLUME WORKDIR",
        has_dashed_names: true,
        ..NONE
    },
    Language {
        names: &["makefile", "make", "mk", "cmake", "nginx", "hcl", "terraform", "tf", "nix"],
        line_comments: &["#"],
        quotes: &[DOUBLE, SINGLE],
        keywords: "\
            add_executable data else endif export for_each if ifdef ifeq ifndef ifneq in include inherit let \
            listen locals location module output project provider proxy_pass resource server set \
            target_link_libraries terraform upstream variable with",
        types: "false null true",
        ..NONE
    },
    Language {
        names: &["lua", "haskell", "hs", "ocaml", "ml", "elm", "fsharp", "f#"],
        line_comments: &["--", "//"],
        comment: Some(("{-", "-}")),
        quotes: &[DOUBLE],
        keywords: "\
            and as begin break case class data deriving do done else elseif end for fun function goto if import \
            in instance let local match module mutable newtype not of open or rec repeat return then type until \
            val where while with",
        types: "false nil true",
        has_types: true,
        ..NONE
    },
    Language {
        names: &["r", "julia", "jl", "perl", "pl", "matlab", "octave", "awk"],
        line_comments: &["#", "%"],
        quotes: &[DOUBLE, SINGLE],
        keywords: "\
            begin break case do else elseif elsif end export for foreach function if in library local macro \
            module mutable my next our print repeat return struct sub switch unless until use using while",
        types: "FALSE NA NULL TRUE false nothing true undef",
        ..NONE
    },
    Language { names: &["diff", "patch"], is_difference: true, ..NONE },
];

#[cfg(test)]
mod tests {
    use super::LANGUAGES;

    #[test]
    fn each_name_belongs_to_one_language_and_is_in_lower_case() {
        let mut seen = std::collections::BTreeSet::new();
        for name in super::names() {
            assert!(seen.insert(name), "{name} twice");
            assert_eq!(name, name.to_ascii_lowercase());
        }
    }

    #[test]
    fn a_longer_quote_is_looked_for_before_a_shorter_one() {
        for language in LANGUAGES {
            for (index, quote) in language.quotes.iter().enumerate() {
                let later = &language.quotes[index + 1..];
                assert!(later.iter().all(|other| !other.begin.starts_with(quote.begin)), "{:?}", language.names);
            }
        }
    }
}
