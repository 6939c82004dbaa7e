//! Gives every input to [`palisade::fuzzing::workflow`].

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| palisade::fuzzing::workflow(text));
