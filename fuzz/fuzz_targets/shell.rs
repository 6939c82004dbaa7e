//! Gives every input to [`palisade::fuzzing::shell`].

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| palisade::fuzzing::shell(text));
