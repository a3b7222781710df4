//! The dialects of errors, a line each.

use super::FailureKind::{
    BadRequest, ContextOverflow, Filtered, KeyRefused, ModelGone, NotAModel, PlanTooSmall, QuotaSpent, RateLimited,
    ServerError, Unreachable,
};
use super::*;

const NOW: UnixMillis = UnixMillis(1_795_132_800_000);

fn failure(status: u16, body: &str) -> Failure {
    from_response(status, &Headers::default(), body.as_bytes(), None, NOW)
}

#[expect(clippy::too_many_lines, reason = "a table of dialects")]
#[test]
fn every_vendor_s_dialect_is_one_of_our_situations() {
    let table = [
        // OpenAI
        (
            401,
            r#"{"error":{"message":"Incorrect API key provided","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}"#,
            KeyRefused,
        ),
        (
            429,
            r#"{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}"#,
            QuotaSpent,
        ),
        (
            429,
            r#"{"error":{"message":"Rate limit reached for gpt-6 on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000.","type":"tokens","code":"rate_limit_exceeded"}}"#,
            RateLimited,
        ),
        (
            429,
            r#"{"error":{"message":"Request too large for gpt-6 on tokens per min (TPM): Limit 30000, Requested 45000.","type":"tokens","code":"rate_limit_exceeded"}}"#,
            PlanTooSmall,
        ),
        (
            400,
            r#"{"error":{"message":"This model's maximum context length is 8192 tokens.","type":"invalid_request_error","code":"context_length_exceeded"}}"#,
            ContextOverflow,
        ),
        (
            404,
            r#"{"error":{"message":"The model `x` does not exist or you do not have access to it.","type":"invalid_request_error","code":"model_not_found"}}"#,
            ModelGone,
        ),
        (
            403,
            r#"{"error":{"message":"The model `x` is blocked at the project level.","type":"permissions_error","code":"model_permission_blocked_project"}}"#,
            ModelGone,
        ),
        (404, r#"{"error":{"message":"Invalid URL (POST /v1/foo)","type":"invalid_request_error"}}"#, NotAModel),
        (
            400,
            r#"{"error":{"message":"Unsupported parameter: 'max_tokens'","type":"invalid_request_error","code":"unsupported_parameter"}}"#,
            BadRequest,
        ),
        (
            400,
            r#"{"error":{"message":"rejected","type":"invalid_request_error","code":"content_policy_violation"}}"#,
            Filtered,
        ),
        // Groq
        (
            413,
            r#"{"error":{"message":"Request too large for model `openai/gpt-oss-120b` on tokens per minute (TPM): Limit 8000, Requested 12345, please reduce","type":"tokens","code":"rate_limit_exceeded"}}"#,
            PlanTooSmall,
        ),
        (
            413,
            r#"{"error":{"message":"on tokens per minute (TPM): Limit 8000, Requested 7000","type":"tokens","code":"rate_limit_exceeded"}}"#,
            RateLimited,
        ),
        (413, r#"{"error":{"message":"slow down","type":"tokens","code":"rate_limit_exceeded"}}"#, RateLimited),
        (
            429,
            r#"{"error":{"message":"on requests per day (RPD): Limit 1000, Used 1000, Requested 1. Please try again in 1m26.4s","type":"requests","code":"rate_limit_exceeded"}}"#,
            QuotaSpent,
        ),
        (
            400,
            r#"{"error":{"message":"The model `llama3` has been decommissioned","type":"invalid_request_error","code":"model_decommissioned"}}"#,
            ModelGone,
        ),
        (
            400,
            r#"{"error":{"message":"Please reduce the length of the messages or completion.","type":"invalid_request_error","code":"context_length_exceeded"}}"#,
            ContextOverflow,
        ),
        (498, r#"{"error":{"message":"capacity exceeded"}}"#, RateLimited),
        // Anthropic
        (
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 208310 tokens > 200000 maximum"}}"#,
            ContextOverflow,
        ),
        (
            413,
            r#"{"type":"error","error":{"type":"request_too_large","message":"Request exceeds the maximum size"}}"#,
            ContextOverflow,
        ),
        (401, r#"{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}"#, KeyRefused),
        (404, r#"{"type":"error","error":{"type":"not_found_error","message":"model: claude-x"}}"#, ModelGone),
        (429, r#"{"type":"error","error":{"type":"rate_limit_error","message":"Number of requests"}}"#, RateLimited),
        (
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low"}}"#,
            QuotaSpent,
        ),
        (529, r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#, ServerError),
        // Gemini, also wrapped in an array
        (
            400,
            r#"[{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}]"#,
            KeyRefused,
        ),
        (
            400,
            r#"{"error":{"code":400,"message":"The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}}"#,
            ContextOverflow,
        ),
        (
            429,
            r#"[{"error":{"code":429,"message":"quota","status":"RESOURCE_EXHAUSTED","details":[{"violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]}]}}]"#,
            QuotaSpent,
        ),
        (429, r#"{"error":{"code":429,"message":"Resource exhausted","status":"RESOURCE_EXHAUSTED"}}"#, RateLimited),
        (503, r#"{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}"#, ServerError),
        // OpenRouter
        (402, r#"{"error":{"code":402,"message":"Insufficient credits"},"user_id":"u"}"#, QuotaSpent),
        (400, r#"{"error":{"code":400,"message":"foo/bar is not a valid model ID"},"user_id":"u"}"#, ModelGone),
        (404, r#"{"error":{"code":404,"message":"No endpoints found for foo/bar."}}"#, ModelGone),
        (
            403,
            r#"{"error":{"code":403,"message":"requires moderation","metadata":{"reasons":["violence"],"flagged_input":".."}}}"#,
            Filtered,
        ),
        (429, r#"{"error":{"code":429,"message":"Rate limit exceeded: free-models-per-day"}}"#, QuotaSpent),
        (502, r#"{"error":{"code":502,"message":"Provider returned error"}}"#, ServerError),
        // llama.cpp
        (
            400,
            r#"{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error","n_prompt_tokens":9000,"n_ctx":4096}}"#,
            ContextOverflow,
        ),
        (503, r#"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#, ServerError),
        (404, r#"{"error":{"code":404,"message":"File Not Found","type":"not_found_error"}}"#, NotAModel),
        (401, r#"{"error":{"code":401,"message":"Invalid API Key","type":"authentication_error"}}"#, KeyRefused),
        (
            500,
            r#"{"error":{"code":500,"message":"the request exceeds the available context size","type":"server_error"}}"#,
            ContextOverflow,
        ),
        // Moonshot, DashScope, DeepSeek, vLLM, Ollama
        (429, r#"{"error":{"message":"Your account is suspended","type":"exceeded_current_quota_error"}}"#, QuotaSpent),
        (429, r#"{"error":{"message":"too fast","type":"rate_limit_reached_error"}}"#, RateLimited),
        (
            400,
            r#"{"error":{"message":"Invalid request: Your request exceeded model token limit: 131072","type":"invalid_request_error"}}"#,
            ContextOverflow,
        ),
        (400, r#"{"error":{"message":"high risk","type":"content_filter"}}"#, Filtered),
        (
            429,
            r#"{"error":{"message":"Requests rate limit exceeded","type":"x","code":"Throttling.RateQuota"}}"#,
            RateLimited,
        ),
        (
            400,
            r#"{"error":{"message":"Access denied, good standing","type":"Arrearage","code":"Arrearage"}}"#,
            QuotaSpent,
        ),
        (400, r#"{"code":"DataInspectionFailed","message":"may contain inappropriate content"}"#, Filtered),
        (
            400,
            r#"{"error":{"message":"Range of input length should be [1, 129024]","code":"invalid_parameter_error"}}"#,
            ContextOverflow,
        ),
        (
            402,
            r#"{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}"#,
            QuotaSpent,
        ),
        (
            400,
            r#"{"error":{"message":"Model Not Exist","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}"#,
            ModelGone,
        ),
        (
            400,
            r#"{"object":"error","message":"This model's maximum context length is 4096 tokens","type":"BadRequestError","param":null,"code":400}"#,
            ContextOverflow,
        ),
        (404, r#"{"detail":"Not Found"}"#, NotAModel),
        (404, r#"{"error":"model 'x' not found"}"#, ModelGone),
        // Others
        (404, "404 page not found", NotAModel),
        (404, "<!doctype html><title>Not here</title>", NotAModel),
        (502, "<html><title>502 Bad Gateway</title>", ServerError),
        (403, "<html><title>Just a moment...</title>", NotAModel),
        (429, "Too Many Requests", RateLimited),
        (500, "", ServerError),
        (408, "", ServerError),
        (409, "{}", ServerError),
        (413, "{}", BadRequest),
        (422, r#"{"detail":[{"loc":["body"],"msg":"field required"}]}"#, BadRequest),
        (400, "null", BadRequest),
        (400, "[]", BadRequest),
        (407, "", Unreachable),
        (418, r#"{"error":{"code":"x"}}"#, BadRequest),
    ];
    for (status, body, kind) in table {
        let failure = failure(status, body);
        assert_eq!((failure.kind, failure.status), (kind, Some(status)), "{status} {body}");
    }
}

#[test]
fn an_error_inside_a_stream_is_what_its_status_would_have_been() {
    let table = [
        (r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#, ServerError),
        (r#"{"type":"error","error":{"type":"rate_limit_error","message":"x"}}"#, RateLimited),
        (r#"{"type":"error","error":{"type":"invalid_request_error","message":"x"}}"#, BadRequest),
        (r#"{"error":{"code":429,"message":"x"}}"#, RateLimited),
        (r#"{"error":{"code":"502","message":"x"}}"#, ServerError),
        (r#"{"error":{"message":"x","type":"server_error","code":null}}"#, ServerError),
        (r#"{"object":"error","message":"prompt","type":"BadRequestError","code":400}"#, BadRequest),
        (r#"{"error":"model runner has unexpectedly stopped"}"#, ServerError),
        (r#"{"error":{"message":"The model `x` does not exist","code":"model_not_found"}}"#, ModelGone),
        (r#"{"error":{}}"#, ServerError),
    ];
    for (body, kind) in table {
        let value = serde_json::from_str(body).expect("JSON");
        assert_eq!(in_stream(&value, None).kind, kind, "{body}");
    }
}

#[test]
fn what_is_kept_of_a_body_is_bounded_clean_and_without_the_key() {
    let key = Secret::new("my-own-secret-key");
    let body = format!(
        r#"{{"error":{{"message":"key my-own-secret-key\u001b[2J refused {}","code":"my-own-secret-key"}},"request_id":"req_1"}}"#,
        "x".repeat(5000)
    );
    let failure = from_response(401, &Headers::default(), body.as_bytes(), Some(&key), NOW);
    assert!(failure.message.starts_with("key ***[2J refused xxx"), "{}", failure.message);
    assert!(failure.message.chars().count() <= 301);
    assert_eq!(failure.code.as_deref(), Some("***"));
    assert_eq!(failure.request_id.as_deref(), Some("req_1"));
    let huge = vec![b'['; 10 << 20];
    assert_eq!(from_response(400, &Headers::default(), &huge, None, NOW).kind, BadRequest);
}

#[test]
fn headers_tell_of_waiting_limits_and_the_request_s_id() {
    let headers: Headers = [
        ("retry-after", "7"),
        ("x-should-retry", "false"),
        ("x-request-id", "r1"),
        ("x-ratelimit-limit-tokens", "8000"),
    ]
    .into_iter()
    .collect();
    let failure = from_response(429, &headers, b"{}", None, NOW);
    assert_eq!(failure.retry_after, Some(std::time::Duration::from_secs(7)));
    assert_eq!((failure.should_retry, failure.request_id.as_deref()), (Some(false), Some("r1")));
    assert_eq!(failure.limits.tokens.limit, Some(8000));
    let body = r#"{"error":{"code":429,"message":"x","details":[{"retryDelay":"28s"}]}}"#;
    let failure = from_response(429, &Headers::default(), body.as_bytes(), None, NOW);
    assert_eq!(failure.retry_after, Some(std::time::Duration::from_secs(28)));
}

#[test]
fn a_redirect_names_its_host_and_nothing_else_of_its_target() {
    let base = "https://api.example/v1".parse().expect("a URL");
    let failure = redirected(307, Some("https://user:pw@evil.example/steal?key=abcdefgh"), &base);
    assert_eq!(failure.message, "the server redirects to evil.example, which is not followed");
    assert!(redirected(301, Some("/login"), &base).message.contains("api.example"));
    assert!(redirected(301, None, &base).message.contains('?'));
}

#[test]
fn that_a_model_takes_no_temperature_is_told_from_one_that_is_too_high() {
    for (message, is_refused) in [
        (
            "Unsupported value: 'temperature' does not support 0.3 with this model. Only the default (1) value is supported.",
            true,
        ),
        ("litellm.UnsupportedParamsError: openai does not support parameters: ['temperature'], for model=o3", true),
        ("`temperature` is deprecated for this model.", true),
        ("temperature: must be at most 1", false),
        ("top_p is not supported", false),
    ] {
        let body = serde_json::json!({ "error": { "message": message, "type": "invalid_request_error" } }).to_string();
        let failure = failure(400, &body);
        assert_eq!(failure.kind, BadRequest, "{message}");
        assert_eq!(failure.detail.as_deref() == Some(&Detail::NoTemperature), is_refused, "{message}");
    }
}
