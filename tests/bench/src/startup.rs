//! P6: from start to first answer on a database that is there, and memory at rest.

use std::time::Duration;

use crate::{
    ROUNDS,
    numbers::{goal, median},
    service::{Engine, Home, Service},
};

pub(crate) async fn measure() -> anyhow::Result<()> {
    let home = Home::new(Engine::Sqlite).await?;
    drop(Service::start(&home).await?);
    let (mut times, mut memory) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        let service = Service::start(&home).await?;
        tokio::time::sleep(Duration::from_secs(2)).await;
        let (time, megabytes) = (service.started_in.as_secs_f64() * 1000.0, service.memory()?);
        println!("start, round {round}: first answer after {time:.0} ms, {megabytes:.1} MB at rest");
        times.push(time);
        memory.push(megabytes);
    }
    goal("P6 start to first answer, ms", median(times), 200.0, false);
    goal("P6 memory at rest, MB", median(memory), 60.0, false);
    Ok(())
}
