//! Where lines start.

/// Byte offsets to line numbers; asked in rising order mostly, so it remembers where it was.
pub(super) struct Lines {
    starts: Vec<u32>,
    first: u32,
    last: usize,
}

impl Lines {
    pub(super) fn new(text: &str, first: u32) -> Self {
        let mut starts = vec![0];
        starts
            .extend(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1));
        Self { starts, first, last: 0 }
    }

    pub(super) fn of(&mut self, offset: usize) -> u32 {
        let offset = offset as u32;
        let near = self.starts[self.last] <= offset
            && self.starts.get(self.last + 1).is_none_or(|&next| offset < next);
        if !near {
            self.last = self.starts.partition_point(|&start| start <= offset) - 1;
        }
        self.first + self.last as u32
    }

    pub(super) fn count(&self) -> u32 {
        self.first + self.starts.len() as u32
    }
}
