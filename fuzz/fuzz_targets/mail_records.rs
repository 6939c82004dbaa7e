//! Gives every input to [`palisade::fuzzing::mail_records`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| palisade::fuzzing::mail_records(bytes));
