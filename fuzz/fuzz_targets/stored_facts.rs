//! Gives every input to [`palisade::fuzzing::stored_facts`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| palisade::fuzzing::stored_facts(bytes));
