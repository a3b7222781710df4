//! The server that the MCP conformance suite wants to see, on baro's own transports: for development only.
//!
//! The suite calls tools, resources and prompts of certain names, which a product does not offer. Here they are, behind
//! the very HTTP and standard streams that `baro mcp serve` has, so that what the suite judges is baro's stack. Besides,
//! `test_panic` panics. No model is asked and nothing is kept.
//!
//! `mcp_fixture` serves HTTP on a free port of loopback and says where; `mcp_fixture --stdio` serves standard streams.

#![expect(deprecated, reason = "the suite also asks for what the newest revision takes away")]

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use baro::config::mcp::{HttpOptions, Token, Told};
use baro::mcp::{caught, serve_handler};
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ClientCapabilities, ClientResult, CompleteRequestParams,
    CompleteResult, CompletionInfo, ContentBlock, GetPromptRequestParams, GetPromptResponse, GetPromptResult,
    Implementation, InputRequest, InputRequests, InputRequiredResult, InputResponses, JsonObject, ListPromptsResult,
    ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, LoggingLevel, LoggingMessageNotification,
    LoggingMessageNotificationParam, PaginatedRequestParams, ProgressNotificationParam, Prompt, PromptArgument,
    PromptMessage, ReadResourceRequestParams, ReadResourceResponse, ReadResourceResult, Resource, ResourceContents,
    ResourceTemplate, Role, ServerCapabilities, ServerConfig, ServerNotification, ServerRequest, SetLevelRequestParams,
    SubscribeRequestParams, SubscriptionFilter, Tool, UnsubscribeRequestParams,
};
use rmcp::service::{RequestContext, SubscriptionContext};
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::sync::broadcast;

/// A red pixel.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";
/// A wave file without a sample.
const WAV: &str = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";
/// The pause between two things that a tool tells while it runs.
const PAUSE: Duration = Duration::from_millis(50);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let http =
        HttpOptions { address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), token: Token::None, hosts: Vec::new() };
    let over_stdio = std::env::args().any(|argument| argument == "--stdio");
    let tell = |told: &Told<'_>| {
        let Told::Listening { url, .. } = told;
        // Nobody may be there to read it.
        let _ = writeln!(std::io::stderr(), "the fixture listens at {url}");
    };
    match serve_handler(Fixture::new(), Some(&http).filter(|_| !over_stdio), &tell).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

/// A list that is said to have changed.
#[derive(Clone, Copy)]
enum Changed {
    Tools,
    Prompts,
}

#[derive(Clone)]
struct Fixture {
    changes: broadcast::Sender<Changed>,
    /// With it the state that a client carries from round to round is sealed.
    secret: [u8; 32],
}

impl Fixture {
    fn new() -> Self {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).expect("random bytes");
        Self { changes: broadcast::channel(16).0, secret }
    }

    fn seal(&self, state: &str) -> String {
        let mut digest = Sha256::new();
        digest.update(self.secret);
        digest.update(state);
        digest.update(self.secret);
        digest.finalize().iter().fold(format!("{state}."), |sealed, byte| format!("{sealed}{byte:02x}"))
    }

    /// What was sealed; a state that anybody changed is an error.
    fn open(&self, sealed: &str) -> Result<String, ErrorData> {
        let state = sealed.rsplit_once('.').map_or("", |(state, _)| state);
        if self.seal(state) == sealed {
            Ok(state.to_owned())
        } else {
            Err(ErrorData::invalid_params("the state was tampered with", None))
        }
    }

    /// The tools that ask the client for something before they answer.
    fn rounds(
        &self,
        name: &str,
        answers: Option<&InputResponses>,
        state: Option<&str>,
        able: &ClientCapabilities,
    ) -> Result<CallToolResponse, ErrorData> {
        let has = |key: &str| answers.and_then(|answers| answers.get(key)).filter(|answer| answer.is_object());
        let state = state.map(|state| self.open(state)).transpose()?;
        let wants = |requests: &[(&str, Value)], state: Option<&str>| -> Result<CallToolResponse, ErrorData> {
            let sealed = state.map(|state| self.seal(state));
            Ok(InputRequiredResult::new(Some(inputs(requests)?), sealed).into())
        };
        let name_wanted = ("user_name", elicitation("What is your name?", "name", "string"));
        match name {
            "test_input_required_result_elicitation" => match has("user_name") {
                Some(answer) => said(&format!("Hello, {}!", answer["content"]["name"].as_str().unwrap_or("?"))),
                None => wants(&[name_wanted], None),
            },
            "test_input_required_result_sampling" => match has("capital_question") {
                Some(answer) => said(answer["content"]["text"].as_str().unwrap_or_default()),
                None => wants(&[("capital_question", sampling("What is the capital of France?", 100))], None),
            },
            "test_input_required_result_list_roots" => match has("client_roots") {
                Some(answer) => said(&format!("roots: {}", answer["roots"])),
                None => wants(&[("client_roots", roots())], None),
            },
            "test_input_required_result_request_state" | "test_input_required_result_tampered_state" => {
                match (has("confirm"), state) {
                    (Some(_), Some(_)) => said("state-ok"),
                    _ => wants(&[("confirm", elicitation("Please confirm", "ok", "boolean"))], Some("confirm")),
                }
            }
            "test_input_required_result_multiple_inputs" => match (has("user_name"), has("greeting"), state) {
                (Some(_), Some(_), Some(_)) if has("client_roots").is_some() => said("all three came"),
                _ => wants(
                    &[name_wanted, ("greeting", sampling("Generate a greeting", 50)), ("client_roots", roots())],
                    Some("three"),
                ),
            },
            "test_input_required_result_multi_round" => match (state.as_deref(), has("step1"), has("step2")) {
                (Some("second"), _, Some(_)) => said("both rounds are through"),
                (Some("first"), Some(_), _) => wants(
                    &[("step2", elicitation("Step 2: What is your favorite color?", "color", "string"))],
                    Some("second"),
                ),
                _ => wants(&[("step1", elicitation("Step 1: What is your name?", "name", "string"))], Some("first")),
            },
            "test_input_required_result_capabilities" => {
                let mut requests = Vec::new();
                if able.elicitation.is_some() {
                    requests.push(name_wanted);
                }
                if able.sampling.is_some() {
                    requests.push(("capital_question", sampling("What is the capital of France?", 100)));
                }
                if able.roots.is_some() {
                    requests.push(("client_roots", roots()));
                }
                if requests.is_empty() { said("the client can do none of it") } else { wants(&requests, None) }
            }
            "test_streaming_elicitation" => match has("user_name") {
                Some(_) => said("heard"),
                None if able.elicitation.is_some() => wants(&[name_wanted], None),
                None => Err(missing(|needed| needed.elicitation = Some(empty()))),
            },
            _ => Err(ErrorData::invalid_params(format!("unknown tool: {name}"), None)),
        }
    }

    async fn run(
        &self,
        call: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let able = context.client_capabilities().unwrap_or_default();
        let argument = |name: &str| {
            call.arguments.as_ref().and_then(|all| all.get(name)).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        match call.name.as_ref() {
            "test_simple_text" | "json_schema_2020_12_tool" | "test_custom_headers" | "test_reconnection" => {
                said("This is a simple text response for testing.")
            }
            "test_image_content" => content(vec![ContentBlock::image(PNG, "image/png")]),
            "test_audio_content" => content(vec![ContentBlock::audio(WAV, "audio/wav")]),
            "test_embedded_resource" => content(vec![ContentBlock::resource(ResourceContents::text(
                "This is an embedded resource content.",
                "test://embedded-resource",
            ))]),
            "test_multiple_content_types" => content(vec![
                ContentBlock::text("Multiple content types test:"),
                ContentBlock::image(PNG, "image/png"),
                ContentBlock::resource(
                    ResourceContents::text(r#"{"test":"data","value":123}"#, "test://mixed-content-resource")
                        .with_mime_type("application/json"),
                ),
            ]),
            "test_error_handling" => {
                let text = "This tool intentionally returns an error for testing";
                Ok(CallToolResult::error(vec![ContentBlock::text(text)]).into())
            }
            "test_panic" => panic!("this tool panics on purpose"),
            "test_tool_with_progress" => {
                for progress in [0.0, 50.0, 100.0] {
                    if let Some(token) = context.meta.get_progress_token() {
                        let told = ProgressNotificationParam::new(token, progress).with_total(100.0);
                        // A client that went away is noticed by the request's own token.
                        let _ = context.peer.notify_progress(told).await;
                    }
                    tokio::time::sleep(PAUSE).await;
                }
                said("done")
            }
            "test_tool_with_logging" | "test_logging_tool" => {
                // The newer era wants no line that was not asked for.
                let wanted = context.meta.protocol_version().is_none() || context.meta.log_level().is_some();
                for line in ["Tool execution started", "Tool processing data", "Tool execution completed"] {
                    if wanted {
                        let log = LoggingMessageNotificationParam::new(LoggingLevel::Info, json!(line));
                        let log = LoggingMessageNotification::new(log);
                        let _ = context.peer.send_notification(ServerNotification::LoggingMessageNotification(log)).await;
                    }
                    tokio::time::sleep(PAUSE).await;
                }
                said("done")
            }
            "test_sampling" => {
                if able.sampling.is_none() {
                    return Err(missing(|needed| needed.sampling = Some(empty())));
                }
                let answer = ask(&context, sampling(&argument("prompt"), 100)).await?;
                said(&format!("LLM response: {}", answer["content"]["text"].as_str().unwrap_or_default()))
            }
            "test_elicitation" => elicited(&context, &able, elicitation_of(&argument("message"), &json!({
                "username": { "type": "string", "description": "User's response" },
                "email": { "type": "string", "description": "User's email address" },
            }), &["username", "email"])).await,
            "test_elicitation_sep1034_defaults" => elicited(&context, &able, elicitation_of("Please fill in", &json!({
                "name": { "type": "string", "default": "John Doe" },
                "age": { "type": "integer", "default": 30 },
                "score": { "type": "number", "default": 95.5 },
                "status": { "type": "string", "enum": ["active", "inactive", "pending"], "default": "active" },
                "verified": { "type": "boolean", "default": true },
            }), &[])).await,
            "test_elicitation_sep1330_enums" => elicited(&context, &able, elicitation_of("Please choose", &json!({
                "untitledSingle": { "type": "string", "enum": ["option1", "option2", "option3"] },
                "titledSingle": { "type": "string", "oneOf": titled(["First Option", "Second Option", "Third Option"]) },
                "legacyEnum": { "type": "string", "enum": ["opt1", "opt2", "opt3"],
                    "enumNames": ["Option One", "Option Two", "Option Three"] },
                "untitledMulti": { "type": "array", "items": { "type": "string", "enum": ["option1", "option2", "option3"] } },
                "titledMulti": { "type": "array", "items": { "anyOf": titled(["First Choice", "Second Choice", "Third Choice"]) } },
            }), &[])).await,
            "test_missing_capability" => {
                if able.sampling.is_some() { said("the client can sample") } else { Err(missing(|needed| needed.sampling = Some(empty()))) }
            }
            "test_trigger_tool_change" => self.change(Changed::Tools),
            "test_trigger_prompt_change" => self.change(Changed::Prompts),
            name => self.rounds(name, call.input_responses.as_ref(), call.request_state.as_deref(), &able),
        }
    }

    fn change(&self, changed: Changed) -> Result<CallToolResponse, ErrorData> {
        // Nobody may be listening.
        let _ = self.changes.send(changed);
        said("changed")
    }
}

fn said(text: &str) -> Result<CallToolResponse, ErrorData> {
    content(vec![ContentBlock::text(text)])
}

#[expect(clippy::unnecessary_wraps, reason = "the arms of one match have one type")]
fn content(blocks: Vec<ContentBlock>) -> Result<CallToolResponse, ErrorData> {
    Ok(CallToolResult::success(blocks).into())
}

fn empty<T: serde::de::DeserializeOwned>() -> T {
    serde_json::from_value(json!({})).expect("a capability without settings")
}

fn missing(name: impl FnOnce(&mut ClientCapabilities)) -> ErrorData {
    let mut needed = ClientCapabilities::default();
    name(&mut needed);
    ErrorData::missing_required_client_capability(needed)
}

fn elicitation(message: &str, field: &str, kind: &str) -> Value {
    elicitation_of(message, &json!({ field: { "type": kind } }), &[field])
}

fn elicitation_of(message: &str, properties: &Value, required: &[&str]) -> Value {
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    json!({ "method": "elicitation/create", "params": { "mode": "form", "message": message, "requestedSchema": schema } })
}

fn sampling(prompt: &str, max_tokens: u32) -> Value {
    let message = json!({ "role": "user", "content": { "type": "text", "text": prompt } });
    json!({ "method": "sampling/createMessage", "params": { "messages": [message], "maxTokens": max_tokens } })
}

fn roots() -> Value {
    json!({ "method": "roots/list", "params": {} })
}

fn titled(titles: [&str; 3]) -> Value {
    titles
        .iter()
        .zip(["value1", "value2", "value3"])
        .map(|(title, value)| json!({ "const": value, "title": title }))
        .collect()
}

fn inputs(requests: &[(&str, Value)]) -> Result<InputRequests, ErrorData> {
    let read = |(key, request): &(&str, Value)| {
        Ok(((*key).to_owned(), serde_json::from_value::<InputRequest>(request.clone())?))
    };
    let inputs: Result<InputRequests, serde_json::Error> = requests.iter().map(read).collect();
    inputs.map_err(|error| ErrorData::internal_error(error.to_string(), None))
}

/// Asks the client of the older era, which answers while the call runs.
async fn ask(context: &RequestContext<RoleServer>, request: Value) -> Result<Value, ErrorData> {
    let failed = |error: String| ErrorData::internal_error(error, None);
    let request: ServerRequest = serde_json::from_value(request).map_err(|error| failed(error.to_string()))?;
    let answer: ClientResult = context.peer.send_request(request).await.map_err(|error| failed(error.to_string()))?;
    serde_json::to_value(answer).map_err(|error| failed(error.to_string()))
}

async fn elicited(
    context: &RequestContext<RoleServer>,
    able: &ClientCapabilities,
    request: Value,
) -> Result<CallToolResponse, ErrorData> {
    if able.elicitation.is_none() {
        return Err(missing(|needed| needed.elicitation = Some(empty())));
    }
    let answer = ask(context, request).await?;
    let action = answer["action"].as_str().unwrap_or_default();
    said(&format!("Elicitation completed: action={action}, content={}", answer["content"]))
}

/// Each tool: its name, and the properties of its arguments, all of which it needs.
fn tools() -> Vec<Tool> {
    let bare = [
        "test_simple_text",
        "test_image_content",
        "test_audio_content",
        "test_embedded_resource",
        "test_multiple_content_types",
        "test_error_handling",
        "test_panic",
        "test_tool_with_progress",
        "test_tool_with_logging",
        "test_logging_tool",
        "test_elicitation_sep1034_defaults",
        "test_elicitation_sep1330_enums",
        "test_missing_capability",
        "test_streaming_elicitation",
        "test_reconnection",
        "test_trigger_tool_change",
        "test_trigger_prompt_change",
        "test_input_required_result_elicitation",
        "test_input_required_result_sampling",
        "test_input_required_result_list_roots",
        "test_input_required_result_request_state",
        "test_input_required_result_tampered_state",
        "test_input_required_result_multiple_inputs",
        "test_input_required_result_multi_round",
        "test_input_required_result_capabilities",
    ];
    let mut tools: Vec<(&str, Value)> =
        bare.iter().map(|name| (*name, json!({ "type": "object", "properties": {} }))).collect();
    let text = json!({ "type": "string" });
    for (name, argument) in [("test_sampling", "prompt"), ("test_elicitation", "message")] {
        tools.push((name, json!({ "type": "object", "properties": { argument: text }, "required": [argument] })));
    }
    let region = json!({ "type": "string", "x-mcp-header": "Region" });
    tools.push((
        "test_custom_headers",
        json!({ "type": "object", "properties": { "region": region }, "required": ["region"] }),
    ));
    tools.push(("json_schema_2020_12_tool", json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "$defs": { "address": { "$anchor": "addressDef", "type": "object", "properties": { "street": text, "city": text } } },
        "properties": {
            "name": text, "address": { "$ref": "#/$defs/address" },
            "contactMethod": { "type": "string", "enum": ["phone", "email"] }, "phone": text, "email": text,
        },
        "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
        "if": { "properties": { "contactMethod": { "const": "phone" } }, "required": ["contactMethod"] },
        "then": { "required": ["phone"] },
        "else": { "required": ["email"] },
        "additionalProperties": false,
    })));
    tools
        .into_iter()
        .map(|(name, schema)| Tool::new(name, format!("{name}, for the suite"), Arc::new(object(schema))))
        .collect()
}

fn object(value: Value) -> JsonObject {
    match value {
        Value::Object(object) => object,
        _ => JsonObject::new(),
    }
}

fn prompts() -> Vec<Prompt> {
    let argument = |name: &str| PromptArgument::new(name).with_description("an argument").with_required(true);
    [
        ("test_simple_prompt", vec![]),
        ("test_prompt_with_arguments", vec![argument("arg1"), argument("arg2")]),
        ("test_prompt_with_embedded_resource", vec![argument("resourceUri")]),
        ("test_prompt_with_image", vec![]),
        ("test_input_required_result_prompt", vec![]),
    ]
    .into_iter()
    .map(|(name, arguments)| Prompt::new(name, Some("for the suite"), Some(arguments).filter(|all| !all.is_empty())))
    .collect()
}

impl ServerHandler for Fixture {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_logging()
            .enable_completions()
            .enable_tools()
            .enable_tool_list_changed()
            .enable_prompts()
            .enable_prompts_list_changed()
            .enable_resources()
            .enable_resources_subscribe()
            .build();
        ServerConfig::new(capabilities).with_server_info(Implementation::new("baro-fixture", env!("CARGO_PKG_VERSION")))
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(tools()))
    }

    /// For the check of the headers that a tool's schema names.
    fn get_tool(&self, name: &str) -> Option<Tool> {
        tools().into_iter().find(|tool| tool.name == name)
    }

    async fn call_tool(
        &self,
        call: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        caught(self.run(call, context)).await
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        Ok(ListPromptsResult::with_all_items(prompts()))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let argument = |name: &str| {
            request
                .arguments
                .as_ref()
                .and_then(|all| all.get(name))
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let text = |text: &str| PromptMessage::new_text(Role::User, text);
        let messages = match request.name.as_str() {
            "test_simple_prompt" => vec![text("This is a simple prompt for testing.")],
            "test_prompt_with_arguments" => {
                vec![text(&format!("Prompt with arguments: arg1='{}', arg2='{}'", argument("arg1"), argument("arg2")))]
            }
            "test_prompt_with_embedded_resource" => vec![
                PromptMessage::new(
                    Role::User,
                    ContentBlock::resource(ResourceContents::text(
                        "Embedded resource content for testing.",
                        argument("resourceUri"),
                    )),
                ),
                text("Please process the embedded resource above."),
            ],
            "test_prompt_with_image" => vec![
                PromptMessage::new(Role::User, ContentBlock::image(PNG, "image/png")),
                text("Please analyze the image above."),
            ],
            "test_input_required_result_prompt" => {
                let context = request.input_responses.as_ref().and_then(|answers| answers.get("user_context"));
                let Some(context) = context.filter(|answer| answer.is_object()) else {
                    let wanted = elicitation("What context should the prompt use?", "context", "string");
                    let wanted = inputs(&[("user_context", wanted)])?;
                    return Ok(InputRequiredResult::from_input_requests(wanted).into());
                };
                vec![text(&format!("With the context {}", context["content"]["context"]))]
            }
            name => return Err(ErrorData::invalid_params(format!("unknown prompt: {name}"), None)),
        };
        Ok(GetPromptResult::new(messages).into())
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let resource = |uri: &str, mime: &str| {
            Resource::new(uri, uri.trim_start_matches("test://")).with_description("for the suite").with_mime_type(mime)
        };
        Ok(ListResourcesResult::with_all_items(vec![
            resource("test://static-text", "text/plain"),
            resource("test://static-binary", "image/png"),
            resource("test://watched-resource", "text/plain"),
        ]))
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        let template =
            ResourceTemplate::new("test://template/{id}/data", "template").with_mime_type("application/json");
        Ok(ListResourceTemplatesResult::with_all_items(vec![template]))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let uri = request.uri.as_str();
        let contents = match uri {
            "test://static-text" => ResourceContents::text("This is the content of the static text resource.", uri),
            "test://watched-resource" => ResourceContents::text("watched", uri),
            "test://static-binary" => ResourceContents::blob(PNG, uri).with_mime_type("image/png"),
            _ => {
                let id = uri.strip_prefix("test://template/").and_then(|rest| rest.strip_suffix("/data"));
                let Some(id) = id else {
                    return Err(ErrorData::resource_not_found(format!("no {uri}"), Some(json!({ "uri": uri }))));
                };
                let data = json!({ "id": id, "templateTest": true, "data": format!("Data for ID: {id}") });
                ResourceContents::text(data.to_string(), uri).with_mime_type("application/json")
            }
        };
        Ok(ReadResourceResult::new(vec![contents]).into())
    }

    async fn complete(
        &self,
        _: CompleteRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        let all = CompletionInfo::new(vec!["paris".to_owned(), "park".to_owned()]);
        Ok(CompleteResult::new(all.map_err(|error| ErrorData::internal_error(error, None))?))
    }

    async fn set_level(&self, _: SetLevelRequestParams, _: RequestContext<RoleServer>) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn subscribe(&self, _: SubscribeRequestParams, _: RequestContext<RoleServer>) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn unsubscribe(&self, _: UnsubscribeRequestParams, _: RequestContext<RoleServer>) -> Result<(), ErrorData> {
        Ok(())
    }

    fn accepted_subscription_filter(&self, requested: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        Some(requested.supported_by(&self.get_info().capabilities))
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        let mut coming = self.changes.subscribe();
        loop {
            tokio::select! {
                () = context.cancelled() => return Ok(()),
                changed = coming.recv() => {
                    // What was not asked for is not sent, which the sink says with an error.
                    let _ = match changed {
                        Ok(Changed::Tools) => context.sink().notify_tool_list_changed().await,
                        Ok(Changed::Prompts) => context.sink().notify_prompt_list_changed().await,
                        Err(_) => Ok(()),
                    };
                }
            }
        }
    }
}
