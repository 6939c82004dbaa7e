//! Gives every input to [`palisade::fuzzing::dns_response`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| palisade::fuzzing::dns_response(bytes));
