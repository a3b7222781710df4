//! Clients that are slow on purpose, on a clock that stands still until all wait: no test depends on the machine's.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::*;

const HEAD: &str = "POST /mcp HTTP/1.1\r\nhost: 127.0.0.1:1\r\n";

/// Who answers nothing: no request of these clients gets as far.
#[derive(Clone)]
struct Nothing;

impl ServerHandler for Nothing {}

/// A connection with so much room for bytes on their way, and its end.
fn connect(room: usize) -> (DuplexStream, JoinHandle<Duration>) {
    let (client, stream) = tokio::io::duplex(room);
    let service =
        service(Nothing, SocketAddr::from(([127, 0, 0, 1], 1)), &[], Sessions::new(), CancellationToken::new());
    let guard = Arc::new(Guard { service, token: None });
    let began = Instant::now();
    let served = tokio::spawn(async move {
        // How it ends is the client's to see.
        let _ = connection(stream, guard).await;
        began.elapsed()
    });
    (client, served)
}

async fn all_of(client: &mut DuplexStream) -> String {
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.expect("text");
    answer
}

#[tokio::test(start_paused = true)]
async fn a_client_that_sends_no_whole_head_is_cut_off() {
    let (mut client, served) = connect(4096);
    client.write_all(HEAD.as_bytes()).await.expect("written");
    assert_eq!(all_of(&mut client).await, "");
    assert_eq!(served.await.expect("an end").as_secs(), HEAD_LIMIT.as_secs());
    // Nor does a byte now and then buy time.
    let (client, served) = connect(4096);
    let (mut listening, mut dribbling) = tokio::io::split(client);
    let dribble = tokio::spawn(async move {
        for byte in HEAD.bytes().cycle() {
            tokio::time::sleep(Duration::from_secs(1)).await;
            if dribbling.write_all(&[byte]).await.is_err() {
                break;
            }
        }
    });
    let mut answer = Vec::new();
    listening.read_to_end(&mut answer).await.expect("an end");
    assert_eq!(served.await.expect("an end").as_secs(), HEAD_LIMIT.as_secs());
    dribble.abort();
}

#[tokio::test(start_paused = true)]
async fn a_client_that_is_silent_between_two_requests_is_cut_off() {
    let (mut client, served) = connect(4096);
    client.write_all(b"GET /other HTTP/1.1\r\nhost: 127.0.0.1:1\r\n\r\n").await.expect("written");
    assert!(all_of(&mut client).await.starts_with("HTTP/1.1 404"));
    assert_eq!(served.await.expect("an end").as_secs(), HEAD_LIMIT.as_secs());
}

#[tokio::test(start_paused = true)]
async fn a_client_that_sends_no_whole_body_is_told_and_cut_off() {
    let (mut client, served) = connect(4096);
    let begun = format!("{HEAD}content-type: application/json\r\ncontent-length: 100\r\n\r\n{{");
    client.write_all(begun.as_bytes()).await.expect("written");
    assert!(all_of(&mut client).await.starts_with("HTTP/1.1 408"));
    assert_eq!(served.await.expect("an end").as_secs(), BODY_LIMIT.as_secs());
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_read_is_cut_off() {
    let (mut client, served) = connect(32);
    client.write_all(b"GET /other HTTP/1.1\r\nhost: 127.0.0.1:1\r\n\r\n").await.expect("written");
    assert_eq!(served.await.expect("an end").as_secs(), READ_LIMIT.as_secs());
    assert_eq!(all_of(&mut client).await.len(), 32, "no more than there was room for");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_reads_slowly_but_reads_is_served() {
    let (mut client, served) = connect(32);
    client.write_all(b"GET /other HTTP/1.1\r\nhost: 127.0.0.1:1\r\nconnection: close\r\n\r\n").await.expect("written");
    let (mut answer, mut piece) = (Vec::new(), [0; 32]);
    loop {
        tokio::time::sleep(READ_LIMIT / 2).await;
        match client.read(&mut piece).await.expect("bytes") {
            0 => break,
            n_bytes => answer.extend_from_slice(&piece[..n_bytes]),
        }
    }
    assert!(answer.ends_with(b"the endpoint is /mcp"), "{}", String::from_utf8_lossy(&answer));
    assert!(served.await.expect("an end") > READ_LIMIT);
}
