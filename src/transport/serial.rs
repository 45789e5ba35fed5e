//! Serial ports: optical heads on USB, RS-232, RS-485, current loop.
//!
//! The port is opened exclusively, by one owner, at 8N1, and set to 7E1 where it
//! lets itself be. A port that refuses 7E1, as pseudo terminals and some adapters
//! do, stays at 8N1 and hands parity through.

use std::io::{self, ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use serialport::{DataBits, FlowControl, Parity, SerialPort, SerialPortType, StopBits};

use super::{
    CharacterFormat, LineSettings, LineTime, ParityCarrier, PortProblem, Transport, TransportError,
};

/// Longest wait for the system to take bytes that are to be sent.
const WRITE_TIMEOUT: Duration = Duration::from_secs(5);

/// A serial port in use.
pub struct SerialTransport {
    port: Box<dyn SerialPort>,
    name: String,
    opened: Instant,
    settings: LineSettings,
    /// When the last stop bit of what was sent leaves.
    busy_until: LineTime,
    /// What the port made of 7E1, once it was asked.
    refuses_seven_even: bool,
}

/// A serial port of this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SerialPortInfo {
    /// `/dev/ttyUSB0`, `COM3`
    pub path: String,
    pub product: Option<String>,
    pub manufacturer: Option<String>,
    /// USB vendor and product identification.
    pub usb_id: Option<(u16, u16)>,
    pub serial_number: Option<String>,
}

impl SerialTransport {
    /// Opens the port for this program alone. DTR and RTS are raised where the port
    /// has them, because some heads are fed by them.
    pub fn open(name: &str) -> Result<SerialTransport, TransportError> {
        let port = serialport::new(name, LineSettings::OPENING.baud)
            .data_bits(DataBits::Eight)
            .parity(Parity::None)
            .stop_bits(StopBits::One)
            .flow_control(FlowControl::None)
            .timeout(WRITE_TIMEOUT)
            .open()
            .map_err(|error| TransportError {
                port: name.to_owned(),
                problem: opening_problem(name, &error),
            })?;
        let mut transport = SerialTransport {
            port,
            name: name.to_owned(),
            opened: Instant::now(),
            settings: LineSettings::eight_none(LineSettings::OPENING.baud),
            busy_until: LineTime::START,
            refuses_seven_even: false,
        };
        for line in [
            SerialPort::write_data_terminal_ready,
            SerialPort::write_request_to_send,
        ] {
            // Pseudo terminals and some adapters have no such lines.
            if let Err(error) = line(&mut *transport.port, true) {
                log::debug!("{name}: a modem line cannot be raised: {error}");
            }
        }
        Ok(transport)
    }

    fn error(&self, problem: PortProblem) -> TransportError {
        TransportError {
            port: self.name.clone(),
            problem,
        }
    }

    fn io_error(&self, operation: &'static str, error: &io::Error) -> TransportError {
        self.error(match error.kind() {
            // A head that was unplugged shows as any of these, by system and driver.
            ErrorKind::BrokenPipe
            | ErrorKind::NotFound
            | ErrorKind::NotConnected
            | ErrorKind::UnexpectedEof
            | ErrorKind::PermissionDenied => PortProblem::Gone,
            _ if matches!(
                error.raw_os_error(),
                Some(5 | 6 | 19 | 22 | 31 | 995 | 1167)
            ) =>
            {
                PortProblem::Gone
            }
            _ => PortProblem::Other {
                operation,
                reason: error.to_string(),
            },
        })
    }

    /// Sets data bits and parity; says whether the port took them.
    fn set_format(&mut self, format: CharacterFormat) -> bool {
        let (bits, parity) = match format {
            CharacterFormat::SevenEven => (DataBits::Seven, Parity::Even),
            CharacterFormat::EightNone => (DataBits::Eight, Parity::None),
        };
        self.port.set_data_bits(bits).is_ok()
            && self.port.set_parity(parity).is_ok()
            && self.port.data_bits().is_ok_and(|read| read == bits)
            && self.port.parity().is_ok_and(|read| read == parity)
    }
}

impl Transport for SerialTransport {
    fn now(&self) -> LineTime {
        LineTime(self.opened.elapsed())
    }

    fn configure(&mut self, settings: LineSettings) -> Result<ParityCarrier, TransportError> {
        let wanted = if self.refuses_seven_even {
            CharacterFormat::EightNone
        } else {
            settings.format
        };
        if wanted != self.settings.format && !self.set_format(wanted) {
            self.refuses_seven_even = true;
            self.set_format(CharacterFormat::EightNone);
        }
        let format = if self.refuses_seven_even {
            CharacterFormat::EightNone
        } else {
            wanted
        };
        // The speed comes last: on some systems the other setters change it.
        self.port.set_baud_rate(settings.baud).map_err(|error| {
            self.error(PortProblem::Settings {
                settings,
                reason: error.to_string(),
            })
        })?;
        self.settings = LineSettings { format, ..settings };
        Ok(match format {
            CharacterFormat::SevenEven => ParityCarrier::Port,
            CharacterFormat::EightNone => ParityCarrier::Caller,
        })
    }

    fn send(&mut self, bytes: &[u8]) -> Result<LineTime, TransportError> {
        let start = self.now().max(self.busy_until);
        self.port
            .set_timeout(WRITE_TIMEOUT)
            .and_then(|()| self.port.write_all(bytes).map_err(Into::into))
            .map_err(|error| self.io_error("writing", &error.into()))?;
        self.busy_until = start + self.settings.duration_of(bytes.len());
        Ok(self.busy_until)
    }

    fn recv(&mut self, buffer: &mut [u8], deadline: LineTime) -> Result<usize, TransportError> {
        loop {
            let wait = deadline.since(self.now()).max(Duration::from_millis(1));
            if let Err(error) = self.port.set_timeout(wait) {
                return Err(self.io_error("reading", &error.into()));
            }
            match self.port.read(buffer) {
                Ok(0) => return Err(self.error(PortProblem::Gone)),
                Ok(count) => return Ok(count),
                Err(error) => match error.kind() {
                    ErrorKind::TimedOut | ErrorKind::WouldBlock | ErrorKind::Interrupted => {
                        if self.now() >= deadline {
                            return Ok(0);
                        }
                    }
                    _ => return Err(self.io_error("reading", &error)),
                },
            }
        }
    }
}

/// The serial ports of this computer, sorted by name. May take a while: not for the
/// thread of the window.
pub fn available() -> Vec<SerialPortInfo> {
    // The listing of some systems panics where a folder of theirs is missing.
    let listed = std::panic::catch_unwind(serialport::available_ports);
    let mut ports: Vec<SerialPortInfo> = match listed {
        Ok(Ok(ports)) => ports.into_iter().filter_map(port_info).collect(),
        Ok(Err(error)) => {
            log::warn!("the serial ports cannot be listed: {error}");
            Vec::new()
        }
        Err(_) => Vec::new(),
    };
    ports.sort_by(|a, b| a.path.cmp(&b.path));
    ports.dedup_by(|a, b| a.path == b.path);
    ports
}

/// Leaves out what is no port to put a head on: macOS lists each one twice, Linux
/// lists sockets of ports that the board does not have.
fn port_info(port: serialport::SerialPortInfo) -> Option<SerialPortInfo> {
    if port.port_name.starts_with("/dev/tty.") {
        return None;
    }
    let bare = |path: String| SerialPortInfo {
        path,
        product: None,
        manufacturer: None,
        usb_id: None,
        serial_number: None,
    };
    match port.port_type {
        SerialPortType::UsbPort(usb) => Some(SerialPortInfo {
            product: usb.product,
            manufacturer: usb.manufacturer,
            usb_id: Some((usb.vid, usb.pid)),
            serial_number: usb.serial_number,
            ..bare(port.port_name)
        }),
        SerialPortType::Unknown if port.port_name.starts_with("/dev/ttyS") => None,
        SerialPortType::BluetoothPort => Some(SerialPortInfo {
            product: Some("Bluetooth".to_owned()),
            ..bare(port.port_name)
        }),
        SerialPortType::PciPort | SerialPortType::Unknown => Some(bare(port.port_name)),
    }
}

fn opening_problem(name: &str, error: &serialport::Error) -> PortProblem {
    use serialport::ErrorKind as Kind;
    let text = error.to_string();
    match error.kind() {
        Kind::Io(ErrorKind::PermissionDenied) => PortProblem::NoPermission {
            group: group_of(name),
        },
        Kind::Io(ErrorKind::NotFound) => PortProblem::Missing,
        Kind::Io(ErrorKind::ResourceBusy) => PortProblem::Busy,
        // Windows says "access denied" for a port in use.
        Kind::NoDevice if text.contains("lock") || text.to_lowercase().contains("denied") => {
            PortProblem::Busy
        }
        Kind::NoDevice => PortProblem::Missing,
        _ if text.contains("busy") => PortProblem::Busy,
        _ => PortProblem::Other {
            operation: "opening",
            reason: text,
        },
    }
}

/// The name of the group that the device file belongs to.
#[cfg(unix)]
fn group_of(path: &str) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let group = std::fs::metadata(path).ok()?.gid().to_string();
    let groups = std::fs::read_to_string("/etc/group").ok()?;
    groups.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == group).then(|| name.to_owned())
    })
}

#[cfg(not(unix))]
fn group_of(_path: &str) -> Option<String> {
    None
}
