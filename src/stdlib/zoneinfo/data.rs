//! The transitions of a zone, and which offset holds when.
use super::rule::{self, Change};
use crate::object::{Ref, Res, Value, Vm};
use crate::stdlib::datetime::delta::Delta;
use crate::stdlib::datetime::timedelta::new_timedelta;

/// What holds between two transitions.
#[derive(Clone)]
pub struct Period {
    /// Seconds east of UTC.
    pub seconds: i64,
    /// timedelta
    pub offset: Ref,
    /// timedelta
    pub dst: Ref,
    /// str
    pub name: Ref,
}

/// What holds after the last transition.
pub enum After {
    Always(Period),
    /// Standard time and daylight saving time, and when the latter starts and ends.
    Rule { standard: Period, dst: Period, start: Change, end: Change },
}

/// A zone. Invariants: transitions are as many in each list, and each refers to a period.
pub struct Data {
    /// Seconds since the epoch, ascending.
    utc: Vec<i64>,
    /// The transitions in local time, for fold 0 and for fold 1: an overlap begins at the later transition and ends at the earlier one.
    wall: [Vec<i64>; 2],
    /// The period that each transition begins.
    begins: Vec<usize>,
    periods: Vec<Period>,
    /// The period before the first transition.
    before: Option<usize>,
    after: After,
    /// Whether one offset holds always.
    fixed: bool,
}

fn period(vm: &Vm, seconds: i64, dst: i64, name: Ref) -> Res<Period> {
    let timedelta = |s: i64| new_timedelta(vm, Delta::normalised(vm, 0, s.saturating_mul(1_000_000))?);
    Ok(Period { seconds, offset: timedelta(seconds)?, dst: timedelta(dst)?, name })
}

/// Ints of a sequence.
fn ints(vm: &Vm, v: Value) -> Res<Vec<i64>> {
    vm.collect(v)?.iter().map(|x| vm.int_arg(x.value())).collect()
}

impl Data {
    /// From what `zoneinfo._common.load_data` has read of a file.
    pub fn new(vm: &Vm, loaded: Value) -> Res<Data> {
        let parts = vm.collect(loaded)?;
        let [begins, utc, offsets, dst, names, rule] = &parts[..] else {
            return Err(vm.value_error("Invalid data result returned by load_data"));
        };
        let begins = ints(vm, begins.value())?;
        let utc = ints(vm, utc.value())?;
        let offsets = ints(vm, offsets.value())?;
        let is_dst = ints(vm, dst.value())?;
        let names = vm.collect(names.value())?;
        let n = offsets.len();
        if is_dst.len() != n || names.len() != n || begins.len() != utc.len() || begins.iter().any(|i| *i < 0 || *i as usize >= n) {
            return Err(vm.value_error("Invalid transition index found while reading TZif"));
        }
        let begins: Vec<usize> = begins.iter().map(|i| *i as usize).collect();
        let added = added_by_dst(&begins, &offsets, &is_dst);
        let mut periods = Vec::with_capacity(n);
        for (i, name) in names.into_iter().enumerate() {
            periods.push(period(vm, offsets[i], added[i], name)?);
        }
        let before = is_dst.iter().position(|d| *d == 0).or(begins.first().copied());
        let last = begins.last().map(|i| &periods[*i]).or(periods.last());
        let after = if !rule.is_none() && vm.truth(rule.value())? {
            after(vm, rule.value())?
        } else if let Some(last) = last {
            After::Always(last.clone())
        } else {
            return Err(vm.value_error("No time zone information found."));
        };
        let fixed = match &after {
            After::Rule { .. } => false,
            After::Always(a) => match &periods[..] {
                [] => true,
                [one] => one.seconds == a.seconds && equal_names(vm, one, a)?,
                _ => false,
            },
        };
        let wall = in_wall_time(&utc, &begins, &offsets);
        Ok(Data { utc, wall, begins, periods, before, after, fixed })
    }
    /// The period that holds where nothing is known of when, if there is only one.
    pub fn always(&self) -> Option<&Period> {
        match &self.after {
            After::Always(p) if self.fixed => Some(p),
            _ => None,
        }
    }
    fn first(&self) -> Option<&Period> {
        self.before.map(|i| &self.periods[i])
    }
    /// The period of a local time: seconds since the epoch as if in UTC, its year and fold.
    pub fn at_local(&self, t: i64, year: i32, fold: bool) -> Option<&Period> {
        let wall = &self.wall[fold as usize];
        match (wall.first(), wall.last()) {
            (Some(first), _) if t < *first => self.first(),
            (_, Some(last)) if t <= *last => {
                let i = wall.partition_point(|x| *x <= t);
                Some(&self.periods[self.begins[i.max(1) - 1]])
            }
            _ => Some(self.after.at_local(t, year, fold)),
        }
    }
    /// The period of a time in UTC, and whether local time is the second one of an overlap.
    pub fn at_utc(&self, t: i64, year: i32) -> (Option<&Period>, bool) {
        let (Some(first), Some(last)) = (self.utc.first(), self.utc.last()) else {
            let (p, fold) = self.after.at_utc(t, year);
            return (Some(p), fold);
        };
        if t < *first {
            return (self.first(), false);
        }
        let n = self.utc.len();
        // What held before transition `i`.
        let previous = |i: usize| if i == 0 { self.first() } else { Some(&self.periods[self.begins[i - 1]]) };
        if t > *last {
            let (p, mut fold) = self.after.at_utc(t, year);
            // Right after the last transition the overlap is that with the period before it.
            let back = previous(n - 1).map_or(0, |q| q.seconds - p.seconds);
            if back > 0 && t < *last + back {
                fold = true;
            }
            return (Some(p), fold);
        }
        let i = self.utc.partition_point(|x| *x <= t) - 1;
        let p = &self.periods[self.begins[i]];
        let back = previous(i).map_or(0, |q| q.seconds - p.seconds);
        (Some(p), back > t - self.utc[i])
    }
    /// Calls the visitor with everything the zone owns.
    pub fn traverse(&self, visit: &mut dyn FnMut(Value)) {
        let mut one = |p: &Period| [&p.offset, &p.dst, &p.name].iter().for_each(|r| visit(r.value()));
        self.periods.iter().for_each(&mut one);
        match &self.after {
            After::Always(p) => one(p),
            After::Rule { standard, dst, .. } => {
                one(standard);
                one(dst);
            }
        }
    }
}

fn equal_names(vm: &Vm, a: &Period, b: &Period) -> Res<bool> {
    vm.compare_bool(a.name.value(), b.name.value(), crate::object::CompareOp::Eq)
}

/// What a TZ rule says.
fn after(vm: &Vm, text: Value) -> Res<After> {
    if !vm.is_bytes(text) {
        return Err(vm.type_error(format!("expected bytes, {} found", vm.type_name(text))));
    }
    let rule = match rule::parse(vm.bytes(text)) {
        Ok(r) => r,
        Err(what) => return Err(vm.value_error(format!("{what} {}", vm.repr_text(text)?))),
    };
    let standard = period(vm, rule.offset, 0, vm.new_str(rule.name)?)?;
    let Some(d) = rule.dst else { return Ok(After::Always(standard)) };
    let dst = period(vm, d.offset, d.added(rule.offset), vm.new_str(d.name)?)?;
    Ok(After::Rule { standard, dst, start: d.start, end: d.end })
}

/// Whether daylight saving time holds: the year may begin and end in it.
fn is_between(t: i64, start: i64, end: i64) -> bool {
    if start < end { start <= t && t < end } else { !(end <= t && t < start) }
}

impl After {
    fn at_local(&self, t: i64, year: i32, fold: bool) -> &Period {
        let (standard, dst, start, end) = match self {
            After::Always(p) => return p,
            After::Rule { standard, dst, start, end } => (standard, dst, start, end),
        };
        let added = dst.seconds - standard.seconds;
        let (mut start, mut end) = (start.at(year), end.at(year));
        // The period of the smaller offset begins at the end of the gap and ends at the end of the overlap for fold 0, and from the start
        // of the one to the start of the other for fold 1.
        if fold == (added >= 0) {
            end -= added;
        } else {
            start += added;
        }
        if is_between(t, start, end) { dst } else { standard }
    }
    fn at_utc(&self, t: i64, year: i32) -> (&Period, bool) {
        let (standard, dst, start, end) = match self {
            After::Always(p) => return (p, false),
            After::Rule { standard, dst, start, end } => (standard, dst, start, end),
        };
        let added = dst.seconds - standard.seconds;
        let (start, end) = (start.at(year) - standard.seconds, end.at(year) - dst.seconds);
        // Clocks are set back at the end where it is ahead, at the start where it is behind.
        let overlap = if added > 0 { end..end + added } else { start..start - added };
        (if is_between(t, start, end) { dst } else { standard }, overlap.contains(&t))
    }
}

/// Seconds that daylight saving time adds in each period: the difference to the standard time before it, or else behind it; an hour where
/// there is none.
fn added_by_dst(begins: &[usize], offsets: &[i64], is_dst: &[i64]) -> Vec<i64> {
    let mut added = vec![0; offsets.len()];
    for (i, &p) in begins.iter().enumerate().skip(1) {
        if is_dst[p] == 0 || added[p] != 0 {
            continue;
        }
        let before = begins[i - 1];
        if is_dst[before] == 0 {
            added[p] = offsets[p] - offsets[before];
        }
        if added[p] == 0
            && p + 1 < offsets.len()
            && let Some(&behind) = begins.get(i + 1)
            && is_dst[behind] == 0
        {
            added[p] = offsets[p] - offsets[behind];
        }
    }
    for (a, d) in added.iter_mut().zip(is_dst) {
        if *a == 0 && *d != 0 {
            *a = 3600;
        }
    }
    added
}

/// Transitions in local time for fold 0, by the larger of the offsets before and after, and for fold 1, by the smaller.
fn in_wall_time(utc: &[i64], begins: &[usize], offsets: &[i64]) -> [Vec<i64>; 2] {
    let mut wall = [Vec::with_capacity(utc.len()), Vec::with_capacity(utc.len())];
    for (i, (t, p)) in utc.iter().zip(begins).enumerate() {
        let before = offsets[if i == 0 { 0 } else { begins[i - 1] }];
        let behind = offsets[*p];
        wall[0].push(t.saturating_add(before.max(behind)));
        wall[1].push(t.saturating_add(before.min(behind)));
    }
    wall
}
