//! What `baro mcp` tells a person: where it listens, how a client is registered, what a client sees.

use super::{ErrorText, Label, Remark, Row, system_words};
use crate::domain::Lang;
use crate::engine::Unusable;
use crate::markup::sanitise;

/// What a client's file would have to be, to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileForm {
    /// JSON, which it is but for comments.
    CommentedJson,
    /// JSON, whose outermost value is an object.
    Json,
    /// TOML.
    Toml,
}

/// Who answers a tool where its namesake does not.
#[derive(Debug, Clone, Copy)]
pub enum ToolNow<'a> {
    /// Somebody else.
    Instead {
        /// Who.
        serving: &'a str,
        /// Whom the tool is named for.
        called: &'a str,
        /// What keeps that one from it; `None`: the route's order has none of its models.
        why: Option<&'a Unusable>,
    },
    /// Nobody.
    Nobody,
    /// Whom the tool's description says, in English: it is for models.
    Says(&'a str),
}

impl ToolNow<'_> {
    fn text(self, lang: Lang) -> String {
        match self {
            Self::Instead { serving, called, why } => {
                // Whose it is stands beside it.
                let why = match why {
                    Some(why) => Remark::Unusable { provider: "", why }.text(lang),
                    None => Row { ko: "경로의 순서에서 제외", en: "it is not in the route's order" }.fill(lang, &[]),
                };
                Row { ko: "{called} 대신 {serving}: {why}", en: "{serving} instead of {called}: {why}" }
                    .fill(lang, &[("called", called), ("serving", serving), ("why", &why)])
            }
            Self::Nobody => Label::NoModel.text(lang).to_owned(),
            Self::Says(said) => said.to_owned(),
        }
    }
}

/// A line of `baro mcp`.
#[derive(Debug, Clone, Copy)]
pub enum McpLine<'a> {
    /// HTTP is served.
    Listening {
        /// Where.
        url: &'a str,
    },
    /// The token that was made. It is shown once.
    Token {
        /// The token.
        token: &'a str,
    },
    /// The server did not start, or did not go on.
    NotServed {
        /// Why.
        why: &'a str,
    },
    /// Others than this machine could reach it without a token.
    OpenToAll {
        /// Where it would listen.
        address: &'a str,
    },
    /// The token is empty.
    EmptyToken,
    /// What came first was no MCP.
    NotMcp {
        /// What came.
        why: &'a str,
    },
    /// The variable of `--token-env` is not set.
    NoTokenVariable {
        /// Its name.
        name: &'a str,
    },
    /// Where the printed entry belongs.
    BelongsInto {
        /// The client's file.
        file: &'a str,
    },
    /// The entry was written.
    Written {
        /// The client's file.
        file: &'a str,
    },
    /// The entry was written into the file to which the client's own is a link.
    WrittenThroughLink {
        /// The client's file.
        file: &'a str,
        /// Where it leads.
        target: &'a str,
    },
    /// The entry is there already.
    Unchanged {
        /// The client's file.
        file: &'a str,
    },
    /// The client's file cannot be read or written.
    FileTrouble {
        /// The client's file.
        file: &'a str,
        /// Why.
        why: &'a str,
    },
    /// Where the client's file is cannot be told without a home.
    NoHome,
    /// The client's file is there and cannot be changed; the entry was printed.
    NotRead {
        /// The client's file.
        file: &'a str,
        /// What it would have to be.
        form: FileForm,
        /// The line that is in the way.
        line: usize,
    },
    /// The client has no setting that spares its questions.
    NoPermission {
        /// The client.
        client: &'a str,
    },
    /// The client has no setting for how long a call may take.
    NoTimeLimit {
        /// The client.
        client: &'a str,
    },
    /// Where keys belong.
    Keys,
    /// What spares the client's questions before each tool.
    Permission {
        /// The line.
        line: &'a str,
        /// The file that it belongs into.
        file: &'a str,
    },
    /// The server answered as a client would have it.
    DoctorServer {
        /// Its name and version.
        server: &'a str,
        /// From start to its first word, in milliseconds.
        ms: u64,
    },
    /// A tool whose namesake does not serve.
    DoctorTool {
        /// Its name.
        name: &'a str,
        /// Who does.
        now: ToolNow<'a>,
    },
    /// What comes over to the client, in numbers.
    DoctorSize {
        /// Tools.
        n_tools: usize,
        /// Bytes of their list.
        n_bytes: usize,
        /// Characters of the instructions.
        n_chars: usize,
    },
    /// The server ended instead of answering.
    DoctorEnded {
        /// What it was asked.
        method: &'a str,
    },
    /// The server took too long.
    DoctorLate {
        /// What it was asked.
        method: &'a str,
    },
    /// Keys that clients may not pass on.
    DoctorEnvironment {
        /// The variables.
        names: &'a str,
    },
    /// The server did not answer.
    DoctorSilent {
        /// What was seen instead.
        why: &'a str,
    },
}

impl McpLine<'_> {
    /// The line as an error, with what to do about it.
    #[must_use]
    pub fn error(&self, lang: Lang) -> ErrorText {
        ErrorText::new(lang, self.text(lang)).with_hint(self.hint(lang))
    }

    /// What to do about it; empty for a line that is no error.
    fn hint(&self, lang: Lang) -> String {
        let row = match self {
            Self::NotServed { .. } => Row {
                ko: "다른 주소나 포트를 쓰세요: `--http 127.0.0.1:포트`",
                en: "name another address or port: `--http 127.0.0.1:PORT`",
            },
            Self::OpenToAll { .. } => Row {
                ko: "`--no-token`을 빼거나 127.0.0.1을 쓰세요",
                en: "leave out `--no-token`, or take 127.0.0.1",
            },
            Self::EmptyToken | Self::NoTokenVariable { .. } => Row {
                ko: "그 변수에 토큰을 넣으세요. `--token-env`를 빼면 토큰을 새로 만듭니다",
                en: "put one into it; without `--token-env` a token is made",
            },
            Self::NotMcp { .. } => Row {
                ko: "이 서버는 MCP 클라이언트가 실행합니다. 클라이언트에 넣을 항목: `baro mcp config`",
                en: "an MCP client starts this server; the entry for one: `baro mcp config`",
            },
            Self::FileTrouble { .. } => Row {
                ko: "그 파일과 폴더의 권한을 확인하거나, `--write` 없이 출력한 항목을 직접 붙여 넣으세요",
                en: "check the permissions of the file and its folder, or paste what is printed without `--write` yourself",
            },
            Self::NoHome => Row {
                ko: "`HOME`(Windows는 `USERPROFILE`)을 설정하세요",
                en: "set `HOME` (`USERPROFILE` on Windows)",
            },
            Self::NotRead { .. } => {
                Row { ko: "위의 항목을 직접 붙여 넣으세요", en: "paste the entry above yourself" }
            }
            Self::DoctorEnded { .. } | Self::DoctorLate { .. } | Self::DoctorSilent { .. } => Row {
                ko: "서버가 남긴 메시지가 위에 있다면 먼저 보세요. 전체 점검: `baro doctor`",
                en: "see what the server said above, if anything; all checks: `baro doctor`",
            },
            _ => return String::new(),
        };
        row.fill(lang, &[])
    }

    /// The line in `lang`.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "one table, a row a message")]
    pub fn text(&self, lang: Lang) -> String {
        match *self {
            Self::Listening { url } => {
                Row { ko: "MCP 서버가 {url}에서 기다립니다", en: "the MCP server listens at {url}" }
                    .fill(lang, &[("url", url)])
            }
            Self::Token { token } => {
                Row { ko: "토큰 (다시 보여 주지 않습니다): {token}", en: "the token, shown once: {token}" }
                    .fill(lang, &[("token", token)])
            }
            Self::NotServed { why } => {
                Row { ko: "MCP 서버를 실행할 수 없습니다: {why}", en: "the MCP server cannot run: {why}" }
                    .fill(lang, &[("why", &system_words(lang, why))])
            }
            Self::OpenToAll { address } => Row {
                ko: "{address} 주소는 다른 컴퓨터에서도 접속할 수 있어 토큰이 필요합니다",
                en: "{address} can be reached from other machines, so a token is needed",
            }
            .fill(lang, &[("address", address)]),
            Self::EmptyToken => Row { ko: "토큰이 비어 있습니다", en: "the token is empty" }.fill(lang, &[]),
            Self::NotMcp { why } => Row {
                ko: "클라이언트가 MCP로 말하지 않습니다: {why}",
                en: "the client speaks no MCP: {why}",
            }
            .fill(lang, &[("why", why)]),
            Self::NoTokenVariable { name } => {
                Row { ko: "환경 변수 {name}에 토큰이 없습니다", en: "the variable {name} holds no token" }
                    .fill(lang, &[("name", name)])
            }
            Self::BelongsInto { file } => Row {
                ko: "{file} 파일에 넣으세요 (`--write`가 대신 넣습니다)",
                en: "it belongs into {file} (`--write` puts it there)",
            }
            .fill(lang, &[("file", file)]),
            Self::Written { file } => {
                Row { ko: "{file} 파일에 썼습니다", en: "written to {file}" }.fill(lang, &[("file", file)])
            }
            Self::WrittenThroughLink { file, target } => Row {
                ko: "{file}{이} 가리키는 {target} 파일에 썼습니다. 링크는 그대로입니다",
                en: "written to {target}, to which {file} is a link; the link stays",
            }
            .fill(lang, &[("file", file), ("target", target)]),
            Self::Unchanged { file } => {
                Row { ko: "{file} 파일에 이미 있습니다", en: "{file} has it already" }.fill(lang, &[("file", file)])
            }
            Self::FileTrouble { file, why } => {
                Row { ko: "{file} 파일을 고칠 수 없습니다: {why}", en: "{file} cannot be changed: {why}" }
                    .fill(lang, &[("file", file), ("why", &system_words(lang, why))])
            }
            Self::NoHome => Row {
                ko: "홈 폴더를 찾을 수 없어 클라이언트의 설정 파일이 어디 있는지 알 수 없습니다",
                en: "there is no home directory, in which the client's file would be",
            }
            .fill(lang, &[]),
            Self::NotRead { file, form: FileForm::CommentedJson, line } => Row {
                ko: "{file}{은} 주석이 있는 JSON이라({line}번째 줄) 주석을 잃지 않도록 고치지 않았습니다",
                en: "{file} is JSON with comments (line {line}), which would be lost: it was left alone",
            }
            .fill(lang, &[("file", file), ("line", &line.to_string())]),
            Self::NotRead { file, form, line } => Row {
                ko: "{file}의 {line}번째 줄이 올바른 {form}{이} 아니라서 고치지 않았습니다",
                en: "line {line} of {file} is no {form} as it should be: it was left alone",
            }
            .fill(
                lang,
                &[
                    ("file", file),
                    ("line", &line.to_string()),
                    ("form", if form == FileForm::Toml { "TOML" } else { "JSON" }),
                ],
            ),
            Self::NoPermission { client } => Row {
                ko: "{client}에는 묻지 않게 하는 설정이 없습니다. 처음 물을 때 항상 허용을 고르세요",
                en: "{client} has no setting that spares its questions: choose to allow always at the first",
            }
            .fill(lang, &[("client", client)]),
            Self::NoTimeLimit { client } => Row {
                ko: "{client}에는 호출 시간 제한 설정이 없습니다. 답이 끊기면 `serve` 뒤에 `--timeout 55`를 더하세요. 그때까지 온 답을 돌려줍니다",
                en: "{client} has no setting for how long a call may take: where it gives up early, add `--timeout 55` behind \
                     `serve`, and what came by then is returned",
            }
            .fill(lang, &[("client", client)]),
            Self::Keys => Row {
                ko: "키는 `baro auth add 이름`으로 넣으세요. 서버가 실행 중이어도 적용됩니다. 환경 변수는 다 넘어오지 않습니다 (Gemini CLI는 *_API_KEY를 지우고, Codex는 정해 준 것만 넘깁니다)",
                en: "keys belong to `baro auth add NAME`, which works while the server runs; not every client hands on its \
                     environment (Gemini CLI removes *_API_KEY, Codex passes only what is listed)",
            }
            .fill(lang, &[]),
            Self::Permission { line, file } => Row {
                ko: "도구마다 묻지 않게 하려면 {file}에: {line}",
                en: "to be spared a question for each tool, put into {file}: {line}",
            }
            .fill(lang, &[("line", line), ("file", file)]),
            Self::DoctorServer { server, ms } => {
                Row { ko: "서버 {server}: {ms} ms 만에 응답", en: "server {server}: answered after {ms} ms" }
                    .fill(lang, &[("server", server), ("ms", &ms.to_string())])
            }
            Self::DoctorTool { name, now } => {
                format!("  {}: {}", sanitise::line(name), sanitise::line(&now.text(lang)))
            }
            Self::DoctorSize { n_tools, n_bytes, n_chars } => Row {
                ko: "도구 {tools}개, 목록 {bytes}바이트, 안내문 {chars}자",
                en: if n_tools == 1 {
                    "1 tool, a list of {bytes} bytes, instructions of {chars} characters"
                } else {
                    "{tools} tools, a list of {bytes} bytes, instructions of {chars} characters"
                },
            }
            .fill(
                lang,
                &[("tools", &n_tools.to_string()), ("bytes", &n_bytes.to_string()), ("chars", &n_chars.to_string())],
            ),
            Self::DoctorEnded { method } => {
                Row { ko: "서버가 {method}에 응답하지 않고 끝났습니다", en: "the server ended when it was asked {method}" }
                    .fill(lang, &[("method", method)])
            }
            Self::DoctorLate { method } => {
                Row { ko: "서버가 제때 {method}에 응답하지 않습니다", en: "the server does not answer {method} in time" }
                    .fill(lang, &[("method", method)])
            }
            Self::DoctorEnvironment { names } => Row {
                ko: "{names}: 이 셸의 환경 변수에만 있는 키입니다. Gemini CLI, Codex처럼 환경 변수를 넘기지 않는 클라이언트도 쓰게 하려면 `baro auth add 이름`으로 저장하세요",
                en: "{names}: known from this shell's environment alone; clients such as Gemini CLI and Codex do not pass it on, `baro auth add NAME` keeps the key for them",
            }
            .fill(lang, &[("names", names)]),
            Self::DoctorSilent { why } => {
                Row { ko: "서버가 응답하지 않습니다: {why}", en: "the server does not answer: {why}" }
                    .fill(lang, &[("why", why)])
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    const ERRORS: [McpLine<'_>; 12] = [
        McpLine::NotServed { why: "w" },
        McpLine::OpenToAll { address: "0.0.0.0:1" },
        McpLine::EmptyToken,
        McpLine::NotMcp { why: "w" },
        McpLine::NoTokenVariable { name: "N" },
        McpLine::FileTrouble { file: "f", why: "w" },
        McpLine::NoHome,
        McpLine::NotRead { file: "f", form: FileForm::CommentedJson, line: 2 },
        McpLine::NotRead { file: "f", form: FileForm::Toml, line: 2 },
        McpLine::DoctorEnded { method: "initialize" },
        McpLine::DoctorLate { method: "initialize" },
        McpLine::DoctorSilent { why: "w" },
    ];

    const OTHERS: [McpLine<'_>; 15] = [
        McpLine::Listening { url: "http://127.0.0.1:1/mcp" },
        McpLine::Token { token: "t" },
        McpLine::BelongsInto { file: "f" },
        McpLine::Written { file: "f" },
        McpLine::WrittenThroughLink { file: "f", target: "t" },
        McpLine::Unchanged { file: "f" },
        McpLine::NoPermission { client: "c" },
        McpLine::NoTimeLimit { client: "c" },
        McpLine::Keys,
        McpLine::Permission { line: "l", file: "f" },
        McpLine::DoctorServer { server: "baro", ms: 3 },
        McpLine::DoctorTool { name: "t", now: ToolNow::Nobody },
        McpLine::DoctorTool { name: "t", now: ToolNow::Instead { serving: "m1", called: "Kimi", why: None } },
        McpLine::DoctorSize { n_tools: 6, n_bytes: 5000, n_chars: 1000 },
        McpLine::DoctorEnvironment { names: "GROQ_API_KEY" },
    ];

    /// All that end a command.
    pub fn errors(lang: Lang) -> Vec<ErrorText> {
        ERRORS.iter().map(|line| line.error(lang)).collect()
    }

    /// All.
    pub fn lines(lang: Lang) -> Vec<String> {
        ERRORS.iter().chain(&OTHERS).map(|line| line.text(lang)).collect()
    }

    #[test]
    fn one_tool_is_one() {
        let size = |n_tools| McpLine::DoctorSize { n_tools, n_bytes: 5, n_chars: 6 }.text(Lang::En);
        assert!(size(1).starts_with("1 tool, ") && size(2).starts_with("2 tools, "), "{}", size(1));
    }

    #[test]
    fn every_line_is_said_in_both_languages() {
        for (korean, english) in lines(Lang::Ko).into_iter().zip(lines(Lang::En)) {
            assert_ne!(korean, english);
        }
    }
}
