//! Stories: members of every role, a clock and a case on which people act, so that a test reads as what happens.
//! Each change is checked on its way: stored state is the fold of its events, and no text slips into it.

mod acts;
mod beside;
mod checks;
mod play;
mod samples;
mod stages;
mod town;

mod dismissal;
mod employment;
mod recruitment;

mod account;
mod agreement;
mod amending;
mod archiving;
mod by_letter;
mod consulting;
mod deciding;
mod filing;
mod flagging;
mod follow_up;
mod hearing;
mod holding;
mod intake;
mod interim;
mod linked;
mod measures;
mod mediation;
mod names;
mod policy;
mod recomputing;
mod reminding;
mod retaliation;
mod reviewing;
mod speaker;
mod staff;
mod suspending;
mod taken_down;
mod told;
mod transitions;
mod walls;

mod any_order;
mod disposed;
mod docket;
mod every_way;
mod explored;

use acts::*;
use play::Play;
