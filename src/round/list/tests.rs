//! Tests of day lists: files of many programs, and files that are none.

use encoding_rs::{Encoding, WINDOWS_1251, WINDOWS_1252, WINDOWS_1254};
use rust_xlsxwriter::Workbook;

use super::*;
use crate::profile::Library;
use crate::round::Planned;

fn read(bytes: &[u8]) -> (Sheet, Matching) {
    let sheet = Sheet::read(bytes).unwrap();
    let matching = Matching::of(&sheet.columns);
    (sheet, matching)
}

fn listed(bytes: &[u8]) -> Listed {
    let (sheet, matching) = read(bytes);
    stops(&sheet, &matching, &Library::default()).unwrap()
}

fn serials(listed: &Listed) -> Vec<&str> {
    let serial = |planned| {
        let planned: &Planned = planned;
        planned.serial.as_str()
    };
    listed.stops.iter().map(serial).collect()
}

const GERMAN: &str = "Zählernummer;Ort;Straße;Anschluss;Adresse;Auftragsnummer;Bemerkung\r\n\
    63355730;Wels;Ring 1;tcp://10.0.0.5:8000;63355730;A-17;\"Keller; hinten\"\r\n\
    05939068;Gmünd;Hauptstraße 3;10.0.0.6:8000;;A-18;\r\n";

#[test]
fn a_list_from_a_german_spreadsheet_is_understood() {
    let listed = listed(GERMAN.as_bytes());
    assert_eq!(listed.problems, []);
    let first = &listed.stops[0];
    assert_eq!(first.serial, "63355730");
    assert_eq!(first.place, "Wels");
    assert_eq!(first.street, "Ring 1");
    assert_eq!(
        first.port.as_ref().unwrap().to_string(),
        "tcp://10.0.0.5:8000"
    );
    assert_eq!(first.address, "63355730");
    assert_eq!(first.order, "A-17");
    assert_eq!(first.note, "Keller; hinten");
    let second = &listed.stops[1];
    assert_eq!(
        second.port.as_ref().unwrap().to_string(),
        "tcp://10.0.0.6:8000"
    );
    assert_eq!((second.line, second.address.as_str()), (3, ""));
}

#[test]
fn every_encoding_brings_the_same_rows() {
    let plain = listed(GERMAN.as_bytes());
    let utf_16 = |big: bool| -> Vec<u8> {
        let units = GERMAN.encode_utf16();
        units
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    };
    let with = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
    for (name, bytes) in [
        ("UTF-8 with a mark", with(b"\xef\xbb\xbf", GERMAN.into())),
        ("UTF-16 LE", with(b"\xff\xfe", utf_16(false))),
        ("UTF-16 BE", with(b"\xfe\xff", utf_16(true))),
        ("UTF-16 LE without a mark", utf_16(false)),
        ("UTF-16 BE without a mark", utf_16(true)),
        ("Windows-1252", WINDOWS_1252.encode(GERMAN).0.into_owned()),
    ] {
        assert_eq!(listed(&bytes), plain, "{name}");
    }
}

#[test]
fn heads_are_known_in_four_languages_and_their_old_encodings() {
    let check = |head: &str, encoding: &'static Encoding| {
        let text = format!("{head}\n77;Yer;Sok;\n");
        for bytes in [
            text.clone().into_bytes(),
            encoding.encode(&text).0.into_owned(),
        ] {
            let (sheet, matching) = read(&bytes);
            assert_eq!(sheet.columns.join(";"), head, "{}", sheet.form);
            let places = [Column::Serial, Column::Place, Column::Street, Column::Note]
                .map(|column| matching.place_of(column));
            assert_eq!(places, [Some(0), Some(1), Some(2), Some(3)], "{head}");
        }
    };
    check("Serial No.;Site;Street;Remarks", WINDOWS_1252);
    check("Zähler-Nr.;Gebäude;Straße;Hinweis", WINDOWS_1252);
    check("SAYAÇ SERİ NO;İlçe;Sokak;Açıklama", WINDOWS_1254);
    check(
        "Заводской №;Населённый пункт;Улица;Примечание",
        WINDOWS_1251,
    );
}

#[test]
fn any_separator_and_rows_above_the_head_are_coped_with() {
    for text in [
        "Serial,Place,Port\n1,Wels,\n2,Linz,\n",
        "Serial\tPlace\tPort\n1\tWels\t\n2\tLinz\t\n",
        "sep=;\r\nSerial;Place;Port\r\n1;Wels;\r\n2;Linz;\r\n",
        "Round of Monday\n\nmade by the office\n\nPlace,Serial\nWels,1\n\n,,\nLinz,2\n",
        "Serial\n1\n2\n",
    ] {
        assert_eq!(serials(&listed(text.as_bytes())), ["1", "2"], "{text:?}");
    }
    let told = listed(b"sep=;\nSerial;Place\n1;Wels\n");
    assert_eq!(told.stops[0].line, 3, "as an editor counts them");
}

#[test]
fn a_list_without_a_head_can_be_matched_by_hand() {
    let (sheet, mut matching) = read(b"63355730;Wels\n05939068;Linz\n");
    assert_eq!(sheet.columns, ["#1", "#2"]);
    assert_eq!(sheet.rows.len(), 2);
    let library = Library::default();
    assert_eq!(
        stops(&sheet, &matching, &library),
        None,
        "nothing says what is what"
    );
    matching.set(Column::Place, Some(0));
    matching.set(Column::Serial, Some(0));
    assert_eq!(
        matching.place_of(Column::Place),
        None,
        "a place holds one thing"
    );
    assert_eq!(matching.column_at(0), Some(Column::Serial));
    let listed = stops(&sheet, &matching, &library).unwrap();
    assert_eq!(serials(&listed), ["63355730", "05939068"]);
}

#[test]
fn an_address_is_a_postal_one_where_nothing_else_tells_the_place() {
    let columns = |head: &[&str]| head.iter().map(ToString::to_string).collect::<Vec<_>>();
    let alone = Matching::of(&columns(&["Zähler", "Adresse"]));
    assert_eq!(alone.place_of(Column::Street), Some(1));
    assert_eq!(alone.place_of(Column::Address), None);
    let on_a_line = Matching::of(&columns(&["Zähler", "Adresse", "Gateway"]));
    assert_eq!(on_a_line.place_of(Column::Address), Some(1));
}

#[test]
fn what_is_wrong_with_a_row_is_told_with_its_line() {
    let text = "Serial;Port;Device address;Profile\n\
        11;sim:iskra-mt174;;iskra-mt174\n\
        ;tcp://a:1;;\n\
        0011;tcp://a:1;;\n\
        12;http://a:1;/!;mt-174\n";
    let listed = listed(text.as_bytes());
    assert_eq!(serials(&listed), ["11", "12"]);
    assert_eq!(listed.left_out(), 2);
    let said: Vec<String> = listed.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        said[0],
        "line 3: there is no serial number; the row is left out"
    );
    assert_eq!(
        said[1],
        "line 4: the serial number \"0011\" stands in line 2 already; the row is left out"
    );
    assert!(said[2].starts_with("line 5: the port cannot be used: \"http://a:1\" is a kind"));
    assert!(said[3].starts_with("line 5: the device address \"/!\" cannot be sent"));
    assert!(said[4].starts_with("line 5: there is no device profile \"mt-174\""));
    let last = &listed.stops[1];
    assert_eq!(
        (&last.port, last.address.as_str(), &last.profile),
        (&None, "", &None)
    );
}

fn workbook(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(&mut workbook);
    workbook.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_is_read_as_its_cells_show() {
    let bytes = workbook(|workbook| {
        workbook.add_worksheet().set_name("empty").unwrap();
        let sheet = workbook.add_worksheet().set_name("Montag").unwrap();
        sheet.write_string(3, 1, "Zählernummer").unwrap();
        sheet.write_string(3, 3, "Ort").unwrap();
        sheet.write_number(4, 1, 63_355_730.0).unwrap();
        sheet.write_string(4, 3, "Wels").unwrap();
        sheet.write_string(9, 1, "1EMH0005939068").unwrap();
    });
    let (sheet, _) = read(&bytes);
    assert_eq!(sheet.form, "Montag");
    let listed = listed(&bytes);
    assert_eq!(serials(&listed), ["63355730", "1EMH0005939068"]);
    let lines: Vec<u64> = listed.stops.iter().map(|planned| planned.line).collect();
    assert_eq!(lines, [5, 10]);
    assert_eq!(listed.stops[0].place, "Wels");
}

#[test]
fn what_is_no_list_is_told_so() {
    let no = |bytes: &[u8]| Sheet::read(bytes).unwrap_err();
    assert_eq!(no(b""), SheetError::Empty);
    assert_eq!(no(b" \r\n;;;\r\n"), SheetError::Empty);
    assert_eq!(no(&[0; 64]), SheetError::NotAList);
    assert_eq!(
        no(b"\x7fELF\x02\x01\x01\x00\x00\x01\x02\x00\x00"),
        SheetError::NotAList
    );
    assert!(matches!(
        no(b"PK\x03\x04 and no more"),
        SheetError::Workbook(_)
    ));
    let empty = workbook(|workbook| {
        workbook.add_worksheet();
    });
    assert_eq!(no(&empty), SheetError::NoSheet);
    let cut = &workbook(|workbook| {
        workbook
            .add_worksheet()
            .write_string(0, 0, "Serial")
            .unwrap();
    });
    assert!(matches!(no(&cut[..cut.len() / 2]), SheetError::Workbook(_)));
    for error in [SheetError::TooLarge, no(b"")] {
        assert!(!error.hint().is_empty());
    }
}

#[test]
fn ten_thousand_rows_are_a_list_and_a_hundred_thousand_are_cut() {
    let text = |rows: usize| -> String {
        let rows = (1..=rows).map(|n| format!("{n:08};Place {};Street {n}\n", n % 300));
        std::iter::once("Serial;Place;Street\n".to_owned())
            .chain(rows)
            .collect()
    };
    let long = listed(text(10_000).as_bytes());
    assert_eq!(long.stops.len(), 10_000);
    assert_eq!(long.problems, []);
    let (sheet, matching) = read(text(MAX_ROWS + 500).as_bytes());
    assert!(sheet.is_cut);
    let listed = stops(&sheet, &matching, &Library::default()).unwrap();
    assert_eq!(listed.stops.len(), MAX_ROWS);
}

#[test]
fn what_no_screen_shows_is_taken_out_of_cells() {
    let listed = listed(b"Serial,Note\n1,\"two\nlines\x1b[31m\"\n");
    assert_eq!(listed.stops[0].note, "two lines [31m");
}
