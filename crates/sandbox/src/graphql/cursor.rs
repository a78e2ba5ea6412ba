//! Cursors: base64 of a msgpack map `{i: id, v: [order values]}` (contract 3.8).

use base64::{DecodeError, Engine, engine::general_purpose::STANDARD_NO_PAD};
use rusqlite::types::Value as Bound;

/// A position in an ordered list: the values of the order terms, and the id.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cursor {
    /// Id of the row.
    pub(crate) id: String,
    /// Values that the row is ordered by.
    pub(crate) values: Vec<Bound>,
}

impl Cursor {
    /// The opaque text.
    pub(crate) fn encode(&self) -> String {
        let mut out = vec![0x82];
        text(&mut out, "i");
        text(&mut out, &self.id);
        text(&mut out, "v");
        out.push(0xdc);
        out.extend(
            u16::try_from(self.values.len())
                .unwrap_or(u16::MAX)
                .to_be_bytes(),
        );
        for value in &self.values {
            match value {
                Bound::Integer(number) => {
                    out.push(0xd3);
                    out.extend(number.to_be_bytes());
                }
                Bound::Text(value) => text(&mut out, value),
                _ => out.push(0xc0),
            }
        }
        STANDARD_NO_PAD.encode(out)
    }

    /// Reads what [`Self::encode`] wrote.
    ///
    /// # Errors
    /// What is wrong with it, in the words of the backend's decoders.
    pub(crate) fn decode(cursor: &str) -> Result<Self, String> {
        let bytes = STANDARD_NO_PAD
            .decode(cursor.trim_end_matches('='))
            .map_err(|error| match error {
                DecodeError::InvalidByte(at, _) | DecodeError::InvalidLastSymbol(at, _) => {
                    format!("illegal base64 data at input byte {at}")
                }
                _ => "unexpected EOF".to_owned(),
            })?;
        if bytes.is_empty() {
            return Err("EOF".to_owned());
        }
        Self::unpack(&bytes).ok_or_else(|| "msgpack: invalid code decoding a cursor".to_owned())
    }

    fn unpack(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        if reader.byte()? != 0x82 || reader.text()? != "i" {
            return None;
        }
        let id = reader.text()?;
        if reader.text()? != "v" || reader.byte()? != 0xdc {
            return None;
        }
        let count = u16::from_be_bytes(reader.take()?);
        let values = (0..count).map(|_| reader.value()).collect::<Option<_>>()?;
        reader.0.is_empty().then_some(Self { id, values })
    }
}

fn text(out: &mut Vec<u8>, value: &str) {
    out.push(0xdb);
    out.extend(u32::try_from(value.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend(value.as_bytes());
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take::<1>().map(|[byte]| byte)
    }

    fn text(&mut self) -> Option<String> {
        (self.byte()? == 0xdb).then_some(())?;
        let length = usize::try_from(u32::from_be_bytes(self.take()?)).ok()?;
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        String::from_utf8(head.to_vec()).ok()
    }

    fn value(&mut self) -> Option<Bound> {
        match self.0.first()? {
            0xd3 => {
                self.byte()?;
                Some(Bound::Integer(i64::from_be_bytes(self.take()?)))
            }
            0xc0 => self.byte().map(|_| Bound::Null),
            _ => self.text().map(Bound::Text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let cursor = Cursor {
            id: "01ABC".to_owned(),
            values: vec![Bound::Integer(-5), Bound::Text("ä".to_owned()), Bound::Null],
        };
        assert_eq!(Cursor::decode(&cursor.encode()), Ok(cursor));
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        for text in ["", "!", "gqFp", "AAAA", "ggAAAA"] {
            assert!(Cursor::decode(text).is_err(), "{text}");
        }
    }
}
