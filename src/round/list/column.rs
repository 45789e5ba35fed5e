//! What the columns of a day list mean, by their names in English, German, Turkish and
//! Russian.

use std::fmt;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    /// The number that the meter itself tells.
    Serial,
    /// Town, building, station: what rows are put together by.
    Place,
    Street,
    /// The port or gateway that leads to the meter.
    Port,
    /// The device address on that line.
    Address,
    /// The device profile by name.
    Profile,
    /// The number of the order.
    Order,
    Note,
}

impl Column {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Column; 8] = [
        Column::Serial,
        Column::Place,
        Column::Street,
        Column::Port,
        Column::Address,
        Column::Profile,
        Column::Order,
        Column::Note,
    ];

    /// What it is called in sentences.
    pub fn name(self) -> &'static str {
        match self {
            Column::Serial => "serial number",
            Column::Place => "place",
            Column::Street => "street",
            Column::Port => "port",
            Column::Address => "device address",
            Column::Profile => "device profile",
            Column::Order => "order",
            Column::Note => "note",
        }
    }

    /// The names it goes by, the plainest first.
    fn words(self) -> &'static [&'static str] {
        match self {
            Column::Serial => &[
                "serial",
                "serial number",
                "serial no",
                "serial nr",
                "sn",
                "meter",
                "meter number",
                "meter no",
                "meter id",
                "meter serial",
                "meter serial number",
                "Zähler",
                "Zählernummer",
                "Zähler-Nr",
                "Zählernr",
                "Seriennummer",
                "Serien-Nr",
                "Geräte-Nr",
                "Gerätenummer",
                "Fabriknummer",
                "Eigentumsnummer",
                "sayaç",
                "sayaç no",
                "sayaç seri no",
                "sayaç numarası",
                "seri no",
                "seri numarası",
                "счётчик",
                "номер счётчика",
                "№ счётчика",
                "заводской номер",
                "заводской №",
                "серийный номер",
            ],
            Column::Place => &[
                "place",
                "site",
                "location",
                "town",
                "city",
                "building",
                "station",
                "Ort",
                "Standort",
                "Stadt",
                "Gemeinde",
                "Gebäude",
                "Liegenschaft",
                "Objekt",
                "Anlage",
                "Messstelle",
                "yer",
                "konum",
                "ilçe",
                "şehir",
                "bina",
                "tesis",
                "место",
                "город",
                "населённый пункт",
                "объект",
                "здание",
            ],
            Column::Street => &[
                "street",
                "street address",
                "postal address",
                "Straße",
                "Strasse",
                "Anschrift",
                "sokak",
                "cadde",
                "açık adres",
                "улица",
                "почтовый адрес",
            ],
            Column::Port => &[
                "port",
                "gateway",
                "connection",
                "host",
                "ip",
                "ip address",
                "line",
                "Anschluss",
                "Verbindung",
                "Schnittstelle",
                "Leitung",
                "ağ geçidi",
                "bağlantı",
                "порт",
                "шлюз",
                "подключение",
            ],
            Column::Address => &[
                "device address",
                "bus address",
                "meter address",
                "address",
                "Geräteadresse",
                "Busadresse",
                "Zähleradresse",
                "Adresse",
                "cihaz adresi",
                "sayaç adresi",
                "adres",
                "адрес устройства",
                "адрес счётчика",
                "сетевой адрес",
                "адрес",
            ],
            Column::Profile => &[
                "profile",
                "device profile",
                "type",
                "meter type",
                "Profil",
                "Geräteprofil",
                "Gerätetyp",
                "Zählertyp",
                "Typ",
                "profil",
                "sayaç tipi",
                "tip",
                "профиль",
                "тип",
                "тип счётчика",
            ],
            Column::Order => &[
                "order",
                "order number",
                "order no",
                "work order",
                "job",
                "Auftrag",
                "Auftragsnummer",
                "Auftrags-Nr",
                "iş emri",
                "iş emri no",
                "sipariş no",
                "заказ",
                "наряд",
                "номер заказа",
                "номер наряда",
                "заявка",
            ],
            Column::Note => &[
                "note",
                "notes",
                "remark",
                "remarks",
                "comment",
                "Notiz",
                "Bemerkung",
                "Bemerkungen",
                "Hinweis",
                "Kommentar",
                "not",
                "notlar",
                "açıklama",
                "примечание",
                "примечания",
                "комментарий",
                "заметка",
            ],
        }
    }

    /// The column that goes by the name `head`.
    fn named(head: &str) -> Option<Column> {
        let head = folded(head);
        if head.is_empty() {
            return None;
        }
        let goes_by = |column: &Column| column.words().iter().any(|word| folded(word) == head);
        Column::ALL.into_iter().find(goes_by)
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Letters and digits only, small, with one spelling for each letter.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'ä' => folded.push_str("ae"),
            'ö' => folded.push_str("oe"),
            'ü' => folded.push_str("ue"),
            'ß' => folded.push_str("ss"),
            'ı' => folded.push('i'),
            'ş' => folded.push('s'),
            'ç' => folded.push('c'),
            'ğ' => folded.push('g'),
            'ё' => folded.push('е'),
            '№' => folded.push_str("номер"),
            _ if c.is_alphanumeric() => folded.push(c),
            _ => {}
        }
    }
    folded
}

/// How many of these names are those of columns.
pub(super) fn recognised<T: AsRef<str>>(heads: impl IntoIterator<Item = T>) -> usize {
    let named = heads
        .into_iter()
        .filter_map(|head| Column::named(head.as_ref()));
    let mut seen: Vec<Column> = named.collect();
    seen.sort_unstable();
    seen.dedup();
    seen.len()
}

/// Which column of a sheet holds what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Matching([Option<usize>; Column::ALL.len()]);

impl Matching {
    /// As the names of the columns tell. The first one of a name counts. Where only an
    /// address is named and nothing tells where the meter is, it is the postal one.
    pub fn of(columns: &[String]) -> Matching {
        let mut matching = Matching::default();
        for (index, name) in columns.iter().enumerate() {
            if let Some(column) = Column::named(name)
                && matching.place_of(column).is_none()
            {
                matching.set(column, Some(index));
            }
        }
        let lone = matching.place_of(Column::Address).filter(|_| {
            let others = [Column::Place, Column::Street, Column::Port];
            others.iter().all(|c| matching.place_of(*c).is_none())
        });
        if lone.is_some() {
            matching.set(Column::Address, None);
            matching.set(Column::Street, lone);
        }
        matching
    }

    /// Where in a row the cell of `column` stands.
    pub fn place_of(&self, column: Column) -> Option<usize> {
        let slot = Column::ALL.iter().position(|other| *other == column)?;
        self.0.get(slot).copied().flatten()
    }

    /// What the column at this place of the sheet holds.
    pub fn column_at(&self, place: usize) -> Option<Column> {
        let columns = Column::ALL.into_iter();
        columns
            .zip(self.0)
            .find_map(|(column, at)| (at == Some(place)).then_some(column))
    }

    /// Says where `column` stands. A place holds one thing: what else stood there is
    /// nowhere any more.
    pub fn set(&mut self, column: Column, place: Option<usize>) {
        for (other, at) in Column::ALL.into_iter().zip(&mut self.0) {
            if other == column {
                *at = place;
            } else if place.is_some() && *at == place {
                *at = None;
            }
        }
    }
}
