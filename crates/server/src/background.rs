//! What the service does by itself, each minute: what has fallen due, and forgetting what nobody needs any more.

use std::{error::Error, sync::Arc, time::Duration};

use app::App;
use tokio::{
    sync::{Mutex, watch},
    task::JoinHandle,
    time::{MissedTickBehavior, interval},
};
use uuid::Uuid;

const EVERY: Duration = Duration::from_mins(1);

/// The loop. A clone is the same loop.
#[derive(Clone, Debug)]
pub(crate) struct Background {
    stop: Arc<watch::Sender<bool>>,
    task: Arc<Mutex<Option<JoinHandle<()>>>>,
}

impl Background {
    /// Starts the loop.
    pub(crate) fn start(app: App) -> Self {
        let (stop, mut stopped) = watch::channel(false);
        let instance = app.ids().uuid();
        let task = tokio::spawn(async move {
            let mut minutes = interval(EVERY);
            minutes.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                tokio::select! {
                    _ = minutes.tick() => round(&app, instance).await,
                    _ = stopped.changed() => break,
                }
            }
            if let Err(error) = app.leaves_the_clock(instance).await {
                told("leaving the clock to others", &error);
            }
        });
        Self { stop: Arc::new(stop), task: Arc::new(Mutex::new(Some(task))) }
    }

    /// Ends the loop after the round under way.
    pub(crate) async fn end(&self) {
        self.stop.send_replace(true);
        if let Some(task) = self.task.lock().await.take() {
            task.await.ok();
        }
    }
}

/// One round, by one instance for all. What fails is logged once, and tried again in the next.
async fn round(app: &App, instance: Uuid) {
    match app.keeps_the_clock(instance).await {
        Ok(true) => {}
        Ok(false) => return,
        Err(error) => return told("taking the clock", &error),
    }
    match app.run_due().await {
        Ok(0) => {}
        Ok(acts) => tracing::info!(acts, "did what was due"),
        Err(error) => told("what is due", &error),
    }
    if let Err(error) = app.sweep().await {
        told("tidying up", &error);
    }
}

fn told(what: &str, error: &(dyn Error + 'static)) {
    tracing::error!(what, error, "the background work failed");
}
