//! Reads little-endian numbers from the model's bytes.

use super::ModelError;

pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// What a file begins with: its name and version, and the features that it is for.
    pub(crate) fn header(&mut self, magic: &[u8], features: u64) -> Result<(), ModelError> {
        if self.bytes(magic.len())? != magic {
            return Err(ModelError::Malformed("first bytes"));
        }
        if self.u64()? != features {
            return Err(ModelError::OtherFeatures);
        }
        Ok(())
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let (head, rest) = self.0.split_first_chunk::<N>().ok_or(ModelError::Malformed("cut off"))?;
        self.0 = rest;
        Ok(*head)
    }

    pub(crate) fn bytes(&mut self, count: usize) -> Result<&'a [u8], ModelError> {
        let (head, rest) = self.0.split_at_checked(count).ok_or(ModelError::Malformed("cut off"))?;
        self.0 = rest;
        Ok(head)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, ModelError> {
        self.take().map(u16::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, ModelError> {
        self.take().map(u64::from_le_bytes)
    }

    pub(crate) fn f32(&mut self) -> Result<f32, ModelError> {
        let value = self.take().map(f32::from_le_bytes)?;
        if value.is_nan() { Err(ModelError::Malformed("not a number")) } else { Ok(value) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
