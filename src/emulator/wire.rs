//! The connections. A fault that HTTP does not allow takes one over from the HTTP library.

use std::{
    fmt, io,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use axum::{
    body::Bytes,
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};

use super::{
    script::{End, Script},
    stop::Stop,
};

/// Makes a [`Wire`] of every connection.
pub(super) struct Door {
    pub(super) listener: TcpListener,
    pub(super) stop: Stop,
}

impl Listener for Door {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Wire, SocketAddr) {
        // By its full name: this one goes on after an error.
        let (stream, address) = Listener::accept(&mut self.listener).await;
        // Without this, an answer could wait for the acknowledgement of the one before it.
        let _ = stream.set_nodelay(true);
        let (stop, line) = (self.stop.clone(), Line::default());
        (Wire { stream, stop, line, playing: None, piece: Bytes::new(), pause: None }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// Hands a script from the one who answers a request to its connection. The HTTP library has to be
/// given an answer without a body after that: it is what makes it write, and is thrown away.
#[derive(Clone, Default)]
pub(super) struct Line(Arc<Mutex<Option<Script>>>);

impl Line {
    pub(super) fn play(&self, script: Script) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(script);
    }

    fn take(&self) -> Option<Script> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Line")
    }
}

impl Connected<IncomingStream<'_, Door>> for Line {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        stream.io().line.clone()
    }
}

/// A connection that writes what it is given, or a script in its place.
pub(super) struct Wire {
    stream: TcpStream,
    stop: Stop,
    line: Line,
    playing: Option<Script>,
    /// What is left of the piece of the script that is being written.
    piece: Bytes,
    pause: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl Wire {
    /// Whether there is a script to play in place of what is written.
    fn plays(&mut self) -> bool {
        if self.playing.is_none() {
            self.playing = self.line.take();
        }
        self.playing.is_some()
    }

    /// Plays the script, and gives how it ends.
    fn poll_script(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<End>> {
        while let Some(script) = &mut self.playing {
            if let Some(pause) = &mut self.pause {
                ready!(pause.as_mut().poll(cx));
                self.pause = None;
            }
            if !self.piece.is_empty() {
                let written = ready!(Pin::new(&mut self.stream).poll_write(cx, &self.piece))?;
                self.piece = self.piece.slice(written..);
            } else if let Some((pause, piece)) = script.pieces.next() {
                self.piece = piece;
                self.pause = Some(Box::pin(self.stop.clone().rest(pause)));
            } else {
                return Poll::Ready(Ok(script.end));
            }
        }
        Poll::Ready(Ok(End::Close))
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        if !self.plays() {
            return Pin::new(&mut self.stream).poll_write(cx, buf);
        }
        match ready!(self.poll_script(cx))? {
            End::KeepOpen => {
                let end = buf.windows(4).position(|bytes| bytes == b"\r\n\r\n");
                if end.is_some() {
                    self.playing = None;
                }
                return Poll::Ready(Ok(end.map_or(buf.len(), |end| end + 4)));
            }
            End::Close => ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?,
            // The reset is sent when the stream is dropped.
            End::Reset => self.stream.set_zero_linger()?,
        }
        // Has the HTTP library drop the connection.
        Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.plays() {
            let first = bufs.iter().find(|buf| !buf.is_empty()).map_or(&[][..], |buf| buf);
            return self.poll_write(cx, first);
        }
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
