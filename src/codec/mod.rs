//! The messages of IEC 62056-21 as bytes, in both directions and for both roles.
//!
//! [`encode`] turns a [`Message`] into bytes, [`Decoder`] turns bytes back into
//! messages, however they are split. Knows nothing about ports, time, retries or
//! what a register means; never waits and never fails but because of its input.
//!
//! All bytes here are 7-bit codes: parity is taken off and put on by [`charset`].
//!
//! ```
//! use flagport::codec::{BlockCheckKind, Decoder, Message, Request, Role, encode};
//!
//! let bytes = encode(&Message::Request(Request::to_any()), BlockCheckKind::Xor);
//! assert_eq!(bytes, b"/?!\r\n");
//! let mut meter = Decoder::new(Role::TariffDevice);
//! assert_eq!(meter.push_all(&bytes), vec![Message::Request(Request::to_any())]);
//! ```

pub mod block_check;
pub mod charset;
pub mod command;
pub mod control;
pub mod data;
pub mod decoder;
pub mod identification;
mod line;
pub mod option_select;
pub mod request;

pub use block_check::{BlockCheck, BlockCheckKind};
pub use command::{Command, CommandKind, CommandKindError};
pub use data::{DataMessage, Ending, Framing};
pub use decoder::{Decoder, Role};
pub use identification::{Identification, Mode};
pub use option_select::OptionSelect;
pub use request::{AddressError, Request};

/// A message of IEC 62056-21:2002, clause 6.3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// `/ ? address ! CR LF`, the reading device asks.
    Request(Request),
    /// `/ X X X Z ident CR LF`, the meter says who it is.
    Identification(Identification),
    /// `ACK V Z Y CR LF`, the reading device chooses speed and mode.
    OptionSelect(OptionSelect),
    /// `SOH C D STX data set ETX BCC`, from either side in programming mode.
    Command(Command),
    /// `STX data ETX BCC`, or a readout that came without this frame.
    Data(DataMessage),
    /// `ACK`
    Ack,
    /// `NAK`
    Nak,
}

/// The bytes of `message`, without parity, with a block check of the given kind.
pub fn encode(message: &Message, check: BlockCheckKind) -> Vec<u8> {
    match message {
        Message::Request(request) => request.encode(),
        Message::Identification(identification) => identification.encode(),
        Message::OptionSelect(select) => select.encode(),
        Message::Command(command) => command.encode(check),
        Message::Data(data) => data.encode(check),
        Message::Ack => vec![control::ACK],
        Message::Nak => vec![control::NAK],
    }
}
