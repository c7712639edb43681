//! What the service does by itself, each minute: what has fallen due, and forgetting what nobody needs any more; and
//! beside it, for as long as it takes, what a change of the rules means for open cases.

use std::{error::Error, sync::Arc, time::Duration};

use app::{App, Recounted};
use tokio::{
    sync::{Mutex, watch},
    task::JoinHandle,
    time::{MissedTickBehavior, interval},
};
use uuid::Uuid;

const EVERY: Duration = Duration::from_mins(1);

/// The loops. A clone is the same loops.
#[derive(Clone, Debug)]
pub(crate) struct Background {
    stop: Arc<watch::Sender<bool>>,
    tasks: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

impl Background {
    /// Starts the loops.
    pub(crate) fn start(app: App) -> Self {
        let (stop, mut stopped) = watch::channel(false);
        let instance = app.ids().uuid();
        let recomputing = tokio::spawn(recompute(app.clone(), instance, stopped.clone()));
        let clock = tokio::spawn(async move {
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
        Self { stop: Arc::new(stop), tasks: Arc::new(Mutex::new(vec![recomputing, clock])) }
    }

    /// Ends the loops after the round under way.
    pub(crate) async fn end(&self) {
        self.stop.send_replace(true);
        for task in self.tasks.lock().await.drain(..) {
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

/// Counts the dates of open cases anew that an earlier state of the rules is left on: after a start with other rules all,
/// later what an instance with earlier rules still wrote. Apart from the clock, which has to come round meanwhile.
async fn recompute(app: App, instance: Uuid, mut stopped: watch::Receiver<bool>) {
    let mut minutes = interval(EVERY);
    minutes.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = minutes.tick() => {}
            _ = stopped.changed() => return,
        }
        match app.keeps_the_clock(instance).await {
            Ok(true) => {}
            Ok(false) => continue,
            Err(error) => {
                told("taking the clock", &error);
                continue;
            }
        }
        match app.recompute_open(|| !*stopped.borrow()).await {
            Ok(Recounted { cases: 0, .. }) => {}
            Ok(Recounted { cases, changed }) => {
                tracing::info!(cases, changed, "counted the dates of open cases anew");
            }
            Err(error) => told("counting dates anew", &error),
        }
    }
}

fn told(what: &str, error: &(dyn Error + 'static)) {
    tracing::error!(what, error, "the background work failed");
}
