//! Gives every input to [`palisade::fuzzing::spf_record`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| palisade::fuzzing::spf_record(bytes));
