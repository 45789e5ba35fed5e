//! Messages over a transport, with limits: saying, listening, pausing.
//!
//! The only layer that waits, and the only place where a cancelled job is
//! noticed. Takes our own echo and parity off what comes in, puts parity on what
//! goes out, and tells everything to a [`Watch`]. Decides nothing about what is
//! said next.

mod echo;
mod error;
mod foreign;
mod guard;
mod hear;
mod parity;
mod secret;
mod timing;

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use zeroize::Zeroizing;

use crate::codec::decoder::Phase;
use crate::codec::{BlockCheckKind, Command, CommandKind, Decoder, Message, Role, control, encode};
use crate::trace::{TraceEntry, TraceRecord};
use crate::transport::{LineSettings, LineTime, Transport};
use crate::watch::{Stage, Watch};

use echo::Echo;
pub use error::LinkError;
pub use foreign::Foreign;
pub use guard::{Permit, WriteGuard};
use parity::Parity;
pub use parity::{ParityChoice, ParityFound};
use secret::Secrecy;
pub use secret::{MASK, SecretCommand};
pub use timing::{Limit, Timing};

/// How many bytes are kept of what was received: enough to hold the longest data
/// block with its identification.
const MAX_KEPT: usize = crate::codec::decoder::MAX_BODY + 4096;

/// Asks a running job to stop; felt within 50 ms.
#[derive(Debug, Clone, Default)]
pub struct CancelToken {
    own: Arc<AtomicBool>,
    /// What stops this job and others.
    above: Option<Arc<CancelToken>>,
}

impl CancelToken {
    /// A token that nobody has used yet.
    pub fn new() -> CancelToken {
        CancelToken::default()
    }

    /// A token for one of several jobs: it stops with this one, and this one not with it.
    pub fn child(&self) -> CancelToken {
        CancelToken {
            own: Arc::default(),
            above: Some(Arc::new(self.clone())),
        }
    }

    /// Asks the job to stop.
    pub fn cancel(&self) {
        self.own.store(true, Ordering::Relaxed);
    }

    /// Whether the job was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        let is_above = |above: &Arc<CancelToken>| above.is_cancelled();
        self.own.load(Ordering::Relaxed) || self.above.as_ref().is_some_and(is_above)
    }
}

/// How far a command in partial blocks is.
struct InBlocks {
    kind: CommandKind,
    /// The last block, once it was said: it may be said again, and no other.
    last: Option<Zeroizing<Vec<u8>>>,
}

/// One end of a line, for messages.
pub struct Link<'a> {
    transport: &'a mut dyn Transport,
    watch: &'a mut dyn Watch,
    cancel: CancelToken,
    timing: Timing,
    /// `None` until the line was set up.
    settings: Option<LineSettings>,
    parity: Parity,
    echo: Echo,
    decoder: Decoder,
    inbox: VecDeque<Message>,
    check: BlockCheckKind,
    guard: WriteGuard,
    /// A command in partial blocks that was permitted: its next blocks carry no address.
    in_blocks: Option<InBlocks>,
    /// What must not be told of this turn.
    secrecy: Option<Secrecy>,
    /// A cancelled job goes on until then.
    deferred: Option<LineTime>,
    /// All bytes received since [`Link::forget_received`], without echo and parity.
    kept: Vec<u8>,
    /// The first bytes received since the last message out, as they came.
    sample: Vec<u8>,
    /// When the last byte was received, echo left out.
    last_byte: LineTime,
    /// When the first byte of the present turn at listening was received.
    first_byte: Option<LineTime>,
    /// When the last stop bit of the last message left.
    sent: LineTime,
    echo_seen: bool,
    spoken: bool,
}

impl<'a> Link<'a> {
    /// A link over an open transport; sets the line to `settings`.
    pub fn new(
        transport: &'a mut dyn Transport,
        watch: &'a mut dyn Watch,
        cancel: CancelToken,
        timing: Timing,
        parity: ParityChoice,
        settings: LineSettings,
    ) -> Result<Link<'a>, LinkError> {
        let now = transport.now();
        let mut link = Link {
            transport,
            watch,
            cancel,
            timing,
            settings: None,
            parity: Parity::new(parity),
            echo: Echo::default(),
            decoder: Decoder::new(Role::ReadingDevice),
            inbox: VecDeque::new(),
            check: BlockCheckKind::Xor,
            guard: WriteGuard::READ_ONLY,
            in_blocks: None,
            secrecy: None,
            deferred: None,
            kept: Vec::new(),
            sample: Vec::new(),
            last_byte: now,
            first_byte: None,
            sent: now,
            echo_seen: false,
            spoken: false,
        };
        link.configure(settings)?;
        Ok(link)
    }

    /// Sets speed and format at once.
    pub fn configure(&mut self, settings: LineSettings) -> Result<(), LinkError> {
        let wanted = self.parity.wanted(settings);
        let carrier = self.transport.configure(wanted)?;
        self.parity.configured(wanted, carrier);
        let taken = self.parity.wanted(settings);
        if self.settings != Some(taken) {
            self.settings = Some(taken);
            self.trace(TraceEntry::Configured(taken));
        }
        Ok(())
    }

    /// Judges and makes every block check by `rule`; `None` finds it out from what
    /// the meter sends first.
    pub fn set_block_check(&mut self, rule: Option<BlockCheckKind>) {
        self.decoder.set_rule(rule);
        self.check = rule.unwrap_or(self.check);
    }

    /// Lets out what `guard` permits; a new link is read only.
    pub fn set_guard(&mut self, guard: WriteGuard) {
        self.guard = guard;
    }

    /// Is stopped by `cancel` from now on: a fresh one while stopping has to wait.
    pub fn set_cancel(&mut self, cancel: CancelToken) {
        self.cancel = cancel;
    }

    /// Makes the check of what is said from now on by `kind`.
    pub fn answer_with(&mut self, kind: BlockCheckKind) {
        self.check = kind;
    }

    /// Sends a message. What was received before and belongs to no message is
    /// dropped. Returns when its last stop bit leaves.
    pub fn say(&mut self, message: &Message) -> Result<LineTime, LinkError> {
        match message {
            Message::Command(command) => {
                let data = command.data.as_deref().unwrap_or_default();
                self.permit(command.kind, data, command.more)?;
            }
            _ => self.in_blocks = None,
        }
        let codes = encode(message, self.check);
        self.transmit(&codes, None)
    }

    /// Sends a command as [`Link::say`] does, `at_last` although the job is cancelled.
    pub fn say_command(
        &mut self,
        kind: CommandKind,
        data: &[u8],
        more: bool,
        at_last: bool,
    ) -> Result<LineTime, LinkError> {
        let message = Message::Command(Command {
            more,
            ..Command::new(kind, data)
        });
        if at_last {
            self.say_at_last(&message)
        } else {
            self.say(&message)
        }
    }

    /// Sends a wake-up of so many NUL characters.
    pub fn wake_up(&mut self, count: usize) -> Result<LineTime, LinkError> {
        self.transmit(&vec![control::NUL; count], None)
    }

    /// Sends a message although the job is cancelled: a sign-off is never left out.
    pub fn say_at_last(&mut self, message: &Message) -> Result<LineTime, LinkError> {
        let cancel = std::mem::take(&mut self.cancel);
        let said = self.say(message);
        self.cancel = cancel;
        said
    }

    /// Waits for the next message. The limits count from the end of what was said
    /// last, or from now if that is later.
    pub fn listen(&mut self, limit: Limit) -> Result<Message, LinkError> {
        let began = self.sent.max(self.transport.now());
        self.first_byte = None;
        loop {
            if let Some(message) = self.inbox.pop_front() {
                return Ok(message);
            }
            let now = self.transport.now();
            let deadline = self.deadline(began, limit);
            if now >= deadline {
                return self.quiet(began);
            }
            let readable = !matches!(self.decoder.phase(), Phase::Idle | Phase::Line);
            if !readable && self.first_byte.is_some_and(|at| now >= at + limit.noise) {
                return Err(self.silence(began));
            }
            if let Some(message) = self.give_up(limit) {
                return Ok(message);
            }
            self.check_ends(limit)?;
            self.receive(deadline)?;
        }
    }

    /// Waits for the next message as [`Link::listen`] does, and does not notice a
    /// cancelled job before the limit for the first character and the pause after it
    /// have passed: what is waited for must not be missed.
    pub fn listen_on(&mut self, limit: Limit) -> Result<Message, LinkError> {
        let began = self.sent.max(self.transport.now());
        self.deferred = Some(began + limit.first + limit.gap);
        let heard = self.listen(limit);
        self.deferred = None;
        heard
    }

    /// Waits until `at`, receiving meanwhile.
    pub fn pause_until(&mut self, at: LineTime) -> Result<(), LinkError> {
        while self.transport.now() < at {
            self.receive(at)?;
        }
        Ok(())
    }

    /// Waits as [`Link::pause_until`] does, although the job is cancelled.
    pub fn pause_at_last(&mut self, at: LineTime) -> Result<(), LinkError> {
        let cancel = std::mem::take(&mut self.cancel);
        let paused = self.pause_until(at);
        self.cancel = cancel;
        paused
    }

    /// Waits until `at`, and takes in what has arrived by then, if `at` has passed too.
    pub fn settle_until(&mut self, at: LineTime) -> Result<(), LinkError> {
        self.pause_until(at)?;
        let now = self.transport.now();
        self.receive(now)
    }

    /// Whether anything of a message came in since the last one was taken.
    pub fn is_receiving(&self) -> bool {
        !self.inbox.is_empty() || self.decoder.phase() != Phase::Idle
    }

    /// Ends what is being received and gives it up as it is.
    pub fn take_unfinished(&mut self) -> Option<Message> {
        self.inbox.pop_front().or_else(|| self.decoder.finish())
    }

    /// The meter was understood: what was received of it tells its parity.
    pub fn settle_parity(&mut self) {
        self.parity.settle();
    }

    /// What was found out about parity, for [`Link::resume_parity`] of the next link.
    pub fn parity_found(&self) -> ParityFound {
        self.parity.found()
    }

    /// Goes on with what an earlier link over the same line found out about parity.
    pub fn resume_parity(&mut self, found: ParityFound) {
        self.parity.resume(found);
    }

    /// Sends again what the port suggests under [`ParityChoice::Auto`], until the meter
    /// was understood. Says whether that is a mere guess.
    pub fn restart_parity(&mut self) -> bool {
        self.parity.restart();
        self.parity.is_unknown()
    }

    /// Changes what [`ParityChoice::Auto`] sends, after an attempt that nobody
    /// answered.
    pub fn try_other_parity(&mut self) {
        self.parity.alternate();
    }

    /// Forgets what was received, before waiting for what the meter sends unasked.
    pub fn begin_listening(&mut self) {
        self.begin_turn();
        self.kept.clear();
        self.sent = self.transport.now();
    }

    /// Forgets the bytes that [`Link::received`] gives.
    pub fn forget_received(&mut self) {
        self.kept.clear();
    }

    /// What was received since [`Link::forget_received`], echo and parity taken off.
    pub fn received(&self) -> &[u8] {
        &self.kept
    }

    /// How many codes of this turn that belonged to no message came before the
    /// identification message that was received last.
    pub fn noise_before_identification(&self) -> usize {
        self.decoder.noise_before_identification()
    }

    /// Whether the identification message that was received last is known to have
    /// arrived damaged.
    pub fn identification_is_damaged(&self) -> bool {
        self.decoder.identification_is_damaged()
    }

    /// The first bytes received in this turn, as they came.
    pub fn sample(&self) -> &[u8] {
        &self.sample
    }

    /// Whether the head or the line reflected what was sent.
    pub fn echo_seen(&self) -> bool {
        self.echo_seen
    }

    /// Whether anything was sent.
    pub fn has_spoken(&self) -> bool {
        self.spoken
    }

    /// When the last stop bit of what was said last left.
    pub fn sent_at(&self) -> LineTime {
        self.sent
    }

    /// When the first byte of the message received last came in.
    pub fn first_byte(&self) -> LineTime {
        self.first_byte.unwrap_or(self.last_byte)
    }

    /// When the last byte was received.
    pub fn last_byte(&self) -> LineTime {
        self.last_byte
    }

    /// When the last stop bit of the last message left.
    pub fn sent(&self) -> LineTime {
        self.sent
    }

    /// The present settings of the line.
    pub fn settings(&self) -> LineSettings {
        self.settings.unwrap_or(LineSettings::OPENING)
    }

    /// The limits in force.
    pub fn timing(&self) -> &Timing {
        &self.timing
    }

    /// The time of the line.
    pub fn now(&self) -> LineTime {
        self.transport.now()
    }

    /// Tells the watch that the session reached a step.
    pub fn reach(&mut self, stage: Stage) {
        let settings = self.settings();
        self.watch.reached(stage, settings);
    }

    /// Tells the watch who answered.
    pub fn identified(&mut self, identification: &crate::codec::Identification) {
        self.watch.identified(identification);
    }

    /// Tells the watch what the partial blocks of an answer hold so far, put together.
    pub fn tell_gathered(&mut self, body: &[u8]) {
        let now = self.now();
        self.watch.gathered(body, now);
    }

    /// Puts a remark into the trace.
    pub fn note(&mut self, text: impl Into<String>) {
        self.trace(TraceEntry::Noted(text.into()));
    }

    /// The last word on what is sent.
    fn permit(&mut self, kind: CommandKind, data: &[u8], more: bool) -> Result<(), LinkError> {
        if !data.iter().all(|code| control::is_printable(*code)) {
            return Err(LinkError::NotSendable { kind });
        }
        let goes_on = data.starts_with(b"(")
            && self.in_blocks.as_ref().is_some_and(|begun| {
                begun.kind == kind && begun.last.as_deref().is_none_or(|last| last == data)
            });
        if !goes_on && !self.guard.permits_data(kind, data) {
            let address = data.split(|code| *code == b'(').next().unwrap_or_default();
            return Err(LinkError::NotPermitted {
                kind,
                address: String::from_utf8_lossy(address).into_owned(),
            });
        }
        self.in_blocks = (more || goes_on).then(|| InBlocks {
            kind,
            last: (!more).then(|| Zeroizing::new(data.to_vec())),
        });
        Ok(())
    }

    /// Sends codes, of which the trace shows what `secrecy` permits.
    fn transmit(&mut self, codes: &[u8], secrecy: Option<Secrecy>) -> Result<LineTime, LinkError> {
        self.check_cancelled()?;
        self.begin_turn();
        self.spoken = true;
        let shown = secrecy
            .as_ref()
            .map_or_else(|| codes.to_vec(), |secrecy| secrecy.shown().to_vec());
        self.trace(TraceEntry::Sent(shown));
        self.secrecy = secrecy;
        let bytes = self.parity.encode(codes);
        self.sent = self.transport.send(&bytes)?;
        let echo = self.timing.echo + self.transport.delay();
        self.echo.expect(codes, self.sent + echo);
        Ok(self.sent)
    }

    fn begin_turn(&mut self) {
        self.tell_withheld();
        self.secrecy = None;
        self.inbox.clear();
        self.decoder.reset();
        self.sample.clear();
        self.parity.begin_turn();
    }

    fn check_cancelled(&self) -> Result<(), LinkError> {
        let deferred = self
            .deferred
            .is_some_and(|until| self.transport.now() < until);
        if self.cancel.is_cancelled() && !deferred {
            Err(LinkError::Cancelled)
        } else {
            Ok(())
        }
    }

    fn trace(&mut self, entry: TraceEntry) {
        let at = self.transport.now();
        self.watch.traced(TraceRecord { at, entry });
    }
}
