//! `flagport ports`: where a meter could be.

use std::fmt::Write;

use serde::Serialize;

use super::Exit;
use super::args::PortsArguments;
use super::terminal::{put, say_failure};
use crate::export::printable;
use crate::worker::{self, PortChoice, PortInfo};

#[derive(Serialize)]
struct PortsFile {
    format: &'static str,
    ports: Vec<PortFile>,
}

#[derive(Serialize)]
struct PortFile {
    /// As it is named on the command line.
    port: String,
    kind: &'static str,
    product: Option<String>,
    manufacturer: Option<String>,
    /// `10C4:EA60`
    usb_id: Option<String>,
    serial_number: Option<String>,
}

pub(super) fn run(arguments: &PortsArguments) -> Exit {
    let ports = worker::ports();
    if !arguments.json {
        return put(table(&ports).as_bytes());
    }
    let file = PortsFile {
        format: "flagport.ports.v1",
        ports: ports.into_iter().map(PortFile::from).collect(),
    };
    match serde_json::to_vec_pretty(&file) {
        Ok(mut bytes) => {
            bytes.push(b'\n');
            put(&bytes)
        }
        Err(error) => {
            say_failure(error, "try without --json");
            Exit::Failed
        }
    }
}

impl From<PortInfo> for PortFile {
    fn from(port: PortInfo) -> PortFile {
        PortFile {
            port: port.choice.to_string(),
            kind: match port.choice {
                PortChoice::Serial(_) => "serial",
                PortChoice::Tcp(_) => "tcp",
                PortChoice::Rfc2217(_) => "rfc2217",
                PortChoice::Simulated(_) => "simulated",
            },
            product: port.product,
            manufacturer: port.manufacturer,
            usb_id: port.usb_id.map(usb_text),
            serial_number: port.serial_number,
        }
    }
}

fn usb_text((vendor, product): (u16, u16)) -> String {
    format!("{vendor:04X}:{product:04X}")
}

fn table(ports: &[PortInfo]) -> String {
    let names: Vec<String> = ports.iter().map(|port| port.choice.to_string()).collect();
    let width = names.iter().map(|name| name.chars().count()).max();
    let width = width.unwrap_or(0);
    let mut text = String::new();
    for (port, name) in ports.iter().zip(&names) {
        let serial_number = port.serial_number.as_ref();
        let about: Vec<String> = [
            port.product.clone(),
            port.usb_id.map(usb_text),
            serial_number.map(|number| format!("serial number {number}")),
        ]
        .into_iter()
        .flatten()
        .collect();
        let line = format!("{name:<width$}  {}", printable(&about.join(", ")));
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}
