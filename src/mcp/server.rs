//! The protocol's side: answers requests by the desk, in both eras (`initialize` and `server/discover`).
//!
//! It keeps no session: what belongs together across calls is named by a `conversation_id`.

use std::sync::Arc;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CompleteRequestParams, CompleteResult, CompletionInfo,
    GetPromptRequestParams, GetPromptResponse, Implementation, ListPromptsResult, ListResourceTemplatesResult,
    ListResourcesResult, ListToolsResult, PaginatedRequestParams, ReadResourceRequestParams, ReadResourceResponse,
    Reference, ServerCapabilities, ServerConfig,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};

use super::caught;
use super::desk::Desk;
use super::prompts;
use super::resources::{self, Completing};
use super::surface;
use crate::config::mcp::{Pin, ServeOptions, ToolName};

/// One connection's handler; all share the desk.
#[derive(Clone)]
pub(super) struct Server {
    desk: Arc<Desk>,
}

impl Server {
    pub fn new(desk: Arc<Desk>) -> Self {
        Self { desk }
    }
}

/// The name under which a server presents itself.
pub(super) fn server_name(options: &ServeOptions) -> String {
    if let Some(name) = &options.name {
        return name.clone();
    }
    match &options.pin {
        Pin::None | Pin::Auto => "baro".to_owned(),
        Pin::Route(route) => format!("baro-{route}"),
        Pin::Models(models) => {
            let first = models.first().map_or("", String::as_str);
            let short = first.rsplit(['/', ':']).next().unwrap_or(first);
            format!("baro-{}", short.split('@').next().unwrap_or(short))
        }
    }
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_prompts()
            .enable_resources()
            .enable_completions()
            .build();
        let name = server_name(&self.desk.options);
        ServerConfig::new(capabilities)
            .with_server_info(Implementation::new(name.clone(), env!("CARGO_PKG_VERSION")).with_title(name))
            .with_instructions(surface::instructions(&self.desk.options))
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        caught(async {
            let mut tools = Vec::new();
            for name in self.desk.offered() {
                let served = self.desk.served(name).await;
                tools.push(surface::tool(name, &self.desk.options, served.as_deref()));
            }
            Ok(ListToolsResult::with_all_items(tools))
        })
        .await
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let tool = ToolName::parse(&request.name).filter(|tool| self.desk.offered().contains(tool));
        let Some(tool) = tool else {
            return Err(ErrorData::invalid_params(format!("unknown tool: {}", request.name), None));
        };
        Ok(caught(self.desk.call(tool, request.arguments, &context)).await?.into())
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        Ok(ListPromptsResult::with_all_items(prompts::all(&self.desk.offered())))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        prompts::get(&request, &self.desk.offered(), |name| self.desk.takes_model(name)).map(Into::into)
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        Ok(ListResourcesResult::with_all_items(resources::all()))
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        Ok(ListResourceTemplatesResult::with_all_items(resources::templates()))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        caught(resources::read(&self.desk, &request.uri)).await.map(Into::into)
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        let what = match &request.r#ref {
            Reference::Prompt(_) if prompts::names_a_model(&request.argument.name) => Some(Completing::Model),
            Reference::Resource(template) => match template.uri.as_str() {
                "baro://usage/{period}" => Some(Completing::Period),
                "baro://conversations/{id}" => Some(Completing::Conversation),
                "baro://answers/{id}" => Some(Completing::Answer),
                _ => None,
            },
            _ => None,
        };
        caught(async {
            let values =
                what.map(|what| resources::complete(&self.desk, &what, &request.argument.value)).unwrap_or_default();
            let completion = CompletionInfo::new(values).map_err(|error| ErrorData::internal_error(error, None))?;
            Ok(CompleteResult::new(completion))
        })
        .await
    }
}
