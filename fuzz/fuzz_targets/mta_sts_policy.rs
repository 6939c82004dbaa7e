//! Gives every input to [`palisade::fuzzing::mta_sts_policy`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| palisade::fuzzing::mta_sts_policy(bytes));
