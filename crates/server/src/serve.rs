//! `redress serve`: listens, says where, and ends in order.

use std::{
    io::{self, IsTerminal},
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};

use anyhow::{anyhow, bail};
use axum::{http::Uri, middleware, serve::ListenerExt};
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
    sync::oneshot,
    time::timeout,
};

use crate::{
    config::Config,
    database,
    health::{self, Draining},
    peer::{self, Network},
    say, telemetry,
    wiring::{Demo, House},
};

/// Runs the service until it is asked to end.
pub(crate) async fn run(config: Config, demo: Option<Demo>) -> anyhow::Result<()> {
    config.may_listen()?;
    let listen = config.server.listen;
    let public = config.server.public_url.as_ref().filter(|url| !is_here(url));
    if demo.is_some() && (!listen.ip().is_loopback() || public.is_some()) {
        bail!(
            "a demonstration has well-known passwords and serves this machine only\n  fix: --listen 127.0.0.1:{}, and no \
             server.public_url",
            listen.port()
        );
    }
    let mut signals = Signals::new()?;
    // First what may be wrong without a trace: who cannot listen here leaves no folder behind.
    let listener = TcpListener::bind(listen).await.map_err(|error| {
        let source = config.source("server.listen");
        anyhow!("cannot listen on {listen} ({source}): {error}\n  fix: choose another with --listen")
    })?;
    let address = listener.local_addr()?;
    let _lock = database::alone(&config)?;
    let house = House::build(&config, address, demo).await?;

    let draining = Draining::default();
    let asked = house.clone();
    let ready = move || {
        let asked = asked.clone();
        async move { asked.ready().await }
    };
    let router = house.router.clone().merge(health::routes(draining.clone(), ready));
    let trusted: Arc<[Network]> = config.server.trusted_proxies.clone().into();
    let service = router
        .layer(middleware::from_fn(telemetry::request))
        .layer(middleware::from_fn_with_state(trusted, peer::name))
        .into_make_service_with_connect_info::<SocketAddr>();
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!("nodelay: {error}");
        }
    });
    let (end, ended) = oneshot::channel::<()>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async {
        let _ = ended.await;
    });
    let mut serving = tokio::spawn(async move { serving.await });
    let greeting = house
        .greeting
        .iter()
        .fold(format!("Redress listens on http://{address}"), |said, more| said + "\n" + more);
    if let Err(error) = say::line(greeting) {
        tracing::warn!("nobody was told the address http://{address}: {error:#}");
    }

    let name = signals.next().await;
    tracing::info!(signal = name, "ending: not ready any more");
    draining.begin();
    let finish = async {
        tokio::time::sleep(config.server.drain_notice).await;
        let _ = end.send(());
        if timeout(config.server.drain, &mut serving).await.is_err() {
            tracing::warn!(after = ?config.server.drain, "requests were cut off");
        }
    };
    tokio::select! {
        () = finish => {}
        name = signals.next() => tracing::warn!(signal = name, "ending at once"),
    }
    // What is written is committed; a database that does not let go must not hold up the end.
    if timeout(Duration::from_secs(5), house.close()).await.is_err() {
        tracing::warn!("the database did not close in time");
    }
    tracing::info!("ended");
    Ok(())
}

/// Whether an address means the machine itself.
fn is_here(url: &str) -> bool {
    let host = url.parse::<Uri>().ok().and_then(|uri| uri.host().map(str::to_owned));
    host.is_some_and(|host| matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]"))
}

/// The signals that ask a service to end.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hangup: Signal,
    has_terminal: bool,
}

impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hangup: signal(SignalKind::hangup())?,
            has_terminal: io::stdin().is_terminal()
                || io::stdout().is_terminal()
                || io::stderr().is_terminal(),
        })
    }

    /// SIGHUP means that the terminal is gone, and whoever started the service there. Elsewhere (systemd, a container,
    /// `nohup`) it is somebody's habit, to which there is nothing to do and which must not end the service.
    async fn next(&mut self) -> &'static str {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => return "SIGTERM",
                _ = self.interrupt.recv() => return "SIGINT",
                _ = self.hangup.recv() => {
                    if self.has_terminal {
                        return "SIGHUP";
                    }
                    tracing::info!("SIGHUP is ignored: settings are read at the start only");
                }
            }
        }
    }
}
