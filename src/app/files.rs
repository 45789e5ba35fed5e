//! Opening saved readouts.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::export::readout_from_json;
use crate::meter::Readout;

/// The largest file that is opened, in bytes. The longest telegrams known are
/// below 100 kB.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Reads a saved readout, or says why that cannot be.
pub fn read(path: &Path) -> Result<(Arc<Readout>, Arc<[u8]>), String> {
    let length = fs::metadata(path).map_err(|error| error.to_string())?.len();
    if length > LARGEST {
        return Err(format!("it has {length} bytes, which no readout has"));
    }
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    let readout = readout_from_json(&bytes).map_err(|error| error.to_string())?;
    Ok((Arc::new(readout), Arc::from([])))
}
