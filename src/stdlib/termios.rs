//! `termios`: control of terminals.
use super::posix::arguments::{fd_arg, int};
use crate::native;
use crate::object::{Raised, Ref, Res, Value, Vm};
use crate::types::os_error::{last_errno, strerror};
use crate::vm::{signals, threads};
use libc::{tcflag_t, termios, winsize};
use std::cell::RefCell;

#[derive(Default)]
struct State {
    /// `termios.error`.
    error: RefCell<Option<Ref>>,
}

/// The exception for the last error of the system.
#[cold]
fn failed(vm: &Vm) -> Raised {
    let errno = last_errno();
    let make = || -> Res {
        let class = vm.extension::<State>().error.borrow().clone().unwrap_or(Ref::from_type(vm.types.OSError));
        let text = vm.new_str(&strerror(errno))?;
        vm.call(class.value(), &[Value::small_int(errno as i64), text.value()])
    };
    match make() {
        Ok(e) => vm.raise(e),
        Err(raised) => raised,
    }
}

/// A call that may wait, made again after signals.
fn waiting(vm: &Vm, mut call: impl FnMut() -> i32) -> Res<()> {
    loop {
        if threads::allow_threads(vm, &mut call) == 0 {
            return Ok(());
        }
        if last_errno() != libc::EINTR {
            return Err(failed(vm));
        }
        signals::deliver(vm)?;
    }
}

fn attributes(vm: &Vm, fd: i32) -> Res<termios> {
    // SAFETY: all zeros are a value of that plain structure.
    let mut mode: termios = unsafe { std::mem::zeroed() };
    // SAFETY: a system call that fills the structure.
    waiting(vm, || unsafe { libc::tcgetattr(fd, &mut mode) })?;
    Ok(mode)
}

/// A number whose low bits count, as C code takes flags.
fn word(vm: &Vm, v: Value) -> Res<tcflag_t> {
    match vm.index_i64(v)? {
        Ok(n) => Ok(n as tcflag_t),
        Err(_) => Err(vm.overflow_error("Python int too large to convert to C long")),
    }
}

/// The speed that a code stands for, or the code itself; and back.
fn speed_of(code: u32) -> u32 {
    CODES.iter().find(|(c, _)| *c == code).map_or(code, |(_, n)| *n)
}
fn code_of(speed: u32) -> u32 {
    CODES.iter().find(|(_, n)| *n == speed).map_or(speed, |(c, _)| *c)
}

/// The codes of the speeds that have one in the kernel's flags.
#[rustfmt::skip]
static CODES: &[(u32, u32)] = &[
    (libc::B50, 50), (libc::B75, 75), (libc::B110, 110), (libc::B134, 134), (libc::B150, 150), (libc::B200, 200), (libc::B300, 300),
    (libc::B600, 600), (libc::B1200, 1200), (libc::B1800, 1800), (libc::B2400, 2400), (libc::B4800, 4800), (libc::B9600, 9600),
    (libc::B19200, 19200), (libc::B38400, 38400), (libc::B57600, 57600), (libc::B115200, 115_200), (libc::B230400, 230_400),
    (libc::B460800, 460_800), (libc::B500000, 500_000), (libc::B576000, 576_000), (libc::B921600, 921_600),
    (libc::B1000000, 1_000_000), (libc::B1152000, 1_152_000), (libc::B1500000, 1_500_000), (libc::B2000000, 2_000_000),
    (libc::B2500000, 2_500_000), (libc::B3000000, 3_000_000), (libc::B3500000, 3_500_000), (libc::B4000000, 4_000_000),
];

native! { static FUNCTIONS = [
    /// Get the tty attributes for file descriptor fd.
    ///
    /// Returns a list [iflag, oflag, cflag, lflag, ispeed, ospeed, cc]
    /// where cc is a list of the tty special characters (each a string of
    /// length 1, except the items with indices VMIN and VTIME, which are
    /// integers when these fields are defined).  The interpretation of the
    /// flags and the speeds as well as the indexing in the cc array must be
    /// done using the symbolic constants defined in this module.
    "tcgetattr(fd, /)" => fn tcgetattr(vm, [fd]) {
        let mode = attributes(vm, fd_arg(vm, fd)?)?;
        let mut cc = Vec::with_capacity(mode.c_cc.len());
        for (i, c) in mode.c_cc.iter().enumerate() {
            let number = mode.c_lflag & libc::ICANON == 0 && (i == libc::VMIN || i == libc::VTIME);
            cc.push(if number { vm.new_int(*c as i64)? } else { vm.new_bytes(&[*c])? });
        }
        // SAFETY: they only read the structure.
        let (input, output) = unsafe { (libc::cfgetispeed(&mode), libc::cfgetospeed(&mode)) };
        let mut items = Vec::new();
        for n in [mode.c_iflag, mode.c_oflag, mode.c_cflag, mode.c_lflag, speed_of(input), speed_of(output)] {
            items.push(vm.new_int(n as i64)?);
        }
        items.push(vm.list_from_refs(cc)?);
        vm.list_from_refs(items)
    }
    /// Set the tty attributes for file descriptor fd.
    ///
    /// The attributes to be set are taken from the attributes argument, which
    /// is a list like the one returned by tcgetattr(). The when argument
    /// determines when the attributes are changed: termios.TCSANOW to
    /// change immediately, termios.TCSADRAIN to change after transmitting all
    /// queued output, or termios.TCSAFLUSH to change after transmitting all
    /// queued output and discarding all queued input.
    "tcsetattr(fd, when, attributes, /)" => fn tcsetattr(vm, [fd, when, given]) {
        let (fd, when) = (fd_arg(vm, fd)?, int(vm, when)?);
        if !vm.is_list(given) || vm.list(given).items().len() != 7 {
            return Err(vm.type_error("tcsetattr, arg 3: must be 7 element list"));
        }
        // The list may change while its elements are asked for their numbers.
        let given: Vec<Ref> = vm.list(given).items().iter().map(|v| Ref::new(*v)).collect();
        let mut mode = attributes(vm, fd)?;
        mode.c_iflag = word(vm, given[0].value())?;
        mode.c_oflag = word(vm, given[1].value())?;
        mode.c_cflag = word(vm, given[2].value())?;
        mode.c_lflag = word(vm, given[3].value())?;
        let (input, output) = (code_of(word(vm, given[4].value())?), code_of(word(vm, given[5].value())?));
        let cc = given[6].value();
        if !vm.is_list(cc) || vm.list(cc).items().len() != mode.c_cc.len() {
            return Err(vm.type_error(format!("tcsetattr: attributes[6] must be {} element list", mode.c_cc.len())));
        }
        let cc: Vec<Ref> = vm.list(cc).items().iter().map(|v| Ref::new(*v)).collect();
        for (to, v) in mode.c_cc.iter_mut().zip(&cc) {
            let v = v.value();
            *to = match vm.is_bytes(v).then(|| vm.bytes(v)) {
                Some([c]) => *c,
                None if vm.as_int(v).is_some() => int(vm, v)? as u8,
                _ => return Err(vm.type_error("tcsetattr: elements of attributes must be bytes objects of length 1 or integers")),
            };
        }
        // SAFETY: they change the structure alone.
        if unsafe { libc::cfsetispeed(&mut mode, input) == -1 || libc::cfsetospeed(&mut mode, output) == -1 } {
            return Err(failed(vm));
        }
        // SAFETY: a system call that reads the structure.
        waiting(vm, || unsafe { libc::tcsetattr(fd, when, &mode) })?;
        Ok(Ref::NONE)
    }
    /// Send a break on file descriptor fd.
    ///
    /// A zero duration sends a break for 0.25-0.5 seconds; a nonzero duration
    /// has a system dependent meaning.
    "tcsendbreak(fd, duration, /)" => fn tcsendbreak(vm, [fd, duration]) {
        let (fd, duration) = (fd_arg(vm, fd)?, int(vm, duration)?);
        // SAFETY: a system call with numbers.
        waiting(vm, || unsafe { libc::tcsendbreak(fd, duration) })?;
        Ok(Ref::NONE)
    }
    /// Wait until all output written to file descriptor fd has been transmitted.
    "tcdrain(fd, /)" => fn tcdrain(vm, [fd]) {
        let fd = fd_arg(vm, fd)?;
        // SAFETY: a system call with a number.
        waiting(vm, || unsafe { libc::tcdrain(fd) })?;
        Ok(Ref::NONE)
    }
    /// Discard queued data on file descriptor fd.
    ///
    /// The queue selector specifies which queue: termios.TCIFLUSH for the input
    /// queue, termios.TCOFLUSH for the output queue, or termios.TCIOFLUSH for
    /// both queues.
    "tcflush(fd, queue, /)" => fn tcflush(vm, [fd, queue]) {
        let (fd, queue) = (fd_arg(vm, fd)?, int(vm, queue)?);
        // SAFETY: a system call with numbers.
        waiting(vm, || unsafe { libc::tcflush(fd, queue) })?;
        Ok(Ref::NONE)
    }
    /// Suspend or resume input or output on file descriptor fd.
    ///
    /// The action argument can be termios.TCOOFF to suspend output,
    /// termios.TCOON to restart output, termios.TCIOFF to suspend input,
    /// or termios.TCION to restart input.
    "tcflow(fd, action, /)" => fn tcflow(vm, [fd, action]) {
        let (fd, action) = (fd_arg(vm, fd)?, int(vm, action)?);
        // SAFETY: a system call with numbers.
        waiting(vm, || unsafe { libc::tcflow(fd, action) })?;
        Ok(Ref::NONE)
    }
    /// Get the tty winsize for file descriptor fd.
    ///
    /// Returns a tuple (ws_row, ws_col).
    "tcgetwinsize(fd, /)" => fn tcgetwinsize(vm, [fd]) {
        let size = window(vm, fd_arg(vm, fd)?)?;
        vm.tuple_from(&[Value::small_int(size.ws_row as i64), Value::small_int(size.ws_col as i64)])
    }
    /// Set the tty winsize for file descriptor fd.
    ///
    /// The winsize to be set is taken from the winsize argument, which
    /// is a two-item tuple (ws_row, ws_col) like the one returned by
    /// tcgetwinsize().
    "tcsetwinsize(fd, winsize, /)" => fn tcsetwinsize(vm, [fd, size]) {
        let fd = fd_arg(vm, fd)?;
        let is_sequence = vm.is_list(size) || vm.is_tuple(size) || vm.hasattr(size, vm.intern("__getitem__").value())?;
        if !is_sequence || vm.is_dict(size) || vm.len(size)? != 2 {
            return Err(vm.type_error("tcsetwinsize, arg 2: must be a two-item sequence"));
        }
        let side = |i: i64| -> Res<u16> {
            let v = vm.getitem(size, Value::small_int(i))?;
            match vm.index_i64(v.value())? {
                Ok(n) if u16::try_from(n).is_ok() => Ok(n as u16),
                _ => Err(vm.overflow_error("winsize value(s) out of range.")),
            }
        };
        let (rows, columns) = (side(0)?, side(1)?);
        let mut now = window(vm, fd)?;
        now.ws_row = rows;
        now.ws_col = columns;
        // SAFETY: a system call that reads the structure.
        waiting(vm, || unsafe { libc::ioctl(fd, libc::TIOCSWINSZ, &now) })?;
        Ok(Ref::NONE)
    }
]; }

fn window(vm: &Vm, fd: i32) -> Res<winsize> {
    let mut size = winsize { ws_row: 0, ws_col: 0, ws_xpixel: 0, ws_ypixel: 0 };
    // SAFETY: a system call that fills the structure.
    waiting(vm, || unsafe { libc::ioctl(fd, libc::TIOCGWINSZ, &mut size) })?;
    Ok(size)
}

/// Constants of Linux on this architecture, with the speeds as numbers.
#[rustfmt::skip]
static CONSTANTS: &[(&str, i64)] = &[
    ("B0", 0), ("B50", 50), ("B75", 75), ("B110", 110), ("B134", 134), ("B150", 150), ("B200", 200), ("B300", 0x12c), ("B600", 0x258),
    ("B1200", 0x4b0), ("B1800", 0x708), ("B2400", 0x960), ("B4800", 0x12c0), ("B9600", 0x2580), ("B19200", 0x4b00), ("B38400", 0x9600),
    ("B57600", 0xe100), ("B115200", 0x1c200), ("B230400", 0x38400), ("B460800", 0x70800), ("B500000", 0x7a120), ("B576000", 0x8ca00),
    ("B921600", 0xe1000), ("B1000000", 0xf4240), ("B1152000", 0x119400), ("B1500000", 0x16e360), ("B2000000", 0x1e8480), ("B2500000",
    0x2625a0), ("B3000000", 0x2dc6c0), ("B3500000", 0x3567e0), ("B4000000", 0x3d0900), ("CBAUDEX", 0x1000), ("TCSANOW", 0),
    ("TCSADRAIN", 1), ("TCSAFLUSH", 2), ("TCIFLUSH", 0), ("TCOFLUSH", 1), ("TCIOFLUSH", 2), ("TCOOFF", 0), ("TCOON", 1), ("TCIOFF", 2),
    ("TCION", 3), ("IGNBRK", 1), ("BRKINT", 2), ("IGNPAR", 4), ("PARMRK", 8), ("INPCK", 16), ("ISTRIP", 32), ("INLCR", 64), ("IGNCR",
    128), ("ICRNL", 0x100), ("IUCLC", 0x200), ("IXON", 0x400), ("IXANY", 0x800), ("IXOFF", 0x1000), ("IMAXBEL", 0x2000), ("IUTF8",
    0x4000), ("OPOST", 1), ("OLCUC", 2), ("ONLCR", 4), ("OCRNL", 8), ("ONOCR", 16), ("ONLRET", 32), ("OFILL", 64), ("OFDEL", 128),
    ("NLDLY", 0x100), ("CRDLY", 0x600), ("TABDLY", 0x1800), ("BSDLY", 0x2000), ("VTDLY", 0x4000), ("FFDLY", 0x8000), ("NL0", 0), ("NL1",
    0x100), ("CR0", 0), ("CR1", 0x200), ("CR2", 0x400), ("CR3", 0x600), ("TAB0", 0), ("TAB1", 0x800), ("TAB2", 0x1000), ("TAB3",
    0x1800), ("XTABS", 0x1800), ("BS0", 0), ("BS1", 0x2000), ("VT0", 0), ("VT1", 0x4000), ("FF0", 0), ("FF1", 0x8000), ("CSIZE", 48),
    ("CSTOPB", 64), ("CREAD", 128), ("PARENB", 0x100), ("PARODD", 0x200), ("HUPCL", 0x400), ("CLOCAL", 0x800), ("CIBAUD", 0x100f0000),
    ("CRTSCTS", 0x80000000), ("CS5", 0), ("CS6", 16), ("CS7", 32), ("CS8", 48), ("ISIG", 1), ("ICANON", 2), ("XCASE", 4), ("ECHO", 8),
    ("ECHOE", 16), ("ECHOK", 32), ("ECHONL", 64), ("ECHOCTL", 0x200), ("ECHOPRT", 0x400), ("ECHOKE", 0x800), ("FLUSHO", 0x1000),
    ("NOFLSH", 128), ("TOSTOP", 0x100), ("PENDIN", 0x4000), ("IEXTEN", 0x8000), ("EXTPROC", 0x10000), ("VINTR", 0), ("VQUIT", 1),
    ("VERASE", 2), ("VKILL", 3), ("VEOF", 4), ("VTIME", 5), ("VMIN", 6), ("VSWTC", 7), ("VSWTCH", 7), ("VSTART", 8), ("VSTOP", 9),
    ("VSUSP", 10), ("VEOL", 11), ("VREPRINT", 12), ("VDISCARD", 13), ("VWERASE", 14), ("VLNEXT", 15), ("VEOL2", 16), ("B7200", 0x1c20),
    ("B14400", 0x3840), ("B28800", 0x7080), ("B76800", 0x12c00), ("CBAUD", 0x100f), ("CDSUSP", 25), ("CEOF", 4), ("CEOL", 0), ("CEOT",
    4), ("CERASE", 127), ("CFLUSH", 15), ("CINTR", 3), ("CKILL", 21), ("CLNEXT", 22), ("CQUIT", 28), ("CRPRNT", 18), ("CSTART", 17),
    ("CSTOP", 19), ("CSUSP", 26), ("CWERASE", 23), ("EXTA", 0x4b00), ("EXTB", 0x9600), ("FIOASYNC", 0x5452), ("FIOCLEX", 0x5451),
    ("FIONBIO", 0x5421), ("FIONCLEX", 0x5450), ("FIONREAD", 0x541b), ("IBSHIFT", 16), ("IOCSIZE_MASK", 0x3fff0000), ("IOCSIZE_SHIFT",
    16), ("NCCS", 32), ("N_MOUSE", 2), ("N_PPP", 3), ("N_SLIP", 1), ("N_STRIP", 4), ("N_TTY", 0), ("TCFLSH", 0x540b), ("TCGETS",
    0x5401), ("TCSBRK", 0x5409), ("TCSBRKP", 0x5425), ("TCSETS", 0x5402), ("TCSETSF", 0x5404), ("TCSETSW", 0x5403), ("TCXONC", 0x540a),
    ("TIOCCONS", 0x541d), ("TIOCEXCL", 0x540c), ("TIOCGETD", 0x5424), ("TIOCGICOUNT", 0x545d), ("TIOCGLCKTRMIOS", 0x5456), ("TIOCGPGRP",
    0x540f), ("TIOCGSERIAL", 0x541e), ("TIOCGSOFTCAR", 0x5419), ("TIOCGWINSZ", 0x5413), ("TIOCINQ", 0x541b), ("TIOCLINUX", 0x541c),
    ("TIOCMBIC", 0x5417), ("TIOCMBIS", 0x5416), ("TIOCMGET", 0x5415), ("TIOCMIWAIT", 0x545c), ("TIOCMSET", 0x5418), ("TIOCM_CAR", 64),
    ("TIOCM_CD", 64), ("TIOCM_CTS", 32), ("TIOCM_DSR", 0x100), ("TIOCM_DTR", 2), ("TIOCM_LE", 1), ("TIOCM_RI", 128), ("TIOCM_RNG", 128),
    ("TIOCM_RTS", 4), ("TIOCM_SR", 16), ("TIOCM_ST", 8), ("TIOCNOTTY", 0x5422), ("TIOCNXCL", 0x540d), ("TIOCOUTQ", 0x5411), ("TIOCPKT",
    0x5420), ("TIOCPKT_DATA", 0), ("TIOCPKT_DOSTOP", 32), ("TIOCPKT_FLUSHREAD", 1), ("TIOCPKT_FLUSHWRITE", 2), ("TIOCPKT_NOSTOP", 16),
    ("TIOCPKT_START", 8), ("TIOCPKT_STOP", 4), ("TIOCSCTTY", 0x540e), ("TIOCSERCONFIG", 0x5453), ("TIOCSERGETLSR", 0x5459),
    ("TIOCSERGETMULTI", 0x545a), ("TIOCSERGSTRUCT", 0x5458), ("TIOCSERGWILD", 0x5454), ("TIOCSERSETMULTI", 0x545b), ("TIOCSERSWILD",
    0x5455), ("TIOCSER_TEMT", 1), ("TIOCSETD", 0x5423), ("TIOCSLCKTRMIOS", 0x5457), ("TIOCSPGRP", 0x5410), ("TIOCSSERIAL", 0x541f),
    ("TIOCSSOFTCAR", 0x541a), ("TIOCSTI", 0x5412), ("TIOCSWINSZ", 0x5414), ("_POSIX_VDISABLE", 0),
];

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    vm.at_shutdown.borrow_mut().push(|vm| drop(vm.extension::<State>().error.take()));
    let doc = "This module provides an interface to the Posix calls for tty I/O control.\nFor a complete description of these calls, see the Posix or Unix manual\npages. It is only available for those Unix versions that support Posix\ntermios style tty I/O control.\n\nAll functions in this module take a file descriptor fd as their first\nargument. This can be an integer file descriptor, such as returned by\nsys.stdin.fileno(), or a file object, such as sys.stdin itself.";
    let module = super::new_module(vm, "termios", doc, FUNCTIONS)?;
    let m = module.value();
    let (name, bases, dict) =
        (vm.new_str("error")?, vm.tuple_from(&[Value::from_ptr(vm.types.Exception)])?, vm.new_dict()?);
    let (key, home) = (vm.intern("__module__"), vm.new_str("termios")?);
    vm.dict_set(dict.value(), key.value(), home.value())?;
    let error = vm.call(Value::from_ptr(vm.types.r#type), &[name.value(), bases.value(), dict.value()])?;
    vm.extension::<State>().error.replace(Some(error.clone()));
    super::set(vm, m, "error", error)?;
    for (name, n) in CONSTANTS {
        super::set(vm, m, name, vm.new_int(*n)?)?;
    }
    Ok(module)
}
