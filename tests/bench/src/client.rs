//! A small HTTP client: one connection that stays open, one request at a time. Small, because it runs on the same
//! cores as the service.

use anyhow::{Context, bail};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// One connection.
pub(crate) struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
    chunk: Vec<u8>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Client {
    pub(crate) async fn connect(address: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(16 * 1024), chunk: vec![0; 16 * 1024] })
    }

    /// The bytes of a request; made once where the same is sent often.
    pub(crate) fn request(method: &str, path: &str, token: Option<&str>, body: &str) -> Vec<u8> {
        let token = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
        let kind = if body.is_empty() { "" } else { "Content-Type: application/json\r\n" };
        format!(
            "{method} {path} HTTP/1.1\r\nHost: bench\r\n{token}{kind}Purpose: case-handling\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .into_bytes()
    }

    pub(crate) async fn send(&mut self, request: &[u8]) -> anyhow::Result<Answer> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        loop {
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                let head = std::str::from_utf8(&self.buffer[..end])?.to_ascii_lowercase();
                let status = head.split(' ').nth(1).context("no status")?.parse()?;
                let length: usize = match head.split("content-length: ").nth(1) {
                    Some(rest) => rest.split("\r\n").next().context("no length")?.parse()?,
                    None => 0,
                };
                while self.buffer.len() < end + 4 + length {
                    let read = self.stream.read(&mut self.chunk).await?;
                    if read == 0 {
                        bail!("the connection ended in the middle");
                    }
                    self.buffer.extend_from_slice(&self.chunk[..read]);
                }
                return Ok(Answer { status, body: self.buffer[end + 4..end + 4 + length].to_vec() });
            }
            let read = self.stream.read(&mut self.chunk).await?;
            if read == 0 {
                bail!("the connection ended");
            }
            self.buffer.extend_from_slice(&self.chunk[..read]);
        }
    }

    /// Sends, and reads the answer as JSON.
    pub(crate) async fn json(&mut self, request: &[u8]) -> anyhow::Result<serde_json::Value> {
        let answer = self.send(request).await?;
        if !(200..300).contains(&answer.status) {
            bail!("{}: {}", answer.status, String::from_utf8_lossy(&answer.body));
        }
        Ok(serde_json::from_slice(&answer.body)?)
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}
