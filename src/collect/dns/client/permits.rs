//! A limit to what goes on at once.

use std::sync::{Condvar, Mutex, PoisonError};

/// So many may go on at once.
#[derive(Debug)]
pub(super) struct Permits {
    count: Mutex<Count>,
    returned: Condvar,
}

#[derive(Debug)]
struct Count {
    free: usize,
    /// How many wait: to wake nobody costs a call of the system all the same.
    waiting: usize,
}

/// One of them, until it is dropped.
#[derive(Debug)]
pub(super) struct Permit<'a>(&'a Permits);

impl Permits {
    /// At least one.
    pub(super) fn new(free: usize) -> Self {
        let count = Mutex::new(Count { free: free.max(1), waiting: 0 });
        Self { count, returned: Condvar::new() }
    }

    /// Waits until one is free.
    pub(super) fn take(&self) -> Permit<'_> {
        self.wait(1);
        Permit(self)
    }

    /// Waits until one is free, and takes as many more as are free then, up to this number.
    pub(super) fn take_some(&self, most: usize) -> Vec<Permit<'_>> {
        let taken = self.wait(most);
        (0..taken).map(|_| Permit(self)).collect()
    }

    /// How many of those wanted were taken.
    fn wait(&self, most: usize) -> usize {
        let mut count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        if count.free == 0 {
            count.waiting += 1;
            let returned = self.returned.wait_while(count, |count| count.free == 0);
            count = returned.unwrap_or_else(PoisonError::into_inner);
            count.waiting -= 1;
        }
        let taken = most.min(count.free);
        count.free -= taken;
        taken
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let mut count = self.0.count.lock().unwrap_or_else(PoisonError::into_inner);
        count.free += 1;
        let waiting = count.waiting > 0;
        drop(count);
        if waiting {
            self.0.returned.notify_one();
        }
    }
}
