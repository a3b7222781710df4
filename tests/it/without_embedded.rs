//! A build without the embedded model: all else works, and what is missing is said.

use crate::support::{TestEnv, Upstream};

#[test]
fn without_the_embedded_model_the_rest_answers_and_what_is_missing_is_said() {
    let env = TestEnv::new();
    for arguments in [&["local", "pull"][..], &["local", "bench"]] {
        env.baro(arguments).expect_code(2).expect_stderr(&["this build has no embedded model"]);
    }
    env.baro(&["local", "list"]).expect_code(0).expect_stdout_has("smollm2");
    for arguments in [&["ask", "Why is the sky blue?"][..], &["ask", "--local", "Why is the sky blue?"]] {
        let run = env.baro(arguments);
        run.expect_code(2);
        assert_eq!(run.stdout, "", "{run}");
    }
    let upstream = Upstream::saying("From the provider.");
    let mut env = env;
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:m1"]);
    env.baro(&["ask", "Why is the sky blue?"]).expect_code(0).expect_stdout("From the provider.");
}
