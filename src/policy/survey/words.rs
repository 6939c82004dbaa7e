//! A long list of words in pieces.

/// How many bits of a position tell the place in a piece: 1,024 words, 4 KiB.
const PIECE_BITS: u32 = 10;

/// Words that are written one behind the other. They lie in pieces of one size: a list that is one
/// piece is moved whenever it grows, and is there twice while it is, when the facts are still there.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// All but the last are full.
    pieces: Vec<Vec<u32>>,
}

impl Words {
    pub(super) fn push(&mut self, word: u32) {
        match self.pieces.last_mut() {
            Some(last) if last.len() < 1 << PIECE_BITS => last.push(word),
            first => {
                let room = if first.is_some() { 1 << PIECE_BITS } else { 0 };
                let mut piece = Vec::with_capacity(room);
                piece.push(word);
                self.pieces.push(piece);
            }
        }
    }

    /// Takes the last one back.
    pub(super) fn pop(&mut self) -> Option<u32> {
        let last = self.pieces.last_mut()?;
        let word = last.pop();
        if last.is_empty() {
            self.pieces.pop();
        }
        word
    }

    pub(super) fn get(&self, at: usize) -> Option<u32> {
        self.pieces.get(at >> PIECE_BITS)?.get(within(at)).copied()
    }

    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut u32> {
        self.pieces.get_mut(at >> PIECE_BITS)?.get_mut(within(at))
    }

    pub(super) fn len(&self) -> usize {
        let Some((last, full)) = self.pieces.split_last() else { return 0 };
        (full.len() << PIECE_BITS) + last.len()
    }
}

/// The place in its piece.
fn within(at: usize) -> usize {
    at & !(usize::MAX << PIECE_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_at_their_positions_in_all_pieces() {
        let mut words = Words::default();
        let count = 3 << PIECE_BITS;
        (0..=count).for_each(|word| words.push(word));
        assert!((0..=count).all(|word| words.get(word as usize) == Some(word)));
        assert_eq!(words.get(count as usize + 1), None);
        // Back over the end of a piece.
        assert_eq!((words.pop(), words.pop()), (Some(count), Some(count - 1)));
        assert_eq!(words.len(), count as usize - 1);
        words.push(7);
        assert_eq!(words.get(words.len() - 1), Some(7));
        assert_eq!(words.get(words.len()), None);
    }
}
