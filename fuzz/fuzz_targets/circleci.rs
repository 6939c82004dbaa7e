//! Gives every input to [`palisade::fuzzing::circleci`].

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| palisade::fuzzing::circleci(text));
