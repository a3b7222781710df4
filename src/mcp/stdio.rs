//! Standard input and output as a client's connection, and how it ends.
//!
//! The end of standard input is the client's leave: calls that ask a model are cancelled at once, since each further
//! token would be paid for and read by nobody; what was asked before and is quick is still answered. A standard output
//! that nobody reads any more ends the server, and so does being told to stop. Nothing here knows a tool.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use rmcp::ServerHandler;
use rmcp::service::ServerInitializeError;
use rmcp::transport::stdio_pipes;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_util::sync::CancellationToken;

use super::{Error, platform};

/// Serves until the client closes standard input, nobody reads standard output, or the process is told to stop. `gone`
/// is cancelled as soon as it is known.
pub(super) async fn serve<H: ServerHandler>(handler: H, gone: CancellationToken) -> Result<(), Error> {
    let stop = platform::told_to_stop();
    let unread = CancellationToken::new();
    let (input, output) = stdio_pipes();
    let input = Watched { stream: input, ended: gone.clone() };
    let output = Watched { stream: output, ended: unread.clone() };
    tokio::select! {
        ended = connection(handler, (input, output)) => ended,
        () = unread.cancelled() => Ok(()),
        () = stop => Ok(()),
    }
}

async fn connection<H: ServerHandler>(
    handler: H,
    streams: (impl AsyncRead + Send + Unpin + 'static, impl AsyncWrite + Send + Unpin + 'static),
) -> Result<(), Error> {
    match rmcp::serve_server(handler, streams).await {
        Ok(running) => {
            // Its only other end is a panic of the loop, of which standard error has heard.
            let _ = running.waiting().await;
            Ok(())
        }
        // The client left before it said anything.
        Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
        Err(error) => Err(Error::NotMcp(error.to_string())),
    }
}

/// A stream that tells when it has ended.
struct Watched<S> {
    stream: S,
    ended: CancellationToken,
}

impl<S> Watched<S> {
    fn seen<T>(&self, poll: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if let Poll::Ready(Err(_)) = &poll {
            self.ended.cancel();
        }
        poll
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let (n_before, room) = (buffer.filled().len(), buffer.remaining());
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if read.is_ready() && room > 0 && buffer.filled().len() == n_before {
            self.ended.cancel();
        }
        self.seen(read)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.seen(written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.seen(flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
