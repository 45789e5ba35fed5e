//! Flagport reads and sets utility meters through their optical port (IEC 62056-21,
//! formerly IEC 61107): the *FLAG port*.
//!
//! # Bird's-eye view
//!
//! ```text
//!  app (egui) ── Command ─▶ worker ─▶ session ─▶ link ─▶ transport ─▶ serial | tcp | rfc2217 | simulated line
//!  cli ───────── Command ─▶   │          │         │
//!       ◀─────── Event ───────┘          └─ codec ─┘           sim::Meter ─▶ codec
//!
//!  meter: data sets, codes, names, units, values       profile: RON ─▶ what is known of a type
//!  order: the exact commands of a profile              journal: what changed a meter, on disk
//!  export, report: readings and changes ─▶ files       archive: visits on disk
//! ```
//!
//! Pure at the bytes, linear at the dialogue, reactive at the meter, and a window
//! that only draws a model and collects wishes. The window and the command line are
//! two faces of one worker: what one can do the other can.
//!
//! # The modules in reading order
//!
//! 1. [`codec`]: messages as bytes, in both directions and for both roles; a push
//!    decoder; block checks; 7E1 in software. Start with [`codec::Decoder`].
//! 2. [`transport`]: bytes and time behind one trait.
//! 3. [`link`]: messages with limits; echo and parity taken off; the only place that
//!    waits and that notices a cancelled job; the last word on what may be said.
//! 4. [`session`]: the dialogue, which reads like the standard. Start with
//!    [`session::read_out`], then [`session::programming`].
//! 5. [`meter`]: what a data block means. Start with [`meter::decode()`], then
//!    [`meter::load_profile`] and [`meter::logbook`].
//! 6. [`profile`]: what is known of a type of meter, from RON files.
//! 7. [`order`], [`secret`], [`keystore`]: the exact commands of programming mode, and
//!    passwords.
//! 8. [`clock`]: how far a meter's clock is off, and what setting it causes.
//!    [`installation`]: whether a meter is wired right.
//! 9. [`sim`]: simulated meters: the demonstration, the test fixture, and what
//!    `flagport simulate` serves.
//! 10. [`worker`]: the thread that owns the line; commands in, events out.
//! 11. [`journal`]: every command that changed a meter, on the disk before it was sent.
//! 12. [`export`], [`archive`], [`trace`]: files, visits, the line trace.
//!     [`parameter_set`]: what is set in a meter, to keep, compare and take over.
//!     [`report`]: a visit on paper. [`round`]: the meters of a day,
//!     many lines at once.
//! 13. [`language`]: the texts of the window in its languages; files and the command line
//!     speak English.
//! 14. [`cli`] and [`app`]: the two faces; [`accident`]: what is kept of a fault of
//!     their own.
//!
//! # Invariants
//!
//! - `codec` and `meter` never wait, read no clock, do no I/O. They fail only because
//!   of their input, and nothing that was sent is dropped.
//! - Only `link` waits, in slices of at most 50 ms, and only implementations of
//!   [`transport::Transport`] know how to. All durations stand in [`link::Timing`].
//! - Only `session` decides what is said next. The meter is signed off after every
//!   session, also after failure and cancelling.
//! - Virtual and real lines behave alike: a transport owns the time, so tests run a
//!   session of minutes in milliseconds.
//! - `egui` is named only under `app`, `serialport` only in `transport::serial`, `rfd`
//!   only in `app::dialogs`, `ron` only in `profile`, `parameter_set` and `app::settings`.
//! - Nothing that changes a meter passes [`link::WriteGuard`] unless the user has
//!   switched writing on; what a review shows is the [`order::Order`] that is sent. The
//!   one command that says which packets of a load profile are wanted (A1140) passes for
//!   its own address: it changes nothing that lasts.
//! - What is missing in a load profile is never zero, and a civil time is no instant.
//! - A command that changes a meter is in the journal before it is sent. A write is
//!   reported as done only after it was read back; after silence it is never said
//!   again, and what cannot be settled by reading is *unknown*.
//! - A file is written whole or not at all, in one way ([`export::file`]); a visit that no
//!   disk takes stays in memory until one does.
//! - A password is said once and counted. It is a [`secret::Password`] until the byte it leaves as.
//! - Threads share two channels, a count of the events that wait, and one cancel flag per
//!   job; no locks.
//! - Digits are kept as sent; floating point appears only where something is drawn.
//! - No `unwrap`, `expect`, `panic` or unchecked indexing outside tests: everything
//!   that comes from a meter or a file is hostile input.

pub mod accident;
pub mod app;
pub mod archive;
pub mod cli;
pub mod clock;
pub mod codec;
pub mod export;
pub mod installation;
pub mod journal;
pub mod keystore;
pub mod language;
pub mod link;
pub mod meter;
pub mod order;
pub mod parameter_set;
pub mod profile;
pub mod report;
pub mod round;
pub mod secret;
pub mod session;
pub mod sim;
pub mod trace;
pub mod transport;
pub mod watch;
pub mod worker;
