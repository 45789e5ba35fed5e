//! Pictures that are attached to a visit: told from other files by their first bytes.
//!
//! Decodes no pixels; knows PNG, JPEG, WebP and GIF.

use std::path::PathBuf;

use thiserror::Error;

/// A larger file is no photo that anybody wants to keep with a meter; in bytes.
pub const MAX_PICTURE: u64 = 25 * 1024 * 1024;

/// What a picture file says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    pub form: PictureForm,
    /// In pixels.
    pub width: u32,
    pub height: u32,
}

/// How a picture is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PictureForm {
    Png,
    Jpeg,
    WebP,
    Gif,
}

/// Why a file was not attached.
#[derive(Debug, Error)]
pub enum PictureError {
    #[error("{path:?} is no picture: PNG, JPEG, WebP and GIF can be attached")]
    NoPicture { path: PathBuf },
    #[error("{path:?} is larger than {} MB", MAX_PICTURE / (1024 * 1024))]
    TooLarge { path: PathBuf },
    #[error("{path:?} cannot be read: {reason}")]
    Unreadable { path: PathBuf, reason: String },
    #[error("the copy of {path:?} cannot be written: {reason}")]
    NotKept { path: PathBuf, reason: String },
}

impl PictureForm {
    /// The ending of a file name.
    pub fn ending(self) -> &'static str {
        match self {
            PictureForm::Png => "png",
            PictureForm::Jpeg => "jpg",
            PictureForm::WebP => "webp",
            PictureForm::Gif => "gif",
        }
    }
}

impl Picture {
    /// What the file with these `bytes` is; `None` if it is no picture, or a picture
    /// whose head is damaged.
    pub fn of(bytes: &[u8]) -> Option<Picture> {
        let (form, (width, height)) = match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => {
                (PictureForm::Png, png_size(bytes)?)
            }
            [0xFF, 0xD8, 0xFF, ..] => (PictureForm::Jpeg, jpeg_size(bytes)?),
            [
                b'R',
                b'I',
                b'F',
                b'F',
                _,
                _,
                _,
                _,
                b'W',
                b'E',
                b'B',
                b'P',
                ..,
            ] => (PictureForm::WebP, webp_size(bytes)?),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => {
                let low = |at| Some(u32::from(u16::from_le_bytes(array(bytes, at)?)));
                (PictureForm::Gif, (low(6)?, low(8)?))
            }
            _ => return None,
        };
        (width > 0 && height > 0).then_some(Picture {
            form,
            width,
            height,
        })
    }
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    if array(bytes, 12)? != *b"IHDR" {
        return None;
    }
    let width = u32::from_be_bytes(array(bytes, 16)?);
    let height = u32::from_be_bytes(array(bytes, 20)?);
    Some((width, height))
}

/// From the start of frame, behind any number of other segments.
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let [mark, kind] = array(bytes, at)?;
        if mark != 0xFF {
            return None;
        }
        match kind {
            // Fill bytes.
            0xFF => at += 1,
            // Segments without a length.
            0x01 | 0xD0..=0xD8 => at += 2,
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                let height = u16::from_be_bytes(array(bytes, at + 5)?);
                let width = u16::from_be_bytes(array(bytes, at + 7)?);
                return Some((u32::from(width), u32::from(height)));
            }
            // The picture itself, or its end: there was no frame before.
            0xD9 | 0xDA => return None,
            _ => {
                let length = u16::from_be_bytes(array(bytes, at + 2)?);
                at += 2 + usize::from(length).max(2);
            }
        }
    }
}

fn webp_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let three = |at| {
        let [a, b, c] = array(bytes, at)?;
        Some(u32::from_le_bytes([a, b, c, 0]))
    };
    let two = |at| Some(u32::from(u16::from_le_bytes(array(bytes, at)?)) & 0x3FFF);
    match &array(bytes, 12)? {
        b"VP8X" => Some((three(24)? + 1, three(27)? + 1)),
        b"VP8 " => Some((two(26)?, two(28)?)),
        b"VP8L" => {
            let bits = u32::from_le_bytes(array(bytes, 21)?);
            Some(((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The head of a PNG file, 640 wide and 480 high.
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x02\0\0\0";
    /// A JPEG file up to its frame, with a segment before it.
    const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0\0\x04ab\xFF\xC0\0\x11\x08\x01\xE0\x02\x80\x03\x01\x22\0";

    #[test]
    fn pictures_are_told_by_their_first_bytes() {
        let check = |bytes: &[u8], form, width, height| {
            let picture = Picture {
                form,
                width,
                height,
            };
            assert_eq!(Picture::of(bytes), Some(picture));
        };
        check(PNG, PictureForm::Png, 640, 480);
        check(JPEG, PictureForm::Jpeg, 640, 480);
        check(b"GIF89a\x80\x02\xe0\x01", PictureForm::Gif, 640, 480);
        let webp = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0";
        check(webp, PictureForm::WebP, 640, 480);
    }

    #[test]
    fn what_only_looks_like_a_picture_is_none() {
        assert_eq!(Picture::of(b""), None);
        assert_eq!(Picture::of(b"%PDF-1.7"), None);
        assert_eq!(Picture::of(b"/LGZ5\\2ZMD\r\n"), None);
        assert_eq!(Picture::of(&PNG[..20]), None, "cut");
        assert_eq!(Picture::of(&JPEG[..14]), None, "cut");
        assert_eq!(Picture::of(b"\x89PNG\r\n\x1a\n\0\0\0\rIDAT\0\0\0\0"), None);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(head in 0..4usize, rest in prop::collection::vec(any::<u8>(), 0..64)) {
            let heads: [&[u8]; 4] = [&PNG[..8], &JPEG[..3], b"RIFF\0\0\0\0WEBP", b"GIF87a"];
            let bytes = [heads[head], &rest].concat();
            let _ = Picture::of(&bytes);
        }
    }
}
