//! Tells the stories: all at once, each act on its day, with the clock moved from one to the next.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, anyhow};
use app::{App, Caller, Request};
use domain::{Action, Case, CaseId, Command, Purpose};
use jiff::Timestamp;
use storage::{cases, due};

use super::{
    directory::Town,
    pace::{Pace, chance},
    phrases::Phrases,
    plan::{Next, Scene},
    story::{Story, days},
};

/// Of so many acts one comes after a look at the case: enough for a log that tells of readers.
const READS: u64 = 4;

/// A story under way.
struct Course<'a> {
    story: &'a Story,
    turn: usize,
    filed: Timestamp,
    case: Option<CaseId>,
    steps: u32,
    /// How many steps were taken in the last state.
    there: u32,
}

/// All stories, up to an instant.
pub(super) struct Telling<'a> {
    app: &'a App,
    town: &'a Town,
    phrases: Phrases,
    pace: Pace<'a>,
    until: Timestamp,
}

/// When the first story begins, and a little before that.
pub(super) fn beginning(stories: &[Story], until: Timestamp) -> Timestamp {
    let oldest = stories.iter().map(|it| it.age).max().unwrap_or(0);
    until - jiff::SignedDuration::from_hours(24 * (oldest + 10))
}

impl<'a> Telling<'a> {
    pub(super) fn new(app: &'a App, town: &'a Town, until: Timestamp) -> anyhow::Result<Self> {
        Ok(Self { app, town, phrases: Phrases::load()?, pace: Pace(app), until })
    }

    /// Tells them; `told` hears how many are at their end.
    pub(super) async fn tell(&self, stories: &[Story], mut told: impl FnMut(usize)) -> anyhow::Result<()> {
        let today = self.pace.day(self.until);
        let begin = |(turn, story): (usize, &Story)| {
            let day = self.pace.working_day_before(days(today, -story.age));
            (self.pace.moment(day, chance(turn, 0)).min(self.until), turn)
        };
        let mut agenda: BTreeSet<_> = stories.iter().enumerate().map(begin).collect();
        let course = |&(filed, turn): &(Timestamp, usize)| {
            let course = Course { story: &stories[turn], turn, filed, case: None, steps: 0, there: 0 };
            (turn, course)
        };
        let mut courses: BTreeMap<_, _> = agenda.iter().map(course).collect();
        let mut ended = 0;
        while let Some((at, turn)) = agenda.pop_first() {
            if at > self.until {
                break;
            }
            self.move_to(at).await?;
            let Some(course) = courses.get_mut(&turn) else { continue };
            let next = Box::pin(self.step(course, at))
                .await
                .with_context(|| format!("the story \"{}\"", course.story.told))?;
            if let Some(next) = next {
                agenda.insert((next, turn));
            } else {
                ended += 1;
                told(ended);
            }
        }
        Ok(())
    }

    /// Moves the clock, with whatever the System has to do on the way.
    async fn move_to(&self, at: Timestamp) -> anyhow::Result<()> {
        let clock = self.app.clock();
        if at <= clock.now() {
            return Ok(());
        }
        match due::next(self.app.database().reader(), Timestamp::MIN).await? {
            Some(next) if next <= at => drop(self.app.let_pass(at).await?),
            _ => clock.advance_to(at)?,
        }
        Ok(())
    }

    /// Takes one step, and says when the next one is due.
    async fn step(&self, course: &mut Course<'_>, at: Timestamp) -> anyhow::Result<Option<Timestamp>> {
        let luck = chance(course.turn, course.steps + 1);
        let Some(id) = course.case else {
            let caller = self.town.caller(&course.story.by)?;
            let draft = course.story.draft(self.pace.day(course.filed), self.town)?;
            let done =
                self.app.file(caller, &self.request(caller), draft).await.map_err(|error| refused(&error))?;
            course.case = Some(done.case);
            return Ok(Some(self.pace.after(at, Action::Submit, luck)));
        };
        let reader = self.app.database().reader();
        let case = cases::load(reader, id, false).await?.context("the case is gone")?.case;
        let today = self.pace.day(at);
        let scene = Scene {
            story: course.story,
            turn: course.turn,
            town: self.town,
            phrases: &self.phrases,
            filed: self.pace.day(course.filed),
            today,
            case: &case,
        };
        let arrived = case.stage() == course.story.goal;
        if arrived && (course.there >= course.story.more) {
            return Ok(None);
        }
        let (who, command) = match scene.next()? {
            Next::End => return Ok(None),
            Next::Wait(day) => return Ok(Some(self.pace.moment(day.max(days(today, 1)), luck))),
            Next::Act(who, command) => (who, command),
        };
        let action = command.action();
        let to = action.rule().to;
        if arrived && !to.is_empty() {
            return Ok(None);
        }
        if !arrived
            && to.contains(&course.story.goal)
            && let Some(since) = course.story.since
        {
            let day = self.pace.working_day_before(days(self.pace.day(self.until), -since));
            if today < day {
                return Ok(Some(self.pace.moment(day, luck)));
            }
        }
        self.act(who, &case, command, luck).await?;
        course.steps += 1;
        if arrived {
            course.there += 1;
        }
        Ok(Some(self.pace.after(at, action, luck)))
    }

    /// Somebody does something to the case, having read it now and then.
    async fn act(&self, who: &str, case: &Case, command: Command, luck: u64) -> anyhow::Result<()> {
        let caller = self.town.caller(who)?;
        let action = command.action();
        let told = |error: app::Error| refused(&error).context(format!("{who} could not {action}"));
        if luck.is_multiple_of(READS) {
            self.app.read(caller, &self.request(caller), case.id).await.map_err(told)?;
        }
        let seen =
            self.app.tag(caller, case).await?.with_context(|| format!("{who} sees nothing of the case"))?;
        self.app.change(caller, &self.request(caller), case.id, &seen, command).await.map_err(told)?;
        Ok(())
    }

    fn request(&self, caller: &Caller) -> Request {
        let purpose = (!caller.member.roles.is_empty()).then_some(Purpose::CaseHandling);
        Request { purpose, ..Request::internal(self.app.ids().uuid(), "demo") }
    }
}

/// What an error says that hides its reasons from clients.
fn refused(error: &app::Error) -> anyhow::Error {
    anyhow!("{error:?}")
}
