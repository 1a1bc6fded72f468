//! What came of the last months.
