//! The sort of items whose comparison may raise, run Python code, or be no order at all: natural runs, merged by powersort with galloping.
//!
//! Which pairs are compared, and in which sequence, is visible to programs: it is as in CPython. The items are a permutation of the input
//! at any time an error leaves the sort.
use crate::object::Res;

/// How many items in a row must come from one run before a merge gallops.
const MIN_GALLOP: usize = 7;

/// Runs up to this length are made by insertion.
const MAX_MIN_RUN: usize = 64;

struct Run {
    start: usize,
    len: usize,
    /// Depth of the boundary to the next run in the ideal merge tree.
    power: u32,
}

struct Sort<'a, T, F> {
    items: &'a mut [T],
    less: &'a mut F,
    /// Waiting to be merged; powers increase towards the end.
    runs: Vec<Run>,
    /// The shorter one of two runs that are merged.
    buffer: Vec<T>,
    min_gallop: usize,
}

/// Sorts by `less`, stable where that is an order.
pub fn merge_sort<T: Copy, F: FnMut(&T, &T) -> Res<bool>>(items: &mut [T], less: &mut F) -> Res<()> {
    if items.len() < 2 {
        return Ok(());
    }
    Sort { items, less, runs: Vec::new(), buffer: Vec::new(), min_gallop: MIN_GALLOP }.sort()
}

/// The length to which short runs are extended: such that their number is a power of two or a bit less.
fn min_run(mut n: usize) -> usize {
    let mut rest = 0;
    while n >= MAX_MIN_RUN {
        rest |= n & 1;
        n >>= 1;
    }
    n + rest
}

/// Depth in the ideal merge tree of the boundary between two adjacent runs.
fn power(start: usize, n1: usize, n2: usize, n: usize) -> u32 {
    let (mut a, mut b) = (2 * start + n1, 2 * start + 2 * n1 + n2);
    let mut p = 0;
    loop {
        p += 1;
        if a >= n {
            a -= n;
            b -= n;
        } else if b >= n {
            return p;
        }
        a <<= 1;
        b <<= 1;
    }
}

/// Length of the run at the start, which is made an ascending one. A descending run may have equal items, which keep their order.
fn count_run<T: Copy, F: FnMut(&T, &T) -> Res<bool>>(items: &mut [T], less: &mut F) -> Res<usize> {
    let len = items.len();
    let mut n = 1;
    while n < len && !less(&items[n], &items[n - 1])? {
        n += 1;
    }
    if n == len {
        return Ok(n);
    }
    // The next item is smaller. What came so far may begin a descending run if it is all equal.
    if n > 1 {
        if less(&items[0], &items[n - 1])? {
            return Ok(n);
        }
        items[..n].reverse();
    }
    n += 1;
    // Equal items before the last one of the run so far. They are put the other way round, so that the turn of the whole restores them.
    let mut equal = 0;
    while n < len {
        if less(&items[n], &items[n - 1])? {
            items[n - 1 - equal..n].reverse();
            equal = 0;
        } else if less(&items[n - 1], &items[n])? {
            break;
        } else {
            equal += 1;
        }
        n += 1;
    }
    items[n - 1 - equal..n].reverse();
    items[..n].reverse();
    // Turned round, the run may go on upwards.
    while n < len && !less(&items[n], &items[n - 1])? {
        n += 1;
    }
    Ok(n)
}

/// Sorts items of which the first `sorted` are.
fn insertion_sort<T: Copy, F: FnMut(&T, &T) -> Res<bool>>(items: &mut [T], sorted: usize, less: &mut F) -> Res<()> {
    for i in sorted.max(1)..items.len() {
        let pivot = items[i];
        let (mut low, mut high) = (0, i);
        while low < high {
            let mid = low + (high - low) / 2;
            if less(&pivot, &items[mid])? {
                high = mid;
            } else {
                low = mid + 1;
            }
        }
        items.copy_within(low..i, low + 1);
        items[low] = pivot;
    }
    Ok(())
}

/// Looks for a bound in sorted items from `hint` on, with steps that double. `before(item)`: the bound lies behind the item.
fn gallop<T>(items: &[T], hint: usize, mut before: impl FnMut(&T) -> Res<bool>) -> Res<usize> {
    let (mut last, mut step) = (0, 1);
    let (mut low, mut high);
    if before(&items[hint])? {
        let most = items.len() - hint;
        while step < most && before(&items[hint + step])? {
            last = step;
            step = 2 * step + 1;
        }
        (low, high) = (hint + last + 1, hint + step.min(most));
    } else {
        let most = hint + 1;
        while step < most && !before(&items[hint - step])? {
            last = step;
            step = 2 * step + 1;
        }
        (low, high) = (hint + 1 - step.min(most), hint - last);
    }
    while low < high {
        let mid = low + (high - low) / 2;
        if before(&items[mid])? {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    Ok(low)
}

/// Two runs being merged: the shorter one in the buffer, the longer one in place, and the hole between what is merged and the rest.
struct Merge {
    /// Bounds of what is left of the first run.
    a: usize,
    a_end: usize,
    /// The same of the second run.
    b: usize,
    b_end: usize,
    /// Where the next item goes; going down, one behind that place.
    to: usize,
}

impl<T: Copy, F: FnMut(&T, &T) -> Res<bool>> Sort<'_, T, F> {
    fn sort(&mut self) -> Res<()> {
        let n = self.items.len();
        let least = min_run(n);
        let mut start = 0;
        while start < n {
            let mut len = count_run(&mut self.items[start..], self.less)?;
            let wanted = least.min(n - start);
            if len < wanted {
                insertion_sort(&mut self.items[start..start + wanted], len, self.less)?;
                len = wanted;
            }
            if let Some(last) = self.runs.last() {
                let p = power(last.start, last.len, len, n);
                while self.runs.len() > 1 && self.runs[self.runs.len() - 2].power > p {
                    self.merge(self.runs.len() - 2)?;
                }
                if let Some(last) = self.runs.last_mut() {
                    last.power = p;
                }
            }
            self.runs.push(Run { start, len, power: 0 });
            start += len;
        }
        while self.runs.len() > 1 {
            let mut i = self.runs.len() - 2;
            if i > 0 && self.runs[i - 1].len < self.runs[i + 1].len {
                i -= 1;
            }
            self.merge(i)?;
        }
        Ok(())
    }

    /// Merges a waiting run with the next.
    fn merge(&mut self, i: usize) -> Res<()> {
        let second = self.runs.remove(i + 1);
        let first = &mut self.runs[i];
        let (start, middle, end) = (first.start, second.start, second.start + second.len);
        first.len += second.len;
        // Items of the first run that are in place already, and of the second run behind the end of the first.
        let (items, less) = (&mut *self.items, &mut *self.less);
        let key = items[middle];
        let a = start + gallop(&items[start..middle], 0, |x| Ok(!less(&key, x)?))?;
        if a == middle {
            return Ok(());
        }
        let key = items[middle - 1];
        let b_end = middle + gallop(&items[middle..end], end - middle - 1, |x| less(x, &key))?;
        if b_end == middle {
            return Ok(());
        }
        self.buffer.clear();
        if middle - a <= b_end - middle {
            self.buffer.extend_from_slice(&self.items[a..middle]);
            let mut m = Merge { a: 0, a_end: middle - a, b: middle, b_end, to: a };
            let result = self.merge_up(&mut m);
            // The hole is as long as what is left of the first run, which is not larger than anything behind it.
            let rest = m.a_end - m.a;
            self.items[m.to..m.to + rest].copy_from_slice(&self.buffer[m.a..m.a_end]);
            result
        } else {
            self.buffer.extend_from_slice(&self.items[middle..b_end]);
            let mut m = Merge { a, a_end: middle, b: 0, b_end: b_end - middle, to: b_end };
            let result = self.merge_down(&mut m);
            let rest = m.b_end - m.b;
            self.items[m.to - rest..m.to].copy_from_slice(&self.buffer[m.b..m.b_end]);
            result
        }
    }

    fn take_a_up(&mut self, m: &mut Merge, n: usize) {
        self.items[m.to..m.to + n].copy_from_slice(&self.buffer[m.a..m.a + n]);
        m.a += n;
        m.to += n;
    }

    fn take_b_up(&mut self, m: &mut Merge, n: usize) {
        self.items.copy_within(m.b..m.b + n, m.to);
        m.b += n;
        m.to += n;
    }

    fn take_a_down(&mut self, m: &mut Merge, n: usize) {
        self.items.copy_within(m.a_end - n..m.a_end, m.to - n);
        m.a_end -= n;
        m.to -= n;
    }

    fn take_b_down(&mut self, m: &mut Merge, n: usize) {
        self.items[m.to - n..m.to].copy_from_slice(&self.buffer[m.b_end - n..m.b_end]);
        m.b_end -= n;
        m.to -= n;
    }

    /// From the left, the first run in the buffer. The first item of the second run is smaller than all of it; its own last item is
    /// larger than all of the second run.
    fn merge_up(&mut self, m: &mut Merge) -> Res<()> {
        self.take_b_up(m, 1);
        loop {
            if m.b == m.b_end {
                return Ok(());
            }
            if m.a_end - m.a == 1 {
                break;
            }
            let (mut from_a, mut from_b) = (0, 0);
            while from_a < self.min_gallop && from_b < self.min_gallop {
                if (self.less)(&self.items[m.b], &self.buffer[m.a])? {
                    self.take_b_up(m, 1);
                    (from_a, from_b) = (0, from_b + 1);
                    if m.b == m.b_end {
                        return Ok(());
                    }
                } else {
                    self.take_a_up(m, 1);
                    (from_a, from_b) = (from_a + 1, 0);
                    if m.a_end - m.a == 1 {
                        self.take_b_up(m, m.b_end - m.b);
                        return Ok(());
                    }
                }
            }
            self.min_gallop += 1;
            loop {
                self.min_gallop -= (self.min_gallop > 1) as usize;
                let less = &mut *self.less;
                let key = self.items[m.b];
                from_a = gallop(&self.buffer[m.a..m.a_end], 0, |x| Ok(!less(&key, x)?))?;
                self.take_a_up(m, from_a);
                if m.a_end - m.a <= 1 {
                    break;
                }
                self.take_b_up(m, 1);
                if m.b == m.b_end {
                    return Ok(());
                }
                let less = &mut *self.less;
                let key = self.buffer[m.a];
                from_b = gallop(&self.items[m.b..m.b_end], 0, |x| less(x, &key))?;
                self.take_b_up(m, from_b);
                if m.b == m.b_end {
                    return Ok(());
                }
                self.take_a_up(m, 1);
                if m.a_end - m.a == 1 || from_a < MIN_GALLOP && from_b < MIN_GALLOP {
                    break;
                }
            }
            if m.a_end - m.a <= 1 {
                break;
            }
            // Leaving the mode makes it harder to enter again.
            self.min_gallop += 1;
        }
        // What is left of the first run goes to the end; nothing can be left only where the comparison is no order.
        if m.a < m.a_end {
            self.take_b_up(m, m.b_end - m.b);
        }
        Ok(())
    }

    /// From the right, the second run in the buffer.
    fn merge_down(&mut self, m: &mut Merge) -> Res<()> {
        self.take_a_down(m, 1);
        loop {
            if m.a == m.a_end {
                return Ok(());
            }
            if m.b_end - m.b == 1 {
                break;
            }
            let (mut from_a, mut from_b) = (0, 0);
            while from_a < self.min_gallop && from_b < self.min_gallop {
                if (self.less)(&self.buffer[m.b_end - 1], &self.items[m.a_end - 1])? {
                    self.take_a_down(m, 1);
                    (from_a, from_b) = (from_a + 1, 0);
                    if m.a == m.a_end {
                        return Ok(());
                    }
                } else {
                    self.take_b_down(m, 1);
                    (from_a, from_b) = (0, from_b + 1);
                    if m.b_end - m.b == 1 {
                        self.take_a_down(m, m.a_end - m.a);
                        return Ok(());
                    }
                }
            }
            self.min_gallop += 1;
            loop {
                self.min_gallop -= (self.min_gallop > 1) as usize;
                let less = &mut *self.less;
                let key = self.buffer[m.b_end - 1];
                let n = m.a_end - m.a;
                from_a = n - gallop(&self.items[m.a..m.a_end], n - 1, |x| Ok(!less(&key, x)?))?;
                self.take_a_down(m, from_a);
                if m.a == m.a_end {
                    return Ok(());
                }
                self.take_b_down(m, 1);
                if m.b_end - m.b == 1 {
                    break;
                }
                let less = &mut *self.less;
                let key = self.items[m.a_end - 1];
                let n = m.b_end - m.b;
                from_b = n - gallop(&self.buffer[m.b..m.b_end], n - 1, |x| less(x, &key))?;
                self.take_b_down(m, from_b);
                if m.b_end - m.b <= 1 {
                    break;
                }
                self.take_a_down(m, 1);
                if m.a == m.a_end {
                    return Ok(());
                }
                if from_a < MIN_GALLOP && from_b < MIN_GALLOP {
                    break;
                }
            }
            if m.b_end - m.b <= 1 {
                break;
            }
            self.min_gallop += 1;
        }
        if m.b < m.b_end {
            self.take_a_down(m, m.a_end - m.a);
        }
        Ok(())
    }
}
