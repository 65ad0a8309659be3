//! Reading, writing and copying between descriptors.
use super::arguments::{int, nothing, path_arg, plain, retried, retried_plain};
use crate::native;
use crate::object::{Ref, Res, Value, Vm, buffer_flags};
use crate::object::buffer_protocol::Buffer;
use crate::types::os_error::{last_errno, os_error};
use crate::vm::threads::allow_threads;

/// Most bytes that one system call moves.
const MOST: usize = 0x7fff_f000;

/// A count of bytes; OSError (EINVAL) where it is negative.
fn length(vm: &Vm, v: Value) -> Res<usize> {
    usize::try_from(vm.int_arg(v)?).map_err(|_| os_error(vm, libc::EINVAL, None))
}

/// The memory of a sequence of objects, and its vectors for the system.
struct Vectors {
    /// They keep the memory where it is.
    _buffers: Vec<Buffer>,
    vectors: Vec<libc::iovec>,
}

impl Vectors {
    fn new(vm: &Vm, v: Value, function: &str, flags: u32) -> Res<Vectors> {
        if vm.slots(v).getitem.is_none() || vm.is_dict(v) {
            return Err(vm.type_error(format!("{function}() arg 2 must be a sequence")));
        }
        let mut buffers = Vec::new();
        for i in 0..vm.len(v)? {
            let item = vm.getitem(v, Value::small_int(i as i64))?;
            buffers.push(vm.get_buffer(item.value(), flags)?);
        }
        let vectors = buffers.iter().map(|b| libc::iovec { iov_base: b.data.cast(), iov_len: b.len }).collect();
        Ok(Vectors { _buffers: buffers, vectors })
    }
}

/// An offset that may be None.
fn offset_arg(vm: &Vm, v: Value) -> Res<Option<i64>> {
    if v.is_none() { Ok(None) } else { vm.int_arg(v).map(Some) }
}

/// A count of bytes that is not negative.
fn count_arg(vm: &Vm, v: Value) -> Res<usize> {
    usize::try_from(vm.int_arg(v)?).map_err(|_| vm.value_error("negative value for 'count' not allowed"))
}

fn offset_pointer(offset: &mut Option<i64>) -> *mut i64 {
    offset.as_mut().map_or(std::ptr::null_mut(), std::ptr::from_mut)
}

native! { pub static FUNCTIONS = [
    /// Read from a file descriptor.  Returns a bytes object.
    "read(fd, length, /)" => fn read(vm, [fd, n]) {
        let (fd, n) = (int(vm, fd)?, length(vm, n)?);
        let mut buffer = crate::types::bytes::zeros(vm, n.min(MOST))?;
        // SAFETY: the buffer has the length given.
        let got = retried_plain(vm, || unsafe { libc::read(fd, buffer.as_mut_ptr().cast(), buffer.len()) } as i64)?;
        vm.new_bytes(&buffer[..got as usize])
    }
    /// Read into a buffer object from a file descriptor.
    ///
    /// The buffer should be mutable and bytes-like. On success, returns the number of
    /// bytes read. Less bytes may be read than the size of the buffer. The underlying
    /// system call will be retried when interrupted by a signal, unless the signal
    /// handler raises an exception. Other errors will not be retried and an error will
    /// be raised.
    ///
    /// Returns 0 if *fd* is at end of file or if the provided *buffer* has length 0
    /// (which can be used to check for errors without reading data). Never returns
    /// negative.
    "readinto(fd, buffer, /)" => fn readinto(vm, [fd, buffer]) {
        let fd = int(vm, fd)?;
        let memory = vm.get_buffer(buffer, buffer_flags::WRITABLE).map_err(|e| {
            if vm.clear_raised_if(vm.types.BufferError) || vm.clear_raised_if(vm.types.TypeError) {
                let what = vm.type_name(buffer);
                return vm.type_error(format!("readinto() argument 2 must be read-write bytes-like object, not {what}"));
            }
            e
        })?;
        // SAFETY: the exporter keeps the memory where it is.
        vm.new_int(retried_plain(vm, || unsafe { libc::read(fd, memory.data.cast(), memory.len.min(MOST)) } as i64)?)
    }
    /// Write a bytes object to a file descriptor.
    "write(fd, data, /)" => fn write(vm, [fd, data]) {
        let fd = int(vm, fd)?;
        let data = vm.get_buffer(data, buffer_flags::SIMPLE)?;
        // SAFETY: the exporter keeps the memory where it is.
        vm.new_int(retried_plain(vm, || unsafe { libc::write(fd, data.data.cast(), data.len.min(MOST)) } as i64)?)
    }
    /// Read a number of bytes from a file descriptor starting at a particular offset.
    ///
    /// Read length bytes from file descriptor fd, starting at offset bytes from
    /// the beginning of the file.  The file offset remains unchanged.
    "pread(fd, length, offset, /)" => fn pread(vm, [fd, n, offset]) {
        let (fd, n, offset) = (int(vm, fd)?, length(vm, n)?, vm.int_arg(offset)?);
        let mut buffer = crate::types::bytes::zeros(vm, n.min(MOST))?;
        // SAFETY: the buffer has the length given.
        let got = retried_plain(vm, || unsafe { libc::pread(fd, buffer.as_mut_ptr().cast(), buffer.len(), offset) } as i64)?;
        vm.new_bytes(&buffer[..got as usize])
    }
    /// Write bytes to a file descriptor starting at a particular offset.
    ///
    /// Write buffer to fd, starting at offset bytes from the beginning of
    /// the file.  Returns the number of bytes written.  Does not change the
    /// current file offset.
    "pwrite(fd, buffer, offset, /)" => fn pwrite(vm, [fd, data, offset]) {
        let fd = int(vm, fd)?;
        let data = vm.get_buffer(data, buffer_flags::SIMPLE)?;
        let offset = vm.int_arg(offset)?;
        // SAFETY: the exporter keeps the memory where it is.
        vm.new_int(retried_plain(vm, || unsafe { libc::pwrite(fd, data.data.cast(), data.len.min(MOST), offset) } as i64)?)
    }
    /// Read from a file descriptor fd into an iterable of buffers.
    ///
    /// The buffers should be mutable buffers accepting bytes.
    /// readv will transfer data into each buffer until it is full
    /// and then move on to the next buffer in the sequence to hold
    /// the rest of the data.
    ///
    /// readv returns the total number of bytes read,
    /// which may be less than the total capacity of all the buffers.
    "readv(fd, buffers, /)" => fn readv(vm, [fd, buffers]) {
        let fd = int(vm, fd)?;
        let v = Vectors::new(vm, buffers, "readv", buffer_flags::WRITABLE)?;
        // SAFETY: the exporters keep the memory where it is.
        vm.new_int(retried_plain(vm, || unsafe { libc::readv(fd, v.vectors.as_ptr(), v.vectors.len() as i32) } as i64)?)
    }
    /// Iterate over buffers, and write the contents of each to a file descriptor.
    ///
    /// Returns the total number of bytes written.
    /// buffers must be a sequence of bytes-like objects.
    "writev(fd, buffers, /)" => fn writev(vm, [fd, buffers]) {
        let fd = int(vm, fd)?;
        let v = Vectors::new(vm, buffers, "writev", buffer_flags::SIMPLE)?;
        // SAFETY: the exporters keep the memory where it is.
        vm.new_int(retried_plain(vm, || unsafe { libc::writev(fd, v.vectors.as_ptr(), v.vectors.len() as i32) } as i64)?)
    }
    /// Reads from a file descriptor into a number of mutable bytes-like objects.
    ///
    /// Combines the functionality of readv() and pread(). As readv(), it will
    /// transfer data into each buffer until it is full and then move on to the next
    /// buffer in the sequence to hold the rest of the data. Its fourth argument,
    /// specifies the file offset at which the input operation is to be performed. It
    /// will return the total number of bytes read (which can be less than the total
    /// capacity of all the objects).
    "preadv(fd, buffers, offset, flags=0, /)" => fn preadv(vm, [fd, buffers, offset, flags]) {
        let (fd, offset, flags) = (int(vm, fd)?, vm.int_arg(offset)?, int(vm, flags)?);
        let v = Vectors::new(vm, buffers, "preadv", buffer_flags::WRITABLE)?;
        // SAFETY: the exporters keep the memory where it is.
        vm.new_int(retried_plain(vm, || unsafe { libc::preadv2(fd, v.vectors.as_ptr(), v.vectors.len() as i32, offset, flags) } as i64)?)
    }
    /// Writes the contents of bytes-like objects to a file descriptor at a given offset.
    ///
    /// Combines the functionality of writev() and pwrite(). All buffers must be a
    /// sequence of bytes-like objects. Buffers are processed in array order. Entire
    /// contents of first buffer is written before proceeding to second, and so on. The
    /// operating system may set a limit (sysconf() value SC_IOV_MAX) on the number of
    /// buffers that can be used. This function writes the contents of each object to
    /// the file descriptor and returns the total number of bytes written.
    "pwritev(fd, buffers, offset, flags=0, /)" => fn pwritev(vm, [fd, buffers, offset, flags]) {
        let (fd, offset, flags) = (int(vm, fd)?, vm.int_arg(offset)?, int(vm, flags)?);
        let v = Vectors::new(vm, buffers, "pwritev", buffer_flags::SIMPLE)?;
        // SAFETY: the exporters keep the memory where it is.
        vm.new_int(retried_plain(vm, || unsafe { libc::pwritev2(fd, v.vectors.as_ptr(), v.vectors.len() as i32, offset, flags) } as i64)?)
    }
    /// Copy count bytes from file descriptor in_fd to file descriptor out_fd.
    "sendfile(out_fd, in_fd, offset, count)" => fn sendfile(vm, [out, from, offset, count]) {
        let (out, from, mut offset) = (int(vm, out)?, int(vm, from)?, offset_arg(vm, offset)?);
        let count = length(vm, count)?;
        // SAFETY: the offset is null or written by the call.
        vm.new_int(retried_plain(vm, || unsafe { libc::sendfile(out, from, offset_pointer(&mut offset), count) } as i64)?)
    }
    /// Transfer count bytes from one pipe to a descriptor or vice versa.
    ///
    ///   src
    ///     Source file descriptor.
    ///   dst
    ///     Destination file descriptor.
    ///   count
    ///     Number of bytes to copy.
    ///   offset_src
    ///     Starting offset in src.
    ///   offset_dst
    ///     Starting offset in dst.
    ///   flags
    ///     Flags to modify the semantics of the call.
    ///
    /// If offset_src is None, then src is read from the current position;
    /// respectively for offset_dst. The offset associated to the file
    /// descriptor that refers to a pipe must be None.
    "splice(src, dst, count, offset_src=None, offset_dst=None, flags=0)" => fn splice(vm, [src, dst, count, from, to, flags]) {
        let (src, dst, count) = (int(vm, src)?, int(vm, dst)?, count_arg(vm, count)?);
        let (mut from, mut to, flags) = (offset_arg(vm, from)?, offset_arg(vm, to)?, int(vm, flags)?);
        // SAFETY: the offsets are null or written by the call.
        vm.new_int(retried_plain(vm, || unsafe {
            libc::splice(src, offset_pointer(&mut from), dst, offset_pointer(&mut to), count, flags as u32)
        } as i64)?)
    }
    /// Copy count bytes from one file descriptor to another.
    ///
    ///   src
    ///     Source file descriptor.
    ///   dst
    ///     Destination file descriptor.
    ///   count
    ///     Number of bytes to copy.
    ///   offset_src
    ///     Starting offset in src.
    ///   offset_dst
    ///     Starting offset in dst.
    ///
    /// If offset_src is None, then src is read from the current position;
    /// respectively for offset_dst.
    "copy_file_range(src, dst, count, offset_src=None, offset_dst=None)" => fn copy_file_range(vm, [src, dst, count, from, to]) {
        let (src, dst, count) = (int(vm, src)?, int(vm, dst)?, count_arg(vm, count)?);
        let (mut from, mut to) = (offset_arg(vm, from)?, offset_arg(vm, to)?);
        // SAFETY: the offsets are null or written by the call.
        vm.new_int(retried_plain(vm, || unsafe {
            libc::copy_file_range(src, offset_pointer(&mut from), dst, offset_pointer(&mut to), count, 0)
        } as i64)?)
    }
    /// Set the position of a file descriptor.  Return the new position.
    ///
    ///   fd
    ///     An open file descriptor, as returned by os.open().
    ///   position
    ///     Position, interpreted relative to 'whence'.
    ///   whence
    ///     The relative position to seek from. Valid values are:
    ///     - SEEK_SET: seek from the start of the file.
    ///     - SEEK_CUR: seek from the current file position.
    ///     - SEEK_END: seek from the end of the file.
    ///
    /// The return value is the number of bytes relative to the beginning of the file.
    "lseek(fd, position, whence, /)" => fn lseek(vm, [fd, position, whence]) {
        let (fd, at, how) = (int(vm, fd)?, vm.int_arg(position)?, int(vm, whence)?);
        // SAFETY: a plain system call.
        vm.new_int(plain(vm, unsafe { libc::lseek(fd, at, how) })?)
    }
    /// Announce an intention to access data in a specific pattern.
    ///
    /// Announce an intention to access data in a specific pattern, thus allowing
    /// the kernel to make optimizations.
    /// The advice applies to the region of the file specified by fd starting at
    /// offset and continuing for length bytes.
    /// advice is one of POSIX_FADV_NORMAL, POSIX_FADV_SEQUENTIAL,
    /// POSIX_FADV_RANDOM, POSIX_FADV_NOREUSE, POSIX_FADV_WILLNEED, or
    /// POSIX_FADV_DONTNEED.
    "posix_fadvise(fd, offset, length, advice, /)" => fn posix_fadvise(vm, [fd, offset, n, advice]) {
        let (fd, offset, n, advice) = (int(vm, fd)?, vm.int_arg(offset)?, vm.int_arg(n)?, int(vm, advice)?);
        // SAFETY: a plain system call.
        match allow_threads(vm, || unsafe { libc::posix_fadvise(fd, offset, n, advice) }) {
            0 => Ok(Ref::NONE),
            errno => Err(os_error(vm, errno, None)),
        }
    }
    /// Ensure a file has allocated at least a particular number of bytes on disk.
    ///
    /// Ensure that the file specified by fd encompasses a range of bytes
    /// starting at offset bytes from the beginning and continuing for length bytes.
    "posix_fallocate(fd, offset, length, /)" => fn posix_fallocate(vm, [fd, offset, n]) {
        let (fd, offset, n) = (int(vm, fd)?, vm.int_arg(offset)?, vm.int_arg(n)?);
        loop {
            // SAFETY: a plain system call.
            match allow_threads(vm, || unsafe { libc::posix_fallocate(fd, offset, n) }) {
                0 => return Ok(Ref::NONE),
                libc::EINTR => crate::vm::signals::deliver(vm)?,
                errno => return Err(os_error(vm, errno, None)),
            }
        }
    }
    /// Apply, test or remove a POSIX lock on an open file descriptor.
    ///
    ///   fd
    ///     An open file descriptor.
    ///   command
    ///     One of F_LOCK, F_TLOCK, F_ULOCK or F_TEST.
    ///   length
    ///     The number of bytes to lock, starting at the current position.
    "lockf(fd, command, length, /)" => fn lockf(vm, [fd, command, n]) {
        let (fd, command, n) = (int(vm, fd)?, int(vm, command)?, vm.int_arg(n)?);
        // SAFETY: a plain system call.
        let r = allow_threads(vm, || unsafe { libc::lockf(fd, command, n) });
        nothing(vm, r)
    }
    /// Truncate a file, specified by file descriptor, to a specific length.
    "ftruncate(fd, length, /)" => fn ftruncate(vm, [fd, n]) {
        let (fd, n) = (int(vm, fd)?, vm.int_arg(n)?);
        // SAFETY: a plain system call.
        retried_plain(vm, || unsafe { libc::ftruncate(fd, n) } as i64)?;
        Ok(Ref::NONE)
    }
    /// Truncate a file, specified by path, to a specific length.
    ///
    /// On some platforms, path may also be specified as an open file descriptor.
    /// If this functionality is unavailable, using it raises an exception.
    "truncate(path, length)" => fn truncate(vm, [path, n]) {
        let p = path_arg(vm, path, "truncate", "path", true)?;
        let n = vm.int_arg(n)?;
        // SAFETY: a NUL-terminated path.
        let r = retried(vm, || unsafe {
            if let super::Path::Fd(fd, _) = &p { libc::ftruncate(*fd, n) } else { libc::truncate(p.pointer(), n) }
        } as i64)?;
        if r < 0 { Err(os_error(vm, last_errno(), p.shown())) } else { Ok(Ref::NONE) }
    }
    /// Force write of everything to disk.
    "sync()" => fn sync(vm, []) {
        // SAFETY: a plain system call.
        allow_threads(vm, || unsafe { libc::sync() });
        Ok(Ref::NONE)
    }
    /// Force write of fd to disk.
    "fsync(fd)" => fn fsync(vm, [fd]) {
        let fd = super::fd_arg(vm, fd)?;
        // SAFETY: a plain system call.
        retried_plain(vm, || unsafe { libc::fsync(fd) } as i64)?;
        Ok(Ref::NONE)
    }
    /// Force write of fd to disk without forcing update of metadata.
    "fdatasync(fd)" => fn fdatasync(vm, [fd]) {
        let fd = super::fd_arg(vm, fd)?;
        // SAFETY: a plain system call.
        retried_plain(vm, || unsafe { libc::fdatasync(fd) } as i64)?;
        Ok(Ref::NONE)
    }
    /// Obtain a series of random bytes.
    "getrandom(size, flags=0)" => fn getrandom(vm, [size, flags]) {
        let (n, flags) = (length(vm, size)?, int(vm, flags)?);
        let mut buffer = crate::types::bytes::zeros(vm, n)?;
        // SAFETY: the buffer has the length given.
        let got = retried_plain(vm, || unsafe { libc::getrandom(buffer.as_mut_ptr().cast(), buffer.len(), flags as u32) } as i64)?;
        vm.new_bytes(&buffer[..got as usize])
    }
]; }
