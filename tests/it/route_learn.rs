//! What the person overruled is learnt from when asked, put aside again, and given out: `baro route learn`.

use crate::support::{TestEnv, Upstream};

/// A request for code, which its writer sends elsewhere.
const SAID: &str = "write a unit test for this function";

/// The share of the route `general` for [`SAID`].
fn share_of_general(env: &TestEnv) -> f64 {
    let decision = env.baro(&["route", "--json", SAID]).expect_code(0).json();
    decision["scores"]["general"].as_f64().expect("a share")
}

#[test]
fn what_was_sent_elsewhere_is_shown_applied_and_forgotten() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    let shipped = share_of_general(&env);
    env.baro(&["ask", "-r", "general", SAID]).expect_code(0);
    // Nothing is learnt by itself, nor by looking.
    env.baro(&["route", "learn"])
        .expect_code(0)
        .expect_stdout_has("(wanted: general, ")
        .expect_stdout_has(SAID)
        .expect_stdout_has("held-back messages")
        .expect_stdout_has("baro route learn apply");
    assert!((share_of_general(&env) - shipped).abs() < 1e-9);
    env.baro(&["route", "learn", "apply"]).expect_code(0).expect_stdout_has("baro route learn reset");
    let learnt = share_of_general(&env);
    assert!(learnt > shipped, "{learnt} and {shipped}");
    env.baro(&["route", "learn", "reset"]).expect_code(0).expect_stdout_has("forgotten");
    assert!((share_of_general(&env) - shipped).abs() < 1e-9);
    // The example outlives what was learnt of it.
    env.baro(&["route", "learn"]).expect_code(0).expect_stdout_has(SAID);
    env.baro(&["route", "learn", "reset"]).expect_code(0).expect_stdout("nothing was learnt");
}

#[test]
fn the_examples_come_out_as_route_eval_reads_them() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    env.baro(&["ask", "-r", "general", SAID]).expect_code(0);
    let run = env.baro(&["route", "learn", "export"]);
    run.expect_code(0);
    let examples = run.json_lines();
    assert_eq!(examples.len(), 1, "{examples:#?}");
    assert_eq!(examples[0]["prompt"], SAID);
    assert_eq!(examples[0]["routed"], "code");
    assert_eq!(examples[0]["accept"], serde_json::json!(["general"]));
    let file = env.file("mine.jsonl", &run.stdout);
    let figures = env.baro(&["route", "eval", "--json", &file.to_string_lossy()]).expect_code(0).json();
    assert_eq!(figures["by_lang"]["en"]["total"], 1, "{figures:#}");
}

#[test]
fn without_kept_words_there_is_nothing_to_learn() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    env.baro(&["route", "learn"]).expect_code(0).expect_stdout_has("nothing to learn from yet");
    env.baro(&["ask", "--no-store", "-r", "general", SAID]).expect_code(0);
    let run = env.baro(&["route", "learn"]);
    run.expect_code(0);
    assert!(!run.stdout.contains(SAID), "{run}");
    env.baro(&["route", "learn", "export"]).expect_code(0).expect_stdout("");
}
