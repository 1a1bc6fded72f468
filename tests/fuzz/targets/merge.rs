#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| headsup_fuzz::merge::check(input));
