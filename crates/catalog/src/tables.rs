//! Reads packed tables in place: nothing is copied or parsed before it is asked for.
//!
//! INVARIANT: row numbers, string ids and list ids come out of the tables themselves, which the build script wrote and
//! the tests compare with their sources, so they are in range. A number that were not would read as zero, which stands
//! for the empty string and the empty list.

use std::cmp::Ordering;
use std::marker::PhantomData;

use crate::rows::{ListRow, Row};

/// Rows of one kind.
pub(crate) struct Table<R> {
    bytes: &'static [u8],
    row: PhantomData<fn() -> R>,
}

impl<R: Row> Table<R> {
    pub(crate) const fn new(bytes: &'static [u8]) -> Self {
        Self { bytes, row: PhantomData }
    }

    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.bytes.len() / (R::COLUMNS * 4)).unwrap_or(u32::MAX)
    }

    pub(crate) fn get(&self, row: u32) -> R {
        let width = R::COLUMNS * 4;
        let start = row as usize * width;
        let mut numbers = numbers_of(self.bytes.get(start..start + width).unwrap_or_default()).iter();
        R::read(|| numbers.next().map_or(0, |number| u32::from_le_bytes(*number)))
    }

    pub(crate) fn rows(
        &self,
        start: u32,
        count: u32,
    ) -> impl ExactSizeIterator<Item = (u32, R)> + Clone + use<'_, R> {
        (start..start + count).map(|row| (row, self.get(row)))
    }

    /// Searches the rows from `start` to `start + count`, which `order` must find sorted.
    pub(crate) fn find(&self, start: u32, count: u32, order: impl Fn(&R) -> Ordering) -> Option<(u32, R)> {
        let (mut low, mut high) = (start, start + count);
        while low < high {
            let middle = low + (high - low) / 2;
            let row = self.get(middle);
            match order(&row) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return Some((middle, row)),
            }
        }
        None
    }

    /// The first row of a sorted table for which `before` does not hold.
    pub(crate) fn first(&self, before: impl Fn(&R) -> bool) -> u32 {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if before(&self.get(middle)) { low = middle + 1 } else { high = middle }
        }
        low
    }

    pub(crate) fn find_in_all(&self, order: impl Fn(&R) -> Ordering) -> Option<(u32, R)> {
        self.find(0, self.len(), order)
    }

    pub(crate) fn all(&self) -> impl ExactSizeIterator<Item = (u32, R)> + Clone + use<'_, R> {
        self.rows(0, self.len())
    }
}

/// Numbers without rows.
#[derive(Clone, Copy)]
pub(crate) struct Numbers(pub(crate) &'static [u8]);

impl Numbers {
    fn get(self, place: usize) -> u32 {
        numbers_of(self.0).get(place).map_or(0, |number| u32::from_le_bytes(*number))
    }

    pub(crate) fn iter(self) -> impl ExactSizeIterator<Item = u32> + Clone {
        numbers_of(self.0).iter().map(|number| u32::from_le_bytes(*number))
    }
}

/// An index of rows by the hash of their names.
pub(crate) struct Index(pub(crate) &'static [u8]);

impl Index {
    /// The row with that hash of its name for which `is_it` holds.
    pub(crate) fn find(&self, hash: u32, mut is_it: impl FnMut(u32) -> bool) -> Option<u32> {
        let places = numbers_of(self.0);
        // The number of places is a power of two.
        let mask = places.len().checked_sub(1)?;
        let mut place = hash as usize & mask;
        // A free place ends the search. There are always some, but the tables are not trusted with that.
        for _ in places {
            let row = u32::from_le_bytes(*places.get(place)?).checked_sub(1)?;
            if is_it(row) {
                return Some(row);
            }
            place = (place + 1) & mask;
        }
        None
    }
}

/// The distinct strings of all tables.
pub(crate) struct Strings {
    pub(crate) text: &'static str,
    pub(crate) ends: Numbers,
}

impl Strings {
    pub(crate) fn get(&self, id: u32) -> &'static str {
        let Some(before) = (id as usize).checked_sub(1) else { return "" };
        let (start, end) = (self.ends.get(before), self.ends.get(id as usize));
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }
}

/// The distinct lists of all tables.
pub(crate) struct Lists {
    pub(crate) spans: Table<ListRow>,
    pub(crate) items: Numbers,
}

impl Lists {
    pub(crate) fn iter(&self, id: u32) -> impl ExactSizeIterator<Item = u32> + Clone + use<> {
        self.slice(id).iter().map(|number| u32::from_le_bytes(*number))
    }

    /// Whether a sorted list has the number.
    pub(crate) fn contains(&self, id: u32, number: u32) -> bool {
        self.slice(id).binary_search_by_key(&number, |item| u32::from_le_bytes(*item)).is_ok()
    }

    fn slice(&self, id: u32) -> &'static [[u8; 4]] {
        let ListRow { start, len } = self.spans.get(id);
        numbers_of(self.items.0).get(start as usize..(start + len) as usize).unwrap_or_default()
    }
}

fn numbers_of(bytes: &[u8]) -> &[[u8; 4]] {
    bytes.as_chunks().0
}
