//! Certificates that do not hold: what is wrong with each is said, in a talk, in `auth test` and in `doctor`, nothing is
//! sent, and `tls.ca_file` mends what can be mended.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use crate::support::tls::{Flaw, TlsServer};
use crate::support::{TestEnv, Upstream};

const KEY: &str = "sk-0123456789abcdefghij";

fn behind_tls(server: &TlsServer) -> TestEnv {
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &server.url()).set("FAKE_API_KEY", KEY);
    env.config("[models.\"fake:m1\"]\ncontext_tokens = 8000");
    env
}

/// The flaw is named with what to do, by all who meet it, in both languages; the upstream hears of nothing.
#[track_caller]
fn is_named(flaw: Flaw, is_trusted: bool, english: [&str; 2], korean: [&str; 2]) {
    let upstream = Upstream::saying("hi");
    let server = TlsServer::before(&upstream, flaw);
    let mut env = behind_tls(&server);
    if is_trusted {
        let file = env.file("ca.pem", &server.pem);
        env.baro(&["config", "set", "tls.ca_file", &file.to_string_lossy()]).expect_code(0);
    }
    for (lang, words) in [("en", english), ("ko", korean)] {
        env.set("BARO_LANGUAGE", lang);
        env.baro(&["ask", "-m", "fake:m1", "q"]).expect_code(5).expect_stderr(&words);
        env.baro(&["auth", "test", "fake"]).expect_code(5).expect_stderr(&words);
        let doctor = env.baro(&["doctor"]);
        doctor.expect_code(1);
        for word in words {
            assert!(doctor.stdout.contains(word), "{word}\n{doctor}");
        }
        assert!(!doctor.stdout.contains(KEY), "{doctor}");
    }
    assert!(upstream.requests().is_empty(), "{:?}", upstream.requests());
}

#[test]
fn a_certificate_that_signed_itself_is_told_and_named_as_an_authority_it_holds() {
    is_named(
        Flaw::Nothing,
        false,
        ["does not know its issuer", "`baro config set tls.ca_file FILE`"],
        ["발급자를 알 수 없습니다", "`baro config set tls.ca_file 파일`"],
    );
    let upstream = Upstream::saying("hi");
    let server = TlsServer::before(&upstream, Flaw::Nothing);
    let env = behind_tls(&server);
    let file = env.file("ca.pem", &server.pem);
    env.baro(&["config", "set", "tls.ca_file", &file.to_string_lossy()]).expect_code(0);
    env.baro(&["auth", "test", "fake"]).expect_code(0).expect_stdout_has("fake: the key is good");
    env.baro(&["ask", "-m", "fake:m1", "q"]).expect_code(0).expect_stdout("hi");
    env.baro(&["doctor"]).expect_code(0).expect_stdout_has("fake (127.0.0.1): answers, TLS");
    assert_eq!(upstream.chats()[0].header("authorization"), Some(format!("Bearer {KEY}").as_str()));
}

#[test]
fn an_expired_certificate_tells_its_last_day_even_where_it_is_trusted() {
    is_named(
        Flaw::Expired,
        true,
        ["expired on 2020-02-01", "this machine's date"],
        ["2020-02-01에 만료됐습니다", "이 컴퓨터의 날짜도"],
    );
    is_named(
        Flaw::NotYetValid,
        true,
        ["not valid before 3000-01-01", "this machine's date"],
        ["3000-01-01부터 유효합니다", "날짜와 시각"],
    );
}

#[test]
fn a_certificate_for_another_name_tells_whose_it_is() {
    is_named(
        Flaw::WrongName,
        true,
        ["it is for another name: other.example", "`providers.fake.base_url`"],
        ["다른 이름의 인증서입니다: other.example", "`providers.fake.base_url`"],
    );
}

#[test]
fn an_authoritys_certificate_as_a_servers_tells_how_to_make_one_that_holds() {
    is_named(
        Flaw::Authority,
        true,
        ["an authority's own", "basicConstraints=critical,CA:FALSE"],
        ["인증 기관(CA)의 인증서", "basicConstraints=critical,CA:FALSE"],
    );
}

#[test]
fn a_server_that_ends_the_handshake_is_told_in_both_languages() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port on loopback");
    let address = listener.local_addr().expect("its address");
    std::thread::spawn(move || {
        for mut connection in listener.incoming().flatten() {
            // An alert: fatal, of a handshake that failed.
            drop(connection.write_all(b"\x15\x03\x03\x00\x02\x02\x28"));
            drop(connection.read_to_end(&mut Vec::new()));
        }
    });
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &format!("https://{address}")).set("FAKE_API_KEY", KEY);
    let words = ["ask", "-m", "fake:m1", "q"];
    env.baro(&words)
        .expect_code(5)
        .expect_stderr(&["there is no TLS to fake", "ended the handshake: HandshakeFailure"]);
    env.set("LANG", "ko_KR.UTF-8");
    env.baro(&words)
        .expect_code(5)
        .expect_stderr(&["fake에 TLS로 연결하지", "서버가 TLS 연결을 거부했습니다: HandshakeFailure"]);
}

#[test]
fn a_server_without_tls_and_a_ca_file_without_certificates_are_no_bad_certificates() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port on loopback");
    let address = listener.local_addr().expect("its address");
    std::thread::spawn(move || {
        for mut connection in listener.incoming().flatten() {
            // What an http server says to a client that speaks TLS.
            drop(connection.write_all(b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n"));
            drop(connection.read_to_end(&mut Vec::new()));
        }
    });
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &format!("https://{address}")).set("FAKE_API_KEY", KEY);
    let ask = env.baro(&["ask", "-m", "fake:m1", "q"]);
    ask.expect_code(5).expect_stderr(&["there is no TLS to fake", "an http server answers no https"]);
    let server = TlsServer::before(&Upstream::saying("hi"), Flaw::Nothing);
    let mut env = behind_tls(&server);
    let file = env.file("ca.pem", "not a certificate\n").display().to_string();
    let set = env.baro(&["config", "set", "tls.ca_file", &file]);
    set.expect_code(2).expect_stderr(&["`tls.ca_file` cannot be used", "nothing was written"]);
    env.set("BARO_TLS_CA_FILE", &file);
    let ask = env.baro(&["ask", "-m", "fake:m1", "q"]);
    ask.expect_code(2).expect_stderr(&["`tls.ca_file` cannot be used", "ca.pem: holds no certificate"]);
}

#[test]
fn a_server_whose_certificate_signed_itself_is_not_said_to_be_silent() {
    let upstream = Upstream::saying("hi");
    let server = TlsServer::before(&upstream, Flaw::Nothing);
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &server.url());
    for (lang, words) in [
        (
            "en",
            ["the certificate of fake does not hold", "does not know its issuer", "`baro config set tls.ca_file FILE`"],
        ),
        ("ko", ["fake의 인증서를 믿을 수 없습니다", "발급자를 알 수 없습니다", "`baro config set tls.ca_file 파일`"]),
    ] {
        env.set("BARO_LANGUAGE", lang);
        for arguments in [&["ask", "q"][..], &["ask", "-m", "fake", "q"], &["ask", "--local", "q"], &["models"]] {
            env.baro(arguments).expect_code(2).expect_stderr(&words);
        }
        let doctor = env.baro(&["doctor"]);
        doctor.expect_code(1).expect_stdout_has(words[1]);
        assert_eq!(doctor.stdout.matches(words[1]).count(), 1, "{doctor}");
        assert!(!doctor.stdout.contains("no answer") && !doctor.stdout.contains("무응답"), "{doctor}");
        env.baro(&["doctor", "--offline"]).expect_code(1).expect_stdout_has(words[0]);
    }
}
