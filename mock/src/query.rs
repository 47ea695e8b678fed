//! The query's parameters, with the API's refusals.

use super::answer::Fault;
use super::time::{self, Micros};

#[derive(Clone, Copy)]
pub struct Query<'a>(&'a [(String, String)]);

impl<'a> Query<'a> {
    pub fn new(pairs: &'a [(String, String)]) -> Self {
        Self(pairs)
    }

    /// # Errors
    /// 400 for a parameter that is not in the list: the vendor's docs say so of unknown ones.
    pub fn only(self, known: &[&str]) -> Result<(), Fault> {
        match self
            .0
            .iter()
            .find(|(name, _)| !known.contains(&name.as_str()))
        {
            Some((name, _)) => Err(Fault::parameter(name, "Unknown field.")),
            None => Ok(()),
        }
    }

    pub fn many(self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// # Errors
    /// 400 when it is given twice.
    pub fn text(self, name: &str) -> Result<Option<&'a str>, Fault> {
        let mut values = self.many(name);
        let first = values.next();
        match values.next() {
            Some(_) => Err(Fault::parameter(name, "Given more than once.")),
            None => Ok(first),
        }
    }

    /// # Errors
    /// 400 when it is no integer from 0 up.
    pub fn integer(self, name: &str) -> Result<Option<u64>, Fault> {
        self.text(name)?
            .map(|text| {
                text.parse()
                    .map_err(|_| Fault::parameter(name, "Not a valid integer."))
            })
            .transpose()
    }

    /// # Errors
    /// 400 for anything but `true` and `false`.
    pub fn boolean(self, name: &str) -> Result<Option<bool>, Fault> {
        match self.text(name)? {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(Fault::parameter(name, "Not a valid boolean.")),
        }
    }

    /// # Errors
    /// 400 for anything but ISO 8601.
    pub fn datetime(self, name: &str) -> Result<Option<Micros>, Fault> {
        self.text(name)?
            .map(|text| {
                time::parse(text).ok_or_else(|| Fault::parameter(name, "Not a valid datetime."))
            })
            .transpose()
    }

    /// # Errors
    /// 400 when the value is none of `known`.
    pub fn choice(self, name: &str, known: &[&str]) -> Result<Option<&'a str>, Fault> {
        match self.text(name)? {
            Some(value) if !known.contains(&value) => Err(Fault::parameter(
                name,
                &format!("Must be one of: {}.", known.join(", ")),
            )),
            value => Ok(value),
        }
    }
}
