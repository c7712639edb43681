//! Who is at the other end: the peer of the connection or, behind a proxy that we trust, whom the proxy names.

use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};

/// An address, or all that begin alike: `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Network {
    address: IpAddr,
    bits: u32,
}

impl Network {
    fn contains(self, other: IpAddr) -> bool {
        match (self.address, other.to_canonical()) {
            (IpAddr::V4(ours), IpAddr::V4(other)) => {
                let rest = 32 - self.bits;
                u32::from(ours).checked_shr(rest) == u32::from(other).checked_shr(rest)
            }
            (IpAddr::V6(ours), IpAddr::V6(other)) => {
                let rest = 128 - self.bits;
                u128::from(ours).checked_shr(rest) == u128::from(other).checked_shr(rest)
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is not an address or a network such as 10.0.0.0/8");
        let (address, bits) =
            text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let all = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(all), str::parse).map_err(|_| wrong())?;
        if bits > all { Err(wrong()) } else { Ok(Self { address, bits }) }
    }
}

/// Puts the true sender in the place of the proxy, for all that look at [`ConnectInfo`] later.
pub(crate) async fn name(
    State(trusted): State<Arc<[Network]>>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    if let Some(sender) = peer.and_then(|peer| sender(peer, request.headers(), &trusted)) {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(sender, 0)));
    }
    next.run(request).await
}

/// The last address that no trusted proxy has: what stands before it, anybody may have written.
fn sender(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> Option<IpAddr> {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(*address));
    if !is_trusted(&peer) {
        return None;
    }
    let lines = headers.get_all("x-forwarded-for").into_iter().filter_map(|line| line.to_str().ok());
    let hops: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let mut nearest = None;
    for hop in hops.into_iter().rev() {
        let Ok(address) = hop.parse::<IpAddr>() else { break };
        nearest = Some(address.to_canonical());
        if !is_trusted(&address) {
            break;
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn told(peer: &str, forwarded: &[&'static str], trusted: &[&str]) -> Option<String> {
        let trusted: Vec<Network> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_static(line));
        }
        sender(peer.parse().unwrap(), &headers, &trusted).map(|address| address.to_string())
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(told("192.0.2.1", &["203.0.113.9"], &[]), None);
        assert_eq!(told("192.0.2.1", &["203.0.113.9"], &["192.0.2.2"]), None);
        assert_eq!(told("192.0.2.1", &["203.0.113.9"], &["192.0.2.1"]), some("203.0.113.9"));
        assert_eq!(told("10.1.2.3", &["198.51.100.7, 203.0.113.9"], &["10.0.0.0/8"]), some("203.0.113.9"));
        assert_eq!(
            told("10.1.2.3", &["198.51.100.7, 203.0.113.9", "10.9.9.9"], &["10.0.0.0/8"]),
            some("203.0.113.9")
        );
        assert_eq!(told("10.1.2.3", &["10.9.9.9"], &["10.0.0.0/8"]), some("10.9.9.9"));
        assert_eq!(told("10.1.2.3", &["rubbish, 10.9.9.9"], &["10.0.0.0/8"]), some("10.9.9.9"));
        assert_eq!(told("10.1.2.3", &["unknown"], &["10.0.0.0/8"]), None);
        assert_eq!(told("::1", &["2001:db8::7"], &["::1"]), some("2001:db8::7"));
        assert_eq!(told("::ffff:10.1.2.3", &["203.0.113.9"], &["10.0.0.0/8"]), some("203.0.113.9"));
        assert_eq!(told("192.0.2.1", &["203.0.113.9"], &["0.0.0.0/0"]), some("203.0.113.9"));
    }

    #[test]
    fn networks() {
        for wrong in ["", "10.0.0.0/33", "10.0.0.0/", "::1/129", "host", "10.0.0.0/-1"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
