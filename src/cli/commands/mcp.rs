//! `baro mcp`: starts the server with what was typed; the entry for a client; the doctor.

use std::time::Duration;

use super::super::args::{McpAction, McpServeArgs};
use super::super::exit::Exit;
use super::super::session::Session;
use super::{mcp_config, mcp_doctor};
use crate::config::mcp::{Anthropic, Error, HttpOptions, Pin, ServeOptions, Token, Told};
use crate::config::{self, Settings};
use crate::domain::{MicroUsd, Route, Secret};
use crate::engine::Choice;
use crate::ui::messages::{McpLine, Remark};

/// Runs what was asked for. `wrong` is what is wrong with the project's file, whose settings do not hold then.
pub async fn run(session: &Session, action: McpAction, wrong: Option<&config::Error>) -> Exit {
    // The doctor's server says it itself.
    if let Some(error) = wrong.filter(|_| !matches!(action, McpAction::Doctor(_))) {
        session.warn(&Remark::ProjectPassedOver { why: &session.in_one_line(error) });
    }
    match action {
        McpAction::Serve(args) => Box::pin(serve(session, *args)).await,
        McpAction::Config(args) => mcp_config::run(session, &args),
        McpAction::Doctor(args) => mcp_doctor::run(session, &args).await,
    }
}

async fn serve(session: &Session, args: McpServeArgs) -> Exit {
    let options = match options(session, args) {
        Ok(options) => options,
        Err(exit) => return exit,
    };
    let lang = session.lang();
    let tell = |told: &Told<'_>| match told {
        Told::Listening { url, token } => {
            session.console().remark(&McpLine::Listening { url }.text(lang));
            if let Some(token) = token {
                session.console().remark(&McpLine::Token { token }.text(lang));
            }
        }
    };
    match Box::pin(crate::mcp::run(session.engine(), options, &tell)).await {
        Ok(()) => Exit::OK,
        Err(Error::OpenToAll(address)) => fail(session, &McpLine::OpenToAll { address: &address.to_string() }),
        Err(Error::EmptyToken) => fail(session, &McpLine::EmptyToken),
        Err(Error::NotMcp(why)) => fail(session, &McpLine::NotMcp { why: &why }),
        Err(error @ Error::Bind { .. }) => fail(session, &McpLine::NotServed { why: &error.to_string() }),
    }
}

/// Says what went wrong and gives the exit code of wrong usage.
pub fn fail(session: &Session, line: &McpLine<'_>) -> Exit {
    session.console().error(&line.error(session.lang()));
    Exit::USAGE
}

fn options(session: &Session, args: McpServeArgs) -> Result<ServeOptions, Exit> {
    let anthropic = anthropic(&args);
    let http = match args.http {
        None => None,
        Some(address) => Some(HttpOptions {
            address,
            token: match &args.token_env {
                Some(name) => match session.variable(name).map(Secret::new).filter(|token| !token.is_empty()) {
                    Some(token) => Token::Given(token),
                    None => return Err(fail(session, &McpLine::NoTokenVariable { name })),
                },
                None if args.no_token => Token::None,
                None => Token::Made,
            },
            hosts: args.allow_host,
        }),
    };
    Ok(ServeOptions {
        pin: pin(session.settings(), args.route, args.model),
        tools: Some(args.tools).filter(|tools| !tools.is_empty()),
        name: args.name,
        root: args.root.unwrap_or_else(|| session.folder_path().to_owned()),
        folder: session.folder(),
        max_cost: args.max_cost.and_then(MicroUsd::from_usd),
        max_calls: args.max_calls,
        max_at_once: args.max_at_once,
        timeout: args.timeout.map_or(ServeOptions::TIMEOUT, Duration::from_secs_f64),
        max_answer_chars: args.max_answer_chars,
        anthropic,
        http,
    })
}

/// Whether the flags let Claude models be chosen automatically.
#[must_use]
pub const fn anthropic(args: &McpServeArgs) -> Anthropic {
    if args.allow_anthropic { Anthropic::Allowed } else { Anthropic::WhenNamed }
}

/// Whom the flags pin a server to; a name means what it means to `ask -m`.
#[must_use]
pub fn pin(settings: &Settings, route: Option<Route>, models: Vec<String>) -> Pin {
    let gives_back = |name: &String| Choice::by_flag(settings, name) == Choice::Router;
    match route {
        Some(route) => Pin::Route(route),
        None if models.is_empty() => Pin::None,
        None if models.iter().all(gives_back) => Pin::Auto,
        None => Pin::Models(models),
    }
}
