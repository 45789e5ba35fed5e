//! Naming a port: serial, over a network, or simulated.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::sim::Bus;
use crate::sim::station::StationError;

/// Where the meter is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PortChoice {
    /// `/dev/ttyUSB0`, `COM3`
    Serial(String),
    /// `tcp://host:port`, a raw socket
    Tcp(String),
    /// `rfc2217://host:port`, a serial port that lets itself be controlled
    Rfc2217(String),
    /// `sim:METER`, a simulated meter in this process, or several on one bus; see
    /// [`station`](crate::sim::station)
    Simulated(String),
}

impl fmt::Display for PortChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PortChoice::Serial(path) => f.write_str(path),
            PortChoice::Tcp(address) => write!(f, "tcp://{address}"),
            PortChoice::Rfc2217(address) => write!(f, "rfc2217://{address}"),
            PortChoice::Simulated(name) => write!(f, "sim:{name}"),
        }
    }
}

/// Why a text names no port.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PortParseError {
    #[error("no port was named")]
    Empty,
    #[error(transparent)]
    Simulated(#[from] StationError),
    #[error(
        "{0:?} needs a host and a port number, such as tcp://192.168.1.20:8000 or rfc2217://192.168.1.20:2217"
    )]
    Address(String),
    #[error(
        "{0:?} is a kind of port that is not supported; tcp:// is a raw socket, rfc2217:// a serial server"
    )]
    Scheme(String),
}

impl FromStr for PortChoice {
    type Err = PortParseError;

    fn from_str(text: &str) -> Result<PortChoice, PortParseError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(PortParseError::Empty);
        }
        if let Some(name) = text.strip_prefix("sim:") {
            name.parse::<Bus>()?;
            return Ok(PortChoice::Simulated(name.to_owned()));
        }
        if let Some(address) = text.strip_prefix("tcp://") {
            return Ok(PortChoice::Tcp(host_and_port(address, text)?));
        }
        if let Some(address) = text.strip_prefix("rfc2217://") {
            return Ok(PortChoice::Rfc2217(host_and_port(address, text)?));
        }
        if text.contains("://") {
            return Err(PortParseError::Scheme(text.to_owned()));
        }
        Ok(PortChoice::Serial(text.to_owned()))
    }
}

/// `address`, which is what `text` names, if it has both a host and a port number.
fn host_and_port(address: &str, text: &str) -> Result<String, PortParseError> {
    match address.rsplit_once(':') {
        Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => {
            Ok(address.to_owned())
        }
        _ => Err(PortParseError::Address(text.to_owned())),
    }
}

/// One entry of the port list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortInfo {
    pub choice: PortChoice,
    /// `CP2102 USB to UART Bridge`, or what the simulated meter is.
    pub product: Option<String>,
    pub manufacturer: Option<String>,
    /// USB vendor and product identification.
    pub usb_id: Option<(u16, u16)>,
    pub serial_number: Option<String>,
}
