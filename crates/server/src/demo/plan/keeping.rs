//! What runs beside the procedure, and what becomes of a case at its end.

use domain::{
    Command, Stage,
    archive::{Archive, ArchiveRule, Dispose, Disposition, RegisterCode},
    case::PartyRole,
    consultation::Track,
    external::NoticeExternal,
    legal_hold::Hold,
    rules::Rules,
    suspension::{Suspend, SuspensionReason},
};

use super::{Next, Perhaps, Scene, act, first};
use crate::demo::story::{days, text};

/// How long a case rests here.
const REST: i64 = 45;

impl Scene<'_> {
    /// The matter is before somebody else as well; the case waits for that.
    pub(super) fn rest(&self) -> Perhaps {
        let Some(forum) = self.story.elsewhere.filter(|_| self.case.suspensions.is_empty()) else {
            return Ok(None);
        };
        if let (true, Some(who)) =
            (self.case.external_proceedings.is_empty(), self.voice(PartyRole::Complainant))
        {
            let reference = self.told("union_case")?;
            let opened_on = days(self.today, -2);
            let notice = NoticeExternal { forum, reference, opened_on };
            return act(who, Command::NoticeExternal(notice));
        }
        let caseworker = self.caseworker()?;
        first!(self.consult_on_track(Track::Suspension, caseworker));
        let (reason, words) = (SuspensionReason::ExternalProceeding, self.told("rests")?);
        let until = days(self.today, REST);
        act(caseworker, Command::Suspend(Suspend { reason, words, from: None, until }))
    }

    /// A closed case goes into the archive, where the story goes so far; what went before the ombudsman is held.
    pub(super) fn archive(&self) -> Perhaps {
        if self.story.goal <= Stage::Closed {
            return Ok(None);
        }
        if let Some(reason) = self.story.held.as_ref().filter(|_| self.case.legal_holds.is_empty()) {
            return act("privacy-officer", Command::Hold(Hold { reason: text(reason)? }));
        }
        act("archivist", Command::Archive(Archive::default()))
    }

    /// When it need not be kept any more, one archivist proposes and the other confirms.
    pub(super) fn dispose(&self) -> Perhaps {
        let disposition = match self.story.goal {
            Stage::Destroyed => Disposition::Destruction,
            Stage::Preserved => Disposition::Preservation,
            _ => return Ok(None),
        };
        let kept = self.case.kept_until(disposition, Rules::denmark());
        if kept >= self.today {
            return Ok(Some(Next::Wait(days(kept, 1))));
        }
        if self.case.disposal.as_ref().is_some_and(|it| it.is_fresh(self.today)) {
            return act("archivist2", Command::Dispose(disposition, Dispose::default()));
        }
        let code = |code: &str| RegisterCode::try_from(code.to_owned());
        let archive_rule = ArchiveRule {
            rule: code("HR-2019-4")?,
            basis: code("ARK-591-5-2")?,
            approval: code("COUNCIL-2019/118")?,
            approved_on: days(self.filed, -200),
        };
        act("archivist", Command::Dispose(disposition, Dispose { archive_rule: Some(archive_rule) }))
    }
}
