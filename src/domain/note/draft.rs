//! The first step of reading: one file alone, before anybody's name means a person.
