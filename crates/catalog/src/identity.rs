//! Handles are equal if they stand for the same row.

/// Equality and hash of a handle by its row number.
macro_rules! identified_by_row {
    ($handle:ident) => {
        impl PartialEq for $handle<'_> {
            fn eq(&self, other: &Self) -> bool {
                self.id == other.id
            }
        }

        impl Eq for $handle<'_> {}

        impl std::hash::Hash for $handle<'_> {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.id.hash(state);
            }
        }
    };
}
